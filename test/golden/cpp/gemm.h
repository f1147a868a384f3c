// gemm: written by Heddle from gemm.ts. Changes here are lost at the next build.
#ifndef KERNEL_GEMM_H
#define KERNEL_GEMM_H

// gemm.ts:4: export function gemm(A: Tensor<float32, [20, 30]>, B: Tensor<float32, [30, 25]>): Tensor<float32, [20, 2…
void gemm(float A[20][30], float B[30][25], float C[20][25]);

#endif  // KERNEL_GEMM_H
