/** Conversion of values to types, exactly as the language defines it; the interpreter and the host side share it. */
import type { ScalarType } from "../ir/types.js";

/** A value of the functional model: integers (and index) as bigint, floats as number, bool as boolean. */
export type Value = bigint | number | boolean;

/**
 * Converts `v` to `type`. Integers wrap (two's complement). Floats go to integers by truncation toward zero, then wrap;
 * NaN and infinities give 0. Integers go to floats rounded once, to nearest, ties to even. To bool: is it not zero.
 */
export function convert(v: Value, type: ScalarType): Value {
  switch (type.kind) {
    case "bool":
      return typeof v === "bigint" ? v !== 0n : typeof v === "number" ? v !== 0 : v;
    case "float":
      return toFloat(v, type.width);
    case "index":
      return BigInt.asIntN(32, toBigInt(v));
    case "int":
      return type.signed ? BigInt.asIntN(type.width, toBigInt(v)) : BigInt.asUintN(type.width, toBigInt(v));
  }
}

/** The integer part of a value; NaN and infinities are 0. */
export function toBigInt(v: Value): bigint {
  if (typeof v === "bigint") return v;
  if (typeof v === "boolean") return v ? 1n : 0n;
  return Number.isFinite(v) ? BigInt(Math.trunc(v)) : 0n;
}

export function toFloat(v: Value, width: 32 | 64): number {
  if (typeof v === "bigint") return bigintToFloat(v, width);
  return width === 32 ? Math.fround(Number(v)) : Number(v);
}

/** Rounds once: bits beyond the first 48 are folded into a sticky bit, so that no intermediate can tie falsely. */
export function bigintToFloat(v: bigint, width: 32 | 64): number {
  if (width === 64) return Number(v);
  const magnitude = v < 0n ? -v : v;
  const excess = BigInt(Math.max(0, magnitude.toString(2).length - 48));
  const sticky = (magnitude & ((1n << excess) - 1n)) !== 0n ? 1n : 0n;
  const folded = Number(((magnitude >> excess) << 1n) | sticky) * 2 ** (Number(excess) - 1);
  const rounded = Math.fround(excess === 0n ? Number(magnitude) : folded);
  return v < 0n ? -rounded : rounded;
}
