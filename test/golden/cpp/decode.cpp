// decode: written by Heddle. Changes here are lost at the next build.
#include "kernel.h"
#include <ap_int.h>

template <typename T>
static T reverse_bits(T x) {
  x.reverse();
  return x;
}

// NaNs all have the same bits.
static uint32_t bits_of_float(float x) {
  union {
    float value;
    uint32_t bits;
  } u;
  u.value = x;
  return x != x ? 0x7fc00000 : u.bits;
}

void decode(uint8_t code, int32_t x, int32_t& result0, bool& result1, uint16_t trace[3]) {
  int32_t value = 0;
  bool ok = true;
  for (int i0 = 0; i0 < 3; i0++) {
    trace[i0] = 0;
  }
  switch (code & 7) {
    case 0:
      value = x + 1;
      break;
    case 1:
    case 2:
      value = reverse_bits<ap_uint<32>>(ap_uint<32>(x)).to_int();
      if (x < 0) {
        break;
      }
      trace[0] = value;
      break;
    case 5:
      value = (int32_t)bits_of_float((float)x * 0.5f);
      break;
    default:
      ok = false;
      break;
  }
  int32_t n = x;
  do {
    trace[1] += 1;
    if (n == 3) {
      n = -1;
      continue;
    }
    trace[2] ^= n;
    n /= 2;
  } while (n > 0);
  result0 = value;
  result1 = ok;
}
