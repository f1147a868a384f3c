import { dim, grid, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Maxwell's equations in two dimensions by finite differences in the time domain. */
@kernel()
export function fdtd2d<T extends number, TMAX extends number, NX extends number, NY extends number>(
  ex: Tensor<T, [NX, NY]>, ey: Tensor<T, [NX, NY]>, hz: Tensor<T, [NX, NY]>, fict: Tensor<T, [TMAX]>,
): void {
  const TMAX = dim<TMAX>(), NX = dim<NX>(), NY = dim<NY>();
  for (let t = 0; t < TMAX; t++) {
    for (let j = 0; j < NY; j++) ey[0][j] = fict[t];
    for (let i = 1; i < NX; i++) {
      for (let j = 0; j < NY; j++) ey[i][j] -= 0.5 * (hz[i][j] - hz[i - 1][j]);
    }
    for (let i = 0; i < NX; i++) {
      for (let j = 1; j < NY; j++) ex[i][j] -= 0.5 * (hz[i][j] - hz[i][j - 1]);
    }
    for (const [i, j] of grid(NX - 1, NY - 1)) {
      hz[i][j] -= 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
    }
  }
}

export const benchmark = define({
  name: "fdtd-2d",
  sizes: {
    mini: {
      dims: { TMAX: 20, NX: 20, NY: 30 },
      float32: fdtd2d<float32, 20, 20, 30>,
      float64: fdtd2d<float64, 20, 20, 30>,
    },
    small: {
      dims: { TMAX: 40, NX: 60, NY: 80 },
      float32: fdtd2d<float32, 40, 60, 80>,
      float64: fdtd2d<float64, 40, 60, 80>,
    },
    medium: {
      dims: { TMAX: 100, NX: 200, NY: 240 },
      float32: fdtd2d<float32, 100, 200, 240>,
      float64: fdtd2d<float64, 100, 200, 240>,
    },
  },
  data: ({ TMAX, NX, NY }, T) => ({
    ex: array([NX, NY], (i, j) => T(i * (j + 1) / NX)),
    ey: array([NX, NY], (i, j) => T(i * (j + 2) / NY)),
    hz: array([NX, NY], (i, j) => T(i * (j + 3) / NX)),
    fict: array([TMAX], (i) => i),
  }),
  outputs: { ex: "full", ey: "full", hz: "full" },
});
