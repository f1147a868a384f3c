/** Functions of their own for single calls. */
import type { Expr, Func, Module, Network, Stmt, Sym } from "../ir/ir.js";
import { allInstances } from "../ir/networks.js";
import { allFunctions, mapExpr, mapStmtChildren, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import { copied, copying, sayingOfMemories } from "./copies.js";

/** How often `callee` is called, and run by a region. */
export function callCount(m: Module, callee: Func): number {
  let count = 0;
  for (const f of allFunctions(m)) {
    visitStmts(f.body, (s) => {
      count += Number(s.kind === "callstmt" && s.callee.id === callee.sym.id);
      for (const e of stmtExprs(s)) {
        visitExpr(e, (x) => (count += Number(x.kind === "call" && x.callee.id === callee.sym.id)));
      }
    });
  }
  return count + allInstances(m).filter((i) => i.callee.id === callee.sym.id).length;
}

/** `f` and every function that it calls, directly or not. */
export function reachableFrom(m: Module, f: Func): readonly Func[] {
  const called = new Set([f.sym.id]);
  for (const g of [...allFunctions(m)].reverse()) {
    if (!called.has(g.sym.id)) continue;
    for (const i of g.network?.instances ?? []) called.add(i.callee.id);
    visitStmts(g.body, (s) => {
      if (s.kind === "callstmt") called.add(s.callee.id);
      for (const e of stmtExprs(s)) visitExpr(e, (x) => x.kind === "call" && called.add(x.callee.id));
    });
  }
  return allFunctions(m).filter((g) => called.has(g.sym.id));
}

/** `m`, where the first call of `callee` is of a copy of it that is called `name`. */
export function withOwnInstance(m: Module, callee: Func, name: string): Module {
  const copy = copyOf(m, callee, name);
  const redirect = redirection(callee.sym, copy.sym);
  const instances = (n: Network): Pick<Network, "instances"> => (
    { instances: n.instances.map((i) => ({ ...i, callee: redirect.name(i.callee) })) }
  );
  const redirected = (f: Func): Func => ({
    ...f, body: redirect.stmts(f.body), ...(f.network && { network: { ...f.network, ...instances(f.network) } }),
  });
  const functions = m.functions.flatMap((f) => (f === callee ? [f, copy] : [redirected(f)]));
  const { top } = m;
  if (top.kind === "func") return { functions, top: functions.find((f) => f.sym.id === top.sym.id) ?? top };
  return { functions, top: { ...top, ...instances(top) } };
}

function copyOf(m: Module, f: Func, name: string): Func {
  const by = copying(m, f);
  const names = new Map<number, Sym>();
  for (const d of [...f.params, ...f.states]) names.set(d.sym.id, by.fresh(d.sym.name));
  const body = copied(f.body, by, names);
  const renamed = <D extends { readonly sym: Sym }>(d: D): D => ({ ...d, sym: names.get(d.sym.id) ?? d.sym });
  const made = { ...f, sym: by.fresh(name), params: f.params.map(renamed), states: f.states.map(renamed), body };
  return sayingOfMemories(made, (f.memories ?? []).map(renamed));
}

/** Renames the first use of `from`, in the order of the text. */
function redirection(
  from: Sym, to: Sym,
): { readonly name: (sym: Sym) => Sym; readonly stmts: (body: readonly Stmt[]) => readonly Stmt[] } {
  let isDone = false;
  const name = (sym: Sym): Sym => {
    if (isDone || sym.id !== from.id) return sym;
    isDone = true;
    return to;
  };
  const expr = (e: Expr): Expr => mapExpr(e, (x) => (x.kind === "call" ? { ...x, callee: name(x.callee) } : x));
  const stmts = (body: readonly Stmt[]): readonly Stmt[] => body.map((s) => {
    const made = mapStmtChildren(s, { expr, stmts });
    return made.kind === "callstmt" ? { ...made, callee: name(made.callee) } : made;
  });
  return { name, stmts };
}
