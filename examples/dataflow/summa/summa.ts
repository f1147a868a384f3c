/**
 * SUMMA: C = A B on P × P elements that hold a block of each matrix. In step k, the elements of column k send their blocks of
 * A along their rows and those of row k their blocks of B along their columns; everybody multiplies what arrives.
 */
import { grid, int32, kernel, pid, region, streams, tensorOf, unrolled, zeros, type Layout, type Shard, type Tensor } from "heddle";

/** Elements in each direction, and the extent of a block. */
export const P = 3, T = 4, N = 12;
type T = typeof T; type N = typeof N;

type Tiled = Tensor<int32, [N, N]> & Layout<[Shard<0>, Shard<1>]>;

@region()
export function summa(A: Tensor<int32, [N, N]>, B: Tensor<int32, [N, N]>, C: Tensor<int32, [N, N]>): void {
  /** `rows[i][j]` brings blocks of A to element (i, j) from its left, `back[i][j]` from its right; so do the others of B. */
  const rows = streams(tensorOf(int32, [T, T]), [P, P], { depth: 2 });
  const rowsBack = streams(tensorOf(int32, [T, T]), [P, P], { depth: 2 });
  const columns = streams(tensorOf(int32, [T, T]), [P, P], { depth: 2 });
  const columnsBack = streams(tensorOf(int32, [T, T]), [P, P], { depth: 2 });

  @kernel({ mapping: [P, P], args: [A, B, C] })
  function element(a: Tiled, b: Tiled, c: Tiled) {
    const [i, j] = pid<2>();
    for (const k of unrolled(P)) {
      const x = zeros(int32, [T, T]);
      const y = zeros(int32, [T, T]);
      if (j === k) for (const [m, n] of grid(T, T)) x[m][n] = a[m][n];
      else if (j > k) copy(rows[i][j].get(), x);
      else copy(rowsBack[i][j].get(), x);
      if (j >= k && j < P - 1) rows[i][j + 1].put(x);
      if (j <= k && j > 0) rowsBack[i][j - 1].put(x);
      if (i === k) for (const [m, n] of grid(T, T)) y[m][n] = b[m][n];
      else if (i > k) copy(columns[i][j].get(), y);
      else copy(columnsBack[i][j].get(), y);
      if (i >= k && i < P - 1) columns[i + 1][j].put(y);
      if (i <= k && i > 0) columnsBack[i - 1][j].put(y);
      for (const [m, n, l] of grid(T, T, T)) c[m][n] += x[m][l] * y[l][n];
    }
  }
}

function copy(from: Tensor<int32, [T, T]>, to: Tensor<int32, [T, T]>): void {
  for (const [m, n] of grid(T, T)) to[m][n] = from[m][n];
}
