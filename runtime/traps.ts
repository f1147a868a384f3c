/** What compiled kernels call where a run may have to stop: the checks that range analysis could not prove away. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import type { Span } from "../lib/diagnostics/source.js";
import { heddleError, type HeddleError } from "./errors.js";

/** A place in the user's code; of a subscript also the tensor and the dimension, from 1. */
export interface Site {
  readonly span: Span;
  readonly tensor: string;
  readonly dimension: number;
}

export function site(file: string, start: number, length: number, tensor = "", dimension = 1): Site {
  return { span: { file, start, length }, tensor, dimension };
}

/** `value` if it is a subscript of a dimension with `extent` elements. */
export function subscript(value: number, extent: number, at: Site): number {
  if (value >= 0 && value < extent) return value;
  throw outOfBounds(value, extent, at);
}

function outOfBounds(value: number, extent: number, at: Site): HeddleError {
  return heddleError(runtime.outOfBounds, [at.tensor, at.dimension, value, extent], at.span);
}

/** The flat, row-major position of subscripts that were all computed before the first is checked. */
export function position(subscripts: readonly number[], shape: readonly number[], at: Site): number {
  return shape.reduce((flat, extent, d) => {
    const value = subscripts[d] ?? 0;
    return flat * extent + subscript(value, extent, { ...at, dimension: d + 1 });
  }, 0);
}

/** `divisor` unless it is 0. */
export function nonZero(divisor: number, at: Site): number {
  if (divisor !== 0) return divisor;
  throw heddleError(runtime.divisionByZero, [], at.span);
}

/** `divisor` unless it is 0. */
export function bigNonZero(divisor: bigint, at: Site): bigint {
  if (divisor !== 0n) return divisor;
  throw heddleError(runtime.divisionByZero, [], at.span);
}

/** `amount` unless it is negative. */
export function shiftAmount(amount: number, at: Site): number {
  if (amount >= 0) return amount;
  throw heddleError(runtime.negativeShift, [amount], at.span);
}
