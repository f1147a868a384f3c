// norm: written by Heddle from norm.ts. Changes here are lost at the next build.
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

// The nearest integer, ties toward +infinity, as Math.round; keeps -0.
template <typename T>
static T round_half_up(T x) {
  const T below = hls::floor(x);
  return hls::copysign(x - below >= T(0.5) ? below + T(1) : below, x);
}

// The greater, as Math.max: NaN if either is, and +0 above -0.
template <typename T>
static T float_max(T a, T b) {
  if (a != a || b != b) return a + b;
  return a > b || (a == b && hls::signbit(b)) ? a : b;
}

// norm.ts:3: function scale(x: float64, most: float64): float64 {
static double scale(double x, double most) {
  // norm.ts:4: return most === 0 ? 0 : x / most;
  return most == 0.0 ? 0.0 : x / most;
}

// norm.ts:9: export function norm(x: Tensor<float32, [16]>, y: Tensor<uint8, [16]>): float64 {
double norm(float x[16], uint8_t y[16]) {
  // norm.ts:10: let most: float64 = 0;
  double most = 0.0;
  // norm.ts:11: for (let i = 0; i < 16; i++) most = Math.max(most, Math.abs(x[i]));
  for (int i = 0; i < 16; i++) {
    most = float_max<double>(most, (double)hls::fabs(x[i]));
  }
  // norm.ts:12: for (let i = 0; i < 16; i++) y[i] = uint8(Math.round(scale(Math.sqrt(Math.abs(x[i])), most) * 255));
  for (int i = 0; i < 16; i++) {
    y[i] = float_to_int(round_half_up<double>(scale((double)hls::sqrt(hls::fabs(x[i])), most) * 255.0));
  }
  // norm.ts:13: return most + 0.1;
  return most + 0.1;
}
