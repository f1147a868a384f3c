/** Rounding to the float types: once, to nearest, ties to even, with subnormals and overflow as IEEE 754 has them. */
import type { FloatType } from "../ir/types.js";
import { exponent, powerOfTwo } from "./math-bits.js";

/** What a float type's values are made of: significand × 2^exponent, the smallest exponent, the largest finite value. */
export interface FloatFormat {
  readonly precision: number;
  /** Of the smallest subnormal. */
  readonly leastExponent: number;
  readonly largest: number;
}

const formats: Readonly<Record<FloatType["precision"], FloatFormat>> = {
  8: { precision: 8, leastExponent: -133, largest: 2 ** 128 - 2 ** 120 },
  11: { precision: 11, leastExponent: -24, largest: 65504 },
  24: { precision: 24, leastExponent: -149, largest: 2 ** 128 - 2 ** 104 },
  53: { precision: 53, leastExponent: -1074, largest: Number.MAX_VALUE },
};

export function formatOf(type: FloatType): FloatFormat {
  return formats[type.precision];
}

/** `x` rounded to `type`. */
export function roundToFloat(x: number, type: FloatType): number {
  switch (type.precision) {
    case 53:
      return x;
    case 24:
      return Math.fround(x);
    case 11:
      return half(x);
    case 8:
      return bfloat(x);
  }
}

/** `x` rounded to float16. */
export function half(x: number): number {
  const r = rounded(x, 10, -14);
  return r > 65504 ? Infinity : r < -65504 ? -Infinity : r;
}

/** `x` rounded to bfloat16. */
export function bfloat(x: number): number {
  const r = rounded(x, 7, -126);
  return r > 3.3895313892515355e38 ? Infinity : r < -3.3895313892515355e38 ? -Infinity : r;
}

/** Adding and subtracting it rounds numbers below 2^51 to integers, ties to even. */
const roundBig = 6755399441055744;

/** `x` with `digits` bits after the first significant one, but none finer than those of 2^`least`. */
function rounded(x: number, digits: number, least: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude > 0 && magnitude < Infinity)) return x;
  const e = exponent(magnitude); // of a subnormal double it is -1023, far below `least`
  const unit = (e > least ? e : least) - digits;
  if (unit > 900) return x; // no float16 or bfloat16 is that large
  const r = (magnitude * powerOfTwo(-unit) + roundBig - roundBig) * powerOfTwo(unit);
  return x < 0 ? -r : r;
}

/** `m` · 2^`e` rounded once to `type`. */
export function exactToFloat(m: bigint, e: number, type: FloatType): number {
  const { precision, leastExponent, largest } = formats[type.precision];
  const magnitude = m < 0n ? -m : m;
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  const unit = Math.max(bits + e - precision, leastExponent);
  const significand = Number(roundedShift(magnitude, unit - e));
  const value = significand === 0 ? 0 : scaledBy(significand, unit);
  const result = value > largest ? Infinity : value;
  return m < 0n ? -result : result;
}

/** `magnitude` / 2^`by` to nearest, ties to even; exact when `by` is negative. */
function roundedShift(magnitude: bigint, by: number): bigint {
  if (by <= 0) return magnitude << BigInt(-by);
  const shift = BigInt(by);
  const floor = magnitude >> shift;
  const rest = magnitude - (floor << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** `n` · 2^`e` for an integer below 2^54; exact where the result is a double, Infinity where it is too large. */
function scaledBy(n: number, e: number): number {
  if (e > 1000) return n * 2 ** 1000 * 2 ** Math.min(e - 1000, 1000);
  if (e < -1000) return n * 2 ** -1000 * 2 ** Math.max(e + 1000, -1000);
  return n * 2 ** e;
}

/** A finite double as integer and exponent: `x` = m · 2^e. */
export function splitDouble(x: number): { readonly m: bigint; readonly e: number } {
  if (x === 0) return { m: 0n, e: 0 };
  const tiny = Math.abs(x) < 2 ** -900; // subnormals among them have no exponent of their own
  const normal = tiny ? x * 2 ** 300 : x;
  const e = exponent(Math.abs(normal)) - 52;
  return { m: BigInt(normal * powerOfTwo(-e)), e: tiny ? e - 300 : e };
}
