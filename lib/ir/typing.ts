/**
 * The type of each operator's result: the one place that says how integers and fixed point grow. Both are exact until
 * they are stored, so a result type is the narrowest type that holds every possible result of the operand types. The
 * one operator that loses something is the quotient of fixed point, which is rounded to its type.
 */
import type { BinaryOp, UnaryOp } from "./ir.js";
import {
  bool, contains, fixedTypeFor, float32, fracOf, int, interval, intTypeFor, maxFrac, maxIntWidth, rawInterval, sameType,
  scaleInterval, union,
  type BoolType, type FixedType, type FloatType, type IndexType, type IntType, type Interval, type ScalarType,
} from "./types.js";

export type Integral = IntType | IndexType | BoolType;
/** The types whose arithmetic is exact. */
export type Exact = Integral | FixedType;

/** Why an operator does not apply: shown to the user as is. */
export interface TypingError {
  readonly kind: "error";
  readonly message: string;
}

const floatOnly: ReadonlySet<BinaryOp> = new Set(["pow", "hypot"]);
const exactOnly: ReadonlySet<BinaryOp> = new Set(["floordiv", "mod", "shl", "shr", "ushr", "and", "or", "xor"]);

/** The type of `left op right`; mixed operands take the float type, two floats the narrowest that holds both. */
export function binaryType(op: BinaryOp, left: ScalarType, right: ScalarType): ScalarType | TypingError {
  if (left.kind === "float" || right.kind === "float") {
    return exactOnly.has(op) ? typingError("it needs integers") : widerFloat(left, right);
  }
  if (floatOnly.has(op)) return typingError("it needs floats");
  if (left.kind === "bool" && right.kind === "bool" && (op === "and" || op === "or" || op === "xor")) return bool;
  if (isShift(op) && right.kind === "fixed") return typingError("the amount of a shift is an integer");
  return limited(exactBinaryType(op, left, right));
}

export function isShift(op: BinaryOp): op is "shl" | "shr" | "ushr" {
  return op === "shl" || op === "shr" || op === "ushr";
}

/** The float type both operands are converted to when at least one of them is a float. */
export function widerFloat(left: ScalarType, right: ScalarType): FloatType {
  const floats = [left, right].filter((t) => t.kind === "float");
  const [a = float32, b = a] = floats;
  if (sameType(a, b)) return a;
  if (a.width === b.width) return float32; // float16 and bfloat16: neither holds the other
  return a.width > b.width ? a : b;
}

/** How many fraction bits the exact operands of `op` are brought to before it works on their raw values. */
export function commonFrac(left: Exact, right: Exact): number {
  return Math.max(fracOf(left), fracOf(right));
}

function exactBinaryType(op: BinaryOp, left: Exact, right: Exact): ScalarType {
  switch (op) {
    case "shl":
    case "shr":
      return asNumber(left);
    case "ushr":
      return left.kind === "fixed" ? { ...left, signed: false } : { ...asInt(left), signed: false };
    case "mul":
      return typeOfRaw(resultInterval(op, rawInterval(left), rawInterval(right)), fracOf(left) + fracOf(right), left, right);
    case "div":
      return left.kind === "fixed" || right.kind === "fixed" ? quotientType(left, right) : integerType(op, left, right);
    case "floordiv":
      return intTypeFor(resultInterval(op, ...aligned(left, right)));
    case "and":
    case "or":
    case "xor":
      return bitwiseType(left, right);
    default:
      return typeOfRaw(resultInterval(op, ...aligned(left, right)), commonFrac(left, right), left, right);
  }
}

function integerType(op: BinaryOp, left: Exact, right: Exact): IntType {
  return intTypeFor(resultInterval(op, rawInterval(left), rawInterval(right)));
}

/** An integer type for two integers, else fixed point with `frac` fraction bits. */
function typeOfRaw(raw: Interval, frac: number, left: Exact, right: Exact): IntType | FixedType {
  return left.kind === "fixed" || right.kind === "fixed" ? fixedTypeFor(raw, frac) : intTypeFor(raw);
}

/** The raw values of both in the finer one's units. */
function aligned(left: Exact, right: Exact): [Interval, Interval] {
  const frac = commonFrac(left, right);
  const inUnits = (t: Exact): Interval => scaleInterval(rawInterval(t), frac - fracOf(t));
  return [inUnits(left), inUnits(right)];
}

