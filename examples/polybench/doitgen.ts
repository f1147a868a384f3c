import { dim, dtype, grid, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Multiplies the last axis of A by C4, in place. */
@kernel()
export function doitgen<T extends number, NQ extends number, NR extends number, NP extends number>(
  A: Tensor<T, [NR, NQ, NP]>, C4: Tensor<T, [NP, NP]>,
): void {
  const NQ = dim<NQ>(), NR = dim<NR>(), NP = dim<NP>();
  const sum = zeros(dtype<T>(), [NP]);
  for (const [r, q] of grid(NR, NQ)) {
    for (let p = 0; p < NP; p++) {
      sum[p] = 0;
      for (let s = 0; s < NP; s++) sum[p] += A[r][q][s] * C4[s][p];
    }
    for (let p = 0; p < NP; p++) A[r][q][p] = sum[p];
  }
}

export const benchmark = define({
  name: "doitgen",
  sizes: {
    mini: {
      dims: { NQ: 8, NR: 10, NP: 12 },
      float32: doitgen<float32, 8, 10, 12>,
      float64: doitgen<float64, 8, 10, 12>,
    },
    small: {
      dims: { NQ: 20, NR: 25, NP: 30 },
      float32: doitgen<float32, 20, 25, 30>,
      float64: doitgen<float64, 20, 25, 30>,
    },
    medium: {
      dims: { NQ: 40, NR: 50, NP: 60 },
      float32: doitgen<float32, 40, 50, 60>,
      float64: doitgen<float64, 40, 50, 60>,
    },
  },
  data: ({ NQ, NR, NP }, T) => ({
    A: array([NR, NQ, NP], (i, j, k) => T((i * j + k) % NP / NP)),
    C4: array([NP, NP], (i, j) => T(i * j % NP / NP)),
  }),
  outputs: { A: "full" },
});
