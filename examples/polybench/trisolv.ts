import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Solves L x = b with a lower triangular L. */
@kernel()
export function trisolv<T extends number, N extends number>(
  x: Tensor<T, [N]>, L: Tensor<T, [N, N]>, b: Tensor<T, [N]>,
): void {
  const N = dim<N>();
  for (let i = 0; i < N; i++) {
    x[i] = b[i];
    for (let j = 0; j < i; j++) x[i] -= L[i][j] * x[j];
    x[i] /= L[i][i];
  }
}

export const benchmark = define({
  name: "trisolv",
  sizes: {
    mini: { dims: { N: 40 }, float32: trisolv<float32, 40>, float64: trisolv<float64, 40> },
    small: { dims: { N: 120 }, float32: trisolv<float32, 120>, float64: trisolv<float64, 120> },
    medium: { dims: { N: 400 }, float32: trisolv<float32, 400>, float64: trisolv<float64, 400> },
  },
  data: ({ N }, T) => ({
    x: array([N], () => -999),
    L: array([N, N], (i, j) => (j <= i ? T((i + N - j + 1) * 2 / N) : 0)),
    b: array([N], (i) => i),
  }),
  outputs: { x: "full" },
});
