// What kernels say in simulation. HEDDLE_PRINT("x = ", x) writes a line, HEDDLE_ASSERT(x > 0, "x is ", x) stops the
// program with a message when the condition does not hold. Values look as lib/numeric/format.ts makes them: integers in
// decimal, fixed point exactly, floats in the fewest digits that read back as the same value of their type. The header
// uses nothing of ap_int.h, ap_fixed.h and hls_half.h but what AMD's have too, so it works beside those.
#ifndef HEDDLE_PRINT_H
#define HEDDLE_PRINT_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>
#include <type_traits>
#include <vector>

#include <ap_fixed.h>
#include <hls_half.h>

#define HEDDLE_PRINT(...) ::heddle::output().line(::heddle::text{__VA_ARGS__}.str)
#define HEDDLE_ASSERT(condition, ...) \
  ((condition) ? (void)0 : ::heddle::output().failed(::heddle::text{__VA_ARGS__}.str, __LINE__))

namespace heddle {

// Where lines go, and the messages of failed assertions with their lines in the C++ file; the second never returns.
struct listener {
  void (*line)(const std::string& text);
  void (*failed)(const std::string& text, int line);
};

inline void writeLine(const std::string& text) {
  fwrite(text.data(), 1, text.size(), stdout);
  fputc('\n', stdout);
}
inline void stop(const std::string& text, int line) {
  fflush(stdout);
  fprintf(stderr, "line %d: an assertion does not hold%s%s\n", line, text.empty() ? "" : ": ", text.c_str());
  abort();
}
inline listener& output() {
  static listener l = {writeLine, stop};
  return l;
}

// ---- numbers ----

// A whole number in decimal, least significant digit first.
struct decimal {
  std::string digits;

  void multiply(int factor, int plus) {
    int carry = plus;
    for (char& d : digits) {
      carry += (d - '0') * factor;
      d = char('0' + carry % 10);
      carry /= 10;
    }
    for (; carry > 0; carry /= 10) digits += char('0' + carry % 10);
  }
  // With `frac` digits after the point, without zeros at its end.
  std::string text(int frac) const {
    std::string t(digits.rbegin(), digits.rend());
    if (int(t.size()) <= frac) t.insert(0, frac + 1 - t.size(), '0');
    if (t.empty()) return "0";
    if (frac <= 0) return t;
    t.insert(t.size() - frac, 1, '.');
    t.erase(t.find_last_not_of('0') + 1);
    if (t.back() == '.') t.pop_back();
    return t;
  }
};

// An ap_int or ap_fixed with `frac` bits after the point.
template <typename T> inline std::string exact(const T& x, int frac) {
  const int width = x.length();
  const bool negative = x < 0;
  std::vector<bool> magnitude(width);
  bool carry = negative;
  for (int i = 0; i < width; i++) {
    const bool bit = bool(x[i]) != negative;
    magnitude[i] = bit != carry;
    carry = carry && bit;
  }
  decimal value;
  for (int i = width - 1; i >= 0; i--) value.multiply(2, magnitude[i]);
  for (int i = 0; i < -frac; i++) value.multiply(2, 0);
  for (int i = 0; i < frac; i++) value.multiply(5, 0);
  return (negative ? "-" : "") + value.text(frac > 0 ? frac : 0);
}

// 0.d1d2d3... times 10^point, as JavaScript writes numbers.
inline std::string number(const std::string& digits, int point) {
  const int count = int(digits.size());
  if (count <= point && point <= 21) return digits + std::string(point - count, '0');
  if (0 < point && point <= 21) return digits.substr(0, point) + "." + digits.substr(point);
  if (-6 < point && point <= 0) return "0." + std::string(-point, '0') + digits;
  const std::string exponent = (point > 0 ? "e+" : "e-") + std::to_string(point > 0 ? point - 1 : 1 - point);
  return digits.substr(0, 1) + (count == 1 ? "" : "." + digits.substr(1)) + exponent;
}

// A positive number in `precision` digits, rounded from so many: no more than those, or all that a float has. Ties go to
// even in the first case and up in the second, as JavaScript's toString and toPrecision have it.
struct scientific {
  uint64_t digits;
  int precision, exponent;

