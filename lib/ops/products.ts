/**
 * Products of matrices. Sums are exact for integers and fixed point, whatever their number of terms; 16-bit floats are
 * summed in float32. The sum is then stored as `R`: the type that holds the values of both operands, unless the place that
 * the result goes to says another: `const C: Tensor<int32, [M, N]> = matmul(A, B)` for `int8` operands.
 */
import { accumulator, computeType, dim, dtype, grid, reduction, zeros, type Tensor, type Wider } from "heddle";

/** A · B. */
export function matmul<
  T extends number, U extends number, M extends number, K extends number, N extends number, R extends number = Wider<T, U>,
>(A: Tensor<T, [M, K]>, B: Tensor<U, [K, N]>): Tensor<R, [M, N]> {
  const C = zeros(dtype<R>(), [dim<M>(), dim<N>()]);
  const Sum = accumulator(dtype<T>(), dtype<U>(), dim<K>());
  const Left = computeType(dtype<T>());
  for (const [i, j] of grid(dim<M>(), dim<N>())) {
    let sum = Sum(0);
    for (const [k] of reduction(dim<K>())) sum += Left(A[i][k]) * B[k][j];
    C[i][j] = dtype<R>()(sum);
  }
  return C;
}

/** A batch of products: `A[b] · B[b]` for each b. */
export function bmm<
  T extends number, U extends number, P extends number, M extends number, K extends number, N extends number,
  R extends number = Wider<T, U>,
>(A: Tensor<T, [P, M, K]>, B: Tensor<U, [P, K, N]>): Tensor<R, [P, M, N]> {
  const C = zeros(dtype<R>(), [dim<P>(), dim<M>(), dim<N>()]);
  const Sum = accumulator(dtype<T>(), dtype<U>(), dim<K>());
  const Left = computeType(dtype<T>());
  for (const [b, i, j] of grid(dim<P>(), dim<M>(), dim<N>())) {
    let sum = Sum(0);
    for (const [k] of reduction(dim<K>())) sum += Left(A[b][i][k]) * B[b][k][j];
    C[b][i][j] = dtype<R>()(sum);
  }
  return C;
}

/** X · Wᵀ + b: a fully connected layer with one row of `W` for each output. The bias is added to the exact sum. */
export function linear<
  T extends number, U extends number, V extends number, M extends number, K extends number, N extends number,
  R extends number = Wider<T, U>,
>(X: Tensor<T, [M, K]>, W: Tensor<U, [N, K]>, b: Tensor<V, [N]>): Tensor<R, [M, N]> {
  const Y = zeros(dtype<R>(), [dim<M>(), dim<N>()]);
  const Sum = accumulator(dtype<T>(), dtype<U>(), dim<K>());
  const Left = computeType(dtype<T>());
  for (const [i, j] of grid(dim<M>(), dim<N>())) {
    let sum = Sum(0);
    for (const [k] of reduction(dim<K>())) sum += Left(X[i][k]) * W[j][k];
    Y[i][j] = dtype<R>()(sum + b[j]);
  }
  return Y;
}
