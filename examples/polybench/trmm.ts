import { dim, grid, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

const alpha = 1.5;

/** B := alpha A^T B with a unit lower triangular A. */
@kernel()
export function trmm<T extends number, M extends number, N extends number>(
  B: Tensor<T, [M, N]>, A: Tensor<T, [M, M]>,
): void {
  const M = dim<M>(), N = dim<N>();
  for (const [i, j] of grid(M, N)) {
    for (let k = i + 1; k < M; k++) B[i][j] += A[k][i] * B[k][j];
    B[i][j] = alpha * B[i][j];
  }
}

export const benchmark = define({
  name: "trmm",
  sizes: {
    mini: { dims: { M: 20, N: 30 }, float32: trmm<float32, 20, 30>, float64: trmm<float64, 20, 30> },
    small: { dims: { M: 60, N: 80 }, float32: trmm<float32, 60, 80>, float64: trmm<float64, 60, 80> },
    medium: { dims: { M: 200, N: 240 }, float32: trmm<float32, 200, 240>, float64: trmm<float64, 200, 240> },
  },
  data: ({ M, N }, T) => ({
    B: array([M, N], (i, j) => T((N + i - j) % N / N)),
    A: array([M, M], (i, j) => (j < i ? T((i + j) % M / M) : Number(i === j))),
  }),
  outputs: { B: "full" },
});
