import { dim, grid, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

const alpha = 1.5;
const beta = 1.2;

/** A += u1 v1^T + u2 v2^T; x := beta A^T y + z; w := alpha A x. */
@kernel()
export function gemver<T extends number, N extends number>(
  w: Tensor<T, [N]>, A: Tensor<T, [N, N]>, u1: Tensor<T, [N]>, v1: Tensor<T, [N]>, u2: Tensor<T, [N]>,
  v2: Tensor<T, [N]>, x: Tensor<T, [N]>, y: Tensor<T, [N]>, z: Tensor<T, [N]>,
): void {
  const N = dim<N>();
  for (const [i, j] of grid(N, N)) A[i][j] = A[i][j] + u1[i] * v1[j] + u2[i] * v2[j];
  for (const [i, j] of grid(N, N)) x[i] += beta * A[j][i] * y[j];
  for (let i = 0; i < N; i++) x[i] += z[i];
  for (const [i, j] of grid(N, N)) w[i] += alpha * A[i][j] * x[j];
}

export const benchmark = define({
  name: "gemver",
  sizes: {
    mini: { dims: { N: 40 }, float32: gemver<float32, 40>, float64: gemver<float64, 40> },
    small: { dims: { N: 120 }, float32: gemver<float32, 120>, float64: gemver<float64, 120> },
    medium: { dims: { N: 400 }, float32: gemver<float32, 400>, float64: gemver<float64, 400> },
  },
  data: ({ N }, T) => ({
    w: array([N], () => 0),
    A: array([N, N], (i, j) => T(i * j % N / N)),
    u1: array([N], (i) => i),
    v1: array([N], (i) => T(T((i + 1) / N) / 4)),
    u2: array([N], (i) => T(T((i + 1) / N) / 2)),
    v2: array([N], (i) => T(T((i + 1) / N) / 6)),
    x: array([N], () => 0),
    y: array([N], (i) => T(T((i + 1) / N) / 8)),
    z: array([N], (i) => T(T((i + 1) / N) / 9)),
  }),
  outputs: { w: "full" },
});
