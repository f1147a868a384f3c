// halves: written by Heddle. Changes here are lost at the next build.
#ifndef KERNEL_SWISH_H
#define KERNEL_SWISH_H

#include <stdint.h>
#include <hls_half.h>

// bfloat16: the upper half of a float, rounded to nearest, ties to even. Operators work on its value as a float.
struct bfloat16 {
  uint16_t bits;

  bfloat16() : bits(0) {}
  bfloat16(float x) {
    union {
      float value;
      uint32_t bits;
    } u;
    u.value = x;
    bits = x != x ? 0x7fc0 : (u.bits + 0x7fff + (u.bits >> 16 & 1)) >> 16;
  }
  operator float() const {
    union {
      float value;
      uint32_t bits;
    } u;
    u.bits = (uint32_t)bits << 16;
    return u.value;
  }
};

bfloat16 swish(half x[5], half scale, half y[5], bfloat16 z[5]);

#endif  // KERNEL_SWISH_H
