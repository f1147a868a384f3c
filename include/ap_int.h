// Heddle's model of Vitis HLS's ap_int.h, for C simulation without the vendor's tools: ap_int<W> and ap_uint<W> for
// 1 <= W <= 4096, with the result widths that UG1399 documents ("Class Methods and Operators"). A value is kept as
// 64-bit limbs, least significant first, sign- or zero-extended to whole limbs, so up to 64 bits it is one machine word.
#ifndef HEDDLE_AP_INT_H
#define HEDDLE_AP_INT_H

#include <stdint.h>
#include <string.h>
#include <string>

template <int W, bool S> struct ap_int_base;
template <int W> struct ap_int;
template <int W> struct ap_uint;
template <int W, bool S> struct ap_range_ref;
template <int W, bool S> struct ap_bit_ref;

// Of ap_fixed.h, which integers are made from.
enum ap_q_mode { AP_RND, AP_RND_ZERO, AP_RND_MIN_INF, AP_RND_INF, AP_RND_CONV, AP_TRN, AP_TRN_ZERO };
enum ap_o_mode { AP_SAT, AP_SAT_ZERO, AP_SAT_SYM, AP_WRAP, AP_WRAP_SM };
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O> struct ap_fixed_base;

namespace heddle_ap {

constexpr int limbsOf(int w) { return (w + 63) / 64; }
constexpr int larger(int a, int b) { return a > b ? a : b; }
constexpr int smaller(int a, int b) { return a < b ? a : b; }

template <int W, bool S> struct sized { typedef ap_int<W> type; };
template <int W> struct sized<W, false> { typedef ap_uint<W> type; };

// ---- the C++ integers that mix with ap_int ----

template <typename T> struct native {};
template <int W, bool S> struct nativeInteger {
  static const int width = W;
  static const bool sign = S;
  typedef typename sized<W, S>::type wide;
};
template <> struct native<bool> : nativeInteger<1, false> {};
template <> struct native<char> : nativeInteger<8, (char(-1) < char(0))> {};
template <> struct native<signed char> : nativeInteger<8, true> {};
template <> struct native<unsigned char> : nativeInteger<8, false> {};
template <> struct native<short> : nativeInteger<16, true> {};
template <> struct native<unsigned short> : nativeInteger<16, false> {};
template <> struct native<int> : nativeInteger<32, true> {};
template <> struct native<unsigned> : nativeInteger<32, false> {};
template <> struct native<long> : nativeInteger<8 * int(sizeof(long)), true> {};
template <> struct native<unsigned long> : nativeInteger<8 * int(sizeof(long)), false> {};
template <> struct native<long long> : nativeInteger<64, true> {};
template <> struct native<unsigned long long> : nativeInteger<64, false> {};

// What an ap_int converts to by itself; UG1399: beyond 64 bits that drops the high bits.
template <bool S> struct word { typedef long long type; };
template <> struct word<false> { typedef unsigned long long type; };

// ---- result widths ----

template <int W1, bool S1, int W2, bool S2> struct growth {
  static const int common = larger(W1 + (S2 && !S1), W2 + (S1 && !S2));
  static const bool sign = S1 || S2;
  typedef typename sized<common + 1, sign>::type plus;
  typedef typename sized<common + 1, true>::type minus;
  typedef typename sized<W1 + W2, sign>::type mult;
  typedef typename sized<W1 + S2, sign>::type div;
  typedef typename sized<smaller(W1, W2 + (S1 && !S2)), S1>::type mod;
  typedef typename sized<common, sign>::type logic;
};

// ---- arithmetic on limbs ----

// Integer division by zero stops the program, as it does for int.
inline void divideByZero() {
  volatile int zero = 0;
  zero = 1 / zero;
}

template <int N> inline void add(uint64_t (&r)[N], const uint64_t (&a)[N], const uint64_t (&b)[N]) {
  uint64_t carry = 0;
  for (int i = 0; i < N; i++) {
    const uint64_t s = a[i] + carry;
    carry = s < carry;
    r[i] = s + b[i];
    carry += r[i] < s;
  }
}

template <int N> inline void subtract(uint64_t (&r)[N], const uint64_t (&a)[N], const uint64_t (&b)[N]) {
  uint64_t borrow = 0;
  for (int i = 0; i < N; i++) {
    const uint64_t d = a[i] - b[i];
    const uint64_t lacks = (a[i] < b[i]) | (d < borrow);
    r[i] = d - borrow;
    borrow = lacks;
  }
}

template <int N> inline void negate(uint64_t (&a)[N]) {
  uint64_t carry = 1;
  for (int i = 0; i < N; i++) {
    a[i] = ~a[i] + carry;
    carry = carry && a[i] == 0;
  }
}

template <int N> inline void multiply(uint64_t (&r)[N], const uint64_t (&a)[N], const uint64_t (&b)[N]) {
  if (N == 1) {
    r[0] = a[0] * b[0];
    return;
  }
  uint64_t sum[N] = {};
  for (int i = 0; i < N; i++) {
    uint64_t carry = 0;
    for (int j = 0; i + j < N; j++) {
      const unsigned __int128 p = (unsigned __int128)a[i] * b[j] + sum[i + j] + carry;
      sum[i + j] = (uint64_t)p;
      carry = (uint64_t)(p >> 64);
    }
  }
  memcpy(r, sum, sizeof r);
}

template <int N> inline void shiftLeft(uint64_t (&a)[N], int by) {
  const int whole = by / 64, bits = by % 64;
  for (int i = N - 1; i >= 0; i--) {
    const uint64_t high = i >= whole ? a[i - whole] : 0;
    const uint64_t low = i > whole ? a[i - whole - 1] : 0;
    a[i] = bits == 0 ? high : high << bits | low >> (64 - bits);
  }
}

// `fill` comes in from above: 0 or all ones.
template <int N> inline void shiftRight(uint64_t (&a)[N], int by, uint64_t fill) {
  const int whole = by / 64, bits = by % 64;
  for (int i = 0; i < N; i++) {
    const uint64_t low = i + whole < N ? a[i + whole] : fill;
    const uint64_t high = i + whole + 1 < N ? a[i + whole + 1] : fill;
    a[i] = bits == 0 ? low : low >> bits | high << (64 - bits);
  }
}

template <int N> inline int digitCount(const uint32_t (&a)[N]) {
  int n = N;
  while (n > 0 && a[n - 1] == 0) n--;
  return n;
}

template <int N> inline void toDigits(uint32_t (&d)[2 * N], const uint64_t (&a)[N], int by) {
  for (int i = 0; i < N; i++) {
    const uint64_t below = i > 0 ? a[i - 1] : 0;
    const uint64_t v = by == 0 ? a[i] : a[i] << by | below >> (64 - by);
    d[2 * i] = (uint32_t)v;
    d[2 * i + 1] = (uint32_t)(v >> 32);
  }
}

// Schoolbook division of magnitudes in base 2^32 (Knuth, volume 2, algorithm D): the divisor is scaled so that its
// leading digit has its top bit set, then each quotient digit is guessed from the leading digits, at most 2 too large.
template <int N>
inline void divideMagnitudes(uint64_t (&q)[N], uint64_t (&r)[N], const uint64_t (&a)[N], const uint64_t (&b)[N]) {
  uint64_t extended[N + 1], divisor[N + 1] = {};
  memcpy(divisor, b, sizeof b);
  memcpy(extended, a, sizeof a);
  extended[N] = 0;
  uint32_t u[2 * N + 2], v[2 * N + 2], digits[2 * N + 2] = {};
  toDigits(v, divisor, 0);
  const int n = digitCount(v);
  if (n == 0) divideByZero();
  const int scale = __builtin_clz(v[n - 1]);
  toDigits(v, divisor, scale);
  toDigits(u, extended, scale);
  for (int j = 2 * N - n; j >= 0; j--) {
    const uint64_t top = (uint64_t)u[j + n] << 32 | u[j + n - 1];
    uint64_t guess = top / v[n - 1], rest = top % v[n - 1];
    while (guess >> 32 || (n > 1 && guess * v[n - 2] > (rest << 32 | u[j + n - 2]))) {
      guess--;
      rest += v[n - 1];
      if (rest >> 32) break;
    }
    int64_t borrow = 0;
    for (int i = 0; i <= n; i++) {
      const uint64_t p = (i < n ? guess * v[i] : 0);
      const int64_t t = (int64_t)u[i + j] - borrow - (int64_t)(p & 0xffffffffu);
      u[i + j] = (uint32_t)t;
      borrow = (int64_t)(p >> 32) - (t >> 32);
    }
    if (borrow != 0) {
      guess--;
      uint64_t carry = 0;
      for (int i = 0; i <= n; i++) {
        carry += (uint64_t)u[i + j] + (i < n ? v[i] : 0);
        u[i + j] = (uint32_t)carry;
        carry >>= 32;
      }
    }
    digits[j] = (uint32_t)guess;
  }
  for (int i = 0; i < N; i++) {
    q[i] = (uint64_t)digits[2 * i + 1] << 32 | digits[2 * i];
    const uint64_t low = (uint64_t)u[2 * i + 1] << 32 | u[2 * i];
    r[i] = scale == 0 ? low : low >> scale | (uint64_t)u[2 * i + 2] << (64 - scale);
  }
}

// Quotient truncated toward zero, remainder with the dividend's sign; `negativeA` says that the limbs of a are negative.
template <int N>
inline void divide(uint64_t (&q)[N], uint64_t (&r)[N], uint64_t (&a)[N], bool negativeA, uint64_t (&b)[N], bool negativeB) {
  if (negativeA) negate(a);
  if (negativeB) negate(b);
  if (N == 1) {
    q[0] = a[0] / b[0];
    r[0] = a[0] % b[0];
  } else {
    divideMagnitudes(q, r, a, b);
  }
  if (negativeA != negativeB) negate(q);
  if (negativeA) negate(r);
}

}  // namespace heddle_ap

