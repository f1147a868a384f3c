import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

const alpha = 1.5;
const beta = 1.2;

/** The lower triangle of C := alpha A A^T + beta C. */
@kernel()
export function syrk<T extends number, M extends number, N extends number>(
  C: Tensor<T, [N, N]>, A: Tensor<T, [N, M]>,
): void {
  const M = dim<M>(), N = dim<N>();
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) C[i][j] *= beta;
    for (let k = 0; k < M; k++) {
      for (let j = 0; j <= i; j++) C[i][j] += alpha * A[i][k] * A[j][k];
    }
  }
}

export const benchmark = define({
  name: "syrk",
  sizes: {
    mini: { dims: { M: 20, N: 30 }, float32: syrk<float32, 20, 30>, float64: syrk<float64, 20, 30> },
    small: { dims: { M: 60, N: 80 }, float32: syrk<float32, 60, 80>, float64: syrk<float64, 60, 80> },
    medium: { dims: { M: 200, N: 240 }, float32: syrk<float32, 200, 240>, float64: syrk<float64, 200, 240> },
  },
  data: ({ M, N }, T) => ({
    C: array([N, N], (i, j) => T((i * j + 2) % M / M)),
    A: array([N, M], (i, j) => T((i * j + 1) % N / N)),
  }),
  outputs: { C: "full" },
});