/** A quotient of fixed point that nothing asks more digits of: with those of the operand that has more. */
export function quotientType(left: Exact, right: Exact, frac = commonFrac(left, right)): FixedType {
  const [numerator, denominator] = quotientScales(frac, fracOf(left), fracOf(right));
  const n = scaleInterval(rawInterval(left), numerator);
  const d = scaleInterval(rawInterval(right), denominator);
  return fixedTypeFor(resultInterval("floordiv", n, d), frac);
}

/** By how many bits the raw operands of a quotient are shifted left, so that it comes out with `frac` fraction bits. */
export function quotientScales(frac: number, leftFrac: number, rightFrac: number): [number, number] {
  const by = frac - leftFrac + rightFrac;
  return by >= 0 ? [by, 0] : [0, -by];
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
function bitwiseType(left: Exact, right: Exact): IntType | FixedType {
  const [a, b] = aligned(left, right).map((r) => intTypeFor(r)) as [IntType, IntType];
  const raw = !a.signed && !b.signed
    ? int(Math.max(a.width, b.width), false)
    : int(Math.max(a.width + (a.signed ? 0 : 1), b.width + (b.signed ? 0 : 1)));
  return typeOfRaw(rawInterval(raw), commonFrac(left, right), left, right);
}

/** `floor`, `ceil`, `round` and `trunc` of fixed point are integers; integers are so already. */
const roundingOps: ReadonlySet<UnaryOp> = new Set(["floor", "ceil", "round", "trunc"]);

export function unaryType(op: UnaryOp, operand: ScalarType): ScalarType | TypingError {
  switch (op) {
    case "not":
      return operand.kind === "bool" ? bool : typingError("it needs a bool");
    case "neg":
    case "abs": {
      if (operand.kind === "float") return operand;
      const r = rawInterval(operand);
      const negated = { lo: -r.hi, hi: -r.lo };
      return limited(typeOfRaw(op === "neg" ? negated : absInterval(r), fracOf(operand), operand, operand));
    }
    case "bitnot":
      return operand.kind === "float" ? typingError("it needs an integer") : asNumber(operand);
    case "reverse":
      return operand.kind === "float" ? typingError("it needs an integer") : asNumber(operand);
    case "sign":
      return operand.kind === "float" ? operand : int(2);
    default:
      if (operand.kind === "float") return operand;
      return roundingOps.has(op) ? limited(integerPartType(op, operand)) : typingError("it needs a float");
  }
}

function integerPartType(op: UnaryOp, operand: Exact): IntType {
  const r = rawInterval(operand);
  const frac = fracOf(operand);
  if (frac <= 0) return intTypeFor(scaleInterval(r, -frac));
  const one = 1n << BigInt(frac);
  const up = op === "floor" || op === "trunc" ? 0n : op === "ceil" ? one - 1n : one / 2n;
  return intTypeFor(op === "trunc" ? quotients(r, interval(one, one), (n, d) => n / d) : floorsOf({ lo: r.lo + up, hi: r.hi + up }, one));
}

function floorsOf(r: Interval, unit: bigint): Interval {
  return { lo: floorDiv(r.lo, unit), hi: floorDiv(r.hi, unit) };
}

export function absInterval(r: Interval): Interval {
  const most = greatest(abs(r.lo), abs(r.hi));
  const straddles = r.lo <= 0n && r.hi >= 0n;
  return { lo: straddles ? 0n : least(abs(r.lo), abs(r.hi)), hi: most };
}

/** The type that holds both sides of a ternary (or `min`, `max` of mixed operands). */
export function unifyTypes(a: ScalarType, b: ScalarType): ScalarType {
  if (a.kind === "float" || b.kind === "float") return widerFloat(a, b);
  if (sameType(a, b)) return a;
  return typeOfRaw(union(...aligned(a, b)), commonFrac(a, b), a, b);
}

/** Whether every value of `inner` is one of `outer`. */
export function holdsType(outer: Exact, inner: Exact): boolean {
  if (fracOf(inner) > fracOf(outer)) return false;
  const [whole, part] = aligned(outer, inner);
  return contains(whole, part);
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

function asNumber(t: Exact): IntType | IndexType | FixedType {
  return t.kind === "bool" ? int(1, false) : t;
}

function limited(t: ScalarType): ScalarType | TypingError {
  if ((t.kind !== "int" && t.kind !== "fixed") || t.width <= maxIntWidth) {
    const tooFine = t.kind === "fixed" && Math.abs(t.frac) > maxFrac;
    return tooFine ? typingError(`the exact result needs ${t.frac} fraction bits, more than ${maxFrac}`) : t;
  }
  return typingError(`the exact result needs ${t.width} bits, more than ${maxIntWidth}`);
}

function typingError(message: string): TypingError {
  return { kind: "error", message };
}

/** The quotient rounded down. */
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
