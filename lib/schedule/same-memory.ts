/** Which names of a module stand for one memory: tensors are passed by reference. */
import type { Arg, CallExpr, CallStmt, Func, Module, Sym } from "../ir/ir.js";
import type { TensorType } from "../ir/types.js";
import { networksOf } from "../ir/networks.js";
import { allFunctions, declarationsOf, stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";

export interface Member {
  readonly func: Func;
  readonly sym: Sym;
  readonly type: TensorType;
}

export interface SameMemory {
  /** Every function's name for it. */
  readonly members: readonly Member[];
  /** Several kernels of a region have it. */
  readonly isShared: boolean;
}

/** What stands for the same memory as `sym` in some call, callers and callees included. */
export function sameMemory(m: Module, sym: Sym): SameMemory {
  const ids = closure(sym.id, linksOf(m));
  const members = allFunctions(m).flatMap((func) => declarationsOf(func).flatMap((d): readonly Member[] =>
    d.type.kind === "tensor" && ids.has(d.sym.id) ? [{ func, sym: d.sym, type: d.type }] : []));
  const isShared = networksOf(m).some((n) => (
    n.instances.filter((i) => i.args.some((a) => a.kind === "name" && ids.has(a.sym.id))).length > 1
  ));
  return { members, isShared };
}

type Link = readonly [Sym, Sym];

function linksOf(m: Module): readonly Link[] {
  const functions = new Map(allFunctions(m).map((f) => [f.sym.id, f]));
  const found: Link[] = [];
  const pass = (args: readonly (Arg | undefined)[], callee: Func | undefined): void => {
    callee?.params.forEach((p, i) => {
      const arg = args[i];
      if (arg?.kind === "ref") found.push([arg.sym, p.sym]);
    });
  };
  const visit = (node: CallExpr | CallStmt): void => {
    const callee = functions.get(node.callee.id);
    pass(node.args, callee);
    if (callee !== undefined && node.kind === "callstmt") found.push(...resultLinks(node, callee));
  };
  for (const f of functions.values()) {
    visitStmts(f.body, (s) => {
      if (s.kind === "callstmt") visit(s);
      for (const e of stmtExprs(s)) visitExpr(e, (x) => { if (x.kind === "call") visit(x); });
    });
  }
  const instances = networksOf(m).flatMap((n) => n.instances);
  return [...found, ...instances.flatMap(({ callee, args }) => (
    (functions.get(callee.id)?.params ?? []).flatMap((p, i): readonly Link[] => {
      const arg = args[i];
      return arg?.kind === "name" ? [[arg.sym, p.sym]] : [];
    })
  ))];
}

/** What a call gives is what its callee made. */
function resultLinks(s: CallStmt, callee: Func): readonly Link[] {
  const found: Link[] = [];
  visitStmts(callee.body, (r) => {
    if (r.kind !== "return") return;
    r.values.forEach((v, i) => {
      const result = s.results[i];
      if (v.kind === "ref" && result !== undefined) found.push([result.sym, v.sym]);
    });
  });
  return found;
}

function closure(start: number, links: readonly Link[]): ReadonlySet<number> {
  const next = new Map<number, number[]>();
  for (const [a, b] of links) {
    next.set(a.id, [...(next.get(a.id) ?? []), b.id]);
    next.set(b.id, [...(next.get(b.id) ?? []), a.id]);
  }
  const reached = new Set([start]);
  for (const id of reached) for (const other of next.get(id) ?? []) reached.add(other);
  return reached;
}
