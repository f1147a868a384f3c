import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Gauss-Seidel relaxation with nine points, in place. */
@kernel()
export function seidel2d<T extends number, TSTEPS extends number, N extends number>(A: Tensor<T, [N, N]>): void {
  const TSTEPS = dim<TSTEPS>(), N = dim<N>();
  for (let t = 0; t < TSTEPS; t++) {
    for (let i = 1; i < N - 1; i++) {
      for (let j = 1; j < N - 1; j++) {
        const above: T = A[i - 1][j - 1] + A[i - 1][j] + A[i - 1][j + 1];
        const beside: T = above + A[i][j - 1] + A[i][j] + A[i][j + 1];
        A[i][j] = (beside + A[i + 1][j - 1] + A[i + 1][j] + A[i + 1][j + 1]) / 9;
      }
    }
  }
}

export const benchmark = define({
  name: "seidel-2d",
  sizes: {
    mini: { dims: { TSTEPS: 20, N: 40 }, float32: seidel2d<float32, 20, 40>, float64: seidel2d<float64, 20, 40> },
    small: { dims: { TSTEPS: 40, N: 120 }, float32: seidel2d<float32, 40, 120>, float64: seidel2d<float64, 40, 120> },
    medium: {
      dims: { TSTEPS: 100, N: 400 },
      float32: seidel2d<float32, 100, 400>,
      float64: seidel2d<float64, 100, 400>,
    },
  },
  data: ({ N }, T) => ({
    A: array([N, N], (i, j) => T((i * (j + 2) + 2) / N)),
  }),
  outputs: { A: "full" },
});
