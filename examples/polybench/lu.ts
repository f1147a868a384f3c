import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { define, positiveDefinite } from "./benchmark.js";

/** A = L U in place, without pivoting; the diagonal of L is 1. */
@kernel()
export function lu<T extends number, N extends number>(A: Tensor<T, [N, N]>): void {
  const N = dim<N>();
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) A[i][j] -= A[i][k] * A[k][j];
      A[i][j] /= A[j][j];
    }
    for (let j = i; j < N; j++) {
      for (let k = 0; k < i; k++) A[i][j] -= A[i][k] * A[k][j];
    }
  }
}

export const benchmark = define({
  name: "lu",
  sizes: {
    mini: { dims: { N: 40 }, float32: lu<float32, 40>, float64: lu<float64, 40> },
    small: { dims: { N: 120 }, float32: lu<float32, 120>, float64: lu<float64, 120> },
    medium: { dims: { N: 400 }, float32: lu<float32, 400>, float64: lu<float64, 400> },
  },
  data: ({ N }, T) => ({
    A: positiveDefinite(N, T),
  }),
  outputs: { A: "full" },
});