// ---- the common part of ap_int and ap_uint ----

template <int W, bool S> struct ap_int_base {
  static_assert(W >= 1, "an ap_int has at least one bit");
  static const int width = W;
  static const bool sign_flag = S;
  static const int N = heddle_ap::limbsOf(W);
  typedef typename heddle_ap::sized<W, S>::type self;

  uint64_t limb[N];

  ap_int_base() : limb() {}
  template <int W2, bool S2> ap_int_base(const ap_int_base<W2, S2>& x) {
    x.extend(limb);
    wrap();
  }
  template <int W2, bool S2> ap_int_base(const ap_range_ref<W2, S2>& x) : ap_int_base(x.get()) {}
  template <int W2, bool S2> ap_int_base(const ap_bit_ref<W2, S2>& x) : ap_int_base(bool(x)) {}
  template <typename T, int = heddle_ap::native<T>::width> ap_int_base(T x) {
    limb[0] = (uint64_t)x;
    const uint64_t fill = heddle_ap::native<T>::sign && (int64_t)x < 0 ? ~uint64_t(0) : 0;
    for (int i = 1; i < N; i++) limb[i] = fill;
    wrap();
  }
  template <int W2, int I2, bool S2, ap_q_mode Q2, ap_o_mode O2>
  ap_int_base(const ap_fixed_base<W2, I2, S2, Q2, O2>& x) : ap_int_base(x.to_ap_int_base()) {}
  ap_int_base(float x) : ap_int_base(double(x)) {}
  // Truncates toward zero and wraps.
  ap_int_base(double x) : limb() {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const int exponent = int(bits >> 52 & 0x7ff) - 1075;
    if (exponent <= -53 || exponent == 0x7ff - 1075) return;
    const uint64_t mantissa = (bits & 0xfffffffffffffull) | 0x10000000000000ull;
    limb[0] = exponent < 0 ? mantissa >> -exponent : mantissa;
    if (exponent > 0) heddle_ap::shiftLeft(limb, heddle_ap::smaller(exponent, 64 * N));
    if (bits >> 63) heddle_ap::negate(limb);
    wrap();
  }
  // Digits after an optional sign; the prefixes 0b, 0o and 0x say the radix.
  ap_int_base(const char* digits, int radix = 0) : limb() { parse(digits, radix); }

  // Sign- or zero-extends (or cuts) to the limbs of `r`.
  template <int M> void extend(uint64_t (&r)[M]) const {
    const uint64_t fill = negative() ? ~uint64_t(0) : 0;
    for (int i = 0; i < M; i++) r[i] = i < N ? limb[i < N ? i : 0] : fill;
  }
  // Makes the limbs those of the value modulo 2^W.
  void wrap() {
    if (W % 64 == 0) return;
    const int unused = (64 - W % 64) % 64;
    const uint64_t top = limb[N - 1] << unused;
    limb[N - 1] = S ? (uint64_t)((int64_t)top >> unused) : top >> unused;
  }
  bool negative() const { return S && (int64_t)limb[N - 1] < 0; }
  bool isZero() const {
    uint64_t any = 0;
    for (int i = 0; i < N; i++) any |= limb[i];
    return any == 0;
  }

  // ---- conversions to C++ types; integers keep the low bits ----

  operator typename heddle_ap::word<S>::type() const { return (typename heddle_ap::word<S>::type)limb[0]; }
  bool to_bool() const { return !isZero(); }
  char to_char() const { return (char)limb[0]; }
  int to_int() const { return (int)limb[0]; }
  unsigned to_uint() const { return (unsigned)limb[0]; }
  long to_long() const { return (long)limb[0]; }
  unsigned long to_ulong() const { return (unsigned long)limb[0]; }
  long long to_int64() const { return (long long)limb[0]; }
  unsigned long long to_uint64() const { return (unsigned long long)limb[0]; }
  double to_double() const { return scaledDouble(0); }
  float to_float() const { return scaledFloat(0); }
  std::string to_string(int radix = 2, bool sign = S) const;

  // ---- bits ----

  int length() const { return W; }
  bool test(int i) const { return limb[i / 64] >> (i % 64) & 1; }
  bool get_bit(int i) const { return test(i); }
  void set_bit(int i, bool v) {
    const uint64_t mask = uint64_t(1) << (i % 64);
    limb[i / 64] = v ? limb[i / 64] | mask : limb[i / 64] & ~mask;
    wrap();
  }
  void set(int i) { set_bit(i, true); }
  void set(int i, bool v) { set_bit(i, v); }
  void clear(int i) { set_bit(i, false); }
  void invert(int i) { set_bit(i, !test(i)); }
  bool sign() const { return negative(); }
  void reverse() {
    ap_int_base r;
    for (int i = 0; i < W; i++) r.set_bit(i, test(W - 1 - i));
    *this = r;
  }
  bool and_reduce() const { return (~*this).isZero(); }
  bool or_reduce() const { return !isZero(); }
  bool xor_reduce() const {
    bool odd = false;
    for (int i = 0; i < W; i++) odd ^= test(i);
    return odd;
  }
  bool nand_reduce() const { return !and_reduce(); }
  bool nor_reduce() const { return !or_reduce(); }
  bool xnor_reduce() const { return !xor_reduce(); }
  ap_bit_ref<W, S> operator[](int i) { return ap_bit_ref<W, S>(*this, i); }
  bool operator[](int i) const { return test(i); }
  ap_bit_ref<W, S> bit(int i) { return ap_bit_ref<W, S>(*this, i); }
  bool bit(int i) const { return test(i); }
  ap_range_ref<W, S> range(int hi, int lo) { return ap_range_ref<W, S>(*this, hi, lo); }
  ap_range_ref<W, S> range(int hi, int lo) const { return ap_range_ref<W, S>(const_cast<ap_int_base&>(*this), hi, lo); }
  ap_range_ref<W, S> range() { return range(W - 1, 0); }
  ap_range_ref<W, S> operator()(int hi, int lo) { return range(hi, lo); }
  ap_range_ref<W, S> operator()(int hi, int lo) const { return range(hi, lo); }
  template <int W2, bool S2> ap_uint<W + W2> concat(const ap_int_base<W2, S2>& low) const {
    return ap_uint<W + W2>(ap_uint<W>(*this)) << W2 | ap_uint<W2>(low);
  }

  // ---- operators ----

  self operator+() const { return self(*this); }
  typename heddle_ap::sized<W + 1, true>::type operator-() const {
    typename heddle_ap::sized<W + 1, true>::type r(*this);
    heddle_ap::negate(r.limb);
    r.wrap();
    return r;
  }
  self operator~() const {
    self r;
    for (int i = 0; i < N; i++) r.limb[i] = ~limb[i];
    r.wrap();
    return r;
  }
  bool operator!() const { return isZero(); }
  // Negative amounts shift the other way.
  self shiftedLeft(long long by) const {
    if (by < 0) return shiftedRight(-by);
    self r(*this);
    if (by >= W) return self(0);
    heddle_ap::shiftLeft(r.limb, (int)by);
    r.wrap();
    return r;
  }
  self shiftedRight(long long by) const {
    if (by < 0) return shiftedLeft(-by);
    self r(*this);
    heddle_ap::shiftRight(r.limb, by > W ? W : (int)by, negative() ? ~uint64_t(0) : 0);
    return r;
  }

#define HEDDLE_AP_ASSIGN(op)                                                                   \
  template <typename T> ap_int_base& operator op##=(const T& b) { return *this = ap_int_base(*this op b); }
  HEDDLE_AP_ASSIGN(+)
  HEDDLE_AP_ASSIGN(-)
  HEDDLE_AP_ASSIGN(*)
  HEDDLE_AP_ASSIGN(/)
  HEDDLE_AP_ASSIGN(%)
  HEDDLE_AP_ASSIGN(&)
  HEDDLE_AP_ASSIGN(|)
  HEDDLE_AP_ASSIGN(^)
  HEDDLE_AP_ASSIGN(<<)
  HEDDLE_AP_ASSIGN(>>)
#undef HEDDLE_AP_ASSIGN
  ap_int_base& operator++() { return *this += 1; }
  ap_int_base& operator--() { return *this -= 1; }
  self operator++(int) {
    const self old(*this);
    *this += 1;
    return old;
  }
  self operator--(int) {
    const self old(*this);
    *this -= 1;
    return old;
  }

 private:
  template <int, int, bool, ap_q_mode, ap_o_mode> friend struct ap_fixed_base;
  // The value times 2^by, rounded once (if it is no subnormal number).
  double scaledDouble(int by) const {
    int shift;
    const uint64_t m = leading(shift);
    const double x = __builtin_ldexp((double)m, shift + by);
    return negative() ? -x : x;
  }
  float scaledFloat(int by) const {
    int shift;
    const uint64_t m = leading(shift);
    const float x = __builtin_ldexpf((float)m, shift + by);
    return negative() ? -x : x;
  }
  // The 64 leading bits of the magnitude, the last of them set if anything below is (so that rounding it is rounding
  // the value), and how many bits lie below.
  uint64_t leading(int& shift) const {
    uint64_t m[N];
    extend(m);
    if (negative()) heddle_ap::negate(m);
    int top = N - 1;
    while (top > 0 && m[top] == 0) top--;
    shift = 0;
    if (top == 0) return m[0];
    const int zeros = __builtin_clzll(m[top]);
    shift = 64 * top - zeros;
    bool sticky = false;
    for (int i = 0; i < shift; i++) sticky |= m[i / 64] >> (i % 64) & 1;
    heddle_ap::shiftRight(m, shift, 0);
    return m[0] | (sticky ? 1 : 0);
  }
  void parse(const char* p, int radix) {
    const bool minus = *p == '-';
    if (*p == '-' || *p == '+') p++;
    const char kind = p[0] == '0' ? char(p[1] | 32) : ' ';
    const int prefix = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' && radix != 16 ? 2 : 0;
    if (prefix != 0) p += 2;
    const uint64_t base = prefix != 0 ? prefix : radix != 0 ? radix : 10;
    for (; *p != '\0'; p++) {
      unsigned __int128 carry = *p <= '9' ? *p - '0' : (*p | 32) - 'a' + 10;
      if (carry >= base) break;
      for (int i = 0; i < N; i++) {
        carry += (unsigned __int128)limb[i] * base;
        limb[i] = (uint64_t)carry;
        carry >>= 64;
      }
    }
    if (minus) heddle_ap::negate(limb);
    wrap();
  }
};

