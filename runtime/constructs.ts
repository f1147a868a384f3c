/**
 * What has a meaning only in kernels: their bodies are compiled, so these functions never run (but for `dtype`, to which
 * the compiler gives its type). If one does, its file was compiled without the transformer, or no kernel calls its code.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import type { ValueType } from "../lib/ir/types.js";
import { dtypeOf } from "./dtypes.js";
import { heddleError } from "./errors.js";
import type { HostInput, TensorData } from "./host-types.js";
import type { DType, index, IndexTuple, Indices, Shape, State, Stream, Tensor } from "./types.js";

export interface StreamOptions {
  /** How many values the stream holds; 2 unless given. */
  readonly depth?: number;
}

/** Stops the run: `what` was called where nothing compiles it. */
export function kernelOnly(what: string): never {
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

/** A loop that the compiler writes out, as `range` otherwise; its bounds must be constants. */
export function unrolled(_loOrHi: number, _hi?: number, _step?: number): Iterable<index> {
  return kernelOnly("unrolled(…)");
}

/** A variable of this function that keeps its value from call to call: read and write `.value`. It starts as `init`. */
export function state<T>(dtype: DType<T>, init: HostInput<NoInfer<T>> | NoInfer<T>): State<T>;
/** A tensor that keeps its elements from call to call. It starts as `init` (one for all, or each), or with zeros. */
export function state<T, const S extends readonly number[]>(
  dtype: DType<T>, shape: S, init?: HostInput<NoInfer<T>> | NoInfer<T> | TensorData<NoInfer<T>>,
): Tensor<T, Shape<S>>;
export function state(): never {
  return kernelOnly("state(…)");
}

/** The dimension that a template's type parameter stands for, as a value. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is given, never inferred
export function dim<Extent extends number>(): Extent {
  return kernelOnly("dim<…>()");
}

/** The element type that a template's type parameter stands for, or a struct, as a value: `dtype<Pixel>()`. */
export function dtype<T>(): DType<T>;
/** Compiled files give the type. */
export function dtype(type?: ValueType): DType<unknown> {
  return type === undefined ? kernelOnly("dtype<…>()") : dtypeOf(type);
}

/**
 * The type that holds any sum of `terms` products of an `a` and a `b` exactly; of floats the wider, and at least float32.
 * `const Acc = accumulator(int8, int8, 64); let sum = Acc(0);`
 */
export function accumulator(_a: DType<number>, _b: DType<number>, _terms: number): DType<number> {
  return kernelOnly("accumulator(…)");
}

/** The type to compute with values of `a` in: float32 for floats of 16 bits, `a` itself for every other type. */
export function computeType(_a: DType<number>): DType<number> {
  return kernelOnly("computeType(…)");
}
