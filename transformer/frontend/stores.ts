/** Stores into elements of tensors: scalars, structs, and fields of them. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Expr, Sym } from "../../lib/ir/ir.js";
import { leavesOf, type Path, type ValueType } from "../../lib/ir/types.js";
import { refArgs, visitExpr } from "../../lib/ir/walk.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { kept } from "./settled.js";
import { leavesAs } from "./structs.js";
import { storeAs, type Value } from "./value.js";

/** Stores a value where `place` reads one. */
export function storeAt(scope: Scope, node: TS.Node, target: TS.Expression, place: Value, compute: (current: () => Value | undefined) => Value | undefined): void {
  const to = elementOf(place);
  if (place.kind === "table" || (to !== undefined && isReadOnly(scope, to.tensor.id))) {
    return refuse(scope, target, kinds.constantTable, [target.getText()]);
  }
  if (to === undefined) return refuse(scope, target, kinds.notAssignable, [target.getText()]);
  const mark = scope.block.length;
  const value = compute(() => place);
  const made = value === undefined ? undefined : leavesFor(scope, node, value, to.type);
  if (made === undefined) return;
  const changed = new Set([to.tensor.id]);
  const leaves = to.type.kind === "struct" ? settledLeaves(scope, made, changed) : made;
  const before = settledBefore(scope, mark, to.index);
  const index = leaves.length > 1 ? before.map((e) => (reads(e, changed) ? kept(scope, e) : e)) : before;
  const span = nodeSpan(scope, node);
  leavesOf(to.type).forEach((l, i) => {
    const leaf = leaves[i];
    const path = [...to.path, ...l.path];
    const at = path.length === 0 ? {} : { path };
    if (leaf !== undefined) scope.block.push({ kind: "store", tensor: to.tensor, index, ...at, value: leaf, span });
  });
}

interface Element {
  readonly tensor: Sym;
  readonly index: readonly Expr[];
  readonly path: Path;
  readonly type: ValueType;
}

/** The element, or the part of one, that `v` reads. */
function elementOf(v: Value): Element | undefined {
  if (v.kind === "struct") return v.place === undefined ? undefined : { ...v.place, type: v.type };
  if (v.kind !== "scalar" || v.expr.kind !== "load") return undefined;
  const { tensor, index, path = [], type } = v.expr;
  return { tensor, index, path, type };
}

function leavesFor(scope: Scope, node: TS.Node, v: Value, type: ValueType): readonly Expr[] | undefined {
  if (type.kind === "struct") return leavesAs(scope, node, v, type);
  const expr = storeAs(scope, node, v, type);
  return expr === undefined ? undefined : [expr];
}

/** Subscripts that read a tensor, computed before what the value needed to be computed: that may change the tensor. */
function settledBefore(scope: Scope, mark: number, index: readonly Expr[]): readonly Expr[] {
  const later = scope.block.splice(mark);
  const readsMemory = (x: Expr): boolean => x.kind === "load" || refArgs(x).length > 0;
  const at = later.length === 0 ? index : index.map((e) => (someExpr(e, readsMemory) ? kept(scope, e) : e));
  scope.block.push(...later);
  return at;
}

/** Values that are stored one after the other: computed before, where one reads what the storing changes. */
export function settledLeaves(scope: Scope, leaves: readonly Expr[], changed: ReadonlySet<number>): readonly Expr[] {
  return leaves.some((e) => reads(e, changed)) ? leaves.map((e) => kept(scope, e, "value")) : leaves;
}

/** Does `e` read one of these variables or tensors? */
function reads(e: Expr, ids: ReadonlySet<number>): boolean {
  const isRead = (x: Expr): boolean =>
    (x.kind === "var" && ids.has(x.sym.id)) || (x.kind === "load" && ids.has(x.tensor.id)) || refArgs(x).some((arg) => ids.has(arg.sym.id));
  return someExpr(e, isRead);
}

function someExpr(e: Expr, holds: (x: Expr) => boolean): boolean {
  let found = false;
  visitExpr(e, (x) => {
    found ||= holds(x);
  });
  return found;
}

/** Is the tensor a constant table, or an element of an outer one? */
export function isReadOnly(scope: Scope, id: number): boolean {
  return scope.roms.some((r) => r.sym.id === id) || scope.readOnly.has(id);
}
