import { dim, dtype, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Solves the Yule-Walker equations of a symmetric Toeplitz matrix (Levinson and Durbin's recursion). */
@kernel()
export function durbin<T extends number, N extends number>(y: Tensor<T, [N]>, r: Tensor<T, [N]>): void {
  const N = dim<N>();
  const z = zeros(dtype<T>(), [N]);
  let alpha: T = -r[0];
  let beta: T = 1;
  y[0] = -r[0];
  for (let k = 1; k < N; k++) {
    beta = (1 - alpha * alpha) * beta;
    let sum: T = 0;
    for (let i = 0; i < k; i++) sum += r[k - i - 1] * y[i];
    alpha = -(r[k] + sum) / beta;
    for (let i = 0; i < k; i++) z[i] = y[i] + alpha * y[k - i - 1];
    for (let i = 0; i < k; i++) y[i] = z[i];
    y[k] = alpha;
  }
}

export const benchmark = define({
  name: "durbin",
  sizes: {
    mini: { dims: { N: 40 }, float32: durbin<float32, 40>, float64: durbin<float64, 40> },
    small: { dims: { N: 120 }, float32: durbin<float32, 120>, float64: durbin<float64, 120> },
    medium: { dims: { N: 400 }, float32: durbin<float32, 400>, float64: durbin<float64, 400> },
  },
  data: ({ N }) => ({
    y: array([N], () => 0),
    r: array([N], (i) => N + 1 - i),
  }),
  outputs: { y: "full" },
});
