import { dim, dtype, grid, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Covariance of M columns over N observations. */
@kernel()
export function covariance<T extends number, M extends number, N extends number>(
  cov: Tensor<T, [M, M]>, data: Tensor<T, [N, M]>,
): void {
  const M = dim<M>(), N = dim<N>();
  const n: T = N;
  const mean = zeros(dtype<T>(), [M]);
  for (let j = 0; j < M; j++) {
    for (let i = 0; i < N; i++) mean[j] += data[i][j];
    mean[j] /= n;
  }
  for (const [i, j] of grid(N, M)) data[i][j] -= mean[j];
  for (let i = 0; i < M; i++) {
    for (let j = i; j < M; j++) {
      cov[i][j] = 0;
      for (let k = 0; k < N; k++) cov[i][j] += data[k][i] * data[k][j];
      cov[i][j] /= n - 1;
      cov[j][i] = cov[i][j];
    }
  }
}

export const benchmark = define({
  name: "covariance",
  sizes: {
    mini: { dims: { M: 28, N: 32 }, float32: covariance<float32, 28, 32>, float64: covariance<float64, 28, 32> },
    small: { dims: { M: 80, N: 100 }, float32: covariance<float32, 80, 100>, float64: covariance<float64, 80, 100> },
    medium: {
      dims: { M: 240, N: 260 },
      float32: covariance<float32, 240, 260>,
      float64: covariance<float64, 240, 260>,
    },
  },
  data: ({ M, N }, T) => ({
    cov: array([M, M], () => 0),
    data: array([N, M], (i, j) => T(i * j / M)),
  }),
  outputs: { cov: "full" },
});
