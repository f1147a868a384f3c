// filter: written by Heddle from filter.ts. Changes here are lost at the next build.
#ifndef KERNEL_FILTER_H
#define KERNEL_FILTER_H

#include <stdint.h>
#include <ap_int.h>

// filter.ts:7: export function filter(x: Tensor<Int<12>, [64]>, y: Tensor<int16, [64]>, gain: UInt<5>): uint8 {
uint8_t filter(ap_int<12> x[64], int16_t y[64], ap_uint<5> gain);

#endif  // KERNEL_FILTER_H
