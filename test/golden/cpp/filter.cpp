// filter: written by Heddle from filter.ts. Changes here are lost at the next build.
#include "kernel.h"

template <typename T>
static T min_of(T a, T b) {
  return a < b ? a : b;
}

// filter.ts:7: export function filter(x: Tensor<Int<12>, [64]>, y: Tensor<int16, [64]>, gain: UInt<5>): uint8 {
uint8_t filter(ap_int<12> x[64], int16_t y[64], ap_uint<5> gain) {
  // filter.ts:11: for (let k = 0; k < 5; k++) sum += taps[k] * x[i + k - 2] * gain;
  static const int8_t taps[5] = {1, -4, 6, -4, 1};
  // filter.ts:8: let most: uint8 = 0;
  uint8_t most = 0;
  // filter.ts:9: for (let i = 2; i < 62; i++) {
  for (int i = 2; i < 62; i++) {
    // filter.ts:10: let sum: Int<20> = 0;
    ap_int<20> sum = 0;
    // filter.ts:11: for (let k = 0; k < 5; k++) sum += taps[k] * x[i + k - 2] * gain;
    for (int k = 0; k < 5; k++) {
      sum += taps[k] * x[i + k - 2] * gain;
    }
    // filter.ts:12: y[i] = sum >> 2;
    y[i] = sum >> 2;
    // filter.ts:13: if (Math.abs(y[i]) > most) most = Math.min(Math.abs(y[i]), 255);
    if ((y[i] < 0 ? -y[i] : y[i]) > most) {
      most = min_of<int>(y[i] < 0 ? -y[i] : y[i], 255);
    }
  }
  // filter.ts:15: return most;
  return most;
}
