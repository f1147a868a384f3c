/**
 * The elementary functions on doubles, with our own algorithms: only + - * / and sqrt in a fixed order, so that they
 * give the same bits in every executor (Math.exp and C's exp are free to differ). float32 results are `Math.fround` of
 * these. The C++ twin is include/hls_math.h; test/numeric/hls-math.test.ts compares the two.
 */
import { productError } from "./math-bits.js";

export { exp, log, pow, tanh } from "./math-exp.js";
export { cos, sin, tan } from "./math-trig.js";

/** √(x² + y²) without undue overflow, within 0.51 units in the last place; infinity wins over NaN as in Math.hypot. */
export function hypot(x: number, y: number): number {
  const a = Math.max(Math.abs(x), Math.abs(y));
  const b = Math.min(Math.abs(x), Math.abs(y));
  if (a !== a) return Math.abs(x) === Infinity || Math.abs(y) === Infinity ? Infinity : NaN;
  if (a === Infinity || b < a * 8.673617379884035e-19 || b === 0) return a;
  if (a > 3.273390607896142e150) return hypotScaled(a * 2.409919865102884e-181, b * 2.409919865102884e-181) * big;
  if (a < 3.054936363499605e-151) return hypotScaled(a * big, b * big) * 2.409919865102884e-181;
  return hypotScaled(a, b);
}

/** 2^600; the other constants of `hypot` are 2^-60, 2^500, 2^-600 and 2^-500. */
const big = 4.149515568880993e180;

/** The root of the sum of the exact squares, with one step that corrects it. */
function hypotScaled(a: number, b: number): number {
  const aa = a * a;
  const bb = b * b;
  const sum = aa + bb;
  const sumLow = aa - sum + bb + (productError(a, a, aa) + productError(b, b, bb));
  const root = Math.sqrt(sum);
  const square = root * root;
  const missing = sum - square - productError(root, root, square) + sumLow;
  return root + (0.5 * missing) / root;
}

/** The nearest integer, ties toward +∞; keeps -0 (as Math.round). */
export function roundHalfUp(x: number): number {
  return Math.round(x);
}

/** -1, 0 or 1 with the sign of `x`; keeps -0 and NaN. */
export function sign(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}
