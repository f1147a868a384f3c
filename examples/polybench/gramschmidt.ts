import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** A = Q R by the modified Gram-Schmidt process. */
@kernel()
export function gramschmidt<T extends number, M extends number, N extends number>(
  A: Tensor<T, [M, N]>, R: Tensor<T, [N, N]>, Q: Tensor<T, [M, N]>,
): void {
  const M = dim<M>(), N = dim<N>();
  for (let k = 0; k < N; k++) {
    let norm: T = 0;
    for (let i = 0; i < M; i++) norm += A[i][k] * A[i][k];
    R[k][k] = Math.sqrt(norm);
    for (let i = 0; i < M; i++) Q[i][k] = A[i][k] / R[k][k];
    for (let j = k + 1; j < N; j++) {
      R[k][j] = 0;
      for (let i = 0; i < M; i++) R[k][j] += Q[i][k] * A[i][j];
      for (let i = 0; i < M; i++) A[i][j] -= Q[i][k] * R[k][j];
    }
  }
}

export const benchmark = define({
  name: "gramschmidt",
  sizes: {
    mini: { dims: { M: 20, N: 30 }, float32: gramschmidt<float32, 20, 30>, float64: gramschmidt<float64, 20, 30> },
    small: { dims: { M: 60, N: 80 }, float32: gramschmidt<float32, 60, 80>, float64: gramschmidt<float64, 60, 80> },
    medium: {
      dims: { M: 200, N: 240 },
      float32: gramschmidt<float32, 200, 240>,
      float64: gramschmidt<float64, 200, 240>,
    },
  },
  data: ({ M, N }, T) => ({
    A: array([M, N], (i, j) => T(T(T(i * j % M / M) * 100) + 10)),
    R: array([N, N], () => 0),
    Q: array([M, N], () => 0),
  }),
  outputs: { R: "full", Q: "full" },
});