template <int W> struct ap_int : ap_int_base<W, true> {
  ap_int() {}
  template <typename T> ap_int(const T& x) : ap_int_base<W, true>(x) {}
  ap_int(const char* digits, int radix) : ap_int_base<W, true>(digits, radix) {}
};

template <int W> struct ap_uint : ap_int_base<W, false> {
  ap_uint() {}
  template <typename T> ap_uint(const T& x) : ap_int_base<W, false>(x) {}
  ap_uint(const char* digits, int radix) : ap_int_base<W, false>(digits, radix) {}
};

template <int W, bool S> std::string ap_int_base<W, S>::to_string(int radix, bool sign) const {
  static const char* const prefixes[] = {"0b", "0o", "0x", ""};
  ap_uint<W> rest(*this);
  const bool minus = sign && test(W - 1);
  if (minus) heddle_ap::negate(rest.limb);
  rest.wrap();
  std::string text;
  do {
    uint64_t remainder = 0;
    for (int i = ap_int_base::N - 1; i >= 0; i--) {
      const unsigned __int128 v = (unsigned __int128)remainder << 64 | rest.limb[i];
      rest.limb[i] = (uint64_t)(v / (unsigned)radix);
      remainder = (uint64_t)(v % (unsigned)radix);
    }
    text.insert(text.begin(), "0123456789abcdef"[remainder]);
  } while (!rest.isZero());
  text.insert(0, prefixes[radix == 2 ? 0 : radix == 8 ? 1 : radix == 16 ? 2 : 3]);
  return minus ? "-" + text : text;
}

