/** Conditions as unions of linear systems. */
import type { Compare, Expr } from "../ir/ir.js";
import { atMost, equal, less, type Constraint } from "./integer-systems.js";
import { linearForm, type LinearContext } from "./linear-values.js";

/** One of these systems holds; none of none. */
export type Domains = readonly (readonly Constraint[])[];

/** What holds where a condition came out so; `isExact`: and nothing but that. */
export interface Alternatives {
  readonly cases: Domains;
  readonly isExact: boolean;
}

/** Unions of more systems than this are not looked at. */
const mostCases = 16;

const open: Alternatives = { cases: [[]], isExact: false };

/** Where `cond` came out as `truth`. */
export function alternatives(cond: Expr, truth: boolean, c: LinearContext): Alternatives {
  switch (cond.kind) {
    case "const":
      return { cases: cond.value === truth ? [[]] : [], isExact: true };
    case "unary":
      return cond.op === "not" ? alternatives(cond.operand, !truth, c) : open;
    case "compare":
      return compared(cond, truth, c);
    case "logic": {
      const [a, b] = [alternatives(cond.left, truth, c), alternatives(cond.right, truth, c)];
      if ((cond.op === "and") === truth) return narrowed(a, b);
      const cases = [...a.cases, ...b.cases];
      return cases.length > mostCases ? open : { cases, isExact: a.isExact && b.isExact };
    }
    case "var": case "load": case "binary": case "select": case "cast": case "bitcast": case "call":
      return open;
  }
}

/** Where both hold. */
export function narrowed(a: Alternatives, b: Alternatives): Alternatives {
  if (a.cases.length * b.cases.length > mostCases) return { cases: a.cases, isExact: false };
  const cases = a.cases.flatMap((x) => b.cases.map((y) => [...x, ...y]));
  return { cases, isExact: a.isExact && b.isExact };
}

function compared({ op, left, right }: Compare, truth: boolean, c: LinearContext): Alternatives {
  const a = linearForm(left, c);
  const b = a === undefined ? undefined : linearForm(right, c);
  if (a === undefined || b === undefined) return open;
  const [less1, more, same] = [[less(a, b)], [less(b, a)], [equal(a, b)]];
  const exactly = (...cases: Domains): Alternatives => ({ cases, isExact: true });
  switch (op) {
    case "eq": return truth ? exactly(same) : exactly(less1, more);
    case "ne": return truth ? exactly(less1, more) : exactly(same);
    case "lt": return exactly(truth ? less1 : [atMost(b, a)]);
    case "le": return exactly(truth ? [atMost(a, b)] : more);
    case "gt": return exactly(truth ? more : [atMost(a, b)]);
    case "ge": return exactly(truth ? [atMost(b, a)] : less1);
  }
}
