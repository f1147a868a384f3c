// average: written by Heddle from average.ts. Changes here are lost at the next build.
#include "kernel.h"

// average.ts:5: export function average(a: Tensor<int32, [8]>, b: Tensor<int32, [8]>, out: Tensor<int32, [8]>): int32 {
int32_t average(int32_t a[8], int32_t b[8], int32_t out[8]) {
  // average.ts:6: let dot: int32 = 0;
  int32_t dot = 0;
  // average.ts:7: for (let i = 0; i < 8; i++) {
  for (int i = 0; i < 8; i++) {
    // average.ts:8: out[i] = (a[i] + b[i]) >> 1;
    out[i] = ((int64_t)a[i] + b[i]) >> 1;
    // average.ts:9: dot += a[i] * b[i];
    dot += a[i] * b[i];
  }
  // average.ts:11: return dot;
  return dot;
}