// ---- binary operators: two ap_ints, or one and a C++ integer ----

namespace heddle_ap {

template <typename R, int W1, bool S1, int W2, bool S2>
inline R sum(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) {
  R r(a);
  const R right(b);
  add(r.limb, r.limb, right.limb);
  r.wrap();
  return r;
}
template <typename R, int W1, bool S1, int W2, bool S2>
inline R difference(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) {
  R r(a);
  const R right(b);
  subtract(r.limb, r.limb, right.limb);
  r.wrap();
  return r;
}
template <typename R, int W1, bool S1, int W2, bool S2>
inline R product(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) {
  R r(a);
  const R right(b);
  multiply(r.limb, r.limb, right.limb);
  r.wrap();
  return r;
}
template <typename R, bool wantsQuotient, int W1, bool S1, int W2, bool S2>
inline R division(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) {
  const int N = limbsOf(larger(W1, W2));
  uint64_t x[N], y[N], q[N], r[N];
  a.extend(x);
  b.extend(y);
  divide(q, r, x, a.negative(), y, b.negative());
  R result;
  const bool negative = wantsQuotient ? a.negative() != b.negative() : a.negative();
  const uint64_t(&from)[N] = wantsQuotient ? q : r;
  bool isZero = true;
  for (int i = 0; i < N; i++) isZero = isZero && from[i] == 0;
  for (int i = 0; i < R::N; i++) result.limb[i] = i < N ? from[i < N ? i : 0] : negative && !isZero ? ~uint64_t(0) : 0;
  result.wrap();
  return result;
}
template <typename R, int W1, bool S1, int W2, bool S2>
inline R quotient(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) { return division<R, true>(a, b); }
template <typename R, int W1, bool S1, int W2, bool S2>
inline R remainder(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) { return division<R, false>(a, b); }

#define HEDDLE_AP_BITWISE(name, op)                                                     \
  template <typename R, int W1, bool S1, int W2, bool S2>                               \
  inline R name(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) {           \
    R r(a);                                                                             \
    const R right(b);                                                                   \
    for (int i = 0; i < R::N; i++) r.limb[i] = r.limb[i] op right.limb[i];              \
    r.wrap();                                                                           \
    return r;                                                                           \
  }
HEDDLE_AP_BITWISE(bitAnd, &)
HEDDLE_AP_BITWISE(bitOr, |)
HEDDLE_AP_BITWISE(bitXor, ^)
#undef HEDDLE_AP_BITWISE

// -1, 0 or 1.
template <int W1, bool S1, int W2, bool S2>
inline int compare(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) {
  if (a.negative() != b.negative()) return a.negative() ? -1 : 1;
  const int N = limbsOf(larger(W1, W2));
  uint64_t x[N], y[N];
  a.extend(x);
  b.extend(y);
  for (int i = N - 1; i >= 0; i--) {
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  }
  return 0;
}

template <int W, bool S> inline long long shiftAmount(const ap_int_base<W, S>& n) {
  const ap_int<32> most(1 << 20);
  return compare(n, most) > 0 ? 1 << 20 : compare(n, ap_int<32>(-(1 << 20))) < 0 ? -(1 << 20) : n.to_int64();
}

}  // namespace heddle_ap

