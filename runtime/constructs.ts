/**
 * What has a meaning only in kernels: their bodies are compiled, so these functions never run (but for `dtype`, to which
 * the compiler gives its type). If one does, its file was compiled without the transformer, or no kernel calls its code.
 */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import type { ValueType } from "../lib/ir/types.js";
import { dtypeOf } from "./dtypes.js";
import { heddleError } from "./errors.js";
import type { HostInput, TensorData } from "./host-types.js";
import type {
  BlockType, DType, Gathered, index, IndexTuple, Indices, Shape, State, Stream, StreamArray, Tensor, TokenType,
} from "./types.js";

export interface StreamOptions {
  /** How many values the stream holds; 2 unless given. `"auto"`: the fewest with which the region cannot stop. */
  readonly depth?: number | "auto";
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

/** Declares a stream in a region: of values of a type, or of blocks, `stream(tensorOf(int8, [4, 4]))`. */
export function stream<T>(_tokens: TokenType<T>, _options?: StreamOptions): Stream<T> {
  return kernelOnly("stream(…)");
}

/** Declares an array of streams in a region: `streams(int32, [4, 5], { depth: 2 })`. */
export function streams<T, const S extends readonly number[]>(
  _tokens: TokenType<T>, _shape: S, _options?: StreamOptions,
): StreamArray<T, Shape<S>> {
  return kernelOnly("streams(…)");
}

/** Blocks as what a stream carries: tensors of this type and shape. */
export function tensorOf<T, const S extends readonly number[]>(_dtype: DType<T>, _shape: S): BlockType<Tensor<T, Shape<S>>> {
  return kernelOnly("tensorOf(…)");
}

/** One token of each stream, taken in order, as a tensor with a row for each. */
export function gather<T, S extends readonly number[]>(_streams: StreamArray<T, S>): Gathered<T, S>;
export function gather<T, const L extends readonly Stream<T>[]>(_streams: L & readonly Stream<T>[]): Gathered<T, [L["length"]]>;
export function gather(): never {
  return kernelOnly("gather(…)");
}

/** Puts row i of `A` to stream i, in order. */
export function scatter<T, S extends readonly number[]>(_A: NoInfer<Gathered<T, S>>, _streams: StreamArray<T, S>): void;
export function scatter<T, const L extends readonly Stream<T>[]>(
  _A: NoInfer<Gathered<T, [L["length"]]>>, _streams: L & readonly Stream<T>[],
): void;
export function scatter(): never {
  return kernelOnly("scatter(…)");
}

/** In a region: declares a stream with one producer and any number of consumers, each of which sees every value. */
export function broadcast<T>(tokens: TokenType<T>, options?: StreamOptions): Stream<T>;
/** In a kernel: puts the value to each of the streams, in order. */
export function broadcast<T, S extends readonly number[]>(value: NoInfer<T>, streams: StreamArray<T, S>): void;
export function broadcast<T>(value: NoInfer<T>, streams: readonly Stream<T>[]): void;
export function broadcast(): never {
  return kernelOnly("broadcast(…)");
}

/** In a region: declares a stream with several producers, whose tokens come in the order in which they are put. */
export function merge<T>(tokens: TokenType<T>, options?: StreamOptions): Stream<T>;
/** In a kernel: waits for the first of the streams that has a token, asking them in turn: the token, and whose it is. */
export function merge<T, N extends number>(streams: StreamArray<T, [N]>): [value: T, from: index];
export function merge<T>(streams: readonly Stream<T>[]): [value: T, from: index];
export function merge(): never {
  return kernelOnly("merge(…)");
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
