/** Two systolic arrays for C = A B in int8, of any size P0 × P1, on matrices that they walk through in tiles. */
import { dim, grid, int32, int8, kernel, pid, reduction, region, streams, zeros, type Tensor } from "heddle";

/**
 * Output-stationary: each element of a tile of C stays in its processing element, which sees the rows of A pass to the
 * right and the columns of B pass down. P0 divides M, P1 divides N.
 */
@region()
export function outputStationary<
  M extends number, N extends number, K extends number, P0 extends number, P1 extends number,
>(A: Tensor<int8, [M, K]>, B: Tensor<int8, [K, N]>, C: Tensor<int32, [M, N]>): void {
  const right = streams(int8, [dim<P0>(), dim<P1>()], { depth: 2 });
  const down = streams(int8, [dim<P0>(), dim<P1>()], { depth: 2 });

  @kernel({ mapping: [dim<P0>()], args: [A] })
  function loadA(a: Tensor<int8, [M, K]>) {
    const [i] = pid();
    for (const [m, _n, k] of grid(dim<M>() / dim<P0>(), dim<N>() / dim<P1>(), dim<K>())) {
      right[i][0].put(a[m * dim<P0>() + i][k]);
    }
  }

  @kernel({ mapping: [dim<P1>()], args: [B] })
  function loadB(b: Tensor<int8, [K, N]>) {
    const [j] = pid();
    for (const [_m, n, k] of grid(dim<M>() / dim<P0>(), dim<N>() / dim<P1>(), dim<K>())) {
      down[0][j].put(b[k][n * dim<P1>() + j]);
    }
  }

  @kernel({ mapping: [dim<P0>(), dim<P1>()], args: [C] })
  function pe(c: Tensor<int32, [M, N]>) {
    const [i, j] = pid<2>();
    for (const [m, n] of grid(dim<M>() / dim<P0>(), dim<N>() / dim<P1>())) {
      let sum = int32(0);
      for (const [_k] of reduction(dim<K>())) {
        const x = right[i][j].get();
        const y = down[i][j].get();
        sum += x * y;
        if (j < dim<P1>() - 1) right[i][j + 1].put(x);
        if (i < dim<P0>() - 1) down[i + 1][j].put(y);
      }
      c[m * dim<P0>() + i][n * dim<P1>() + j] = sum;
    }
  }
}

/**
 * Weight-stationary: a tile of B stays in the array, one weight in each processing element, while rows of A pass to the
 * right and partial sums pass down. P0 divides K, P1 divides N; the sums of the K / P0 tiles are added up at the bottom.
 */
@region()
export function weightStationary<
  M extends number, N extends number, K extends number, P0 extends number, P1 extends number,
>(A: Tensor<int8, [M, K]>, B: Tensor<int8, [K, N]>, C: Tensor<int32, [M, N]>): void {
  const right = streams(int8, [dim<P0>(), dim<P1>()], { depth: 2 });
  const sums = streams(int32, [dim<P0>(), dim<P1>()], { depth: 2 });

  @kernel({ mapping: [dim<P0>()], args: [A] })
  function load(a: Tensor<int8, [M, K]>) {
    const [i] = pid();
    for (const [_n, k, m] of grid(dim<N>() / dim<P1>(), dim<K>() / dim<P0>(), dim<M>())) {
      right[i][0].put(a[m][k * dim<P0>() + i]);
    }
  }

  @kernel({ mapping: [dim<P0>(), dim<P1>()], args: [B] })
  function pe(b: Tensor<int8, [K, N]>) {
    const [i, j] = pid<2>();
    for (const [n, k] of grid(dim<N>() / dim<P1>(), dim<K>() / dim<P0>())) {
      const weight = b[k * dim<P0>() + i][n * dim<P1>() + j];
      for (let m = 0; m < dim<M>(); m++) {
        const x = right[i][j].get();
        if (j < dim<P1>() - 1) right[i][j + 1].put(x);
        if (i === 0) sums[i][j].put(weight * x);
        else sums[i][j].put(sums[i - 1][j].get() + weight * x);
      }
    }
  }

  @kernel({ mapping: [dim<P1>()], args: [C] })
  function collect(c: Tensor<int32, [M, N]>) {
    const [j] = pid();
    for (let n = 0; n < dim<N>() / dim<P1>(); n++) {
      const column = zeros(int32, [dim<M>()]);
      for (const [_k, m] of grid(dim<K>() / dim<P0>(), dim<M>())) column[m] += sums[dim<P0>() - 1][j].get();
      for (let m = 0; m < dim<M>(); m++) c[m][n * dim<P1>() + j] = column[m];
    }
  }
}
