/**
 * Integer operators for compiled kernels that JavaScript has no operator for: on integers of up to 53 bits held in
 * numbers, and on bigints. Multiplying and dividing by powers of two and `Math.floor` are exact on doubles.
 */

/** `x` modulo `modulus` (a power of two), from 0; mostly it is there already. */
export function wrapUnsigned(x: number, modulus: number): number {
  return x >= 0 && x < modulus ? x : x - Math.floor(x / modulus) * modulus;
}

/** `x` modulo `modulus` (a power of two), from -modulus / 2; mostly it is there already. */
export function wrapSigned(x: number, modulus: number): number {
  const half = modulus / 2;
  if (x >= -half && x < half) return x;
  const unsigned = x - Math.floor(x / modulus) * modulus;
  return unsigned >= half ? unsigned - modulus : unsigned;
}

/** The integer part; 0 for NaN and infinities. */
export function truncate(x: number): number {
  return Math.trunc(finite(x)) + 0;
}

/** `x`; 0 for NaN and infinities. */
export function finite(x: number): number {
  return x - x === 0 ? x : 0;
}

/** The remainder with the dividend's sign: much faster than `%` on what are no words. */
export function remainder(n: number, d: number): number {
  return n - Math.trunc(n / d) * d;
}

/** The remainder with the divisor's sign; |n| + |d| must fit 53 bits. */
export function floorMod(n: number, d: number): number {
  return n - Math.floor(n / d) * d;
}

/** The same for words. */
export function floorMod32(n: number, d: number): number {
  const r = ((n | 0) % (d | 0)) | 0;
  return r !== 0 && (r ^ d) < 0 ? r + d : r;
}

/** The low 32 bits shifted; nothing is left after 32. */
export function shiftLeft32(x: number, by: number): number {
  return by < 32 ? x << by : 0;
}

/** Powers of two by which any shift of 53 bits can be done. */
const powers = Float64Array.from({ length: 64 }, (_, i) => 2 ** i);

/** x · 2^by, or 0 when `by` reaches `width`. */
export function shiftLeft53(x: number, by: number, width: number): number {
  return by < width ? x * (powers[by] as number) : 0;
}

/** x / 2^by rounded down. */
export function shiftRight(x: number, by: number): number {
  return by < 64 ? Math.floor(x / (powers[by] as number)) : x < 0 ? -1 : 0;
}

const word = 2 ** 32;

/** Two's complement of up to 64 bits in two halves. */
export function and53(a: number, b: number): number {
  return (Math.floor(a / word) & Math.floor(b / word)) * word + ((a & b) >>> 0);
}

export function or53(a: number, b: number): number {
  return (Math.floor(a / word) | Math.floor(b / word)) * word + ((a | b) >>> 0);
}

export function xor53(a: number, b: number): number {
  return (Math.floor(a / word) ^ Math.floor(b / word)) * word + ((a ^ b) >>> 0);
}

/** `x`, or the nearer of `lo` < `hi` when it is outside; all are words, and so is `x` - `hi`. Without branches. */
export function clamp(x: number, lo: number, hi: number): number {
  const over = x - hi;
  const left = (over & (over >> 31)) + (hi - lo);
  return (left & ~(left >> 31)) + lo;
}

/** `x`, or the nearer of `lo` and `hi` when it is outside. */
export function clamp53(x: number, lo: number, hi: number): number {
  return x < lo ? lo : x > hi ? hi : x;
}

// ---- products that are too wide for a number -------------------------------------------------------------------------

/** The low 32 bits of (a · b + extra) / 2^by rounded down, for signed words; `by` ≤ 31, `extra` from 0 below 2^by. */
export function mulShift(a: number, b: number, by: number, extra = 0): number {
  const mask = (1 << by) - 1;
  if (by <= 16) {
    const low = (Math.imul(a & mask, b & mask) + extra) >>> by;
    return (Math.imul(a, b >> by) + Math.imul(a >> by, b & mask) + low) | 0;
  }
  const low = (Math.imul(a, b) >>> 0) + extra;
  return ((mulHigh(a, b) + (low >= word ? 1 : 0)) << (32 - by)) | ((low | 0) >>> by);
}

/** The same where a · 2^by fits a word. */
export function mulShiftShort(a: number, b: number, by: number, extra = 0): number {
  return (Math.imul(a, b >> by) + ((Math.imul(a, b & ((1 << by) - 1)) + extra) >> by)) | 0;
}

/** The same for unsigned words and `by` ≤ 16. */
export function mulShiftUnsigned(a: number, b: number, by: number, extra = 0): number {
  const mask = (1 << by) - 1;
  const low = (Math.imul(a & mask, b & mask) + extra) >>> by;
  return (Math.imul(a, b >>> by) + Math.imul(a >>> by, b & mask) + low) | 0;
}

/** a · b / 2^32 rounded down, for signed words. */
function mulHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >> 16, b & 0xffff, b >> 16];
  const first = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const second = (Math.imul(aLow, bHigh) + (first & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (first >> 16) + (second >> 16)) | 0;
}

/** a · b in two's complement of `width` bits, 33 to 52, for signed words. */
export function mulWords(a: number, b: number, width: number): number {
  const unused = 64 - width;
  return ((mulHigh(a, b) << unused) >> unused) * word + (Math.imul(a, b) >>> 0);
}

/** (a · b + extra) / `unit`, a power of two, rounded down; a · unit + extra and a · b / unit must fit 53 bits. */
export function mulDown(a: number, b: number, unit: number, extra = 0): number {
  const high = Math.floor(b / unit);
  return a * high + Math.floor((a * (b - high * unit) + extra) / unit);
}

/** a · b modulo `modulus` (a power of two from 2^26 to 2^52), from 0; a and b of up to 53 bits. */
export function mulWrapped(a: number, b: number, modulus: number): number {
  const [aHigh, bHigh] = [Math.floor(a / half52), Math.floor(b / half52)];
  const [aLow, bLow] = [a - aHigh * half52, b - bHigh * half52];
  const rest = modulus / half52;
  const middle = wrapUnsigned(wrapUnsigned(aHigh * bLow, rest) + wrapUnsigned(aLow * bHigh, rest), rest);
  return wrapUnsigned(wrapUnsigned(aLow * bLow, modulus) + middle * half52, modulus);
}

const half52 = 2 ** 26;

// ---- bigints ---------------------------------------------------------------------------------------------------------

export function bigMin(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function bigMax(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function bigAbs(a: bigint): bigint {
  return a < 0n ? -a : a;
}

export function bigSign(a: bigint): number {
  return a > 0n ? 1 : a < 0n ? -1 : 0;
}

/** The quotient rounded down. */
export function bigFloorDiv(n: bigint, d: bigint): bigint {
  const q = n / d;
  return n % d !== 0n && n < 0n !== d < 0n ? q - 1n : q;
}

/** The remainder with the divisor's sign. */
export function bigFloorMod(n: bigint, d: bigint): bigint {
  const r = n % d;
  return r !== 0n && r < 0n !== d < 0n ? r + d : r;
}

/** x · 2^by, or 0 when `by` reaches `width`. */
export function bigShiftLeft(x: bigint, by: number, width: number): bigint {
  return by < width ? x << BigInt(by) : 0n;
}
