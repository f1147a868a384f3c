/**
 * What has a meaning only in kernels: their bodies are compiled, so these functions never run. If one does, its file
 * was compiled without the transformer, or it stands in code that no kernel calls.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { heddleError } from "./errors.js";
import type { DType, index, IndexTuple, Indices, Stream } from "./types.js";

export interface StreamOptions {
  /** How many values the stream holds; 2 unless given. */
  readonly depth?: number;
}

function kernelOnly(what: string): never {
  throw heddleError(runtime.notTransformed, [what]);
}

/** A loop nest: `for (const [i, j] of grid(M, N))` runs i from 0 to M - 1 and, inside, j from 0 to N - 1. */
export function grid<const Bounds extends readonly number[]>(..._bounds: Bounds): Iterable<Indices<Bounds>> {
  return kernelOnly("grid(…)");
}

/** As `grid`, for loops whose iterations add up: says so to schedules and to the reader. */
export function reduction<const Bounds extends readonly number[]>(..._bounds: Bounds): Iterable<Indices<Bounds>> {
  return kernelOnly("reduction(…)");
}

/** One loop: `range(hi)`, `range(lo, hi)` or `range(lo, hi, step)`; hi is excluded, the step a constant. */
export function range(_loOrHi: number, _hi?: number, _step?: number): Iterable<index> {
  return kernelOnly("range(…)");
}

/** Declares a stream in a region. */
export function stream<T>(_dtype: DType<T>, _options?: StreamOptions): Stream<T> {
  return kernelOnly("stream(…)");
}

/** The place of this instance in its kernel's mapping: always a tuple. */
export function pid<Rank extends number = 1>(): IndexTuple<Rank> {
  return kernelOnly("pid()");
}

/** The dimension that a template's type parameter stands for, as a value. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is given, never inferred
export function dim<Extent extends number>(): Extent {
  return kernelOnly("dim<…>()");
}

/** The element type that a template's type parameter stands for, as a value. */
export function dtype<T>(): DType<T> {
  return kernelOnly("dtype<…>()");
}
