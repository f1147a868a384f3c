import { dim, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Heat equation in three dimensions: TSTEPS steps from A to B and back. */
@kernel()
export function heat3d<T extends number, TSTEPS extends number, N extends number>(
  A: Tensor<T, [N, N, N]>, B: Tensor<T, [N, N, N]>,
): void {
  const TSTEPS = dim<TSTEPS>(), N = dim<N>();
  for (let t = 1; t <= TSTEPS; t++) {
    for (let i = 1; i < N - 1; i++) {
      for (let j = 1; j < N - 1; j++) {
        for (let k = 1; k < N - 1; k++) {
          const gx: T = 0.125 * (A[i + 1][j][k] - 2 * A[i][j][k] + A[i - 1][j][k]);
          const gy: T = 0.125 * (A[i][j + 1][k] - 2 * A[i][j][k] + A[i][j - 1][k]);
          const gz: T = 0.125 * (A[i][j][k + 1] - 2 * A[i][j][k] + A[i][j][k - 1]);
          B[i][j][k] = gx + gy + gz + A[i][j][k];
        }
      }
    }
    for (let i = 1; i < N - 1; i++) {
      for (let j = 1; j < N - 1; j++) {
        for (let k = 1; k < N - 1; k++) {
          const gx: T = 0.125 * (B[i + 1][j][k] - 2 * B[i][j][k] + B[i - 1][j][k]);
          const gy: T = 0.125 * (B[i][j + 1][k] - 2 * B[i][j][k] + B[i][j - 1][k]);
          const gz: T = 0.125 * (B[i][j][k + 1] - 2 * B[i][j][k] + B[i][j][k - 1]);
          A[i][j][k] = gx + gy + gz + B[i][j][k];
        }
      }
    }
  }
}

export const benchmark = define({
  name: "heat-3d",
  sizes: {
    mini: { dims: { TSTEPS: 20, N: 10 }, float32: heat3d<float32, 20, 10>, float64: heat3d<float64, 20, 10> },
    small: { dims: { TSTEPS: 40, N: 20 }, float32: heat3d<float32, 40, 20>, float64: heat3d<float64, 40, 20> },
    medium: { dims: { TSTEPS: 100, N: 40 }, float32: heat3d<float32, 100, 40>, float64: heat3d<float64, 100, 40> },
  },
  data: ({ N }, T) => ({
    A: array([N, N, N], (i, j, k) => T((i + j + N - k) * 10 / N)),
    B: array([N, N, N], (i, j, k) => T((i + j + N - k) * 10 / N)),
  }),
  outputs: { A: "full" },
});
