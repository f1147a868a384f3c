// fixed: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"

template <typename T>
static T max_of(T a, T b) {
  return a > b ? a : b;
}

template <typename T>
static T abs_of(T x) {
  return x < 0 ? T(0 - x) : x;
}

ap_fixed<24, 8, AP_RND_CONV, AP_SAT_SYM> smooth(
    ap_fixed<16, 4> x[8],
    ap_ufixed<8, 1> gain,
    ap_fixed<12, 4, AP_RND, AP_SAT> y[8]) {
  static const ap_fixed<10, 1> taps[3] = {0.25, 0.498046875, 0.25};
  ap_fixed<40, 16> energy = 0;
  for (int i = 1; i < 7; i++) {
    ap_fixed<24, 6> sum = -0.75;
    for (int k = 0; k < 3; k++) {
      sum += taps[k] * x[i + k - 1];
    }
    y[i] = sum * gain;
    if (y[i] < -x[i] || y[i] == 2) {
      energy -= abs_of<ap_fixed<13, 5>>(y[i]);
    } else {
      energy = energy + y[i] * y[i] + (x[i] >> 2);
    }
  }
  return max_of<ap_fixed<40, 16>>(energy, ap_fixed<16, 4>(0.5));
}
