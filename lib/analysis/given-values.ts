/** What a module says of its variables: which are assigned, and what integral parameters are given. */
import type { Arg, Module, NameArg, Sym } from "../ir/ir.js";
import { intervalOf, isIntegral, isScalar, union, type Interval, type Type } from "../ir/types.js";
import { instancesOf } from "../ir/networks.js";
import { visitExprs, visitStmts } from "../ir/walk.js";

/** The ids of all variables that are assigned somewhere, and of states. */
export function assignedIn(m: Module): ReadonlySet<number> {
  const assigned = new Set<number>();
  for (const f of m.functions) {
    for (const s of f.states) assigned.add(s.sym.id);
    visitStmts(f.body, (s) => {
      if (s.kind === "assign") assigned.add(s.sym.id);
    });
  }
  return assigned;
}

/** What integral parameters can be, by their ids: the hull of the constants given to them, where nothing else is. */
export function parameterRanges(m: Module): ReadonlyMap<number, Interval> {
  const given = new Map<number, Interval>();
  const functions = new Map(m.functions.map((f) => [f.sym.id, f]));
  const give = (callee: Sym, args: readonly (Arg | NameArg)[]): void => {
    functions.get(callee.id)?.params.forEach(({ sym, type }, i) => {
      if (!isScalar(type) || !isIntegral(type)) return;
      const arg = args[i];
      const n = arg?.kind === "const" && typeof arg.value === "bigint" ? arg.value : undefined;
      const range = n === undefined ? intervalOf(type) : { lo: n, hi: n };
      const before = given.get(sym.id) ?? range;
      given.set(sym.id, union(before, range));
    });
  };
  for (const part of [...m.functions, m.top]) {
    for (const { callee, args } of instancesOf(part)) give(callee, args);
    if (part.kind === "region") continue;
    visitStmts(part.body, (s) => {
      if (s.kind === "callstmt") give(s.callee, s.args);
    });
    visitExprs(part.body, (e) => {
      if (e.kind === "call") give(e.callee, e.args);
    });
  }
  const open = [...m.functions.flatMap((f) => (f === m.top ? f.params : [])), ...(m.top.kind === "region" ? m.top.params : [])];
  for (const { sym, type } of open) if (isScalar(type) && isIntegral(type)) given.set(sym.id, intervalOf(type));
  return given;
}

/** Is it a type of integers? */
export function integral(type: Type): boolean {
  return isScalar(type) && isIntegral(type);
}