  scientific(double x, int p, int from) : digits(0), precision(p) {
    char buffer[160];
    snprintf(buffer, sizeof buffer, "%.*e", from - 1, x);
    const char* const e = strchr(buffer, 'e');
    exponent = atoi(e + 1);
    int count = 0;
    for (const char* c = buffer; c < e && count <= p; c++) {
      if (*c < '0' || *c > '9') continue;
      if (count < p) digits = 10 * digits + uint64_t(*c - '0');
      else digits += *c >= '5';
      count++;
    }
  }
  double value() const {
    char buffer[40];
    snprintf(buffer, sizeof buffer, "%llue%d", (unsigned long long)digits, exponent - precision + 1);
    return strtod(buffer, nullptr);
  }
  std::string text() const {
    std::string t = std::to_string(digits);
    const int point = exponent + 1 + int(t.size()) - precision;
    t.erase(t.find_last_not_of('0') + 1);
    return number(t, point);
  }
};

// The nearest number of so many digits, or the one on the other side, which can be nearer in terms of doubles.
inline std::string shortest(double x) {
  for (int p = 1; p < 17; p++) {
    const scientific nearest(x, p, p);
    scientific below = nearest, above = nearest;
    below.digits--;
    above.digits++;
    for (const scientific& s : {nearest, below, above}) {
      if (s.value() == x) return s.text();
    }
  }
  return scientific(x, 17, 17).text();
}

// `x` with so many bits after the first, but none finer than those of 2^least.
inline double rounded(double x, int bits, int least) {
  int e;
  frexp(x, &e);
  const double unit = ldexp(1, (e - 1 > least ? e - 1 : least) - bits);
  return nearbyint(x / unit) * unit;
}

template <typename Round> inline std::string real(double x, Round round) {
  if (x != x) return "NaN";
  if (signbit(x)) return "-" + real(-x, round);
  if (x == 0) return "0";
  if (x - x != 0) return "Infinity";
  const int all = 120;
  for (int p = 1; p <= 9; p++) {
    const scientific s(x, p, all);
    if (round(s.value()) == x) return s.text();
  }
  return shortest(x);
}

// ---- text ----

// The elements of an array of N, shown as they are or, where they are the bits of one, as a fixed-point type.
template <int N, typename T, typename Shown> struct elements {
  T* first;
};
template <int N, typename T> inline elements<N, T, void> tensor(T* first) { return {first}; }
template <int N, typename Shown, typename T> inline elements<N, T, Shown> tensor_as(T* first) { return {first}; }

// Pieces put together, from left to right.
struct text {
  std::string str;

  template <typename... T> explicit text(const T&... pieces) {
    const int all[] = {0, (add(pieces), 0)...};
    (void)all;
  }

  void add(const char* s) { str += s; }
  void add(bool x) { str += x ? "true" : "false"; }
  void add(float x) {
    str += real(x, [](double y) { return double(float(y)); });
  }
  void add(double x) {
    str += x != x || x - x != 0 || x == 0 ? real(x, [](double y) { return y; }) : (x < 0 ? "-" : "") + shortest(fabs(x));
  }
  void add(const half& x) {
    str += real(float(x), [](double y) { return rounded(y, 10, -14); });
  }
  template <typename T> typename std::enable_if<std::is_integral<T>::value>::type add(T x) { str += std::to_string(x); }
  template <typename T> auto add(const T& x) -> decltype(void(T::iwidth)) { str += exact(x, T::width - T::iwidth); }
  template <typename T> auto add(const T& x) -> decltype(void(T::sign_flag)) { str += exact(x, 0); }
  // bfloat16, which emitted code defines.
  template <typename T> auto add(const T& x) -> decltype(void(x.bits)) {
    str += real(float(x), [](double y) { return rounded(y, 7, -126); });
  }
  template <int N, typename T, typename Shown> void add(const elements<N, T, Shown>& a) {
    const int shown = 8;
    str += "[";
    for (int i = 0; i < N && i < shown; i++) {
      str += i > 0 ? ", " : "";
      addElement<Shown>(a.first[i], std::is_array<T>(), std::is_void<Shown>());
    }
    if (N > shown) str += ", \xe2\x80\xa6 " + std::to_string(N - shown) + " more";
    str += "]";
  }

 private:
  template <typename Shown, typename T, typename IsVoid> void addElement(T& row, std::true_type, IsVoid) {
    typedef typename std::remove_extent<T>::type element;
    add(elements<int(std::extent<T>::value), element, Shown>{row});
  }
  template <typename Shown, typename T> void addElement(T& x, std::false_type, std::true_type) { add(x); }
  template <typename Shown, typename T> void addElement(T& bits, std::false_type, std::false_type) {
    Shown x;
    x.range(Shown::width - 1, 0) = bits;
    add(x);
  }
};

}  // namespace heddle

#endif  // HEDDLE_PRINT_H
