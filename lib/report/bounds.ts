/** How often loops run, as far as the counters around them are known. */
import type { Expr, For, Func } from "../ir/ir.js";
import { intervalOf, isIntegral, type Interval } from "../ir/types.js";
import { visitExpr, visitStmts } from "../ir/walk.js";
import { exactly, unknown, type Count } from "./counts.js";

/** What is known of counters and parameters where something stands. */
export type Ranges = ReadonlyMap<number, Interval>;

/** Constants of a function that bounds may name: what they are made from. */
export type Constants = ReadonlyMap<number, Expr>;

/** Unknown values of types wider than this say nothing of how often a loop runs. */
const widest = 16;

/** The constants of `f`: integers that are never assigned again. */
export function constantsOf(f: Func): Constants {
  const assigned = new Set<number>();
  const found = new Map<number, Expr>();
  visitStmts(f.body, (s) => {
    if (s.kind === "assign") assigned.add(s.sym.id);
    if (s.kind === "let" && isIntegral(s.type)) found.set(s.sym.id, s.init);
  });
  for (const id of assigned) found.delete(id);
  return found;
}

/** The number of iterations of `loop`. */
export function tripsOf(loop: For, ranges: Ranges, constants: Constants): Count {
  const [lo, hi] = [rangeOf(loop.lo, ranges, constants), rangeOf(loop.hi, ranges, constants)];
  if (lo === undefined
    || hi === undefined) return unknown(`the bounds of '${loop.iter.name}' are known only as it runs`);
  const trips = (from: bigint, to: bigint): number => {
    const [distance, size] = loop.step > 0n ? [to - from, loop.step] : [from - to, -loop.step];
    return distance <= 0n ? 0 : Number((distance + size - 1n) / size);
  };
  const [least, most] = loop.step > 0n ? [trips(lo.hi, hi.lo), trips(lo.lo, hi.hi)]
    : [trips(lo.lo, hi.hi), trips(lo.hi, hi.lo)];
  return least === most ? exactly(least) : { min: least, max: most, reason: `the bounds of '${loop.iter.name}' vary` };
}

/** The values that the counter takes; `undefined` when a bound is not known. */
export function counterRange(loop: For, ranges: Ranges, constants: Constants): Interval | undefined {
  const [lo, hi] = [rangeOf(loop.lo, ranges, constants), rangeOf(loop.hi, ranges, constants)];
  if (lo === undefined || hi === undefined) return undefined;
  const range = loop.step > 0n ? { lo: lo.lo, hi: hi.hi - 1n } : { lo: hi.lo + 1n, hi: lo.hi };
  return range.lo <= range.hi ? range : { lo: range.lo, hi: range.lo };
}

/** All values that `e` may have; `undefined` when nothing is known. */
export function rangeOf(e: Expr, ranges: Ranges, constants: Constants): Interval | undefined {
  const known = exactRange(e, ranges, constants);
  if (known !== undefined || !isIntegral(e.type)) return known;
  const all = intervalOf(e.type);
  return all.hi - all.lo < 1n << BigInt(widest) ? all : undefined;
}

function exactRange(e: Expr, ranges: Ranges, constants: Constants): Interval | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "bigint" ? { lo: e.value, hi: e.value } : undefined;
    case "var": {
      const made = constants.get(e.sym.id);
      return ranges.get(e.sym.id) ?? (made === undefined ? undefined : rangeOf(made, ranges, constants));
    }
    case "cast":
      return isIntegral(e.type) ? rangeOf(e.operand, ranges, constants) : undefined;
    case "unary": {
      const r = e.op === "neg" ? rangeOf(e.operand, ranges, constants) : undefined;
      return r && { lo: -r.hi, hi: -r.lo };
    }
    case "binary": {
      const [a, b] = [rangeOf(e.left, ranges, constants), rangeOf(e.right, ranges, constants)];
      return a === undefined || b === undefined ? undefined : binaryRange(e.op, a, b);
    }
    case "select": {
      const [a, b] = [rangeOf(e.whenTrue, ranges, constants), rangeOf(e.whenFalse, ranges, constants)];
      return a === undefined || b === undefined
        ? undefined : { lo: a.lo < b.lo ? a.lo : b.lo, hi: a.hi > b.hi ? a.hi : b.hi };
    }
    case "load": case "compare": case "logic": case "bitcast": case "call":
      return undefined;
  }
}

function binaryRange(op: string, a: Interval, b: Interval): Interval | undefined {
  const corners = (f: (x: bigint, y: bigint) => bigint): Interval => {
    const all = [f(a.lo, b.lo), f(a.lo, b.hi), f(a.hi, b.lo), f(a.hi, b.hi)];
    return { lo: all.reduce((x, y) => (y < x ? y : x)), hi: all.reduce((x, y) => (y > x ? y : x)) };
  };
  switch (op) {
    case "add": return corners((x, y) => x + y);
    case "sub": return corners((x, y) => x - y);
    case "mul": return corners((x, y) => x * y);
    case "min": return corners((x, y) => (x < y ? x : y));
    case "max": return corners((x, y) => (x > y ? x : y));
    case "div": case "floordiv": return a.lo >= 0n && b.lo > 0n ? corners((x, y) => x / y) : undefined;
    case "mod": case "rem":
      return a.lo === a.hi && b.lo === b.hi && a.lo >= 0n && b.lo > 0n
        ? { lo: a.lo % b.lo, hi: a.lo % b.lo } : undefined;
    default: return undefined;
  }
}

/** The ids of the variables that the bounds of `loop` depend on. */
export function boundIds(loop: For, constants: Constants): ReadonlySet<number> {
  const found = new Set<number>();
  const add = (e: Expr): void => {
    visitExpr(e, (x) => {
      if (x.kind !== "var" || found.has(x.sym.id)) return;
      found.add(x.sym.id);
      const made = constants.get(x.sym.id);
      if (made !== undefined) add(made);
    });
  };
  add(loop.lo);
  add(loop.hi);
  return found;
}
