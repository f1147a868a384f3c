// halves: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"
#include <hls_math.h>

// Truncates toward zero and wraps modulo 2^64; NaN and infinities give 0.
static int64_t float_to_int(double x) {
  if (x > -9223372036854775808.0 && x < 9223372036854775808.0) return (int64_t)x;
  union {
    double value;
    uint64_t bits;
  } u;
  u.value = x;
  const int shift = (int)(u.bits >> 52 & 0x7ff) - 1075;
  if (shift >= 64) return 0;
  const uint64_t magnitude = ((u.bits & 0xfffffffffffffULL) | 0x10000000000000ULL) << shift;
  return (int64_t)(x < 0 ? 0 - magnitude : magnitude);
}

// x as a float rounded to odd: rounding that to 16 bits rounds x itself once.
static float odd_float(double x) {
  union {
    float value;
    uint32_t bits;
  } u;
  u.value = (float)x;
  const bool isBelow = (double)u.value < x;
  if (x - x == 0 && (double)u.value != x && (u.bits & 1) == 0) u.bits += isBelow == (x > 0) ? 1 : -1;
  return u.value;
}

// The greater, as Math.max: NaN if either is, and +0 above -0.
template <typename T>
static T float_max(T a, T b) {
  if (a != a || b != b) return a + b;
  return a > b || (a == b && hls::signbit(b)) ? a : b;
}

bfloat16 swish(half x[5], half scale, half y[5], bfloat16 z[5]) {
  bfloat16 total = 0.0f;
  for (int i = 0; i < 5; i++) {
    const half e = half(1.0f) / half(half(1.0f) + half(odd_float(hls::exp((double)half(half(-x[i]) * scale)))));
    y[i] = (float)(int16_t)float_to_int(e > half(0.5f) ? half(x[i] * e) : e);
    z[i] = bfloat16((float)e) * bfloat16(2.0f);
    total = total + z[i];
  }
  return float_max<float>((float)total, (float)bfloat16((float)scale));
}
