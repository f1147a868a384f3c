/** Elements by tuples of subscripts, for functions of tensors of any rank. They have a meaning only in kernels. */
import { kernelOnly } from "./constructs.js";
import type { Tensor } from "./types.js";

/** One subscript for each dimension; of a tensor of one dimension a number will do. */
export type Subscripts = number | readonly number[];

/** A tensor, or a number that stands for one of one element. */
export type Operand<T, S extends readonly number[]> = Tensor<T, S> | number;

/**
 * The element of `A` at these subscripts. More of them than `A` has dimensions are matched from the last, and a dimension
 * of one element takes any: so elements of tensors with different shapes meet as in NumPy's broadcasting.
 */
export function load<T, S extends readonly number[]>(_A: Tensor<T, S>, _at: Subscripts): T;
export function load<T, S extends readonly number[]>(_A: Operand<T, S>, _at: Subscripts): T | number;
export function load(): never {
  return kernelOnly("load");
}

/** Writes the element of `A` at these subscripts, which are matched as `load` does. */
export function store<T, S extends readonly number[]>(_A: Tensor<T, S>, _at: Subscripts, _value: T): void {
  kernelOnly("store");
}

type Shaped = { readonly shape: readonly number[] } | readonly number[] | number;

/** The shape that all of these are stretched to by broadcasting: tensors, shapes, or numbers. */
export function broadcastShape(..._operands: readonly Shaped[]): number[] {
  return kernelOnly("broadcastShape");
}
