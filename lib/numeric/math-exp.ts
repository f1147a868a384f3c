/**
 * exp, log, pow and tanh. include/hls_math.h holds the same operations in the same order, so that all executors give
 * the same bits; change both together. Errors stay below 0.52 units in the last place (subnormal results: 0.77), tanh's
 * below 0.6.
 */
import { divideSums, exponent, powerOfTwo, productError, scale } from "./math-bits.js";
import {
  ln2High, ln2Low, logarithms, logFirst, powersOfTwo, roundBig, stepHigh, stepLow, stepsPerUnit,
} from "./math-tables.js";

/** e^x. */
export function exp(x: number): number {
  if (!(x > -746)) return x <= -746 ? 0 : x;
  if (x > 710) return Infinity;
  return expOfSum(x, 0);
}

/** e^(hi + lo) for |hi| < 746 and a far smaller lo: 2^(k/64) from the table times e^r with |r| ≤ ln 2 / 128. */
function expOfSum(hi: number, lo: number): number {
  const steps = hi * stepsPerUnit + roundBig - roundBig;
  const r = hi - steps * stepHigh - steps * stepLow + lo;
  const k = steps | 0;
  const entry = (k & 63) * 2;
  return scale((powersOfTwo[entry] ?? 0) + expRest(r, entry), k >> 6);
}

/** What e^r · 2^(j/64) has beyond the table's first number of entry j: Taylor's series of e^r - 1. */
function expRest(r: number, entry: number): number {
  const r2 = r * r;
  const rest = r + r2 * (1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120) + r2 * (1 / 720)));
  return (powersOfTwo[entry + 1] ?? 0) + (powersOfTwo[entry] ?? 0) * rest;
}

/** What the last `splitLog` left: log x = high + low + log(1 + r + rRest). */
const high = 0;
const low = 1;
const r = 2;
const rRest = 3;
const logParts = new Float64Array(4);

/** x = 2^e · c · (1 + r + rRest) with |r| < 0.006; the logarithm of c is in the table. x is positive and finite. */
function splitLog(x: number): void {
  const subnormal = x < 2.2250738585072014e-308;
  const normal = subnormal ? x * 18014398509481984 : x;
  let e = exponent(normal);
  let m = normal * powerOfTwo(-e);
  if (m > 1.4142) {
    m *= 0.5;
    e += 1;
  }
  if (subnormal) e -= 54;
  const entry = (m * 128 + roundBig - roundBig - logFirst) * 3;
  const inverse = logarithms[entry] ?? 0;
  const upper = m + 201326592 - 201326592;
  const rUpper = upper * inverse - 1;
  const rLower = (m - upper) * inverse;
  const sum = rUpper + rLower;
  logParts[high] = e * ln2High + (logarithms[entry + 1] ?? 0);
  logParts[low] = e * ln2Low + (logarithms[entry + 2] ?? 0);
  logParts[r] = sum;
  logParts[rRest] = rUpper - sum + rLower;
}

/** The natural logarithm: that of 2^e · c, from the table, plus Taylor's series of log(1 + r). */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  splitLog(x);
  const h = logParts[high] ?? 0;
  const t = logParts[r] ?? 0;
  const sum = h + t;
  const t2 = t * t;
  return sum + (h - sum + t + (logParts[rRest] ?? 0) + (logParts[low] ?? 0) + (logSeries(t, t2) - 0.5 * t2));
}

/** log(1 + t) - t + t²/2, Taylor's series. */
function logSeries(t: number, t2: number): number {
  const p = 1 / 3 - t * (1 / 4) + t2 * (1 / 5 - t * (1 / 6) + t2 * (1 / 7 - t * (1 / 8) + t2 * (1 / 9)));
  return t * t2 * p;
}

/** x^y, with the special cases of JavaScript's Math.pow. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const magnitude = Math.abs(x);
  const size = Math.abs(y);
  if (size === Infinity) return magnitude === 1 ? NaN : magnitude > 1 === y > 0 ? Infinity : 0;
  const negative = (x < 0 || (x === 0 && 1 / x < 0)) && isOdd(size);
  if (x < 0 && Math.floor(y) !== y && x !== -Infinity) return NaN;
  const result = powOfMagnitude(magnitude, y, size);
  return negative ? -result : result;
}

function powOfMagnitude(x: number, y: number, size: number): number {
  if (x === 1) return 1;
  if (x === 0 || x === Infinity || size > 36893488147419103232) return x > 1 === y > 0 ? Infinity : 0;
  if (size < 2.710505431213761e-20) return 1;
  return powOfPositive(x, y);
}

function isOdd(y: number): boolean {
  return y < 9007199254740992 && Math.floor(y) === y && Math.floor(y * 0.5) * 2 !== y;
}

/** The logarithm as in `log`, but as a sum of two doubles good to 2^-68, times y, and e to that. */
function powOfPositive(x: number, y: number): number {
  splitLog(x);
  const h = logParts[high] ?? 0;
  const t = logParts[r] ?? 0;
  const tRest = logParts[rRest] ?? 0;
  const sum = h + t;
  const t2 = t * t;
  const sum2 = sum - 0.5 * t2;
  const rest =
    h - sum + t + (sum - sum2 - 0.5 * t2) + (tRest - t * tRest + (logParts[low] ?? 0))
    + (logSeries(t, t2) - 0.5 * productError(t, t, t2));
  const logHigh = sum2 + rest;
  const logLow = sum2 - logHigh + rest;
  const product = y * logHigh;
  if (product > 710) return Infinity;
  if (product < -746) return 0;
  return expOfSum(product, productError(y, logHigh, product) + y * logLow);
}

/** The hyperbolic tangent: (E - 1) / (E + 1) with E = e^2|x| as a sum of two doubles; near 0 Taylor's series. */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (!(a >= 0.0625)) return tanhSmall(x, a);
  if (a > 22) return x < 0 ? -1 : 1;
  const steps = 2 * a * stepsPerUnit + roundBig - roundBig;
  const rest = 2 * a - steps * stepHigh - steps * stepLow;
  const k = steps | 0;
  const entry = (k & 63) * 2;
  const power = powerOfTwo(k >> 6);
  const upper = (powersOfTwo[entry] ?? 0) * power;
  const lower = expRest(rest, entry) * power;
  const below = upper - 1;
  const belowLow = upper - below - 1 + lower;
  const above = upper + 1;
  const aboveLow = upper - above + 1 + lower;
  const numerator = below + belowLow;
  const denominator = above + aboveLow;
  const result =
    divideSums(numerator, below - numerator + belowLow, denominator, above - denominator + aboveLow);
  return x < 0 ? -result : result;
}

function tanhSmall(x: number, a: number): number {
  if (!(a >= 7.450580596923828e-9)) return x;
  const z = x * x;
  const p = -17 / 315 + z * (62 / 2835 + z * (-1382 / 155925 + z * (21844 / 6081075)));
  return x + x * z * (-1 / 3 + z * (2 / 15 + z * p));
}
