/** Parts of tensors, as views. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { describe } from "./describe.js";
import { heddleError } from "./errors.js";
import { HostTensor } from "./tensor.js";
import type { Stream, StreamArray, Tensor } from "./types.js";
import type { Difference } from "./value-sets.js";
import type { Cut } from "./window.js";

/** Of one dimension: the subscripts from the first number to below the second, or one subscript. */
export type SliceArgument = number | readonly [from: number, to: number];

/** The extent of `[From, To]`; when it isn't known before the run, `never`, which is assignable to any. */
type Extent<From extends number, To extends number> =
  number extends From | To ? never : From extends 0 ? To : Difference<To, From>;

/** The numbers of the dimensions, by rank: known in templates too, where a condition on the shape would stay open. */
interface Dimensions {
  1: [0];
  2: [0, 1];
  3: [0, 1, 2];
  4: [0, 1, 2, 3];
  5: [0, 1, 2, 3, 4];
  6: [0, 1, 2, 3, 4, 5];
}

/** What is left of the dimensions `Ds` of the shape `S`. */
type Left<S extends readonly number[], Ds, Cuts> = Ds extends [infer D extends number, ...infer Inner]
  ? Cuts extends readonly [infer First, ...infer Others]
    ? First extends readonly [infer From extends number, infer To extends number]
      ? [Extent<From, To>, ...Left<S, Inner, Others>]
      : Left<S, Inner, Others>
    : [S[D], ...Left<S, Inner, []>]
  : [];

/** What `slice` gives: a view, or the element when no dimension is left. */
export type Sliced<T, S extends readonly number[], Cuts> = S["length"] extends keyof Dimensions
  ? View<T, Left<S, Dimensions[S["length"]], Cuts>> : T | Tensor<T, number[]>;
type View<T, S extends readonly number[]> = S["length"] extends 0 ? T : Tensor<T, S>;

/** What `slice` of an array of streams gives. */
export type SlicedStreams<T, S extends readonly number[], Cuts> = S["length"] extends keyof Dimensions
  ? StreamView<T, Left<S, Dimensions[S["length"]], Cuts>> : Stream<T> | StreamArray<T, number[]>;
type StreamView<T, S extends readonly number[]> = S["length"] extends 0 ? Stream<T> : StreamArray<T, S>;

/**
 * A part of `A`, which shares its storage: `slice(A, [lo, hi], k)` has of the first dimension the subscripts from lo to
 * below hi, of the second one only k, without the dimension, and of the others all.
 */
export function slice<T, S extends readonly number[], const Cuts extends readonly SliceArgument[]>(
  A: Tensor<T, S>, ...cuts: Cuts
): Sliced<T, S, Cuts>;
export function slice<T, S extends readonly number[], const Cuts extends readonly SliceArgument[]>(
  streams: StreamArray<T, S>, ...cuts: Cuts
): SlicedStreams<T, S, Cuts>;
export function slice(A: unknown, ...cuts: readonly unknown[]): unknown {
  if (!(A instanceof HostTensor)) {
    const place = "the first argument of slice(…)";
    throw heddleError(runtime.notATensor, [place, "a tensor", describe(A), "zeros(int32, [4])"]);
  }
  if (cuts.length > A.rank) throw heddleError(runtime.tooManyCuts, [A.typeName, A.rank, cuts.length]);
  return A.cut(A.shape.map((extent, d) => (d < cuts.length ? cutOf(A, d, cuts[d]) : { from: 0, extent })));
}

function cutOf(A: HostTensor, d: number, given: unknown): Cut {
  const extent = A.shape[d] ?? 0;
  const isUpTo = (x: unknown, most: number): x is number => Number.isInteger(x) && Number(x) >= 0 && Number(x) <= most;
  const refuse = (got: string): Error => heddleError(runtime.badSlice, [A.typeName, d + 1, got, extent]);
  if (!Array.isArray(given)) {
    if (isUpTo(given, extent - 1)) return { from: given, extent: undefined };
    throw refuse(describe(given));
  }
  const [from, to, ...more] = given as readonly unknown[];
  const isRange = isUpTo(from, extent) && isUpTo(to, extent) && from < to && more.length === 0;
  if (isRange) return { from, extent: to - from };
  throw refuse(`[${given.map(String).join(", ")}]`);
}
