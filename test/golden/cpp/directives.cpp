// directives: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"

#pragma GCC diagnostic ignored "-Wunused-label"  // labels name the loops in reports and directives

static int32_t total(int16_t row[8]) {
#pragma HLS inline
  int32_t sum = 0;
  for (int i = 0; i < 8; i++) {
#pragma HLS unroll
    sum += row[i];
  }
  return sum;
}

static void halves(int16_t row[8], int16_t out[8]) {
#pragma HLS inline off
#pragma HLS array_partition variable=row type=complete dim=1
#pragma HLS array_partition variable=out type=block dim=1 factor=2
  for (int i0 = 0; i0 < 8; i0++) {
    out[i0] = 0;
  }
  for (int i = 0; i < 8; i++) {
#pragma HLS unroll
    out[i] = row[i] >> 1;
  }
}

void tiles(int16_t A[8][8], Point P[8], int32_t out[8], int16_t C[8][8]) {
#pragma HLS dataflow
#pragma HLS array_partition variable=A type=cyclic dim=2 factor=4
#pragma HLS interface mode=ap_memory port=A storage_type=ram_t2p storage_impl=bram latency=2
#pragma HLS array_partition variable=P type=complete dim=1
#pragma HLS array_partition variable=C type=block dim=1 factor=2
#pragma HLS interface mode=ap_memory port=C storage_type=ram_2p storage_impl=uram
  static int16_t last[8] = {};
#pragma HLS bind_storage variable=last type=ram_1p impl=lutram
  static const int16_t weights[8] = {1, -2, 3, -4, 5, -6, 7, -8};
#pragma HLS bind_storage variable=weights type=rom_np impl=bram
  for (int i0 = 0; i0 < 8; i0++) {
    for (int i1 = 0; i1 < 8; i1++) {
      C[i0][i1] = 0;
    }
  }
  C_i_outer: for (int i_outer = 0; i_outer < 2; i_outer++) {
    C_j: for (int j = 0; j < 8; j++) {
#pragma HLS pipeline II=1 rewind
      C_i_inner: for (int i_inner = 0; i_inner < 4; i_inner++) {
#pragma HLS unroll
        const int i = i_outer * 4 + i_inner;
        C[i][j] += A[i][j] * weights[j];
      }
    }
  }
  int16_t row[8];
#pragma HLS stream variable=row depth=2
#pragma HLS bind_storage variable=row type=fifo impl=lutram
  for (int k = 0; k < 8; k++) {
#pragma HLS pipeline II=2
#pragma HLS unroll factor=4
    row[k] = A[k][0] + P[k].x;
  }
  int16_t half_[8];
#pragma HLS array_partition variable=half_ type=complete dim=1
#pragma HLS bind_storage variable=half_ type=ram_s2p
  halves(row, half_);
  for (int i_j = 0; i_j < 8; i_j++) {
#pragma HLS dataflow
    out[i_j] = total(half_) + last[i_j];
    last[i_j] = half_[i_j];
  }
}
