import { dim, dtype, grid, kernel, zeros, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

const alpha = 1.5;
const beta = 1.2;

/** D := alpha A B C + beta D. */
@kernel()
export function mm2<T extends number, NI extends number, NJ extends number, NK extends number, NL extends number>(
  D: Tensor<T, [NI, NL]>, A: Tensor<T, [NI, NK]>, B: Tensor<T, [NK, NJ]>, C: Tensor<T, [NJ, NL]>,
): void {
  const NI = dim<NI>(), NJ = dim<NJ>(), NK = dim<NK>(), NL = dim<NL>();
  const tmp = zeros(dtype<T>(), [NI, NJ]);
  for (const [i, j] of grid(NI, NJ)) {
    for (let k = 0; k < NK; k++) tmp[i][j] += alpha * A[i][k] * B[k][j];
  }
  for (const [i, j] of grid(NI, NL)) {
    D[i][j] *= beta;
    for (let k = 0; k < NJ; k++) D[i][j] += tmp[i][k] * C[k][j];
  }
}

export const benchmark = define({
  name: "2mm",
  sizes: {
    mini: {
      dims: { NI: 16, NJ: 18, NK: 22, NL: 24 },
      float32: mm2<float32, 16, 18, 22, 24>,
      float64: mm2<float64, 16, 18, 22, 24>,
    },
    small: {
      dims: { NI: 40, NJ: 50, NK: 70, NL: 80 },
      float32: mm2<float32, 40, 50, 70, 80>,
      float64: mm2<float64, 40, 50, 70, 80>,
    },
    medium: {
      dims: { NI: 180, NJ: 190, NK: 210, NL: 220 },
      float32: mm2<float32, 180, 190, 210, 220>,
      float64: mm2<float64, 180, 190, 210, 220>,
    },
  },
  data: ({ NI, NJ, NK, NL }, T) => ({
    D: array([NI, NL], (i, j) => T(i * (j + 2) % NK / NK)),
    A: array([NI, NK], (i, j) => T((i * j + 1) % NI / NI)),
    B: array([NK, NJ], (i, j) => T(i * (j + 1) % NJ / NJ)),
    C: array([NJ, NL], (i, j) => T((i * (j + 3) + 1) % NL / NL)),
  }),
  outputs: { D: "full" },
});
