/** Tensors put together and taken apart. */
import { dim, dtype, grid, load, store, zeros, type Tensor } from "heddle";
import type { Shape } from "./shapes.js";

/** Rows for columns. */
export function transpose<T extends number, M extends number, N extends number>(A: Tensor<T, [M, N]>): Tensor<T, [N, M]> {
  const B = zeros(dtype<T>(), [dim<N>(), dim<M>()]);
  for (const [i, j] of grid(dim<N>(), dim<M>())) B[i][j] = A[j][i];
  return B;
}

/** A and after it B, along the dimension `axis` (a constant, from 0); all other extents are the same. */
export function concat<
  T extends number, S extends Shape, V extends Shape, const Axis extends number, R extends Shape = { [I in keyof S]: number },
>(A: Tensor<T, S>, B: Tensor<T, V>, axis: Axis): Tensor<T, R>;
export function concat<T extends number, S extends Shape, V extends Shape, const Axis extends number>(
  A: Tensor<T, S>, B: Tensor<T, V>, axis: Axis,
): unknown {
  const first = A.shape[axis];
  const C = zeros(dtype<T>(), joined(A.shape, B.shape, axis));
  for (const at of grid(...A.shape)) store(C, at, load(A, at));
  for (const at of grid(...B.shape)) store(C, at.with(axis, at[axis] + first), load(B, at));
  return C;
}

/** The shape of both along `axis`. */
function joined(a: Shape, b: Shape, axis: number): number[] {
  const fits = a.length === b.length && axis >= 0 && axis < a.length && a.every((n, d) => d === axis || n === b[d]);
  if (!fits) throw new Error(`[${a.join(", ")}] and [${b.join(", ")}] differ in more than dimension ${axis}`);
  return a.map((n, d) => (d === axis ? n + (b[d] ?? 0) : n));
}

/** The lower triangle: 0 where the column is more than `diagonal` (a constant) beyond the row. */
export function tril<T extends number, M extends number, N extends number, const Diagonal extends number>(
  A: Tensor<T, [M, N]>, diagonal: Diagonal,
): Tensor<T, [M, N]> {
  const B = zeros(dtype<T>(), [dim<M>(), dim<N>()]);
  for (const [i, j] of grid(dim<M>(), dim<N>())) {
    if (j - i <= diagonal) B[i][j] = A[i][j];
  }
  return B;
}
