/**
 * The type of each operator's result: the one place that says how integers grow. Integers are exact until they are
 * stored, so a result type is the narrowest int type that holds every possible result of the operand types.
 */
import type { BinaryOp, UnaryOp } from "./ir.js";
import {
  bool, index, int, intTypeFor, intervalOf, maxIntWidth, union,
  type BoolType, type FloatType, type IndexType, type IntType, type Interval, type ScalarType,
} from "./types.js";

export type Integral = IntType | IndexType | BoolType;

/** Why an operator does not apply: shown to the user as is. */
export interface TypingError {
  readonly kind: "error";
  readonly message: string;
}

const floatOnly: ReadonlySet<BinaryOp> = new Set(["pow", "hypot"]);
const integerOnly: ReadonlySet<BinaryOp> = new Set(["floordiv", "mod", "shl", "shr", "ushr", "and", "or", "xor"]);

/** The type of `left op right`; mixed integer and float operands take the float type, two floats the wider. */
export function binaryType(op: BinaryOp, left: ScalarType, right: ScalarType): ScalarType | TypingError {
  if (left.kind === "float" || right.kind === "float") {
    return integerOnly.has(op) ? typingError(`'${op}' needs integers`) : widerFloat(left, right);
  }
  if (floatOnly.has(op)) return typingError(`'${op}' needs floats`);
  if (left.kind === "bool" && right.kind === "bool" && (op === "and" || op === "or" || op === "xor")) return bool;
  return limited(integerBinaryType(op, left, right));
}

/** The float type both operands are converted to when at least one of them is a float. */
export function widerFloat(left: ScalarType, right: ScalarType): FloatType {
  const width = Math.max(left.kind === "float" ? left.width : 0, right.kind === "float" ? right.width : 0);
  return { kind: "float", width: width === 64 ? 64 : 32 };
}

function integerBinaryType(op: BinaryOp, left: Integral, right: Integral): ScalarType {
  switch (op) {
    case "shl":
    case "shr":
      return asNumber(left);
    case "ushr":
      return { ...asInt(left), signed: false };
    case "and":
    case "or":
    case "xor":
      return bitwiseType(asInt(left), asInt(right));
    default:
      return intTypeFor(resultInterval(op, intervalOf(left), intervalOf(right)));
  }
}

/** Every value `a op b` can take, for a in `a`, b in `b` (division by zero left out). Also used by range analysis. */
export function resultInterval(op: BinaryOp, a: Interval, b: Interval): Interval {
  switch (op) {
    case "add":
      return { lo: a.lo + b.lo, hi: a.hi + b.hi };
    case "sub":
      return { lo: a.lo - b.hi, hi: a.hi - b.lo };
    case "mul":
      return hull([a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi]);
    case "div":
      return quotients(a, b, (n, d) => n / d);
    case "floordiv":
      return quotients(a, b, floorDiv);
    case "rem":
      return remainders(a, b);
    case "mod":
      return moduli(b);
    case "min":
      return { lo: least(a.lo, b.lo), hi: least(a.hi, b.hi) };
    case "max":
      return { lo: greatest(a.lo, b.lo), hi: greatest(a.hi, b.hi) };
    case "shl": case "shr": case "ushr": case "and": case "or": case "xor": case "pow": case "hypot":
      throw new Error(`no interval rule for '${op}'`);
  }
}

/** Quotients are extreme at the ends of both intervals and at the divisors nearest to zero. */
function quotients(a: Interval, b: Interval, divide: (n: bigint, d: bigint) => bigint): Interval {
  const divisors = [b.lo, b.hi, -1n, 1n].filter((d) => d !== 0n && d >= b.lo && d <= b.hi);
  if (divisors.length === 0) return { lo: 0n, hi: 0n };
  return hull(divisors.flatMap((d) => [divide(a.lo, d), divide(a.hi, d)]));
}

/** |a % b| is at most |a| and less than |b|; the sign is the dividend's. */
function remainders(a: Interval, b: Interval): Interval {
  const most = greatest(abs(b.lo), abs(b.hi)) - 1n;
  const bound = most < 0n ? 0n : most;
  return {
    lo: a.lo < 0n ? -least(-a.lo, bound) : 0n,
    hi: a.hi > 0n ? least(a.hi, bound) : 0n,
  };
}

function moduli(b: Interval): Interval {
  return { lo: b.lo < 0n ? b.lo + 1n : 0n, hi: b.hi > 0n ? b.hi - 1n : 0n };
}

/** Wide enough for both operands; unsigned only when both are. */
function bitwiseType(a: IntType, b: IntType): IntType {
  if (!a.signed && !b.signed) return int(Math.max(a.width, b.width), false);
  return int(Math.max(a.width + (a.signed ? 0 : 1), b.width + (b.signed ? 0 : 1)));
}

export function unaryType(op: UnaryOp, operand: ScalarType): ScalarType | TypingError {
  switch (op) {
    case "not":
      return operand.kind === "bool" ? bool : typingError("'!' needs a bool");
    case "neg":
    case "abs": {
      if (operand.kind === "float") return operand;
      const r = intervalOf(operand);
      const negated = { lo: -r.hi, hi: -r.lo };
      return limited(intTypeFor(op === "neg" ? negated : absInterval(r)));
    }
    case "bitnot":
      return operand.kind === "float" ? typingError("'~' needs an integer") : asNumber(operand);
    case "sign":
      return operand.kind === "float" ? operand : int(2);
    default:
      return operand.kind === "float" ? operand : typingError(`'${op}' needs a float`);
  }
}

export function absInterval(r: Interval): Interval {
  const most = greatest(abs(r.lo), abs(r.hi));
  const straddles = r.lo <= 0n && r.hi >= 0n;
  return { lo: straddles ? 0n : least(abs(r.lo), abs(r.hi)), hi: most };
}

/** The type that holds both sides of a ternary (or `min`, `max` of mixed operands). */
export function unifyTypes(a: ScalarType, b: ScalarType): ScalarType {
  if (a.kind === "float" || b.kind === "float") return widerFloat(a, b);
  if (a.kind === "bool" && b.kind === "bool") return bool;
  if (a.kind === "index" && b.kind === "index") return index;
  return intTypeFor(union(intervalOf(a), intervalOf(b)));
}

/** `bool` counts as a 1-bit unsigned integer, `index` as a signed 32-bit one. */
export function asInt(t: Integral): IntType {
  switch (t.kind) {
    case "int":
      return t;
    case "bool":
      return int(1, false);
    case "index":
      return int(32);
  }
}

function asNumber(t: Integral): IntType | IndexType {
  return t.kind === "bool" ? int(1, false) : t;
}

function limited(t: ScalarType): ScalarType | TypingError {
  if (t.kind !== "int" || t.width <= maxIntWidth) return t;
  return typingError(`the exact result needs ${t.width} bits, more than ${maxIntWidth}`);
}

function typingError(message: string): TypingError {
  return { kind: "error", message };
}

export function floorDiv(n: bigint, d: bigint): bigint {
  const q = n / d;
  return n % d !== 0n && n < 0n !== d < 0n ? q - 1n : q;
}

function hull(values: readonly bigint[]): Interval {
  return { lo: values.reduce(least), hi: values.reduce(greatest) };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const abs = (a: bigint): bigint => (a < 0n ? -a : a);
