import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { define, positiveDefinite } from "./benchmark.js";

/** A = L L^T; L replaces the lower triangle of A. */
@kernel()
export function cholesky<T extends number, N extends number>(A: Tensor<T, [N, N]>): void {
  const N = dim<N>();
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) A[i][j] -= A[i][k] * A[j][k];
      A[i][j] /= A[j][j];
    }
    for (let k = 0; k < i; k++) A[i][i] -= A[i][k] * A[i][k];
    A[i][i] = Math.sqrt(A[i][i]);
  }
}

export const benchmark = define({
  name: "cholesky",
  sizes: {
    mini: { dims: { N: 40 }, float32: cholesky<float32, 40>, float64: cholesky<float64, 40> },
    small: { dims: { N: 120 }, float32: cholesky<float32, 120>, float64: cholesky<float64, 120> },
    medium: { dims: { N: 400 }, float32: cholesky<float32, 400>, float64: cholesky<float64, 400> },
  },
  data: ({ N }, T) => ({
    A: positiveDefinite(N, T),
  }),
  outputs: { A: "lower" },
});
