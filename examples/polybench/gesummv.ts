import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

const alpha = 1.5;
const beta = 1.2;

/** y := alpha A x + beta B x. */
@kernel()
export function gesummv<T extends number, N extends number>(
  y: Tensor<T, [N]>, A: Tensor<T, [N, N]>, B: Tensor<T, [N, N]>, x: Tensor<T, [N]>,
): void {
  const N = dim<N>();
  for (let i = 0; i < N; i++) {
    let a: T = 0;
    let b: T = 0;
    for (let j = 0; j < N; j++) {
      a += A[i][j] * x[j];
      b += B[i][j] * x[j];
    }
    y[i] = alpha * a + beta * b;
  }
}

export const benchmark = define({
  name: "gesummv",
  sizes: {
    mini: { dims: { N: 30 }, float32: gesummv<float32, 30>, float64: gesummv<float64, 30> },
    small: { dims: { N: 90 }, float32: gesummv<float32, 90>, float64: gesummv<float64, 90> },
    medium: { dims: { N: 250 }, float32: gesummv<float32, 250>, float64: gesummv<float64, 250> },
  },
  data: ({ N }, T) => ({
    y: array([N], () => 0),
    A: array([N, N], (i, j) => T((i * j + 1) % N / N)),
    B: array([N, N], (i, j) => T((i * j + 2) % N / N)),
    x: array([N], (i) => T(i / N)),
  }),
  outputs: { y: "full" },
});
