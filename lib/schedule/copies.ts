/** Copies of statements: what they declare gets new names, and what they use may be replaced. */
import type { Arg, Expr, Func, Get, MemoryDirectives, MessagePart, Module, Put, Stmt, Sym, VarRef } from "../ir/ir.js";
import { declaredBy, mapExpr, mapStmtChildren, visitStmts } from "../ir/walk.js";
import { freshSyms } from "../passes/fresh-syms.js";
import { fitting } from "./fitting.js";
import { freshLoopId } from "./loops.js";

/** What copies are made with. */
export interface Copying {
  /** The name of the copy of something declared. */
  readonly fresh: (name: string) => Sym;
  /** An id for the copy of a loop or switch. */
  readonly loopId: () => number;
}

/** Names that `m` does not have, and ids of loops that `f` does not have. */
export function copying(m: Module, f: Func): Copying {
  const syms = freshSyms(m);
  let next = freshLoopId(f.body);
  return { fresh: (name) => syms.fresh(name), loopId: () => next++ };
}

/**
 * A copy of `stmts`. `names` says what stands for names of the original, and gets those of the copy; `valueOf` gives
 * expressions that stand for variables.
 */
export function copied(
  stmts: readonly Stmt[], by: Copying, names: Map<number, Sym>,
  valueOf: (v: VarRef) => Expr | undefined = () => undefined,
): readonly Stmt[] {
  const ids = new Map<number, number>();
  visitStmts(stmts, (s) => {
    for (const { sym } of declaredBy(s)) if (!names.has(sym.id)) names.set(sym.id, by.fresh(sym.name));
    if (s.kind === "for" || s.kind === "while" || s.kind === "switch") ids.set(s.id, by.loopId());
  });
  return renamed(stmts, { name: (sym) => names.get(sym.id) ?? sym, id: (n) => ids.get(n) ?? n, valueOf });
}

/** What becomes of names, of the ids of loops, and of variables that an expression stands for. */
export interface Renaming {
  readonly name: (sym: Sym) => Sym;
  readonly id: (loop: number) => number;
  readonly valueOf: (v: VarRef) => Expr | undefined;
}

/** `stmts` with other names. */
export function renamed(stmts: readonly Stmt[], r: Renaming): readonly Stmt[] {
  const expr = (e: Expr): Expr => mapExpr(e, (x) => renamedExpr(x, r));
  return stmts.map((s) => fitting(renamedStmt(mapStmtChildren(s, { expr, stmts: (body) => renamed(body, r) }), r)));
}

function renamedExpr(e: Expr, r: Renaming): Expr {
  switch (e.kind) {
    case "var":
      return r.valueOf(e) ?? { ...e, sym: r.name(e.sym) };
    case "load":
      return { ...e, tensor: r.name(e.tensor) };
    case "call":
      return { ...e, args: renamedRefs(e.args, r) };
    case "const": case "binary": case "compare": case "logic": case "unary": case "select": case "cast": case "bitcast":
      return e;
  }
}

/** The names that stand in `s` itself. */
function renamedStmt(s: Stmt, r: Renaming): Stmt {
  switch (s.kind) {
    case "let": case "assign": case "alloc":
      return { ...s, sym: r.name(s.sym) };
    case "store":
      return { ...s, tensor: r.name(s.tensor) };
    case "for":
      return { ...s, iter: r.name(s.iter), id: r.id(s.id) };
    case "while": case "switch":
      return { ...s, id: r.id(s.id) };
    case "break": case "continue":
      return { ...s, loop: r.id(s.loop) };
    case "return":
      return { ...s, values: renamedRefs(s.values, r) };
    case "callstmt":
      return { ...s, args: renamedRefs(s.args, r), results: s.results.map((d) => ({ ...d, sym: r.name(d.sym) })) };
    case "put":
      return { ...s, stream: r.name(s.stream), value: renamedToken(s.value, r), ...renamedOk(s, r) };
    case "get":
      return { ...s, stream: r.name(s.stream), sym: r.name(s.sym), ...renamedOk(s, r) };
    case "probe":
      return { ...s, stream: r.name(s.stream), sym: r.name(s.sym) };
    case "print":
      return { ...s, parts: s.parts.map((p) => renamedPart(p, r)) };
    case "assert":
      return { ...s, message: s.message.map((p) => renamedPart(p, r)) };
    case "if":
      return s;
  }
}

function renamedOk({ ok }: Put | Get, r: Renaming): { readonly ok?: Sym } {
  return ok === undefined ? {} : { ok: r.name(ok) };
}

function renamedToken(value: Put["value"], r: Renaming): Put["value"] {
  return value.kind === "ref" ? { ...value, sym: r.name(value.sym) } : value;
}

function renamedRefs(args: readonly Arg[], r: Renaming): readonly Arg[] {
  return args.map((a) => (a.kind === "ref" ? { ...a, sym: r.name(a.sym) } : a));
}

function renamedPart(p: MessagePart, r: Renaming): MessagePart {
  return p.kind === "tensor" ? { ...p, sym: r.name(p.sym) } : p;
}

// ---- what is said of memories ---------------------------------------------------------------------------------------

/** `own`, and what `said` says of the memories that `names` stands for; or the one about which the two disagree. */
export function withMemories(
  own: readonly MemoryDirectives[], said: readonly MemoryDirectives[], names: ReadonlyMap<number, Sym>,
): readonly MemoryDirectives[] | Sym {
  const all = new Map(own.map((m) => [m.sym.id, m]));
  for (const m of said) {
    const sym = names.get(m.sym.id) ?? m.sym;
    const known = all.get(sym.id);
    const both = known === undefined ? { ...m, sym } : together(known, m);
    if (both === undefined) return sym;
    all.set(sym.id, both);
  }
  return [...all.values()];
}

/** `f` with these directives of its memories. */
export function sayingOfMemories(f: Func, memories: readonly MemoryDirectives[]): Func {
  const { memories: _before, ...rest } = f;
  return memories.length === 0 ? rest : { ...rest, memories };
}

function together(a: MemoryDirectives, b: MemoryDirectives): MemoryDirectives | undefined {
  const added = b.partitions.filter((p) => a.partitions.every((q) => q.dim !== p.dim));
  const isSame = (x: unknown, y: unknown): boolean =>
    x === undefined || y === undefined || JSON.stringify(x) === JSON.stringify(y);
  const agree = b.partitions.every((p) => isSame(p, a.partitions.find((q) => q.dim === p.dim)));
  if (!agree || !isSame(a.bind, b.bind) || !isSame(a.streamDepth, b.streamDepth)) return undefined;
  return { ...b, ...a, partitions: [...a.partitions, ...added] };
}
