/** What primitives ask of memories, and change about them. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Alloc, Expr, Func, Load, MemoryDirectives, Stmt, Store, Sym } from "../ir/ir.js";
import { declarationsOf, mapExpr, mapStmtChildren, refArgs, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import type { MemoryPlace } from "./parameters.js";
import { refused, type StepContext } from "./primitive.js";

/** What `f` says of the tensor `sym`. */
export function saidOf({ memories = [] }: Func, sym: Sym): MemoryDirectives | undefined {
  return memories.find((m) => m.sym.id === sym.id);
}

/** `f` with `change` made to what it says of `sym`. */
export function withSaid(f: Func, sym: Sym, change: (said: MemoryDirectives) => MemoryDirectives): Func {
  const { memories = [] } = f;
  const known = saidOf(f, sym);
  if (known === undefined) return { ...f, memories: [...memories, change({ sym, partitions: [] })] };
  return { ...f, memories: memories.map((m) => (m === known ? change(known) : m)) };
}

/** `f` with the statement that makes the tensor `sym` replaced. */
export function withAlloc(f: Func, sym: Sym, by: (made: Alloc) => Alloc): Func {
  const stmt = (s: Stmt): Stmt => (s.kind === "alloc" && s.sym.id === sym.id ? by(s)
    : mapStmtChildren(s, { stmts: (body) => body.map(stmt) }));
  return { ...f, body: f.body.map(stmt) };
}

/** The statement of `f` that makes the tensor `sym` and says what it holds, if one does. */
export function allocOf(f: Func, sym: Sym): Alloc | undefined {
  let found: Alloc | undefined;
  visitStmts(f.body, (s) => {
    if (s.kind === "alloc" && s.sym.id === sym.id) found = s;
  });
  return found;
}

/** `name`, or with a number where something in `f` is called so. */
export function freshName(f: Func, name: string): string {
  const taken = new Set(declarationsOf(f).map((d) => d.sym.name));
  let found = name;
  for (let n = 2; taken.has(found); n++) found = `${name}${n}`;
  return found;
}

/** How `stmts` use the tensor `sym` as a whole: "passed to 'helper'"; `undefined` when they only load and store. */
export function wholeUse(
  stmts: readonly Stmt[], sym: Sym,
): { readonly how: string; readonly node: Stmt | Expr } | undefined {
  let found: ReturnType<typeof wholeUse>;
  const look = (node: Stmt | Expr): void => {
    if (refArgs(node).some((r) => r.sym.id === sym.id)) found ??= { how: useText(node), node };
  };
  visitStmts(stmts, (s) => {
    look(s);
    for (const e of stmtExprs(s)) visitExpr(e, look);
  });
  return found;
}

function useText(node: Stmt | Expr): string {
  if (node.kind === "call" || node.kind === "callstmt") return `passed to '${node.callee.name}'`;
  return node.kind === "return" ? "returned" : "shown in a message";
}

/** Refuses `stmts` that use the tensor as a whole. */
export function wholeUseErrors(
  context: StepContext, primitive: string, stmts: readonly Stmt[], sym: Sym,
): readonly Diagnostic[] {
  const use = wholeUse(stmts, sym);
  if (use === undefined) return [];
  return refused(
    context, kinds.usedWhole, [primitive, sym.name, use.how], [{ span: use.node.span, message: `${use.how} here` }],
  );
}

/** Refuses a tensor that the function does not make itself, and one that it does more with than load and store. */
export function localErrors(
  context: StepContext, primitive: string, { func, sym }: MemoryPlace,
): readonly Diagnostic[] {
  if (allocOf(func, sym) === undefined) {
    return refused(context, kinds.fixedInterface, [primitive, sym.name, origin(func, sym)]);
  }
  const said = saidOf(func, sym);
  if (said?.streamDepth !== undefined) return refused(context, kinds.saidOfMemory, [primitive, sym.name, "is a FIFO"]);
  if (said !== undefined && said.partitions.length > 0) {
    return refused(context, kinds.saidOfMemory, [primitive, sym.name, "is partitioned by its dimensions of now"]);
  }
  return wholeUseErrors(context, primitive, func.body, sym);
}

function origin(f: Func, sym: Sym): string {
  if (f.params.some((p) => p.sym.id === sym.id)) return `a parameter, and with it the interface of '${f.sym.name}'`;
  return f.states.some((s) => s.sym.id === sym.id) ? `a state of '${f.sym.name}'` : "the result of a call";
}

export interface AccessMapper {
  readonly load: (l: Load) => Expr;
  readonly store: (s: Store) => readonly Stmt[];
}

/** `stmts` with every load and store of the tensor `sym` replaced; what stands inside them has been before. */
export function mapAccesses(stmts: readonly Stmt[], sym: Sym, { load, store }: AccessMapper): readonly Stmt[] {
  const expr = (e: Expr): Expr => mapExpr(e, (x) => (x.kind === "load" && x.tensor.id === sym.id ? load(x) : x));
  const stmt = (s: Stmt): readonly Stmt[] => {
    const mapped = mapStmtChildren(s, { expr, stmts: (body) => body.flatMap(stmt) });
    return mapped.kind === "store" && mapped.tensor.id === sym.id ? store(mapped) : [mapped];
  };
  return stmts.flatMap(stmt);
}
