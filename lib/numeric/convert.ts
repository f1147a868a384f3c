/** Conversion of values to types, exactly as the language defines it; the interpreter and the host side share it. */
import type { FloatType, ScalarType } from "../ir/types.js";
import { exactToFloat, roundToFloat } from "./floats.js";
import { fixedFromNumber, toFixed } from "./fixed.js";

/** A value of the functional model: integers (and index) and the raw values of fixed point as bigint, floats as number, bool as boolean. */
export type Value = bigint | number | boolean;

/**
 * Converts `v`, read as an integer if it is a bigint and as a real number if it is a number, to `type`. Integers wrap
 * (two's complement). Floats go to integers by truncation toward zero, then wrap; NaN and infinities give 0. Fixed point
 * rounds and overflows by the modes of its type. Floats are rounded once, to nearest, ties to even. To bool: is it not zero.
 */
export function convert(v: Value, type: ScalarType): Value {
  switch (type.kind) {
    case "bool":
      return typeof v === "bigint" ? v !== 0n : typeof v === "number" ? v !== 0 : v;
    case "float":
      return toFloat(v, type);
    case "index":
      return BigInt.asIntN(32, toBigInt(v));
    case "int":
      return type.signed ? BigInt.asIntN(type.width, toBigInt(v)) : BigInt.asUintN(type.width, toBigInt(v));
    case "fixed":
      return typeof v === "number" ? fixedFromNumber(v, type) : toFixed(toBigInt(v), 0, type);
  }
}

/** Converts `v`, a value of type `from`, to `type`. */
export function convertFrom(v: Value, from: ScalarType, type: ScalarType): Value {
  if (from.kind !== "fixed") return convert(v, type);
  const raw = toBigInt(v);
  switch (type.kind) {
    case "bool":
      return raw !== 0n;
    case "float":
      return exactToFloat(raw, -from.frac, type);
    case "index":
    case "int":
      return convert(integerPart(raw, from.frac), type);
    case "fixed":
      return toFixed(raw, from.frac, type);
  }
}

/** Truncated toward zero, as every conversion to an integer. */
function integerPart(raw: bigint, frac: number): bigint {
  return frac > 0 ? raw / (1n << BigInt(frac)) : raw << BigInt(-frac);
}

/** The integer part of a value; NaN and infinities are 0. */
export function toBigInt(v: Value): bigint {
  if (typeof v === "bigint") return v;
  if (typeof v === "boolean") return v ? 1n : 0n;
  return Number.isFinite(v) ? BigInt(Math.trunc(v)) : 0n;
}

/** A number or an integer as a float of type `type`. */
export function toFloat(v: Value, type: FloatType): number {
  return typeof v === "bigint" ? exactToFloat(v, 0, type) : roundToFloat(Number(v), type);
}
