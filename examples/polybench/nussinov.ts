import { dim, kernel, type int32, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** The most base pairs an RNA sequence can form when folded (dynamic programming). */
@kernel()
export function nussinov<N extends number>(table: Tensor<int32, [N, N]>, seq: Tensor<int32, [N]>): void {
  const N = dim<N>();
  for (let i = N - 1; i >= 0; i--) {
    for (let j = i + 1; j < N; j++) {
      table[i][j] = Math.max(table[i][j], table[i][j - 1]);
      table[i][j] = Math.max(table[i][j], table[i + 1][j]);
      const pair = i < j - 1 && seq[i] + seq[j] === 3 ? 1 : 0;
      table[i][j] = Math.max(table[i][j], table[i + 1][j - 1] + pair);
      for (let k = i + 1; k < j; k++) table[i][j] = Math.max(table[i][j], table[i][k] + table[k + 1][j]);
    }
  }
}

export const benchmark = define({
  name: "nussinov",
  sizes: {
    mini: { dims: { N: 60 }, int32: nussinov<60> },
    small: { dims: { N: 180 }, int32: nussinov<180> },
    medium: { dims: { N: 500 }, int32: nussinov<500> },
  },
  data: ({ N }) => ({
    table: array([N, N], () => 0),
    seq: array([N], (i) => (i + 1) % 4),
  }),
  outputs: { table: "upper" },
});