#define HEDDLE_AP_BINARY(op, kind, function)                                                                       \
  template <int W1, bool S1, int W2, bool S2>                                                                      \
  inline typename heddle_ap::growth<W1, S1, W2, S2>::kind operator op(const ap_int_base<W1, S1>& a,                \
                                                                      const ap_int_base<W2, S2>& b) {              \
    return heddle_ap::function<typename heddle_ap::growth<W1, S1, W2, S2>::kind>(a, b);                            \
  }                                                                                                                \
  template <int W, bool S, typename T>                                                                             \
  inline typename heddle_ap::growth<W, S, heddle_ap::native<T>::width, heddle_ap::native<T>::sign>::kind           \
  operator op(const ap_int_base<W, S>& a, T b) {                                                                   \
    return a op typename heddle_ap::native<T>::wide(b);                                                            \
  }                                                                                                                \
  template <int W, bool S, typename T>                                                                             \
  inline typename heddle_ap::growth<heddle_ap::native<T>::width, heddle_ap::native<T>::sign, W, S>::kind           \
  operator op(T a, const ap_int_base<W, S>& b) {                                                                   \
    return typename heddle_ap::native<T>::wide(a) op b;                                                            \
  }
HEDDLE_AP_BINARY(+, plus, sum)
HEDDLE_AP_BINARY(-, minus, difference)
HEDDLE_AP_BINARY(*, mult, product)
HEDDLE_AP_BINARY(/, div, quotient)
HEDDLE_AP_BINARY(%, mod, remainder)
HEDDLE_AP_BINARY(&, logic, bitAnd)
HEDDLE_AP_BINARY(|, logic, bitOr)
HEDDLE_AP_BINARY(^, logic, bitXor)
#undef HEDDLE_AP_BINARY

