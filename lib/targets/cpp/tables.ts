/** Constant arrays that are passed on: which parameters must be `const` for them, and which arrays must not be. */
import type { Arg, Func, Stmt } from "../../ir/ir.js";
import { stmtExprs, visitExpr, visitStmts } from "../../ir/walk.js";

/** What lowering must know of tables, by the ids of their names. */
export interface Tables {
  /** Tensor parameters that are given a table in some call, directly or passed on. */
  readonly constParams: ReadonlySet<number>;
  /** Tables that reach external code, whose parameters are not `const`. */
  readonly mutableTables: ReadonlySet<number>;
}

/** `functions` in dependency order, callees first. */
export function tablesIn(functions: readonly Func[]): Tables {
  const byId = new Map(functions.map((f) => [f.sym.id, f]));
  const reachesExternal = new Set(functions.flatMap((f) => (f.external === undefined ? [] : f.params.map((p) => p.sym.id))));
  for (const f of functions) {
    eachPassed(f, byId, (argument, parameter) => {
      if (reachesExternal.has(parameter)) reachesExternal.add(argument);
    });
  }
  const constants = new Set<number>();
  for (const f of [...functions].reverse()) {
    visitStmts(f.body, (s) => {
      if (s.kind === "alloc" && s.init.kind === "values" && !reachesExternal.has(s.sym.id)) constants.add(s.sym.id);
    });
    eachPassed(f, byId, (argument, parameter) => {
      if (constants.has(argument)) constants.add(parameter);
    });
  }
  return { constParams: constants, mutableTables: reachesExternal };
}

/** Each tensor or stream that `f` passes, with the parameter it becomes. */
function eachPassed(f: Func, byId: ReadonlyMap<number, Func>, visit: (argument: number, parameter: number) => void): void {
  const pass = (callee: number, args: readonly (number | undefined)[]): void => {
    byId.get(callee)?.params.forEach((p, i) => {
      const argument = args[i];
      if (argument !== undefined) visit(argument, p.sym.id);
    });
  };
  forEachCall(f.body, pass);
  for (const i of f.network?.instances ?? []) pass(i.callee.id, i.args.map((a) => (a.kind === "name" ? a.sym.id : undefined)));
}

/** Calls `visit` with the callee's id and, per argument, the id of the tensor or stream passed. */
export function forEachCall(body: readonly Stmt[], visit: (callee: number, args: readonly (number | undefined)[]) => void): void {
  const ids = (args: readonly Arg[]): readonly (number | undefined)[] => args.map((a) => (a.kind === "ref" ? a.sym.id : undefined));
  visitStmts(body, (s) => {
    if (s.kind === "callstmt") visit(s.callee.id, ids(s.args));
    for (const root of stmtExprs(s)) {
      visitExpr(root, (e) => {
        if (e.kind === "call") visit(e.callee.id, ids(e.args));
      });
    }
  });
}
