import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** y := A^T A x. */
@kernel()
export function atax<T extends number, M extends number, N extends number>(
  y: Tensor<T, [N]>, A: Tensor<T, [M, N]>, x: Tensor<T, [N]>,
): void {
  const M = dim<M>(), N = dim<N>();
  for (let i = 0; i < N; i++) y[i] = 0;
  for (let i = 0; i < M; i++) {
    let sum: T = 0;
    for (let j = 0; j < N; j++) sum += A[i][j] * x[j];
    for (let j = 0; j < N; j++) y[j] += A[i][j] * sum;
  }
}

export const benchmark = define({
  name: "atax",
  sizes: {
    mini: { dims: { M: 38, N: 42 }, float32: atax<float32, 38, 42>, float64: atax<float64, 38, 42> },
    small: { dims: { M: 116, N: 124 }, float32: atax<float32, 116, 124>, float64: atax<float64, 116, 124> },
    medium: { dims: { M: 390, N: 410 }, float32: atax<float32, 390, 410>, float64: atax<float64, 390, 410> },
  },
  data: ({ M, N }, T) => ({
    y: array([N], () => 0),
    A: array([M, N], (i, j) => T((i + j) % N / (5 * M))),
    x: array([N], (i) => T(1 + T(i / N))),
  }),
  outputs: { y: "full" },
});
