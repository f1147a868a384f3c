import { dim, grid, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

const alpha = 1.5;
const beta = 1.2;

/** C := alpha A B + beta C. */
@kernel()
export function gemm<T extends number, NI extends number, NJ extends number, NK extends number>(
  C: Tensor<T, [NI, NJ]>, A: Tensor<T, [NI, NK]>, B: Tensor<T, [NK, NJ]>,
): void {
  const NI = dim<NI>(), NJ = dim<NJ>(), NK = dim<NK>();
  for (let i = 0; i < NI; i++) {
    for (let j = 0; j < NJ; j++) C[i][j] *= beta;
    for (const [k, j] of grid(NK, NJ)) C[i][j] += alpha * A[i][k] * B[k][j];
  }
}

export const benchmark = define({
  name: "gemm",
  sizes: {
    mini: { dims: { NI: 20, NJ: 25, NK: 30 }, float32: gemm<float32, 20, 25, 30>, float64: gemm<float64, 20, 25, 30> },
    small: { dims: { NI: 60, NJ: 70, NK: 80 }, float32: gemm<float32, 60, 70, 80>, float64: gemm<float64, 60, 70, 80> },
    medium: {
      dims: { NI: 200, NJ: 220, NK: 240 },
      float32: gemm<float32, 200, 220, 240>,
      float64: gemm<float64, 200, 220, 240>,
    },
  },
  data: ({ NI, NJ, NK }, T) => ({
    C: array([NI, NJ], (i, j) => T((i * j + 1) % NI / NI)),
    A: array([NI, NK], (i, j) => T(i * (j + 1) % NK / NK)),
    B: array([NK, NJ], (i, j) => T(i * (j + 2) % NJ / NJ)),
  }),
  outputs: { C: "full" },
});
