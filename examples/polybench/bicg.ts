import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** The two products of a step of BiCG: s := A^T r, q := A p. */
@kernel()
export function bicg<T extends number, M extends number, N extends number>(
  s: Tensor<T, [M]>, q: Tensor<T, [N]>, A: Tensor<T, [N, M]>, p: Tensor<T, [M]>, r: Tensor<T, [N]>,
): void {
  const M = dim<M>(), N = dim<N>();
  for (let i = 0; i < M; i++) s[i] = 0;
  for (let i = 0; i < N; i++) {
    q[i] = 0;
    for (let j = 0; j < M; j++) {
      s[j] += r[i] * A[i][j];
      q[i] += A[i][j] * p[j];
    }
  }
}

export const benchmark = define({
  name: "bicg",
  sizes: {
    mini: { dims: { M: 38, N: 42 }, float32: bicg<float32, 38, 42>, float64: bicg<float64, 38, 42> },
    small: { dims: { M: 116, N: 124 }, float32: bicg<float32, 116, 124>, float64: bicg<float64, 116, 124> },
    medium: { dims: { M: 390, N: 410 }, float32: bicg<float32, 390, 410>, float64: bicg<float64, 390, 410> },
  },
  data: ({ M, N }, T) => ({
    s: array([M], () => 0),
    q: array([N], () => 0),
    A: array([N, M], (i, j) => T(i * (j + 1) % N / N)),
    p: array([M], (i) => T(i / M)),
    r: array([N], (i) => T(i / N)),
  }),
  outputs: { s: "full", q: "full" },
});
