/** Matrix product: one template, with narrow integers summed in wide ones, and with floats. */
import { dim, dtype, grid, kernel, zeros, type float32, type int32, type int8, type Tensor } from "heddle";

/** C = A B. The products of `In`s are exact; sums are kept as `Out`. */
@kernel()
export function gemm<In extends number, Out extends number, M extends number, N extends number, K extends number>(
  A: Tensor<In, [M, K]>, B: Tensor<In, [K, N]>,
): Tensor<Out, [M, N]> {
  const C = zeros(dtype<Out>(), [dim<M>(), dim<N>()]);
  product: for (const [i, j, k] of grid(dim<M>(), dim<N>(), dim<K>())) C[i][j] += A[i][k] * B[k][j];
  return C;
}

export const gemmInt8 = gemm<int8, int32, 48, 64, 32>;
export const gemmFloat32 = gemm<float32, float32, 48, 64, 32>;
