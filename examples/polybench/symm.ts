import { dim, grid, kernel, type float32, type float64, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

const alpha = 1.5;
const beta = 1.2;

/** C := alpha A B + beta C with a symmetric A of which only the lower triangle is read. */
@kernel()
export function symm<T extends number, M extends number, N extends number>(
  C: Tensor<T, [M, N]>, A: Tensor<T, [M, M]>, B: Tensor<T, [M, N]>,
): void {
  const M = dim<M>(), N = dim<N>();
  for (const [i, j] of grid(M, N)) {
    let sum: T = 0;
    for (let k = 0; k < i; k++) {
      C[k][j] += alpha * B[i][j] * A[i][k];
      sum += B[k][j] * A[i][k];
    }
    C[i][j] = beta * C[i][j] + alpha * B[i][j] * A[i][i] + alpha * sum;
  }
}

export const benchmark = define({
  name: "symm",
  sizes: {
    mini: { dims: { M: 20, N: 30 }, float32: symm<float32, 20, 30>, float64: symm<float64, 20, 30> },
    small: { dims: { M: 60, N: 80 }, float32: symm<float32, 60, 80>, float64: symm<float64, 60, 80> },
    medium: { dims: { M: 200, N: 240 }, float32: symm<float32, 200, 240>, float64: symm<float64, 200, 240> },
  },
  data: ({ M, N }, T) => ({
    C: array([M, N], (i, j) => T((i + j) % 100 / M)),
    A: array([M, M], (i, j) => (j <= i ? T((i + j) % 100 / M) : -999)),
    B: array([M, N], (i, j) => T((N + i - j) % 100 / M)),
  }),
  outputs: { C: "full" },
});
