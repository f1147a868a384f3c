/** Fixed point on raw values: rounding, overflow, quotients, and the way to and from doubles. All of it is exact. */
import { rawInterval, type FixedType, type FloatType, type Rounding } from "../ir/types.js";
import { floorDiv, quotientScales } from "../ir/typing.js";
import { exactToFloat, splitDouble } from "./floats.js";

/** `raw` / 2^`drop` rounded to an integer; `drop` may be negative. */
export function roundedRaw(raw: bigint, drop: number, rounding: Rounding): bigint {
  if (drop <= 0) return raw << BigInt(-drop);
  const by = BigInt(drop);
  const half = 1n << (by - 1n);
  const up = (extra: bigint): bigint => (raw + extra) >> by;
  switch (rounding) {
    case "trunc":
      return raw >> by;
    case "truncZero":
      return raw / (1n << by);
    case "round":
      return up(half);
    case "roundMinInf":
      return up(half - 1n);
    case "roundZero":
      return up(raw < 0n ? half : half - 1n);
    case "roundInf":
      return up(raw < 0n ? half - 1n : half);
    case "roundConv":
      return up(half - 1n + ((raw >> by) & 1n));
  }
}

/** `raw`, in the units of `type`, brought into its range. */
export function fitted(raw: bigint, type: FixedType): bigint {
  const { lo, hi } = rawInterval(type);
  switch (type.overflow) {
    case "wrap":
      return type.signed ? BigInt.asIntN(type.width, raw) : BigInt.asUintN(type.width, raw);
    case "saturate":
      return raw < lo ? lo : raw > hi ? hi : raw;
    case "saturateZero":
      return raw < lo || raw > hi ? 0n : raw;
    case "saturateSym": {
      const least = type.signed ? -hi : lo;
      return raw < least ? least : raw > hi ? hi : raw;
    }
  }
}

/** `m` · 2^−`frac` converted to `type` by its modes. */
export function toFixed(m: bigint, frac: number, type: FixedType): bigint {
  return fitted(roundedRaw(m, frac - type.frac, type.rounding), type);
}

/** A real number converted to `type` by its modes; NaN and infinities give 0. */
export function fixedFromNumber(x: number, type: FixedType): bigint {
  if (!Number.isFinite(x)) return 0n;
  const { m, e } = splitDouble(x);
  return toFixed(m, -e, type);
}

/** The value of `raw` in `type`, rounded once to a float type. */
export function fixedToFloat(raw: bigint, type: FixedType, to: FloatType): number {
  return exactToFloat(raw, -type.frac, to);
}

/**
 * left · 2^−leftFrac / (right · 2^−rightFrac) converted to `type` by its modes, from the exact quotient: two more bits
 * than the type has, the last of them set whenever anything is left, decide every rounding.
 */
export function fixedQuotient(left: bigint, leftFrac: number, right: bigint, rightFrac: number, type: FixedType): bigint {
  const [forLeft, forRight] = quotientScales(type.frac + 2, leftFrac, rightFrac);
  const n = left << BigInt(forLeft);
  const d = right << BigInt(forRight);
  const q = floorDiv(n, d);
  return toFixed(q * d === n ? q : q | 1n, type.frac + 2, type);
}
