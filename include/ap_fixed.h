// Heddle's model of Vitis HLS's ap_fixed.h, for C simulation without the vendor's tools: ap_fixed<W, I, Q, O> and
// ap_ufixed<W, I, Q, O> have W bits, I of them before the binary point; I may be negative, or more than W. Sums and
// products are exact, as UG1399 documents; what is stored is rounded by the mode Q and limited by the mode O. Mixes with
// C++ integers, ap_int and ap_fixed. Where AMD's class compares signed with unsigned numbers as C does, this one compares
// the values; emitted code depends on neither.
#ifndef HEDDLE_AP_FIXED_H
#define HEDDLE_AP_FIXED_H

#include <ap_int.h>

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0> struct ap_fixed;
template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0> struct ap_ufixed;

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
  typedef typename fixedSized<W1 + S2 + larger(F2, 0), I1 + S2 + F2, sign>::type div;
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
  if (O == AP_WRAP) return low;
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

// The value times 2^F, which only the operators below see.
struct rawValue {
  template <typename T> static typename T::raw_type& of(T& x) { return x.raw; }
  template <typename T> static const typename T::raw_type& of(const T& x) { return x.raw; }
  template <typename T, typename R> static T make(const R& raw) {
    T x;
    x.raw = raw;
    return x;
  }
};

}  // namespace heddle_ap

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O> struct ap_fixed_base {
  static_assert(W >= 1, "an ap_fixed has at least one bit");
  static const int width = W;
  static const int iwidth = I;
  static const ap_q_mode qmode = Q;
  static const ap_o_mode omode = O;

  ap_fixed_base() {}
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2>
  ap_fixed_base(const ap_fixed_base<W2, I2, S2, Q2, O2>& x) {
    const int drop = (W2 - I2) - F;
    set(ap_int<W2 + 2 + heddle_ap::larger(drop, -drop)>(heddle_ap::rawValue::of(x)), drop);
  }
  template <int W2, bool S2> ap_fixed_base(const ap_int_base<W2, S2>& x) {
    set(ap_int<W2 + 2 + heddle_ap::larger(F, -F)>(x), -F);
  }
  template <int W2, bool S2> ap_fixed_base(const ap_range_ref<W2, S2>& x) : ap_fixed_base(x.get()) {}
  template <typename T, int = heddle_ap::native<T>::width>
  ap_fixed_base(T x) : ap_fixed_base(typename heddle_ap::native<T>::wide(x)) {}
  ap_fixed_base(float x) : ap_fixed_base(double(x)) {}
  ap_fixed_base(double x) {
    if (x - x != 0) return;
    int exponent = 0;
    const long long mantissa = (long long)(__builtin_frexp(x, &exponent) * 9007199254740992.0);
    // Beyond these shifts nothing but the sign, and whether anything is lost, matters.
    int shift = mantissa == 0 ? 0 : exponent - 53 + F;
    shift = shift > W + 2 ? W + 2 : shift < -62 ? -62 : shift;
    set(ap_int<W + 70>(mantissa), -shift);
  }

  double to_double() const { return raw.scaledDouble(-F); }
  float to_float() const { return raw.scaledFloat(-F); }
  // The integer part, toward zero.
  ap_int_base<heddle_ap::larger(I, 1), S> to_ap_int_base() const {
    return ap_int_base<heddle_ap::larger(I, 1), S>(
        heddle_ap::rounded<AP_TRN_ZERO>(ap_int<W + 2 + heddle_ap::larger(F, -F)>(raw), F));
  }
  int to_int() const { return to_ap_int_base().to_int(); }
  unsigned to_uint() const { return to_ap_int_base().to_uint(); }
  long long to_int64() const { return to_ap_int_base().to_int64(); }
  unsigned long long to_uint64() const { return to_ap_int_base().to_uint64(); }
  operator double() const { return to_double(); }

  int length() const { return W; }
  int wl() const { return W; }
  int iwl() const { return I; }
  bool is_neg() const { return raw.negative(); }
  bool is_zero() const { return raw == 0; }
  ap_bit_ref<W, S> operator[](int i) { return raw[i]; }
  bool operator[](int i) const { return raw.test(i); }
  ap_range_ref<W, S> range(int hi, int lo) { return raw.range(hi, lo); }
  ap_range_ref<W, S> range(int hi, int lo) const { return raw.range(hi, lo); }
  ap_range_ref<W, S> range() { return raw.range(W - 1, 0); }
  ap_range_ref<W, S> range() const { return raw.range(W - 1, 0); }
  ap_range_ref<W, S> operator()(int hi, int lo) { return raw.range(hi, lo); }
  ap_range_ref<W, S> operator()(int hi, int lo) const { return raw.range(hi, lo); }

#define HEDDLE_FIXED_ASSIGN(op) \
  template <typename T> ap_fixed_base& operator op##=(const T& b) { return *this = ap_fixed_base(*this op b); }
  HEDDLE_FIXED_ASSIGN(+)
  HEDDLE_FIXED_ASSIGN(-)
  HEDDLE_FIXED_ASSIGN(*)
  HEDDLE_FIXED_ASSIGN(/)
  HEDDLE_FIXED_ASSIGN(&)
  HEDDLE_FIXED_ASSIGN(|)
  HEDDLE_FIXED_ASSIGN(^)
  HEDDLE_FIXED_ASSIGN(<<)
  HEDDLE_FIXED_ASSIGN(>>)
#undef HEDDLE_FIXED_ASSIGN
  ap_fixed_base& operator++() { return *this += 1; }
  ap_fixed_base& operator--() { return *this -= 1; }
  ap_fixed_base operator++(int) {
    const ap_fixed_base old(*this);
    *this += 1;
    return old;
  }
  ap_fixed_base operator--(int) {
    const ap_fixed_base old(*this);
    *this -= 1;
    return old;
  }

  typename heddle_ap::fixedSized<W + 1, I + 1, true>::type operator-() const {
    return heddle_ap::rawValue::make<typename heddle_ap::fixedSized<W + 1, I + 1, true>::type>(0 - raw);
  }
  typename heddle_ap::fixedSized<W, I, S>::type operator~() const {
    return heddle_ap::rawValue::make<typename heddle_ap::fixedSized<W, I, S>::type>(~raw);
  }
  // Shifts move the bits and keep the format; negative amounts shift the other way.
  template <typename T> ap_fixed_base operator<<(const T& n) const { return heddle_ap::rawValue::make<ap_fixed_base>(raw << n); }
  template <typename T> ap_fixed_base operator>>(const T& n) const { return heddle_ap::rawValue::make<ap_fixed_base>(raw >> n); }
  bool operator!() const { return is_zero(); }

 private:
  friend struct heddle_ap::rawValue;
  static const int F = W - I;
  typedef typename heddle_ap::sized<W, S>::type raw_type;

  raw_type raw;

  template <int WX> void set(const ap_int<WX>& x, int drop) {
    raw = heddle_ap::limited<W, S, O>(heddle_ap::rounded<Q>(x, drop));
  }
};

