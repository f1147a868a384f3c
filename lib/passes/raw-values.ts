/**
 * Fixed point in terms of integers: for each operator, the integer arithmetic on raw values that gives its result. What
 * is computed is what lib/numeric/fixed.ts computes.
 */
import type { Span } from "../diagnostics/source.js";
import { binary, bitcast, call, cast, compare, intConst, select, unary } from "../ir/build.js";
import type { Binary, Cast, Expr, Func, Unary } from "../ir/ir.js";
import {
  contains, fracOf, int, intervalOf, intTypeFor, isExact, isIntegral, sameType, type FixedType, type IntType, type Rounding,
  type ScalarType,
} from "../ir/types.js";
import { commonFrac, isShift, quotientScales } from "../ir/typing.js";

/** What the rewriting needs from around it. */
export interface RawContext {
  /** The raw value of a variable, element, constant or call of fixed point, as an integer of its width. */
  readonly leaf: (e: Expr) => Expr;
  /** An expression that is not of fixed point, with what is of it inside rewritten. */
  readonly other: (e: Expr) => Expr;
  /** A function of integers that stands for a value needed more than once. */
  readonly helper: (h: Helper) => Func;
}

/** A function to be made: `key` tells apart what differs; `body` computes its result from its parameters. */
export interface Helper {
  readonly name: string;
  readonly key: string;
  readonly params: readonly ScalarType[];
  readonly span: Span;
  readonly body: (params: readonly Expr[]) => Expr;
}

/** The integer of the bits of a fixed-point type. */
export function rawType(t: FixedType): IntType {
  return int(t.width, t.signed);
}

/** The raw value of `e`, of an exact type: an integer expression that holds it, at least. */
export function raw(e: Expr, c: RawContext): Expr {
  if (e.type.kind !== "fixed") return c.other(e);
  switch (e.kind) {
    case "binary":
      return rawBinary(e, e.type, c);
    case "unary":
      return rawUnary(e, c);
    case "select": {
      const side = (x: Expr): Expr => scaled(raw(x, c), fracOfExact(e.type) - fracOfExact(x.type));
      return select(c.other(e.cond), side(e.whenTrue), side(e.whenFalse), e.span);
    }
    case "cast":
      return rawCast(e, e.type, c);
    case "bitcast":
      return sameBits(exactRaw(e.operand, c), rawType(e.type), e.span);
    default:
      return c.leaf(e);
  }
}

function fracOfExact(t: ScalarType): number {
  if (!isExact(t)) throw new Error("a float has no raw value");
  return fracOf(t);
}

/** `x` · 2^`by`. */
function scaled(x: Expr, by: number): Expr {
  return by === 0 ? x : binary("mul", x, intConst(1n << BigInt(by)), x.span);
}

/** The raw value as an integer of exactly its type, for operators that depend on the width; other values as they are. */
function exactRaw(e: Expr, c: RawContext): Expr {
  return e.type.kind === "fixed" ? cast(raw(e, c), rawType(e.type)) : c.other(e);
}

function sameBits(e: Expr, type: ScalarType, span: Span): Expr {
  return sameType(e.type, type) ? e : bitcast(e, type, span);
}

/** Both operands in the finer one's units. */
function aligned(e: { readonly left: Expr; readonly right: Expr }, c: RawContext): readonly [Expr, Expr, number] {
  if (!isExact(e.left.type) || !isExact(e.right.type)) throw new Error("a float has no raw value");
  const frac = commonFrac(e.left.type, e.right.type);
  const side = (x: Expr): Expr => scaled(raw(x, c), frac - fracOfExact(x.type));
  return [side(e.left), side(e.right), frac];
}

function rawBinary(e: Binary, type: FixedType, c: RawContext): Expr {
  if (isShift(e.op)) return binary(e.op, exactRaw(e.left, c), raw(e.right, c), e.span);
  if (e.op === "div") return rawQuotient(e, type, c);
  if (e.op === "mul") {
    const frac = fracOfExact(e.left.type) + fracOfExact(e.right.type);
    return scaled(binary("mul", raw(e.left, c), raw(e.right, c), e.span), type.frac - frac);
  }
  const [left, right, frac] = aligned(e, c);
  return scaled(binary(e.op, left, right, e.span), type.frac - frac);
}

