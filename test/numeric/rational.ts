/** Exact fractions, and fixed point by its definition: slow and obvious, to hold lib/numeric/fixed.ts against. */
import type { FixedType, Overflow, Rounding } from "../../lib/ir/types.js";

/** n / d, with d > 0; not reduced. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export function rational(n: bigint, d = 1n): Rational {
  return d < 0n ? { n: -n, d: -d } : { n, d };
}

/** n · 2^e. */
export function scaled(n: bigint, e: number): Rational {
  return e >= 0 ? rational(n * 2n ** BigInt(e)) : rational(n, 2n ** BigInt(-e));
}

/** The value of a finite double, doubled until it has no fraction. */
export function ofNumber(x: number): Rational {
  let d = 1n;
  let rest = x;
  while (!Number.isInteger(rest)) {
    rest *= 2;
    d *= 2n;
  }
  return rational(BigInt(rest), d);
}

/** The value of a raw value. */
export function ofRaw(raw: bigint, { frac }: Pick<FixedType, "frac">): Rational {
  return scaled(raw, -frac);
}

export const plus = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const times = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
export const over = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);

/** Negative, zero or positive as `a` is less than, the same as, or more than `b`. */
export function order(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The greatest integer that is not greater. */
export function floor({ n, d }: Rational): bigint {
  const q = n / d;
  return q * d > n ? q - 1n : q;
}

export function truncated(r: Rational): bigint {
  return r.n / r.d;
}

/** The integer that is chosen between the two around `r`, by what the modes are called. */
export function rounded(r: Rational, rounding: Rounding): bigint {
  const below = floor(r);
  if (order(r, rational(below)) === 0) return below;
  const above = below + 1n;
  const [nearZero, farFromZero] = r.n < 0n ? [above, below] : [below, above];
  const side = order(r, rational(2n * below + 1n, 2n));
  const nearest = side < 0 ? below : above;
  switch (rounding) {
    case "trunc":
      return below;
    case "truncZero":
      return nearZero;
    case "round":
      return side === 0 ? above : nearest;
    case "roundMinInf":
      return side === 0 ? below : nearest;
    case "roundZero":
      return side === 0 ? nearZero : nearest;
    case "roundInf":
      return side === 0 ? farFromZero : nearest;
    case "roundConv":
      return side !== 0 ? nearest : below % 2n === 0n ? below : above;
  }
}

/** The least and the greatest raw value. */
export function limits({ width, signed }: Pick<FixedType, "width" | "signed">): readonly [bigint, bigint] {
  const count = 2n ** BigInt(width);
  return signed ? [-count / 2n, count / 2n - 1n] : [0n, count - 1n];
}

/** `raw` brought into the range of the type. */
export function inRange(raw: bigint, type: FixedType): bigint {
  const [lo, hi] = limits(type);
  if (type.overflow === "wrap") return lo + (((raw - lo) % (hi - lo + 1n)) + (hi - lo + 1n)) % (hi - lo + 1n);
  const answers: Readonly<Record<Exclude<Overflow, "wrap">, readonly [under: bigint, over: bigint]>> = {
    saturate: [lo, hi],
    saturateZero: [0n, 0n],
    saturateSym: [type.signed ? -hi : lo, hi],
  };
  const [under, above] = answers[type.overflow];
  const least = type.overflow === "saturateSym" ? under : lo;
  return raw < least ? under : raw > hi ? above : raw;
}

/** The raw value that `r` becomes in `type`. */
export function converted(r: Rational, type: FixedType): bigint {
  return inRange(rounded(times(r, scaled(1n, type.frac)), type.rounding), type);
}
