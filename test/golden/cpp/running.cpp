// running: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"
#include <assert.h>
#include <ap_fixed.h>

// A subscript that has to be inside its array; simulation checks it.
template <typename T>
static int in_bounds(T subscript, int extent) {
  assert(subscript >= 0 && subscript < extent);
  return (int)subscript;
}

static uint32_t next() {
  static uint32_t seed = 1;
  seed = seed * 1664525 + 1013904223;
  return seed;
}

int16_t average(int16_t x) {
  static int16_t window[4] = {10, 20, 30, -40};
  static int32_t sum = 20;
  static ap_fixed<8, 1> weight = 0.5;
  static int at = 0;
  const uint32_t noise = next();
  sum = sum + x - window[in_bounds<int64_t>(at, 4)];
  window[in_bounds<int64_t>(at, 4)] = x;
  at = (at + 1) & 3;
  weight -= ap_fixed<8, 1>(0.0078125);
  return (sum >> 2) + (noise >> 31) + (int8_t)(weight * 8).to_int();
}