function rawUnary(e: Unary, c: RawContext): Expr {
  const operand = e.op === "bitnot" || e.op === "reverse" ? exactRaw(e.operand, c) : raw(e.operand, c);
  return scaled(unary(e.op, operand, e.span), fracOfExact(e.type) - fracOfExact(e.operand.type));
}

function rawCast(e: Cast, type: FixedType, c: RawContext): Expr {
  const { operand } = e;
  if (operand.type.kind === "float") {
    return bitcast({ ...e, operand: c.other(operand) }, rawType(type), e.span);
  }
  const drop = fracOfExact(operand.type) - type.frac;
  const value = raw(operand, c);
  return fitted(drop > 0 ? rounded(value, drop, type.rounding, c) : scaled(value, -drop), type, c);
}

// ---- integers out of fixed point ----------------------------------------------------------------------------------------

/** Is `e`, which is not of fixed point, computed from something that is? */
export function readsFixed(e: Expr): boolean {
  switch (e.kind) {
    case "binary":
    case "compare":
      return e.left.type.kind === "fixed" || e.right.type.kind === "fixed";
    case "unary":
    case "cast":
    case "bitcast":
      return e.operand.type.kind === "fixed";
    default:
      return false;
  }
}

/** `e`, which is not of fixed point but reads it, on raw values. */
export function withoutFixed(e: Expr, c: RawContext): Expr {
  switch (e.kind) {
    case "binary": { // floordiv: the only operator that gives an integer
      const [left, right] = aligned(e, c);
      return cast(binary(e.op, left, right, e.span), e.type);
    }
    case "compare": {
      const [left, right] = aligned(e, c);
      return compare(e.op, left, right, e.span);
    }
    case "unary":
      return fromUnary(e, c);
    case "cast":
      return castFromFixed(e, c);
    case "bitcast":
      return sameBits(exactRaw(e.operand, c), e.type, e.span);
    default:
      throw new Error(`a ${e.kind} reads no fixed point`);
  }
}

const roundings: Partial<Record<Unary["op"], Rounding>> = { floor: "trunc", trunc: "truncZero", round: "round" };

/** `floor` and the like, and `sign`. */
function fromUnary(e: Unary, c: RawContext): Expr {
  const value = raw(e.operand, c);
  const frac = fracOfExact(e.operand.type);
  if (e.op === "sign") return unary("sign", value, e.span);
  const rounding = roundings[e.op];
  const result = frac <= 0
    ? scaled(value, -frac)
    : rounding === undefined
      ? dropped(value, (1n << BigInt(frac)) - 1n, frac) // ceil
      : rounded(value, frac, rounding, c);
  return cast(result, e.type);
}

function castFromFixed(e: Cast, c: RawContext): Expr {
  const { operand, type } = e;
  if (type.kind === "float") return { ...e, operand: bitcast(exactRaw(operand, c), operand.type) };
  const value = raw(operand, c);
  if (type.kind === "bool") return compare("ne", value, intConst(0), e.span);
  const frac = fracOfExact(operand.type);
  return cast(frac > 0 ? rounded(value, frac, "truncZero", c) : scaled(value, -frac), type, e.span);
}

// ---- rounding, overflow, quotients --------------------------------------------------------------------------------------

/** (`x` + `up`) / 2^`drop` rounded down. */
function dropped(x: Expr, up: bigint, drop: number): Expr {
  const sum = up === 0n ? x : binary("add", x, intConst(up), x.span);
  return binary("shr", sum, intConst(drop), x.span);
}

/** `x` / 2^`drop` rounded to an integer. */
function rounded(x: Expr, drop: number, rounding: Rounding, c: RawContext): Expr {
  const half = 1n << BigInt(drop - 1);
  const viaHelper = (name: string, f: (y: Expr) => Expr): Expr =>
    twice(x, droppedType(x, drop), c, `${name}_${drop}`, f);
  switch (rounding) {
    case "trunc":
      return dropped(x, 0n, drop);
    case "truncZero":
      return binary("div", x, intConst(1n << BigInt(drop)), x.span);
    case "round":
      return dropped(x, half, drop);
    case "roundMinInf":
      return dropped(x, half - 1n, drop);
    case "roundZero":
      return viaHelper("round_zero", (y) => dropped(binary("add", y, isNegative(y)), half - 1n, drop));
    case "roundInf":
      return viaHelper("round_inf", (y) => dropped(binary("sub", y, isNegative(y)), half, drop));
    case "roundConv":
      return viaHelper("round_even", (y) => dropped(binary("add", y, unitBit(y, drop)), half - 1n, drop));
  }
}

