// Heddle's model of Vitis HLS's ap_fixed.h, for C simulation without the vendor's tools: ap_fixed<W, I, Q, O> and
// ap_ufixed<W, I, Q, O> have W bits, I of them before the binary point. Sums and products are exact, as UG1399 documents;
// what is stored is rounded by the mode Q and limited by the mode O. Mixes with C++ integers, ap_int and ap_fixed.
#ifndef HEDDLE_AP_FIXED_H
#define HEDDLE_AP_FIXED_H

#include <ap_int.h>

enum ap_q_mode { AP_RND, AP_RND_ZERO, AP_RND_MIN_INF, AP_RND_INF, AP_RND_CONV, AP_TRN, AP_TRN_ZERO };
enum ap_o_mode { AP_SAT, AP_SAT_ZERO, AP_SAT_SYM, AP_WRAP, AP_WRAP_SM };

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O> struct ap_fixed_base;
template <int W, int I, ap_q_mode Q, ap_o_mode O> struct ap_fixed;
template <int W, int I, ap_q_mode Q, ap_o_mode O> struct ap_ufixed;

namespace heddle_ap {

template <int W, int I, bool S> struct fixedSized { typedef ap_fixed<W, I, AP_TRN, AP_WRAP> type; };
template <int W, int I> struct fixedSized<W, I, false> { typedef ap_ufixed<W, I, AP_TRN, AP_WRAP> type; };

// Result formats; F is the number of bits after the point.
template <int W1, int I1, bool S1, int W2, int I2, bool S2> struct fixedGrowth {
  static const int F1 = W1 - I1, F2 = W2 - I2;
  static const int before = larger(I1 + (S2 && !S1), I2 + (S1 && !S2));
  static const int after = larger(F1, F2);
  static const bool sign = S1 || S2;
  typedef typename fixedSized<before + 1 + after, before + 1, sign>::type plus;
  typedef typename fixedSized<before + 1 + after, before + 1, true>::type minus;
  typedef typename fixedSized<W1 + W2, I1 + I2, sign>::type mult;
  typedef typename fixedSized<W1 + S2 + larger(F2, 0) + larger(I2, 0), I1 + S2 + larger(F2, 0), sign>::type div;
  typedef typename fixedSized<before + after, before, sign>::type logic;
};

// `x` without its `d` lowest bits, rounded.
template <ap_q_mode Q, int W> inline ap_int<W> rounded(const ap_int<W>& x, int d) {
  if (d <= 0) return x << -d;
  const ap_int<W> floor = x >> d;
  const ap_int<W> dropped = x - (floor << d);
  if (dropped == 0) return floor;
  const ap_int<W> half = ap_int<W>(1) << (d - 1);
  const int side = (dropped > half) - (dropped < half);
  bool up = false;
  switch (Q) {
    case AP_TRN: break;
    case AP_TRN_ZERO: up = x < 0; break;
    case AP_RND: up = side >= 0; break;
    case AP_RND_ZERO: up = side > 0 || (side == 0 && x < 0); break;
    case AP_RND_MIN_INF: up = side > 0; break;
    case AP_RND_INF: up = side > 0 || (side == 0 && !(x < 0)); break;
    case AP_RND_CONV: up = side > 0 || (side == 0 && floor.test(0)); break;
  }
  return up ? ap_int<W>(floor + 1) : floor;
}

// `x` as W bits.
template <int W, bool S, ap_o_mode O, int WX> inline typename sized<W, S>::type limited(const ap_int<WX>& x) {
  typedef typename sized<W, S>::type result;
  const result low(x);
  const ap_int<W + 2> most = (ap_int<W + 2>(1) << (S ? W - 1 : W)) - 1;
  const ap_int<W + 2> least = !S ? ap_int<W + 2>(0) : O == AP_SAT_SYM ? ap_int<W + 2>(0 - most) : ap_int<W + 2>(-1 - most);
  if (x >= least && x <= most) return low;
  switch (O) {
    case AP_WRAP: return low;
    case AP_SAT_ZERO: return result(0);
    case AP_SAT:
    case AP_SAT_SYM: return x < 0 ? result(least) : result(most);
    case AP_WRAP_SM: break;
  }
  // Sign and magnitude: the sign is the lowest bit that is lost, and the rest is inverted if that is a change of sign.
  const bool lost = WX > W && x.test(WX > W ? W : 0), kept = low.test(W - 1);
  result r = lost != kept ? result(~low) : low;
  r.set_bit(W - 1, lost);
  return r;
}

}  // namespace heddle_ap

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O> struct ap_fixed_base {
  static const int width = W;
  static const int iwidth = I;
  static const int F = W - I;
  typedef typename heddle_ap::sized<W, S>::type raw_type;

  // The value times 2^F.
  raw_type raw;

  ap_fixed_base() {}
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2>
  ap_fixed_base(const ap_fixed_base<W2, I2, S2, Q2, O2>& x) {
    const int drop = (W2 - I2) - F;
    set(ap_int<W2 + 2 + heddle_ap::larger(drop, -drop)>(x.raw), drop);
  }
  template <int W2, bool S2> ap_fixed_base(const ap_int_base<W2, S2>& x) {
    set(ap_int<W2 + 2 + heddle_ap::larger(F, -F)>(x), -F);
  }
  template <typename T, int = heddle_ap::native<T>::width>
  ap_fixed_base(T x) : ap_fixed_base(typename heddle_ap::native<T>::wide(x)) {}
  ap_fixed_base(float x) : ap_fixed_base(double(x)) {}
  ap_fixed_base(double x) {
    int exponent = 0;
    const long long mantissa = (long long)(__builtin_frexp(x, &exponent) * 9007199254740992.0);
    // Beyond these shifts nothing but the sign, and whether anything is lost, matters.
    int shift = mantissa == 0 ? 0 : exponent - 53 + F;
    shift = shift > W + 2 ? W + 2 : shift < -62 ? -62 : shift;
    set(ap_int<W + 70>(mantissa), -shift);
  }

  double to_double() const { return __builtin_ldexp(raw.to_double(), -F); }
  float to_float() const { return __builtin_ldexpf(raw.to_float(), -F); }
  // The integer part, toward zero.
  ap_int<heddle_ap::larger(I, 1) + 1> to_ap_int() const {
    return ap_int<heddle_ap::larger(I, 1) + 1>(
        heddle_ap::rounded<AP_TRN_ZERO>(ap_int<W + 2 + heddle_ap::larger(F, -F)>(raw), F));
  }
  int to_int() const { return to_ap_int().to_int(); }
  unsigned to_uint() const { return to_ap_int().to_uint(); }
  long long to_int64() const { return to_ap_int().to_int64(); }
  unsigned long long to_uint64() const { return to_ap_int().to_uint64(); }
  operator double() const { return to_double(); }

  int length() const { return W; }
  bool is_neg() const { return raw.negative(); }
  bool is_zero() const { return raw == 0; }
  ap_bit_ref<W, S> operator[](int i) { return raw[i]; }
  bool operator[](int i) const { return raw.test(i); }
  ap_range_ref<W, S> range(int hi, int lo) { return raw.range(hi, lo); }
  ap_range_ref<W, S> range(int hi, int lo) const { return raw.range(hi, lo); }
  ap_range_ref<W, S> range() { return raw.range(); }

  template <typename T> ap_fixed_base& operator+=(const T& b) { return *this = ap_fixed_base(*this + b); }
  template <typename T> ap_fixed_base& operator-=(const T& b) { return *this = ap_fixed_base(*this - b); }
  template <typename T> ap_fixed_base& operator*=(const T& b) { return *this = ap_fixed_base(*this * b); }
  template <typename T> ap_fixed_base& operator/=(const T& b) { return *this = ap_fixed_base(*this / b); }
  typename heddle_ap::fixedSized<W + 1, I + 1, true>::type operator-() const {
    typename heddle_ap::fixedSized<W + 1, I + 1, true>::type r;
    r.raw = 0 - raw;
    return r;
  }
  // Shifts move the bits and keep the format.
  ap_fixed_base operator<<(int n) const {
    ap_fixed_base r;
    r.raw = raw << n;
    return r;
  }
  ap_fixed_base operator>>(int n) const {
    ap_fixed_base r;
    r.raw = raw >> n;
    return r;
  }
  bool operator!() const { return is_zero(); }

 private:
  template <int WX> void set(const ap_int<WX>& x, int drop) {
    raw = heddle_ap::limited<W, S, O>(heddle_ap::rounded<Q>(x, drop));
  }
};

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP> struct ap_fixed : ap_fixed_base<W, I, true, Q, O> {
  ap_fixed() {}
  template <typename T> ap_fixed(const T& x) : ap_fixed_base<W, I, true, Q, O>(x) {}
};

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP> struct ap_ufixed : ap_fixed_base<W, I, false, Q, O> {
  ap_ufixed() {}
  template <typename T> ap_ufixed(const T& x) : ap_fixed_base<W, I, false, Q, O>(x) {}
};

