import { dim, dtype, grid, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** G := (A B)(C D). */
@kernel()
export function mm3<
  T extends number, NI extends number, NJ extends number, NK extends number, NL extends number, NM extends number,
>(
  G: Tensor<T, [NI, NL]>, A: Tensor<T, [NI, NK]>, B: Tensor<T, [NK, NJ]>, C: Tensor<T, [NJ, NM]>,
  D: Tensor<T, [NM, NL]>,
): void {
  const NI = dim<NI>(), NJ = dim<NJ>(), NK = dim<NK>(), NL = dim<NL>(), NM = dim<NM>();
  const E = zeros(dtype<T>(), [NI, NJ]);
  const F = zeros(dtype<T>(), [NJ, NL]);
  for (const [i, j, k] of grid(NI, NJ, NK)) E[i][j] += A[i][k] * B[k][j];
  for (const [i, j, k] of grid(NJ, NL, NM)) F[i][j] += C[i][k] * D[k][j];
  for (const [i, j] of grid(NI, NL)) {
    let sum: T = 0;
    for (let k = 0; k < NJ; k++) sum += E[i][k] * F[k][j];
    G[i][j] = sum;
  }
}

export const benchmark = define({
  name: "3mm",
  sizes: {
    mini: {
      dims: { NI: 16, NJ: 18, NK: 20, NL: 22, NM: 24 },
      float32: mm3<float32, 16, 18, 20, 22, 24>,
      float64: mm3<float64, 16, 18, 20, 22, 24>,
    },
    small: {
      dims: { NI: 40, NJ: 50, NK: 60, NL: 70, NM: 80 },
      float32: mm3<float32, 40, 50, 60, 70, 80>,
      float64: mm3<float64, 40, 50, 60, 70, 80>,
    },
    medium: {
      dims: { NI: 180, NJ: 190, NK: 200, NL: 210, NM: 220 },
      float32: mm3<float32, 180, 190, 200, 210, 220>,
      float64: mm3<float64, 180, 190, 200, 210, 220>,
    },
  },
  data: ({ NI, NJ, NK, NL, NM }, T) => ({
    G: array([NI, NL], () => 0),
    A: array([NI, NK], (i, j) => T((i * j + 1) % NI / (5 * NI))),
    B: array([NK, NJ], (i, j) => T((i * (j + 1) + 2) % NJ / (5 * NJ))),
    C: array([NJ, NM], (i, j) => T(i * (j + 3) % NL / (5 * NL))),
    D: array([NM, NL], (i, j) => T((i * (j + 2) + 2) % NK / (5 * NK))),
  }),
  outputs: { G: "full" },
});