const isNegative = (x: Expr): Expr => compare("lt", x, intConst(0));
const unitBit = (x: Expr, drop: number): Expr => binary("and", binary("shr", x, intConst(drop)), intConst(1));

/** What `f` makes of `x`, which it uses more than once; it fits `type`. */
function twice(x: Expr, type: ScalarType, c: RawContext, name: string, f: (x: Expr) => Expr): Expr {
  if (x.kind === "var" || x.kind === "const") return f(x);
  const key = `${name}:${JSON.stringify([x.type, type])}`;
  const body = ([y = x]: readonly Expr[]): Expr => cast(f(y), type);
  return call(c.helper({ name, key, params: [x.type], span: x.span, body }), [x], x.span);
}

/** The type of `x` / 2^`drop`, however it is rounded. */
function droppedType({ type }: Expr, drop: number): IntType {
  if (!isIntegral(type)) throw new Error("a raw value is an integer");
  const { lo, hi } = intervalOf(type);
  return intTypeFor({ lo: lo >> BigInt(drop), hi: (hi >> BigInt(drop)) + 1n });
}

/** `x`, in the units of `type`, brought into its range. */
function fitted(x: Expr, type: FixedType, c: RawContext): Expr {
  const to = rawType(type);
  const { lo, hi } = intervalOf(to);
  const least = type.overflow === "saturateSym" && type.signed ? -hi : lo;
  if (isIntegral(x.type) && contains({ lo: least, hi }, intervalOf(x.type))) return cast(x, to);
  switch (type.overflow) {
    case "wrap":
      return cast(x, to);
    case "saturate":
    case "saturateSym":
      return cast(binary("min", binary("max", x, intConst(least)), intConst(hi)), to);
    case "saturateZero": {
      const isInside = (y: Expr): Expr => compare("eq", cast(y, to), y);
      const name = `saturate_zero_${to.signed ? "" : "u"}${to.width}`;
      return cast(twice(x, to, c, name, (y) => select(isInside(y), y, intConst(0))), to);
    }
  }
}

/** The exact quotient, rounded to `type`. */
function rawQuotient(e: Binary, type: FixedType, c: RawContext): Expr {
  const { value, frac } = quotient(e, type, c);
  const drop = frac - type.frac;
  return fitted(drop > 0 ? rounded(value, drop, type.rounding, c) : value, type, c);
}

/** An integer `value` whose product with 2^−`frac` converts to `type` as the exact quotient does. */
export function quotient(e: Binary, type: FixedType, c: RawContext): { readonly value: Expr; readonly frac: number } {
  const isDecided = type.rounding === "trunc" || type.rounding === "truncZero";
  const frac = isDecided ? type.frac : type.frac + 2;
  const [forLeft, forRight] = quotientScales(frac, fracOfExact(e.left.type), fracOfExact(e.right.type));
  const n = scaled(raw(e.left, c), forLeft);
  const d = scaled(raw(e.right, c), forRight);
  if (!isDecided) return { value: stickyQuotient(n, d, e.span, c), frac };
  return { value: binary(type.rounding === "trunc" ? "floordiv" : "div", n, d, e.span), frac };
}

/** The quotient rounded down, with its lowest bit set when something is left over. */
function stickyQuotient(n: Expr, d: Expr, span: Span, c: RawContext): Expr {
  const body = ([x = n, y = d]: readonly Expr[]): Expr => {
    const quotient = binary("floordiv", x, y, span);
    const isLeft = compare("ne", binary("mod", x, y, span), intConst(0));
    return binary("or", quotient, isLeft);
  };
  const key = `quotient:${JSON.stringify([n.type, d.type, span])}`;
  return call(c.helper({ name: "quotient", key, params: [n.type, d.type], span, body }), [n, d], span);
}