#define HEDDLE_AP_COMPARE(op)                                                                        \
  template <int W1, bool S1, int W2, bool S2>                                                        \
  inline bool operator op(const ap_int_base<W1, S1>& a, const ap_int_base<W2, S2>& b) {              \
    return heddle_ap::compare(a, b) op 0;                                                            \
  }                                                                                                  \
  template <int W, bool S, typename T, int = heddle_ap::native<T>::width>                            \
  inline bool operator op(const ap_int_base<W, S>& a, T b) {                                         \
    return heddle_ap::compare(a, typename heddle_ap::native<T>::wide(b)) op 0;                       \
  }                                                                                                  \
  template <int W, bool S, typename T, int = heddle_ap::native<T>::width>                            \
  inline bool operator op(T a, const ap_int_base<W, S>& b) {                                         \
    return heddle_ap::compare(typename heddle_ap::native<T>::wide(a), b) op 0;                       \
  }
HEDDLE_AP_COMPARE(==)
HEDDLE_AP_COMPARE(!=)
HEDDLE_AP_COMPARE(<)
HEDDLE_AP_COMPARE(<=)
HEDDLE_AP_COMPARE(>)
HEDDLE_AP_COMPARE(>=)
#undef HEDDLE_AP_COMPARE

// A shift keeps the type of its left operand.
#define HEDDLE_AP_SHIFT(op, method)                                                                    \
  template <int W, bool S, int W2, bool S2>                                                            \
  inline typename heddle_ap::sized<W, S>::type operator op(const ap_int_base<W, S>& a,                 \
                                                           const ap_int_base<W2, S2>& n) {             \
    return a.method(heddle_ap::shiftAmount(n));                                                        \
  }                                                                                                    \
  template <int W, bool S, typename T, int = heddle_ap::native<T>::width>                              \
  inline typename heddle_ap::sized<W, S>::type operator op(const ap_int_base<W, S>& a, T n) {          \
    return a.method(heddle_ap::shiftAmount(typename heddle_ap::native<T>::wide(n)));                   \
  }
