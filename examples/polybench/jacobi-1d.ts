import { dim, float64, kernel, type float32, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Jacobi relaxation with three points. The factor and the product are binary64 whatever T is. */
@kernel()
export function jacobi1d<T extends number, TSTEPS extends number, N extends number>(
  A: Tensor<T, [N]>, B: Tensor<T, [N]>,
): void {
  const TSTEPS = dim<TSTEPS>(), N = dim<N>();
  for (let t = 0; t < TSTEPS; t++) {
    for (let i = 1; i < N - 1; i++) B[i] = 0.33333 * float64(A[i - 1] + A[i] + A[i + 1]);
    for (let i = 1; i < N - 1; i++) A[i] = 0.33333 * float64(B[i - 1] + B[i] + B[i + 1]);
  }
}

export const benchmark = define({
  name: "jacobi-1d",
  sizes: {
    mini: { dims: { TSTEPS: 20, N: 30 }, float32: jacobi1d<float32, 20, 30>, float64: jacobi1d<float64, 20, 30> },
    small: { dims: { TSTEPS: 40, N: 120 }, float32: jacobi1d<float32, 40, 120>, float64: jacobi1d<float64, 40, 120> },
    medium: {
      dims: { TSTEPS: 100, N: 400 },
      float32: jacobi1d<float32, 100, 400>,
      float64: jacobi1d<float64, 100, 400>,
    },
  },
  data: ({ N }, T) => ({
    A: array([N], (i) => T((i + 2) / N)),
    B: array([N], (i) => T((i + 3) / N)),
  }),
  outputs: { A: "full" },
});
