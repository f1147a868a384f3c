/**
 * Arithmetic that TypeScript has no operator for. In kernels it is compiled, exactly; in host code these functions run.
 * Integers have no -0, so `+ 0` makes it 0.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { heddleError } from "./errors.js";

/** The quotient rounded down. */
export function floorDiv(n: number, d: number): number {
  const r = remainder(n, d);
  const q = (n - r) / d;
  return r !== 0 && r < 0 !== d < 0 ? q - 1 : q + 0;
}

/** The remainder of `floorDiv`: it has the divisor's sign. */
export function mod(n: number, d: number): number {
  const r = remainder(n, d);
  return r !== 0 && r < 0 !== d < 0 ? r + d : r + 0;
}

function remainder(n: number, d: number): number {
  if (d === 0) throw heddleError(runtime.divisionByZero, []);
  return n % d;
}

export function min(a: number, b: number): number {
  return Math.min(a, b);
}

export function max(a: number, b: number): number {
  return Math.max(a, b);
}

export function abs(x: number): number {
  return Math.abs(x);
}

/** `x`, or the nearer of `lo` and `hi` when it is outside. */
export function clamp(x: number, lo: number, hi: number): number {
  return Math.min(Math.max(x, lo), hi);
}
