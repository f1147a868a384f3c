/**
 * float16 and bfloat16 for compiled kernels: decoded by tables, rounded by double arithmetic. What they compute is what
 * lib/numeric/floats.ts and bits.ts do, faster.
 */
import { bfloatFromBits, halfFromBits } from "../lib/numeric/bits.js";

/** The values of all bit patterns; made when the first kernel that needs them is loaded. */
let halves: Float32Array | undefined;
let bfloats: Float32Array | undefined;

function tableOf(fromBits: (bits: number) => number): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, bits) => fromBits(bits));
}

/** The value of each float16, by its bits. */
export function halfValues(): Float32Array {
  return (halves ??= tableOf(halfFromBits));
}

/** The value of each bfloat16, by its bits. */
export function bfloatValues(): Float32Array {
  return (bfloats ??= tableOf(bfloatFromBits));
}

// The least normal value, and half a unit beyond the largest value: from there on is infinity.
const leastHalf = 2 ** -14;
const beyondHalves = 65520;
const leastBfloat = 2 ** -126;
const beyondBfloats = 2 ** 128 - 2 ** 119;

// Veltkamp's way to cut 42 or 45 of 53 bits. Doubles round ties to even, and so does it.
const cut42 = 2 ** 42 + 1;
const cut45 = 2 ** 45 + 1;

/** `x` rounded to float16, to nearest, ties to even. */
export function half(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude >= leastHalf && magnitude < beyondHalves)) return unusual(x, beyondHalves, 1.5 * 2 ** 28);
  const t = x * cut42;
  return t - (t - x);
}

/** `x` rounded to bfloat16, to nearest, ties to even. */
export function bfloat(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude >= leastBfloat && magnitude < beyondBfloats)) return unusual(x, beyondBfloats, 1.5 * 2 ** -81);
  const t = x * cut45;
  return t - (t - x);
}

/** NaN, what is too large, and subnormals: adding `big`, whose last bit is that of the least subnormal, rounds those. */
function unusual(x: number, beyond: number, big: number): number {
  if (x !== x) return NaN;
  const magnitude = Math.abs(x);
  const r = magnitude >= beyond ? Infinity : magnitude + big - big;
  return x < 0 || Object.is(x, -0) ? -r : r;
}

const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

/** The bits of `x` rounded to float16; those of one NaN for all. */
export function halfBits(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude >= leastHalf && magnitude < beyondHalves)) return unusualHalfBits(half(x));
  const t = x * cut42;
  single[0] = t - (t - x);
  const bits = singleBits[0] as number;
  return ((bits >>> 16) & 0x8000) | (((bits & 0x7fffffff) >>> 13) - (112 << 10));
}

function unusualHalfBits(value: number): number {
  if (value !== value) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  return sign | (magnitude === Infinity ? 0x7c00 : magnitude * 2 ** 24);
}

/** The bits of `x` rounded to bfloat16; those of one NaN for all. */
export function bfloatBits(x: number): number {
  single[0] = bfloat(x);
  return x !== x ? 0x7fc0 : (singleBits[0] as number) >>> 16;
}
