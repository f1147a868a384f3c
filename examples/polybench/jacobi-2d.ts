import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Jacobi relaxation with five points. */
@kernel()
export function jacobi2d<T extends number, TSTEPS extends number, N extends number>(
  A: Tensor<T, [N, N]>, B: Tensor<T, [N, N]>,
): void {
  const TSTEPS = dim<TSTEPS>(), N = dim<N>();
  for (let t = 0; t < TSTEPS; t++) {
    for (let i = 1; i < N - 1; i++) {
      for (let j = 1; j < N - 1; j++) {
        B[i][j] = 0.2 * (A[i][j] + A[i][j - 1] + A[i][j + 1] + A[i + 1][j] + A[i - 1][j]);
      }
    }
    for (let i = 1; i < N - 1; i++) {
      for (let j = 1; j < N - 1; j++) {
        A[i][j] = 0.2 * (B[i][j] + B[i][j - 1] + B[i][j + 1] + B[i + 1][j] + B[i - 1][j]);
      }
    }
  }
}

export const benchmark = define({
  name: "jacobi-2d",
  sizes: {
    mini: { dims: { TSTEPS: 20, N: 30 }, float32: jacobi2d<float32, 20, 30>, float64: jacobi2d<float64, 20, 30> },
    small: { dims: { TSTEPS: 40, N: 90 }, float32: jacobi2d<float32, 40, 90>, float64: jacobi2d<float64, 40, 90> },
    medium: {
      dims: { TSTEPS: 100, N: 250 },
      float32: jacobi2d<float32, 100, 250>,
      float64: jacobi2d<float64, 100, 250>,
    },
  },
  data: ({ N }, T) => ({
    A: array([N, N], (i, j) => T((i * (j + 2) + 2) / N)),
    B: array([N, N], (i, j) => T((i * (j + 3) + 3) / N)),
  }),
  outputs: { A: "full" },
});
