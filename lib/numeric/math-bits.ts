/** Access to the parts of doubles, and exact products: what the elementary functions (math.ts) are made of. */

/** 2^-1023 … 2^1023: a table, for a load is faster than putting a double together from its words. */
const powers = new Float64Array(2047);
for (let i = 0, power = 2 ** -1023; i < powers.length; i++, power *= 2) powers[i] = power;

const double = new Float64Array([1]);
const words = new Uint32Array(double.buffer);
/** Which of a double's two words holds sign and exponent: the machine's byte order decides. */
const top = words[1] === 0 ? 0 : 1;

/** 2^`e` for -1023 ≤ e ≤ 1023. */
export function powerOfTwo(e: number): number {
  return powers[e + 1023] ?? 0;
}

/** `x` · 2^`e`, rounded once; `x` is within a factor of four of 1. */
export function scale(x: number, e: number): number {
  if (e >= -1020 && e <= 1022) return x * powerOfTwo(e);
  const half = e >> 1;
  return x * powerOfTwo(half) * powerOfTwo(e - half);
}

/** e with x = m · 2^e and m in [1, 2), for a positive finite normal double. */
export function exponent(x: number): number {
  double[0] = x;
  return ((words[top] ?? 0) >>> 20) - 1023;
}

/** What rounding took from the product `p` of `a` and `b`: a·b = p + productError(a, b, p) (Dekker). */
export function productError(a: number, b: number, p: number): number {
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  return aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** (a + aLow) / (b + bLow): a quotient, and one step that corrects it. */
export function divideSums(a: number, aLow: number, b: number, bLow: number): number {
  const quotient = a / b;
  const product = quotient * b;
  const missing = a - product - productError(quotient, b, product);
  return quotient + (missing + (aLow - quotient * bLow)) / b;
}

/** `a` rounded to 26 bits (Veltkamp). */
function upperHalf(a: number): number {
  const t = a * 134217729;
  return t - (t - a);
}
