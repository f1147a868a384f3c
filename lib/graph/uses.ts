/** What functions do to the names they know: their own statements and their helpers, without the regions they call. */
import type { Arg, CallExpr, CallStmt, Expr, Func, Module, Stmt, Sym } from "../ir/ir.js";
import { stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";

export interface Use {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly puts: boolean;
  readonly gets: boolean;
}

/** A call of an inner region; `args` are names of the caller. */
export interface NetworkCall {
  readonly callee: Func;
  readonly args: readonly (Sym | undefined)[];
}

export interface OwnUses {
  /** By the ids of the function's parameters and tensors. */
  readonly uses: ReadonlyMap<number, Use>;
  /** In textual order, those of helpers included. */
  readonly calls: readonly NetworkCall[];
}

/** The uses of every function of `m`, by the id of its name. */
export function usesOf(m: Module): ReadonlyMap<number, OwnUses> {
  const functions = new Map(m.functions.map((f) => [f.sym.id, f]));
  const known = new Map<number, OwnUses>();
  for (const f of m.functions) known.set(f.sym.id, ownUses(f, functions, known));
  return known;
}

const nothing: Use = { reads: false, writes: false, puts: false, gets: false };

type Functions = ReadonlyMap<number, Func>;
type Known = ReadonlyMap<number, OwnUses>;

function ownUses(f: Func, functions: Functions, known: Known): OwnUses {
  const uses = new Map<number, Use>();
  const calls: NetworkCall[] = [];
  const add = (sym: Sym, use: Partial<Use>): unknown => uses.set(sym.id, merged(uses.get(sym.id) ?? nothing, use));
  const addCall = (node: CallExpr | CallStmt): void => {
    const callee = functions.get(node.callee.id);
    const args = node.args.map((a) => (a.kind === "ref" ? a.sym : undefined));
    if (callee?.network !== undefined) calls.push({ callee, args });
    else if (callee !== undefined) addHelper(callee, args);
  };
  const addHelper = (callee: Func, args: readonly (Sym | undefined)[]): void => {
    const inside = known.get(callee.sym.id);
    const renamed = new Map(callee.params.map((p, i) => [p.sym.id, args[i]]));
    for (const [i, sym] of args.entries()) {
      if (sym !== undefined) add(sym, inside?.uses.get(callee.params[i]?.sym.id ?? NaN) ?? nothing);
    }
    for (const call of inside?.calls ?? []) {
      calls.push({ ...call, args: call.args.map((a) => (a === undefined ? a : renamed.get(a.id) ?? a)) });
    }
  };
  const addExpr = (e: Expr): void => {
    if (e.kind === "load") add(e.tensor, { reads: true });
    if (e.kind === "call") addCall(e);
  };
  visitStmts(f.body, (s) => {
    addStmt(s, add);
    if (s.kind === "callstmt") addCall(s);
    for (const e of stmtExprs(s)) visitExpr(e, addExpr);
  });
  f.params.forEach((p, i) => {
    if (f.external !== undefined) add(p.sym, f.external.writes.includes(i) ? { writes: true } : { reads: true });
  });
  return { uses, calls };
}

function addStmt(s: Stmt, add: (sym: Sym, use: Partial<Use>) => unknown): void {
  switch (s.kind) {
    case "store":
      add(s.tensor, { writes: true });
      break;
    case "put":
      add(s.stream, { puts: true });
      addReads([s.value], add);
      break;
    case "get":
      add(s.stream, { gets: true });
      break;
    case "probe":
      add(s.stream, s.asks === "empty" ? { gets: true } : { puts: true });
      break;
    case "return":
      addReads(s.values, add);
      break;
    case "print": case "assert":
      for (const p of s.kind === "print" ? s.parts : s.message) if (p.kind === "tensor") add(p.sym, { reads: true });
      break;
    case "let": case "assign": case "alloc": case "for": case "while": case "if": case "switch": case "break":
    case "continue": case "callstmt":
      break;
  }
}

function addReads(values: readonly Arg[], add: (sym: Sym, use: Partial<Use>) => unknown): void {
  for (const v of values) if (v.kind === "ref") add(v.sym, { reads: true });
}

function merged(a: Use, b: Partial<Use>): Use {
  return {
    reads: a.reads || b.reads === true, writes: a.writes || b.writes === true,
    puts: a.puts || b.puts === true, gets: a.gets || b.gets === true,
  };
}
