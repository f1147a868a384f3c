import { dim, grid, kernel, type int32, type Tensor } from "heddle";
import { array, define } from "./benchmark.js";

/** Lengths of the shortest paths between all pairs of nodes. */
@kernel()
export function floydWarshall<N extends number>(path: Tensor<int32, [N, N]>): void {
  const N = dim<N>();
  for (const [k, i, j] of grid(N, N, N)) path[i][j] = Math.min(path[i][j], path[i][k] + path[k][j]);
}

export const benchmark = define({
  name: "floyd-warshall",
  sizes: {
    mini: { dims: { N: 60 }, int32: floydWarshall<60> },
    small: { dims: { N: 180 }, int32: floydWarshall<180> },
    medium: { dims: { N: 500 }, int32: floydWarshall<500> },
  },
  data: ({ N }) => ({
    path: array([N, N], (i, j) => {
      const sum = i + j;
      return sum % 13 === 0 || sum % 7 === 0 || sum % 11 === 0 ? 999 : i * j % 7 + 1;
    }),
  }),
  outputs: { path: "full" },
});
