// gemm: written by Heddle from gemm.ts. Changes here are lost at the next build.
#include "kernel.h"

#pragma GCC diagnostic ignored "-Wunused-label"  // labels name the loops in reports and directives

// gemm.ts:4: export function gemm(A: Tensor<float32, [20, 30]>, B: Tensor<float32, [30, 25]>): Tensor<float32, [20, 2…
void gemm(float A[20][30], float B[30][25], float C[20][25]) {
  // gemm.ts:5: const C = zeros(float32, [20, 25]);
  for (int i0 = 0; i0 < 20; i0++) {
    for (int i1 = 0; i1 < 25; i1++) {
      C[i0][i1] = 0.0f;
    }
  }
  // gemm.ts:6: C: for (const [i, j, k] of grid(20, 25, 30)) C[i][j] += A[i][k] * B[k][j];
  C_i: for (int i = 0; i < 20; i++) {
    C_j: for (int j = 0; j < 25; j++) {
      C_k: for (int k = 0; k < 30; k++) {
        C[i][j] += A[i][k] * B[k][j];
      }
    }
  }
}
