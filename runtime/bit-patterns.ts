/** The same bits read as another type, for compiled kernels: what lib/numeric/bits.ts does, mostly without bigint. */

const singles = new Float32Array(1);
const singleBits = new Int32Array(singles.buffer);
const doubles = new Float64Array(1);
const doubleBits = new BigInt64Array(doubles.buffer);

/** The float32 with the low 32 bits of `bits`. */
export function float32OfBits(bits: number): number {
  singleBits[0] = bits;
  return singles[0] as number;
}

/** The bits of a float32 as a signed integer; those of one NaN for all. */
export function bitsOfFloat32(x: number): number {
  singles[0] = x;
  return x !== x ? 0x7fc00000 : (singleBits[0] as number);
}

/** The float64 with the low 64 bits of `bits`. */
export function float64OfBits(bits: bigint): number {
  doubleBits[0] = bits;
  return doubles[0] as number;
}

/** The bits of a float64 as a signed integer; those of one NaN for all. */
export function bitsOfFloat64(x: number): bigint {
  doubles[0] = x;
  return x !== x ? 0x7ff8000000000000n : (doubleBits[0] as bigint);
}

/** The low `width` ≤ 32 bits of `x` in reverse, unsigned. */
export function reverse32(x: number, width: number): number {
  let r = x;
  r = ((r >>> 1) & 0x55555555) | ((r & 0x55555555) << 1);
  r = ((r >>> 2) & 0x33333333) | ((r & 0x33333333) << 2);
  r = ((r >>> 4) & 0x0f0f0f0f) | ((r & 0x0f0f0f0f) << 4);
  r = ((r >>> 8) & 0x00ff00ff) | ((r & 0x00ff00ff) << 8);
  return ((r >>> 16) | (r << 16)) >>> (32 - width);
}

/** The same for widths of 33 to 53. */
export function reverse53(x: number, width: number): number {
  const above = width - 32;
  return reverse32(x, 32) * 2 ** above + reverse32(Math.floor(x / 2 ** 32), above);
}

/** The same for any width. */
export function bigReverse(x: bigint, width: number): bigint {
  const bits = BigInt.asUintN(width, x).toString(2).padStart(width, "0");
  return BigInt(`0b${Array.from(bits).reverse().join("")}`);
}
