/** Making a tensor that holds a part of another one, and loops that copy. */
import { addForms, constantForm } from "../analysis/affine.js";
import { compare, constant, intConst, load, logic, variable, type SymSource } from "../ir/build.js";
import type { Aggregate, Alloc, Expr, For, Func, Module, Stmt, Store, Sym } from "../ir/ir.js";
import { index, leavesOf, tensor, type ScalarType, type TensorType, type ValueType } from "../ir/types.js";
import { freshSyms } from "../passes/fresh-syms.js";
import type { Span } from "../diagnostics/source.js";
import { freshLoopId } from "./loops.js";
import { freshName } from "./memories.js";
import type { Part, PartDim } from "./parts.js";
import { formExpr, minus, plainForm, subscript, variablesOf } from "./subscripts.js";

/** A buffer for a part: it has the dimensions of the part that are longer than 1, or its last one. */
export interface Buffer {
  readonly sym: Sym;
  readonly type: TensorType;
  /** Of the tensor; those that the buffer has. */
  readonly dims: readonly number[];
}

/** What new statements are made with. */
export interface Maker {
  readonly syms: SymSource;
  readonly span: Span;
  readonly valueOf: (id: number) => Expr;
  /** An id for a loop. */
  readonly loopId: () => number;
}

export function makerFor(module: Module, func: Func, span: Span): Maker {
  let next = freshLoopId(func.body);
  return { syms: freshSyms(module), span, valueOf: variablesOf(func, span), loopId: () => next++ };
}

/** A buffer called `A.i`, of the tensor A at the loop i. */
export function bufferFor(make: Maker, func: Func, loop: For, memory: Sym, type: TensorType, part: Part): Buffer {
  const longer = part.dims.flatMap((d, i) => (d.size > 1 ? [i] : []));
  const dims = longer.length > 0 ? longer : [part.dims.length - 1];
  const shape = dims.map((d) => part.dims[d]?.size ?? 1);
  const sym = make.syms.fresh(freshName(func, `${memory.name}.${loop.iter.name}`));
  return { sym, type: tensor(type.element, shape), dims };
}

export function allocation({ sym, type }: Buffer, span: Span): Alloc {
  return { kind: "alloc", sym, type, init: { kind: "fill", value: zero(type.element, span) }, span };
}

function zero(t: ValueType, span: Span): Expr | Aggregate {
  if (t.kind !== "struct") return zeroOf(t, span);
  return { kind: "aggregate", type: t, leaves: leavesOf(t).map((l) => zeroOf(l.type, span)), span };
}

function zeroOf(t: ScalarType, span: Span): Expr {
  return t.kind === "bool" ? constant(false, t, span) : constant(t.kind === "float" ? 0 : 0n, t, span);
}

/** The buffer's subscripts for a place in the tensor. */
export function placeIn({ dims }: Buffer, part: Part, at: readonly Expr[], valueOf: Maker["valueOf"]): readonly Expr[] {
  return dims.map((d) => {
    const [e, dim] = [at[d], part.dims[d]];
    if (e === undefined || dim === undefined) throw new Error(`no dimension ${d}`);
    return minus(e, dim.start, valueOf);
  });
}

/** Loops over `sizes`, around what `body` makes of their counters; none where the size is 1. */
export function nestOver(
  make: Maker, names: readonly string[], sizes: readonly number[], body: (counters: readonly Expr[]) => readonly Stmt[],
): readonly Stmt[] {
  const { span } = make;
  const around = sizes.map((size, i) => (size === 1 ? undefined : { size, iter: make.syms.fresh(names[i] ?? "i") }));
  const counters = around.map((l) => (l === undefined ? intConst(0, span) : variable(l.iter, index, span)));
  return around.reduceRight<readonly Stmt[]>((inner, l) => (l === undefined ? inner : [{
    kind: "for", iter: l.iter, type: index, lo: intConst(0, span), hi: intConst(l.size, span), step: 1n,
    reduction: false, body: inner, id: make.loopId(), span,
  }]), body(counters));
}

/** An element of a tensor. */
export interface Element {
  readonly sym: Sym;
  readonly at: readonly Expr[];
}

/** `to = from`, scalar by scalar. */
export function copyElement(to: Element, from: Element, type: TensorType, span: Span): readonly Stmt[] {
  return leavesOf(type.element).map(({ path }): Store => {
    const value = load(from.sym, type, from.at, span, path);
    const store = { kind: "store", tensor: to.sym, index: to.at, value, span } as const;
    return path.length === 0 ? store : { ...store, path };
  });
}

/** A place in the tensor: `start` plus the offset in each dimension. */
export interface TensorPlace {
  readonly at: readonly Expr[];
  /** Holds where the place is inside the tensor; `undefined` where it always is. */
  readonly isInside: Expr | undefined;
}

/** The place in the part at `counters`: constants or counters of loops, nothing where the part is one index long. */
export function placeOf(make: Maker, part: Part, counters: readonly (Expr | undefined)[]): TensorPlace {
  const places = part.dims.map((dim, d) => dimPlace(make, dim, counters[d]));
  const conditions = places.flatMap((p) => p.conditions);
  const [first, ...others] = conditions;
  return {
    at: places.map((p) => subscript(p.at)),
    isInside: first === undefined ? undefined : others.reduce((a, b) => logic("and", a, b, make.span), first),
  };
}

function dimPlace(
  { span, valueOf }: Maker, { start, extent, mayPrecede, mayExceed }: PartDim, counter: Expr | undefined,
): { readonly at: Expr; readonly conditions: readonly Expr[] } {
  const offset = (counter && plainForm(counter, () => false)) ?? constantForm(0n);
  const own = (id: number): Expr => (counter?.kind === "var" && counter.sym.id === id ? counter : valueOf(id));
  const at = formExpr(addForms(start, offset), own, span);
  return {
    at,
    conditions: [
      ...(mayPrecede ? [compare("ge", at, intConst(0, span), span)] : []),
      ...(mayExceed ? [compare("lt", at, intConst(extent, span), span)] : []),
    ],
  };
}

/** `stmts`, where the place is inside the tensor. */
export function whereInside({ isInside }: TensorPlace, stmts: readonly Stmt[], span: Span): readonly Stmt[] {
  return isInside === undefined ? stmts : [{ kind: "if", cond: isInside, then: stmts, else: [], span }];
}

/** Names for the loops of one nest: `A.i.load`, or `A.i.load0`, `A.i.load1`, … when there are several. */
export function loopNames(buffer: Buffer, what: string, sizes: readonly number[]): readonly string[] {
  const isOne = sizes.filter((n) => n > 1).length <= 1;
  return sizes.map((_, i) => `${buffer.sym.name}.${what}${isOne ? "" : i}`);
}

