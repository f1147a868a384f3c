import { dim, grid, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** x1 += A y1, x2 += A^T y2. */
@kernel()
export function mvt<T extends number, N extends number>(
  x1: Tensor<T, [N]>, x2: Tensor<T, [N]>, y1: Tensor<T, [N]>, y2: Tensor<T, [N]>, A: Tensor<T, [N, N]>,
): void {
  const N = dim<N>();
  for (const [i, j] of grid(N, N)) x1[i] += A[i][j] * y1[j];
  for (const [i, j] of grid(N, N)) x2[i] += A[j][i] * y2[j];
}

export const benchmark = define({
  name: "mvt",
  sizes: {
    mini: { dims: { N: 40 }, float32: mvt<float32, 40>, float64: mvt<float64, 40> },
    small: { dims: { N: 120 }, float32: mvt<float32, 120>, float64: mvt<float64, 120> },
    medium: { dims: { N: 400 }, float32: mvt<float32, 400>, float64: mvt<float64, 400> },
  },
  data: ({ N }, T) => ({
    x1: array([N], (i) => T(i / N)),
    x2: array([N], (i) => T((i + 1) % N / N)),
    y1: array([N], (i) => T((i + 3) % N / N)),
    y2: array([N], (i) => T((i + 4) % N / N)),
    A: array([N, N], (i, j) => T(i * j % N / N)),
  }),
  outputs: { x1: "full", x2: "full" },
});