HEDDLE_AP_SHIFT(<<, shiftedLeft)
HEDDLE_AP_SHIFT(>>, shiftedRight)
#undef HEDDLE_AP_SHIFT

// ---- parts of a value: readable and writable ----

template <int W, bool S> struct ap_bit_ref {
  ap_int_base<W, S>& of;
  int at;
  ap_bit_ref(ap_int_base<W, S>& x, int i) : of(x), at(i) {}
  operator bool() const { return of.test(at); }
  bool to_bool() const { return of.test(at); }
  bool operator~() const { return !of.test(at); }
  template <typename T> ap_bit_ref& operator=(const T& v) {
    of.set_bit(at, v != 0);
    return *this;
  }
  ap_bit_ref& operator=(const ap_bit_ref& v) {
    of.set_bit(at, bool(v));
    return *this;
  }
};

// Both ends included; with the ends swapped the bits come in reverse order.
template <int W, bool S> struct ap_range_ref {
  ap_int_base<W, S>& of;
  int hi, lo;
  ap_range_ref(ap_int_base<W, S>& x, int h, int l) : of(x), hi(h), lo(l) {}
  int length() const { return hi >= lo ? hi - lo + 1 : lo - hi + 1; }
  int place(int i) const { return hi >= lo ? lo + i : lo - i; }
  ap_uint<W> get() const {
    ap_uint<W> r(0);
    for (int i = 0; i < length(); i++) r.set_bit(i, of.test(place(i)));
    return r;
  }
  template <int W2, bool S2> void put(const ap_int_base<W2, S2>& v) {
    for (int i = 0; i < length(); i++) of.set_bit(place(i), i < W2 ? v.test(i) : v.negative());
  }
  operator unsigned long long() const { return get().to_uint64(); }
  int to_int() const { return get().to_int(); }
  unsigned to_uint() const { return get().to_uint(); }
  long long to_int64() const { return get().to_int64(); }
  unsigned long long to_uint64() const { return get().to_uint64(); }
  std::string to_string(int radix = 2) const { return get().to_string(radix, false); }
  template <typename T> ap_range_ref& operator=(const T& v) {
    put(ap_int<W + 1>(v));
    return *this;
  }
  ap_range_ref& operator=(const ap_range_ref& v) {
    put(v.get());
    return *this;
  }
};

#endif  // HEDDLE_AP_INT_H
