// quotients: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"
#include <ap_int.h>

// The quotient rounded down.
template <typename T>
static T floor_div(T a, T b) {
  const T q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? T(q - 1) : q;
}

// The remainder of the division rounded down: it has the divisor's sign.
template <typename T>
static T floor_mod(T a, T b) {
  const T r = a % b;
  return r != 0 && (r < 0) != (b < 0) ? T(r + b) : r;
}

// The fixed-point number that has these bits.
template <typename T, typename Bits>
static T from_bits(Bits bits) {
  T x;
  x.range(T::width - 1, 0) = bits;
  return x;
}

static ap_int<29> quotient(ap_int<29> x, uint8_t x_1) {
  return floor_div<ap_int<29>>(x, ap_int<29>(x_1)) | ap_int<32>(floor_mod<ap_int<29>>(x, ap_int<29>(x_1)) != 0);
}

ap_fixed<20, 8, AP_RND_INF, AP_SAT> quantize(
    ap_fixed<16, 8> x[6],
    ap_ufixed<8, 2> step,
    int8_t whole[6],
    ap_fixed<16, 6> part[6]) {
  ap_fixed<20, 8, AP_RND_INF, AP_SAT> last = 0;
  for (int i = 0; i < 6; i++) {
    whole[i] = (ap_int<16>(x[i].range()) >> 8) + ((ap_int<16>(x[i].range()) + 128) >> 8);
    part[i] = from_bits<ap_ufixed<8, 0>>((uint8_t)floor_mod<ap_int<16>>(ap_int<16>(x[i].range()), ap_int<16>(256)).to_int());
    last = from_bits<ap_fixed<29, 15>>(quotient(ap_int<16>(x[i].range()) * 4096, ap_uint<8>(step.range())));
    x[i] = from_bits<ap_ufixed<16, 8>>(ap_uint<16>(x[i].range())) >> 1;
  }
  return last;
}
