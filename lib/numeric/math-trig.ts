/**
 * sin, cos and tan: the argument is reduced to [-π/4, π/4] as a sum of two doubles, then Taylor's series.
 * include/hls_math.h holds the same operations in the same order; change both together. Errors stay below 0.8 units in
 * the last place, tan's below 0.9.
 */
import { divideSums, exponent, powerOfTwo, productError } from "./math-bits.js";
import {
  halfPi1, halfPi2, halfPi3, halfPi4, halfPiHigh, halfPiLow, roundBig, twoOverPi, twoOverPiBits,
} from "./math-tables.js";

/** Below this the functions are x or 1 to the last bit. */
const tiny = 7.450580596923828e-9;
const quarterPi = 0.7853981633974483;
/** Up to here multiples of π/2 have 20 bits. */
const exactMultiples = 1647000;

/** What the last `reduce` left: argument = quadrant · π/2 + reduced[0] + reduced[1]. */
const reduced = new Float64Array(2);

export function sin(x: number): number {
  if (Math.abs(x) < tiny) return x;
  const quadrant = reduce(x);
  const r = reduced[0] ?? 0;
  const rest = reduced[1] ?? 0;
  const value = (quadrant & 1) === 0 ? r + sinRest(r, rest) : cosHigh(r) + cosRest(r, rest);
  return (quadrant & 2) === 0 ? value : -value;
}

export function cos(x: number): number {
  if (Math.abs(x) < tiny) return 1;
  const quadrant = reduce(x);
  const r = reduced[0] ?? 0;
  const rest = reduced[1] ?? 0;
  const value = (quadrant & 1) === 0 ? cosHigh(r) + cosRest(r, rest) : r + sinRest(r, rest);
  return ((quadrant + 1) & 2) === 0 ? value : -value;
}

/** sin / cos, or -cos / sin in odd quadrants, each as a sum of two doubles. */
export function tan(x: number): number {
  if (Math.abs(x) < tiny) return x;
  const odd = (reduce(x) & 1) !== 0;
  const r = reduced[0] ?? 0;
  const rest = reduced[1] ?? 0;
  const sineRest = sinRest(r, rest);
  const sine = r + sineRest;
  const sineLow = r - sine + sineRest;
  const cosineHigh = cosHigh(r);
  const cosineRest = cosRest(r, rest);
  const cosine = cosineHigh + cosineRest;
  const cosineLow = cosineHigh - cosine + cosineRest;
  return odd ? -divideSums(cosine, cosineLow, sine, sineLow) : divideSums(sine, sineLow, cosine, cosineLow);
}

/** sin(r + rest) - r. */
function sinRest(r: number, rest: number): number {
  const z = r * r;
  const z2 = z * z;
  const low = -1 / 6 + z * (1 / 120) + z2 * (-1 / 5040 + z * (1 / 362880));
  const high = -1 / 39916800 + z * (1 / 6227020800) + z2 * (-1 / 1307674368000 + z * (1 / 355687428096000));
  return r * (z * (low + z2 * z2 * high)) + rest * (1 - 0.5 * z);
}

/** `r` with its bits below 2^-26 rounded away: its square has no more than 52 bits. */
function upperBits(r: number): number {
  return r + 100663296 - 100663296;
}

/** 1 - u²/2 for u = upperBits(r), exact. */
function cosHigh(r: number): number {
  const upper = upperBits(r);
  return 1 - 0.5 * (upper * upper);
}

/** cos(r + rest) - cosHigh(r). */
function cosRest(r: number, rest: number): number {
  const upper = upperBits(r);
  const z = r * r;
  const z2 = z * z;
  const low = 1 / 24 + z * (-1 / 720) + z2 * (1 / 40320 + z * (-1 / 3628800));
  const high = 1 / 479001600 + z * (-1 / 87178291200) + z2 * (1 / 20922789888000);
  return z2 * (low + z2 * z2 * high) - (0.5 * ((r - upper) * (r + upper)) + r * rest);
}

/** Leaves the reduced argument in `reduced`; returns the quadrant (any integer with the right last two bits). */
function reduce(x: number): number {
  const a = Math.abs(x);
  if (a <= quarterPi) {
    reduced[0] = x;
    reduced[1] = 0;
    return 0;
  }
  if (!(a <= exactMultiples)) return reduceLarge(x);
  const k = x * twoOverPi + roundBig - roundBig;
  const first = x - k * halfPi1;
  const part2 = k * halfPi2;
  const second = first - part2;
  const lost2 = differenceError(first, part2, second);
  const part3 = k * halfPi3;
  const third = second - part3;
  const low = lost2 + differenceError(second, part3, third) - k * halfPi4;
  const r = third + low;
  reduced[0] = r;
  reduced[1] = third - r + low;
  return k | 0;
}

/** What rounding took from d = a - b, whichever of them is larger (Knuth). */
function differenceError(a: number, b: number, d: number): number {
  const back = d - a;
  return a - (d - back) - (b + back);
}

/**
 * x = m · 2^q with an integer m: x · 2/π modulo 4 needs only those 192 bits of 2/π whose weight in the product is
 * between 4 and 2^-190; at least 75 bits of it are right however near x is to a multiple of π/2.
 */
function reduceLarge(x: number): number {
  if (!(Math.abs(x) < Infinity)) {
    reduced[0] = NaN;
    reduced[1] = 0;
    return 0;
  }
  const e = exponent(Math.abs(x));
  const q = e - 52;
  const m = BigInt(Math.abs(x) * powerOfTwo(-e) * 4503599627370496);
  const window = BigInt.asUintN(192, twoOverPiBits >> BigInt(1280 - 190 - q));
  const turns = BigInt.asUintN(192, m * window);
  const fraction = BigInt.asIntN(190, turns);
  const quadrant = Number((turns - fraction) >> 190n) & 3;
  reduceFraction(fraction < 0n ? -fraction : fraction, x < 0 !== fraction < 0n);
  return x < 0 ? -quadrant : quadrant;
}

/** `fraction` · 2^-190 · π/2 into `reduced`. */
function reduceFraction(fraction: bigint, negative: boolean): void {
  const length = fraction.toString(2).length;
  const sign = negative ? -1 : 1;
  const unit = sign * powerOfTwo(length - 53 - 190);
  const high = Number(fraction >> BigInt(length - 53)) * unit;
  const low = Number(BigInt.asUintN(53, fraction >> BigInt(length - 106))) * unit * 1.1102230246251565e-16;
  const product = high * halfPiHigh;
  const rest = productError(high, halfPiHigh, product) + (high * halfPiLow + low * halfPiHigh);
  const r = product + rest;
  reduced[0] = r;
  reduced[1] = product - r + rest;
}