// N counts bits that saturate where AP_WRAP would wrap them.
template <int W, int I, ap_q_mode Q, ap_o_mode O, int N> struct ap_fixed : ap_fixed_base<W, I, true, Q, O> {
  static_assert(N == 0, "this model has no saturation bits");
  ap_fixed() {}
  template <typename T> ap_fixed(const T& x) : ap_fixed_base<W, I, true, Q, O>(x) {}
};

template <int W, int I, ap_q_mode Q, ap_o_mode O, int N> struct ap_ufixed : ap_fixed_base<W, I, false, Q, O> {
  static_assert(N == 0, "this model has no saturation bits");
  ap_ufixed() {}
  template <typename T> ap_ufixed(const T& x) : ap_fixed_base<W, I, false, Q, O>(x) {}
};

namespace heddle_ap {

// Integers are fixed-point numbers without a fraction.
template <typename T> using fixedOf = typename fixedSized<native<T>::width, native<T>::width, native<T>::sign>::type;

// The raw value of `x` with F bits after the point, of which it has no more.
template <int F, int W, int I, bool S, ap_q_mode Q, ap_o_mode O>
inline ap_int<W + 1 + F - (W - I)> aligned(const ap_fixed_base<W, I, S, Q, O>& x) {
  return ap_int<W + 1 + F - (W - I)>(rawValue::of(x)) << (F - (W - I));
}

}  // namespace heddle_ap

#define HEDDLE_FIXED_TEMPLATE \
  template <int W1, int I1, bool S1, ap_q_mode Q1, ap_o_mode O1, int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2>
#define HEDDLE_FIXED_OPERANDS const ap_fixed_base<W1, I1, S1, Q1, O1>&a, const ap_fixed_base<W2, I2, S2, Q2, O2>&b
#define HEDDLE_FIXED_GROWTH heddle_ap::fixedGrowth<W1, I1, S1, W2, I2, S2>

#define HEDDLE_FIXED_SUM(op, kind)                                                                     \
  HEDDLE_FIXED_TEMPLATE inline typename HEDDLE_FIXED_GROWTH::kind operator op(HEDDLE_FIXED_OPERANDS) { \
    const int F = HEDDLE_FIXED_GROWTH::after;                                                          \
    return heddle_ap::rawValue::make<typename HEDDLE_FIXED_GROWTH::kind>(                              \
        heddle_ap::aligned<F>(a) op heddle_ap::aligned<F>(b));                                         \
  }
HEDDLE_FIXED_SUM(+, plus)
HEDDLE_FIXED_SUM(-, minus)
HEDDLE_FIXED_SUM(&, logic)
HEDDLE_FIXED_SUM(|, logic)
HEDDLE_FIXED_SUM(^, logic)
#undef HEDDLE_FIXED_SUM

HEDDLE_FIXED_TEMPLATE inline typename HEDDLE_FIXED_GROWTH::mult operator*(HEDDLE_FIXED_OPERANDS) {
  return heddle_ap::rawValue::make<typename HEDDLE_FIXED_GROWTH::mult>(heddle_ap::rawValue::of(a) * heddle_ap::rawValue::of(b));
}

// The quotient truncated toward zero at the last bit of the result's format: as many after the point as the dividend has.
HEDDLE_FIXED_TEMPLATE inline typename HEDDLE_FIXED_GROWTH::div operator/(HEDDLE_FIXED_OPERANDS) {
  const int up = heddle_ap::larger(W2 - I2, 0);
  return heddle_ap::rawValue::make<typename HEDDLE_FIXED_GROWTH::div>(
      (ap_int<W1 + 1 + up>(heddle_ap::rawValue::of(a)) << up) / heddle_ap::rawValue::of(b));
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
HEDDLE_FIXED_MIXED(&)
HEDDLE_FIXED_MIXED(|)
HEDDLE_FIXED_MIXED(^)
HEDDLE_FIXED_MIXED(==)
HEDDLE_FIXED_MIXED(!=)
HEDDLE_FIXED_MIXED(<)
HEDDLE_FIXED_MIXED(<=)
HEDDLE_FIXED_MIXED(>)
HEDDLE_FIXED_MIXED(>=)
#undef HEDDLE_FIXED_MIXED

#endif  // HEDDLE_AP_FIXED_H