namespace heddle_ap {

// Integers are fixed-point numbers without a fraction.
template <typename T> using fixedOf = typename fixedSized<native<T>::width, native<T>::width, native<T>::sign>::type;

// The raw value of `x` with F bits after the point, of which it has no more.
template <int F, int W, int I, bool S, ap_q_mode Q, ap_o_mode O>
inline ap_int<W + 1 + F - (W - I)> aligned(const ap_fixed_base<W, I, S, Q, O>& x) {
  return ap_int<W + 1 + F - (W - I)>(x.raw) << (F - (W - I));
}

}  // namespace heddle_ap

#define HEDDLE_FIXED_TEMPLATE \
  template <int W1, int I1, bool S1, ap_q_mode Q1, ap_o_mode O1, int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2>
#define HEDDLE_FIXED_OPERANDS const ap_fixed_base<W1, I1, S1, Q1, O1>&a, const ap_fixed_base<W2, I2, S2, Q2, O2>&b
#define HEDDLE_FIXED_GROWTH heddle_ap::fixedGrowth<W1, I1, S1, W2, I2, S2>

#define HEDDLE_FIXED_SUM(op, kind)                                                          \
  HEDDLE_FIXED_TEMPLATE inline typename HEDDLE_FIXED_GROWTH::kind operator op(HEDDLE_FIXED_OPERANDS) { \
    const int F = HEDDLE_FIXED_GROWTH::after;                                               \
    typename HEDDLE_FIXED_GROWTH::kind r;                                                   \
    r.raw = heddle_ap::aligned<F>(a) op heddle_ap::aligned<F>(b);                           \
    return r;                                                                               \
  }
