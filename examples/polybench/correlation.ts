import { dim, dtype, grid, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Correlation of M columns over N observations. */
@kernel()
export function correlation<T extends number, M extends number, N extends number>(
  corr: Tensor<T, [M, M]>, data: Tensor<T, [N, M]>,
): void {
  const M = dim<M>(), N = dim<N>();
  const n: T = N;
  const mean = zeros(dtype<T>(), [M]);
  const stddev = zeros(dtype<T>(), [M]);
  for (let j = 0; j < M; j++) {
    for (let i = 0; i < N; i++) mean[j] += data[i][j];
    mean[j] /= n;
  }
  for (let j = 0; j < M; j++) {
    for (let i = 0; i < N; i++) stddev[j] += (data[i][j] - mean[j]) * (data[i][j] - mean[j]);
    stddev[j] = Math.sqrt(stddev[j] / n);
    if (stddev[j] <= 0.1) stddev[j] = 1;
  }
  for (const [i, j] of grid(N, M)) {
    data[i][j] -= mean[j];
    data[i][j] /= Math.sqrt(n) * stddev[j];
  }
  for (let i = 0; i < M - 1; i++) {
    corr[i][i] = 1;
    for (let j = i + 1; j < M; j++) {
      corr[i][j] = 0;
      for (let k = 0; k < N; k++) corr[i][j] += data[k][i] * data[k][j];
      corr[j][i] = corr[i][j];
    }
  }
  corr[M - 1][M - 1] = 1;
}

export const benchmark = define({
  name: "correlation",
  sizes: {
    mini: { dims: { M: 28, N: 32 }, float32: correlation<float32, 28, 32>, float64: correlation<float64, 28, 32> },
    small: { dims: { M: 80, N: 100 }, float32: correlation<float32, 80, 100>, float64: correlation<float64, 80, 100> },
    medium: {
      dims: { M: 240, N: 260 },
      float32: correlation<float32, 240, 260>,
      float64: correlation<float64, 240, 260>,
    },
  },
  data: ({ M, N }, T) => ({
    corr: array([M, M], () => 0),
    data: array([N, M], (i, j) => T(T(i * j / M) + i)),
  }),
  outputs: { corr: "full" },
});
