/** The functions that a function runs, directly or not. */
import type { Func } from "../../lib/ir/ir.js";
import { stmtExprs, visitExpr, visitStmts } from "../../lib/ir/walk.js";

/** `f` and every function of `all` that it calls or runs in a network, callees first as in `all`. */
export function functionsOf(f: Func, all: readonly Func[]): readonly Func[] {
  const byId = new Map(all.map((g) => [g.sym.id, g]));
  const reached = new Set([f]);
  // A set visits what is added to it while it is walked.
  for (const g of reached) {
    for (const id of calleesOf(g)) {
      const callee = byId.get(id);
      if (callee !== undefined) reached.add(callee);
    }
  }
  return [...all.filter((g) => g !== f && reached.has(g)), f];
}

const callees = new WeakMap<Func, ReadonlySet<number>>();

function calleesOf(f: Func): ReadonlySet<number> {
  const known = callees.get(f) ?? findCallees(f);
  callees.set(f, known);
  return known;
}

function findCallees(f: Func): ReadonlySet<number> {
  const found = new Set(f.network?.instances.map((i) => i.callee.id));
  visitStmts(f.body, (s) => {
    if (s.kind === "callstmt") found.add(s.callee.id);
    for (const root of stmtExprs(s)) {
      visitExpr(root, (e) => {
        if (e.kind === "call") found.add(e.callee.id);
      });
    }
  });
  return found;
}