HEDDLE_FIXED_SUM(+, plus)
HEDDLE_FIXED_SUM(-, minus)
HEDDLE_FIXED_SUM(&, logic)
HEDDLE_FIXED_SUM(|, logic)
HEDDLE_FIXED_SUM(^, logic)
#undef HEDDLE_FIXED_SUM

HEDDLE_FIXED_TEMPLATE inline typename HEDDLE_FIXED_GROWTH::mult operator*(HEDDLE_FIXED_OPERANDS) {
  typename HEDDLE_FIXED_GROWTH::mult r;
  r.raw = a.raw * b.raw;
  return r;
}

// The quotient truncated toward zero at the last bit of the result's format.
HEDDLE_FIXED_TEMPLATE inline typename HEDDLE_FIXED_GROWTH::div operator/(HEDDLE_FIXED_OPERANDS) {
  typedef typename HEDDLE_FIXED_GROWTH::div result;
  const int up = (result::width - result::iwidth) - (W1 - I1) + (W2 - I2);
  result r;
  r.raw = (ap_int<W1 + 1 + heddle_ap::larger(up, 0)>(a.raw) << up) / b.raw;
  return r;
}

#define HEDDLE_FIXED_COMPARE(op)                                          \
  HEDDLE_FIXED_TEMPLATE inline bool operator op(HEDDLE_FIXED_OPERANDS) {  \
    const int F = HEDDLE_FIXED_GROWTH::after;                             \
    return heddle_ap::aligned<F>(a) op heddle_ap::aligned<F>(b);          \
  }
HEDDLE_FIXED_COMPARE(==)
HEDDLE_FIXED_COMPARE(!=)
HEDDLE_FIXED_COMPARE(<)
HEDDLE_FIXED_COMPARE(<=)
HEDDLE_FIXED_COMPARE(>)
HEDDLE_FIXED_COMPARE(>=)
#undef HEDDLE_FIXED_COMPARE
#undef HEDDLE_FIXED_TEMPLATE
#undef HEDDLE_FIXED_OPERANDS
#undef HEDDLE_FIXED_GROWTH

#define HEDDLE_FIXED_MIXED(op)                                                                        \
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, typename T>                               \
  inline auto operator op(const ap_fixed_base<W, I, S, Q, O>& a, T b)                                 \
      -> decltype(a op heddle_ap::fixedOf<T>(b)) {                                                    \
    return a op heddle_ap::fixedOf<T>(b);                                                             \
  }                                                                                                   \
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, typename T>                               \
  inline auto operator op(T a, const ap_fixed_base<W, I, S, Q, O>& b)                                 \
      -> decltype(heddle_ap::fixedOf<T>(a) op b) {                                                    \
    return heddle_ap::fixedOf<T>(a) op b;                                                             \
  }                                                                                                   \
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int W2, bool S2>                          \
  inline auto operator op(const ap_fixed_base<W, I, S, Q, O>& a, const ap_int_base<W2, S2>& b)        \
      -> decltype(a op typename heddle_ap::fixedSized<W2, W2, S2>::type(b)) {                         \
    return a op typename heddle_ap::fixedSized<W2, W2, S2>::type(b);                                  \
  }                                                                                                   \
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int W2, bool S2>                          \
  inline auto operator op(const ap_int_base<W2, S2>& a, const ap_fixed_base<W, I, S, Q, O>& b)        \
      -> decltype(typename heddle_ap::fixedSized<W2, W2, S2>::type(a) op b) {                         \
    return typename heddle_ap::fixedSized<W2, W2, S2>::type(a) op b;                                  \
  }
HEDDLE_FIXED_MIXED(+)
HEDDLE_FIXED_MIXED(-)
HEDDLE_FIXED_MIXED(*)
HEDDLE_FIXED_MIXED(/)
HEDDLE_FIXED_MIXED(==)
HEDDLE_FIXED_MIXED(!=)
HEDDLE_FIXED_MIXED(<)
HEDDLE_FIXED_MIXED(<=)
HEDDLE_FIXED_MIXED(>)
HEDDLE_FIXED_MIXED(>=)
#undef HEDDLE_FIXED_MIXED

#endif  // HEDDLE_AP_FIXED_H
