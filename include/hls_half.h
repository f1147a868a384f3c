// Heddle's model of Vitis HLS's hls_half.h, for C simulation without the vendor's tools: half, IEEE 754 binary16. As with
// AMD's class, an operation on two halves is done on floats and rounded to half, to nearest, ties to even; that rounds as
// if once, since a float has more than twice the bits. Subnormal numbers are kept, where AMD's operators take them for 0.
#ifndef HEDDLE_HLS_HALF_H
#define HEDDLE_HLS_HALF_H

#include <stdint.h>
#include <string.h>

class half {
 public:
  half() : m_data(0) {}
  half(float x) : m_data(rounded(x)) {}
  operator float() const { return value(m_data); }

  half& operator=(float x) { return *this = half(x); }
  half& operator+=(const half& b) { return *this = half(float(*this) + float(b)); }
  half& operator-=(const half& b) { return *this = half(float(*this) - float(b)); }
  half& operator*=(const half& b) { return *this = half(float(*this) * float(b)); }
  half& operator/=(const half& b) { return *this = half(float(*this) / float(b)); }

  void set_bits(uint16_t bits) { m_data = bits; }
  uint16_t get_bits() const { return m_data; }

 private:
  uint16_t m_data;

  static uint16_t rounded(float x) {
    uint32_t f;
    memcpy(&f, &x, sizeof f);
    const uint32_t sign = f >> 16 & 0x8000, magnitude = f & 0x7fffffff;
    if (magnitude > 0x7f800000) return 0x7e00;
    if (magnitude >= 0x477ff000) return uint16_t(sign | 0x7c00);  // 65520, halfway beyond the largest
    if (magnitude < 0x38800000) {                                 // below 2^-14: a multiple of 2^-24
      const float units = (sign != 0 ? -x : x) * 16777216.0f;
      return uint16_t(sign | uint32_t(units + 8388608.0f - 8388608.0f));
    }
    const uint32_t even = magnitude + 0xfff + (magnitude >> 13 & 1);
    return uint16_t(sign | ((even >> 13) - (112 << 10)));
  }
  static float value(uint16_t h) {
    const uint32_t sign = (h & 0x8000u) << 16, magnitude = h & 0x7fff;
    if (magnitude < 0x0400) {
      const float tiny = float(magnitude) / 16777216.0f;
      return sign != 0 ? -tiny : tiny;
    }
    const uint32_t exponent = magnitude >= 0x7c00 ? 0x7f800000 : 112u << 23;
    const uint32_t f = magnitude >= 0x7c00 ? sign | exponent | (magnitude & 0x3ff) << 13 : sign | ((magnitude << 13) + exponent);
    float x;
    memcpy(&x, &f, sizeof x);
    return x;
  }
};

inline half operator+(const half& a, const half& b) { return half(float(a) + float(b)); }
inline half operator-(const half& a, const half& b) { return half(float(a) - float(b)); }
inline half operator*(const half& a, const half& b) { return half(float(a) * float(b)); }
inline half operator/(const half& a, const half& b) { return half(float(a) / float(b)); }

// With another type, that of the two which C++ would take for float instead of half; with integers half.
#define HEDDLE_HALF_MIXED(op)                                                               \
  inline float operator op(const half& a, float b) { return float(a) op b; }                \
  inline float operator op(float a, const half& b) { return a op float(b); }                \
  inline double operator op(const half& a, double b) { return float(a) op b; }              \
  inline double operator op(double a, const half& b) { return a op float(b); }              \
  inline half operator op(const half& a, int b) { return half(float(a) op float(b)); }      \
  inline half operator op(int a, const half& b) { return half(float(a) op float(b)); }
HEDDLE_HALF_MIXED(+)
HEDDLE_HALF_MIXED(-)
HEDDLE_HALF_MIXED(*)
HEDDLE_HALF_MIXED(/)
#undef HEDDLE_HALF_MIXED

#endif  // HEDDLE_HLS_HALF_H
