// stages: written by Heddle from stages.ts. Changes here are lost at the next build.
#include "kernel.h"
#include <hls_stream.h>

// Heddle's hls_stream.h runs each process of a region beside the others; with the vendor's it is a plain call.
#ifndef HEDDLE_PROCESS
#define HEDDLE_PROCESS(title, ...) __VA_ARGS__
#endif

// stages.ts:8: function consumer(b: Tensor<int32, [4, 4]>) {
static void consumer(int32_t b[4][4], hls::stream<int32_t>& pipe) {
  // stages.ts:9: for (const [i, j] of grid(4, 4)) b[i][j] = pipe.get() + 1;
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < 4; j++) {
      b[i][j] = pipe.read() + 1;
    }
  }
}

// stages.ts:13: function producer(a: Tensor<int32, [4, 4]>) {
static void producer(int32_t a[4][4], hls::stream<int32_t>& pipe) {
  // stages.ts:14: for (const [i, j] of grid(4, 4)) pipe.put(a[i][j]);
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < 4; j++) {
      pipe.write(a[i][j]);
    }
  }
}

// stages.ts:4: export function stages(A: Tensor<int32, [4, 4]>, B: Tensor<int32, [4, 4]>): void {
void stages(int32_t A[4][4], int32_t B[4][4]) {
#pragma HLS dataflow
  hls::stream<int32_t, 4> pipe("pipe");
#pragma HLS stream variable=pipe depth=4
  HEDDLE_PROCESS("producer", producer(A, pipe));
  HEDDLE_PROCESS("consumer", consumer(B, pipe));
}
