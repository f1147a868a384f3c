/**
 * An output-stationary GEMM in int8 whose streams carry four values in a word of 32 bits: a quarter of the tokens, and a
 * dot product of four in each step of a processing element.
 */
import { bits, concat, grid, int32, int8, kernel, pid, reduction, region, streams, uint32, unrolled, type Tensor } from "heddle";

export const P = 2, lanes = 4, M = 4, N = 4, K = 16;
type M = typeof M; type N = typeof N; type K = typeof K;

/** Four bytes as one word, the first in the low bits. */
function packed(a: int8, b: int8, c: int8, d: int8): uint32 {
  return uint32(concat(d, c, b, a));
}

function lane(word: uint32, l: number): int8 {
  return int8(bits(word >> (8 * l), 7, 0));
}

@region()
export function packedGemm(A: Tensor<int8, [M, K]>, B: Tensor<int8, [K, N]>, C: Tensor<int32, [M, N]>): void {
  const right = streams(uint32, [P, P], { depth: 2 });
  const down = streams(uint32, [P, P], { depth: 2 });

  @kernel({ mapping: [P], args: [A] })
  function loadA(a: Tensor<int8, [M, K]>) {
    const [i] = pid();
    for (const [m, _n, k] of grid(M / P, N / P, K / lanes)) {
      const row = m * P + i;
      right[i][0].put(packed(a[row][4 * k], a[row][4 * k + 1], a[row][4 * k + 2], a[row][4 * k + 3]));
    }
  }

  @kernel({ mapping: [P], args: [B] })
  function loadB(b: Tensor<int8, [K, N]>) {
    const [j] = pid();
    for (const [_m, n, k] of grid(M / P, N / P, K / lanes)) {
      const column = n * P + j;
      down[0][j].put(packed(b[4 * k][column], b[4 * k + 1][column], b[4 * k + 2][column], b[4 * k + 3][column]));
    }
  }

  @kernel({ mapping: [P, P], args: [C] })
  function pe(c: Tensor<int32, [M, N]>) {
    const [i, j] = pid<2>();
    for (const [m, n] of grid(M / P, N / P)) {
      let sum = int32(0);
      for (const [_k] of reduction(K / lanes)) {
        const x = right[i][j].get();
        const y = down[i][j].get();
        for (const l of unrolled(lanes)) sum += lane(x, l) * lane(y, l);
        if (j < P - 1) right[i][j + 1].put(x);
        if (i < P - 1) down[i + 1][j].put(y);
      }
      c[m * P + i][n * P + j] = sum;
    }
  }
}
