/**
 * Cannon's algorithm on a torus of P × P elements. Each starts with the blocks of A and B that a skew would bring to it; then
 * blocks of A travel left and blocks of B up, once around, and every element multiplies what passes by.
 */
import {
  grid, int32, kernel, pid, region, slice, streams, tensorOf, zeros, type Layout, type Shard, type Tensor,
} from "heddle";

/** Elements in each direction, and the extent of a block. */
export const P = 3, T = 4, N = 12;
type T = typeof T; type N = typeof N;

type Tiled = Tensor<int32, [N, N]> & Layout<[Shard<0>, Shard<1>]>;

@region()
export function cannon(A: Tensor<int32, [N, N]>, B: Tensor<int32, [N, N]>, C: Tensor<int32, [N, N]>): void {
  const left = streams(tensorOf(int32, [T, T]), [P, P], { depth: 1 });
  const up = streams(tensorOf(int32, [T, T]), [P, P], { depth: 1 });

  @kernel({ mapping: [P, P], args: [A, B, C] })
  function element(a: Tensor<int32, [N, N]>, b: Tensor<int32, [N, N]>, c: Tiled) {
    const [i, j] = pid<2>();
    const k = (i + j) % P; // the skew: which block of row i and column j comes first
    const x = zeros(int32, [T, T]);
    const y = zeros(int32, [T, T]);
    copy(slice(a, [i * T, i * T + T], [k * T, k * T + T]), x);
    copy(slice(b, [k * T, k * T + T], [j * T, j * T + T]), y);
    for (let step = 0; step < P; step++) {
      for (const [m, n, l] of grid(T, T, T)) c[m][n] += x[m][l] * y[l][n];
      if (step < P - 1) {
        left[i][(j + P - 1) % P].put(x);
        up[(i + P - 1) % P][j].put(y);
        copy(left[i][j].get(), x);
        copy(up[i][j].get(), y);
      }
    }
  }
}

function copy(from: Tensor<int32, [T, T]>, to: Tensor<int32, [T, T]>): void {
  for (const [m, n] of grid(T, T)) to[m][n] = from[m][n];
}
