/** Conversions between floats and integers or raw values that JavaScript has no operator for, for compiled kernels. */
import {
  bfloat16, fixed, float16, float32, float64, type FixedType, type FloatType, type Overflow, type Rounding,
} from "../lib/ir/types.js";
import { toBigInt } from "../lib/numeric/convert.js";
import { fixedFromNumber } from "../lib/numeric/fixed.js";
import { exactToFloat } from "../lib/numeric/floats.js";

export { toBigInt };

/** To the nearest integer, ties up: `Math.round` but for -0, and faster. */
export function roundUp(x: number): number {
  const r = Math.floor(x + 0.5);
  return x < r - 0.5 ? r - 1 : r; // the sum may have been rounded up itself
}

/** To the nearest integer, ties toward zero. */
export function roundZero(x: number): number {
  return x < 0 ? roundUp(x) : -roundUp(-x);
}

/** To the nearest integer, ties away from zero. */
export function roundInf(x: number): number {
  return x < 0 ? -roundUp(-x) : roundUp(x);
}

/** To the nearest integer, ties to the even one. */
export function roundConv(x: number): number {
  const r = roundUp(x);
  return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

/** `x`, or 0 when it is not from `lo` to `hi`. */
export function inRangeOrZero(x: number, lo: number, hi: number): number {
  return x >= lo && x <= hi ? x : 0;
}

/** A fixed-point type, for `rawOf`. */
export function fixedType(
  width: number, frac: number, signed: boolean, rounding: Rounding, overflow: Overflow,
): FixedType {
  return fixed(width, frac, signed, rounding, overflow);
}

/** The raw value that `x` becomes in a fixed-point type. */
export function rawOf(x: number, type: FixedType): bigint {
  return fixedFromNumber(x, type);
}

const byPrecision: Readonly<Record<FloatType["precision"], FloatType>> = {
  8: bfloat16, 11: float16, 24: float32, 53: float64,
};

/** `m` · 2^`e` rounded once to the float type with this precision. */
export function bigToFloat(m: bigint, e: number, precision: FloatType["precision"]): number {
  return exactToFloat(m, e, byPrecision[precision]);
}
