/** Helpers that give the bits of floats, and back. Vitis HLS synthesises unions, but half is no type that one may hold. */
import type { Helper } from "./helpers.js";

export type BitsHelper =
  | "bits_of_float" | "float_of_bits" | "bits_of_double" | "double_of_bits" | "bits_of_half" | "half_of_bits"
  | "bits_of_bfloat16" | "bfloat16_of_bits";

export const bitsHelpers: Readonly<Record<BitsHelper, Helper>> = {
  bits_of_float: {
    needs: ["integers"],
    text: `// NaNs all have the same bits.
static uint32_t bits_of_float(float x) {
  union {
    float value;
    uint32_t bits;
  } u;
  u.value = x;
  return x != x ? 0x7fc00000 : u.bits;
}
`,
  },
  float_of_bits: {
    needs: ["integers"],
    text: `static float float_of_bits(uint32_t bits) {
  union {
    float value;
    uint32_t bits;
  } u;
  u.bits = bits;
  return u.value;
}
`,
  },
  bits_of_double: {
    needs: ["integers"],
    text: `// NaNs all have the same bits.
static uint64_t bits_of_double(double x) {
  union {
    double value;
    uint64_t bits;
  } u;
  u.value = x;
  return x != x ? 0x7ff8000000000000ULL : u.bits;
}
`,
  },
  double_of_bits: {
    needs: ["integers"],
    text: `static double double_of_bits(uint64_t bits) {
  union {
    double value;
    uint64_t bits;
  } u;
  u.bits = bits;
  return u.value;
}
`,
  },
  bits_of_half: {
    needs: ["integers", "half"],
    uses: ["bits_of_float"],
    text: `// From those of the float that has the same value.
static uint16_t bits_of_half(half x) {
  const uint32_t f = bits_of_float((float)x);
  const uint32_t sign = f >> 16 & 0x8000, magnitude = f & 0x7fffffff;
  if (magnitude > 0x7f800000) return 0x7e00;
  if (magnitude == 0x7f800000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | ((magnitude >> 13) - (112 << 10));
  const float units = (float)x * 16777216.0f;
  return sign | (uint32_t)(units < 0 ? -units : units);
}
`,
  },
  half_of_bits: {
    needs: ["integers", "half"],
    uses: ["float_of_bits"],
    text: `// By way of the float that has the same value.
static half half_of_bits(uint16_t bits) {
  const uint32_t sign = (bits & 0x8000u) << 16, magnitude = bits & 0x7fff;
  if (magnitude >= 0x7c00) return half(float_of_bits(sign | 0x7f800000 | (magnitude & 0x3ff) << 13));
  if (magnitude >= 0x0400) return half(float_of_bits(sign | ((magnitude << 13) + (112u << 23))));
  const float value = magnitude / 16777216.0f;
  return half(sign != 0 ? -value : value);
}
`,
  },
  bits_of_bfloat16: {
    needs: ["integers"],
    text: `// NaNs all have the same bits.
static uint16_t bits_of_bfloat16(bfloat16 x) {
  return x != x ? 0x7fc0 : x.bits;
}
`,
  },
  bfloat16_of_bits: {
    needs: ["integers"],
    uses: ["float_of_bits"],
    text: `static bfloat16 bfloat16_of_bits(uint16_t bits) {
  return bfloat16(float_of_bits((uint32_t)bits << 16));
}
`,
  },
};

/**
 * The class of bfloat16, for the vendor has none that knows subnormals: ap_float<16, 8> of ap_float.h takes them for 0
 * (UG1399, "Arbitrary Precision Floating-Point Library"). Operators are those of float.
 */
export const bfloat16Class = `// bfloat16: the upper half of a float, rounded to nearest, ties to even. Operators work on its value as a float.
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
`;
