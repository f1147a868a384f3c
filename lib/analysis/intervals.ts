/** Interval rules for integer operators beyond those that decide result types (lib/ir/typing.ts). */
import type { BinaryOp, UnaryOp } from "../ir/ir.js";
import { contains, intervalOf, type BoolType, type IndexType, type Interval, type IntType } from "../ir/types.js";
import { absInterval, resultInterval } from "../ir/typing.js";

type Integral = IntType | IndexType | BoolType;

/** The values in both; `undefined` when there are none. */
export function intersect(a: Interval, b: Interval): Interval | undefined {
  const lo = a.lo > b.lo ? a.lo : b.lo;
  const hi = a.hi < b.hi ? a.hi : b.hi;
  return lo <= hi ? { lo, hi } : undefined;
}

/** Every value of `a op b`, given as type `type` (for the shifts, also the left operand's). */
export function binaryInterval(op: BinaryOp, a: Interval, b: Interval, type: Integral): Interval {
  const whole = intervalOf(type);
  const clip = (r: Interval): Interval => intersect(r, whole) ?? whole;
  switch (op) {
    case "shl":
      return shiftedLeft(a, b, whole);
    case "shr":
      return clip(shiftedRight(a, b));
    case "ushr":
      return a.lo >= 0n ? clip(shiftedRight(a, b)) : whole;
    case "and":
      return clip(bitAnd(a, b, whole));
    case "or":
    case "xor":
      return a.lo >= 0n && b.lo >= 0n ? clip({ lo: 0n, hi: onesCovering(a.hi > b.hi ? a.hi : b.hi) }) : whole;
    case "pow":
    case "hypot":
      return whole;
    default:
      return clip(resultInterval(op, a, b));
  }
}

/** Every value of `op a`, given as type `type`. */
export function unaryInterval(op: UnaryOp, a: Interval, type: Integral): Interval {
  const whole = intervalOf(type);
  const clip = (r: Interval): Interval => intersect(r, whole) ?? whole;
  switch (op) {
    case "neg":
      return clip({ lo: -a.hi, hi: -a.lo });
    case "abs":
      return clip(absInterval(a));
    case "bitnot":
      return whole.lo < 0n ? { lo: -1n - a.hi, hi: -1n - a.lo } : clip({ lo: whole.hi - a.hi, hi: whole.hi - a.lo });
    case "sign":
      return { lo: a.lo > 0n ? 1n : a.lo === 0n ? 0n : -1n, hi: a.hi < 0n ? -1n : a.hi === 0n ? 0n : 1n };
    case "floor": case "ceil": case "round": case "trunc": // of an integer: itself
      return clip(a);
    case "not": case "reverse": case "sqrt": case "exp": case "log": case "sin": case "cos": case "tan": case "tanh":
      return whole;
  }
}

/** Shift amounts that matter: beyond the type's width nothing changes any more. */
const widestShift = 4096n;

function shiftAmounts(b: Interval): Interval {
  const clamp = (n: bigint): bigint => (n < 0n ? 0n : n > widestShift ? widestShift : n);
  return { lo: clamp(b.lo), hi: clamp(b.hi) };
}

/** Exact only while nothing is shifted out; whatever amount reaches the width gives 0, which `whole` holds. */
function shiftedLeft(a: Interval, b: Interval, whole: Interval): Interval {
  const by = shiftAmounts(b);
  const ends = [a.lo << by.lo, a.lo << by.hi, a.hi << by.lo, a.hi << by.hi];
  const r = { lo: ends.reduce((x, y) => (x < y ? x : y)), hi: ends.reduce((x, y) => (x > y ? x : y)) };
  return contains(whole, r) && by.hi < BigInt(whole.hi.toString(2).length) ? r : whole;
}

function shiftedRight(a: Interval, b: Interval): Interval {
  const by = shiftAmounts(b);
  return {
    lo: a.lo >> (a.lo < 0n ? by.lo : by.hi),
    hi: a.hi >> (a.hi < 0n ? by.hi : by.lo),
  };
}

/** A side that is never negative bounds the result; both can be the bound. */
function bitAnd(a: Interval, b: Interval, whole: Interval): Interval {
  const bounds = [a, b].filter((r) => r.lo >= 0n).map((r) => r.hi);
  if (bounds.length === 0) return whole;
  return { lo: 0n, hi: bounds.reduce((x, y) => (x < y ? x : y)) };
}

/** The least 2^k − 1 that is at least `n`. */
function onesCovering(n: bigint): bigint {
  return n <= 0n ? 0n : (1n << BigInt(n.toString(2).length)) - 1n;
}
