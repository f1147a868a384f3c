/**
 * Integer operators for compiled kernels that JavaScript has no operator for: on integers of up to 53 bits held in
 * numbers, and on bigints. Multiplying and dividing by powers of two and `Math.floor` are exact on doubles.
 */

/** `x` modulo `modulus` (a power of two), from 0. */
export function wrapUnsigned(x: number, modulus: number): number {
  return x - Math.floor(x / modulus) * modulus;
}

/** `x` modulo `modulus` (a power of two), from -modulus / 2. */
export function wrapSigned(x: number, modulus: number): number {
  const unsigned = wrapUnsigned(x, modulus);
  return unsigned >= modulus / 2 ? unsigned - modulus : unsigned;
}

/** The integer part; 0 for NaN and infinities. */
export function truncate(x: number): number {
  return Number.isFinite(x) ? Math.trunc(x) + 0 : 0;
}

/** The remainder with the divisor's sign. */
export function floorMod(n: number, d: number): number {
  const r = n % d;
  return r !== 0 && r < 0 !== d < 0 ? r + d : r + 0;
}

/** The low 32 bits shifted; nothing is left after 32. */
export function shiftLeft32(x: number, by: number): number {
  return by < 32 ? x << by : 0;
}

/** x · 2^by, or 0 when `by` reaches `width`. */
export function shiftLeft53(x: number, by: number, width: number): number {
  return by < width ? x * 2 ** by : 0;
}

/** x / 2^by rounded down. */
export function shiftRight(x: number, by: number): number {
  return Math.floor(x / 2 ** Math.min(by, 64));
}

type Bitwise = (a: number, b: number) => number;

/** Applies `op` to the upper and lower halves of two's complement integers of up to 64 bits. */
function byHalves(op: Bitwise): Bitwise {
  const half = 2 ** 32;
  return (a, b) => op(Math.floor(a / half), Math.floor(b / half)) * half + (op(a, b) >>> 0);
}

export const and53 = byHalves((a, b) => a & b);
export const or53 = byHalves((a, b) => a | b);
export const xor53 = byHalves((a, b) => a ^ b);

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
