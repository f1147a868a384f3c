import { dim, dtype, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define, positiveDefinite } from "./benchmark.js";

/** Solves A x = b: LU decomposition, then forward and backward substitution. */
@kernel()
export function ludcmp<T extends number, N extends number>(
  x: Tensor<T, [N]>, A: Tensor<T, [N, N]>, b: Tensor<T, [N]>,
): void {
  const N = dim<N>();
  const y = zeros(dtype<T>(), [N]);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      let w = A[i][j];
      for (let k = 0; k < j; k++) w -= A[i][k] * A[k][j];
      A[i][j] = w / A[j][j];
    }
    for (let j = i; j < N; j++) {
      let w = A[i][j];
      for (let k = 0; k < i; k++) w -= A[i][k] * A[k][j];
      A[i][j] = w;
    }
  }
  for (let i = 0; i < N; i++) {
    let w = b[i];
    for (let j = 0; j < i; j++) w -= A[i][j] * y[j];
    y[i] = w;
  }
  for (let i = N - 1; i >= 0; i--) {
    let w = y[i];
    for (let j = i + 1; j < N; j++) w -= A[i][j] * x[j];
    x[i] = w / A[i][i];
  }
}

export const benchmark = define({
  name: "ludcmp",
  sizes: {
    mini: { dims: { N: 40 }, float32: ludcmp<float32, 40>, float64: ludcmp<float64, 40> },
    small: { dims: { N: 120 }, float32: ludcmp<float32, 120>, float64: ludcmp<float64, 120> },
    medium: { dims: { N: 400 }, float32: ludcmp<float32, 400>, float64: ludcmp<float64, 400> },
  },
  data: ({ N }, T) => ({
    x: array([N], () => 0),
    A: positiveDefinite(N, T),
    b: array([N], (i) => T(T(T((i + 1) / N) / 2) + 4)),
  }),
  outputs: { x: "full" },
});
