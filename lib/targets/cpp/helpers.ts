/** Small functions that emitted files carry when they need them, because C++ has no operator that means the same. */
import { cppHelpers, type CppHelper } from "../../numeric/cpp-math.js";
import type { Feature } from "./dialect.js";
import { bitsHelpers, type BitsHelper } from "./float-bits.js";

type OwnHelper =
  | "floor_div" | "floor_mod" | "min_of" | "max_of" | "abs_of" | "sign_of" | "shift_left" | "shift_right" | "shift_amount"
  | "in_bounds" | "reverse_bits" | "float_to_int" | "float_to_wide" | "float_to_fixed" | "from_bits" | "odd_float" | "odd_double"
  | BitsHelper;

export type HelperName = OwnHelper | CppHelper;

export interface Helper {
  readonly text: string;
  readonly needs: readonly Feature[];
  readonly uses?: readonly HelperName[];
}

const bitsOf = "8 * (int)sizeof(T)";

const ownHelpers: Readonly<Record<OwnHelper, Helper>> = {
  floor_div: {
    needs: [],
    text: `// The quotient rounded down.
template <typename T>
static T floor_div(T a, T b) {
  const T q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? T(q - 1) : q;
}
`,
  },
  floor_mod: {
    needs: [],
    text: `// The remainder of the division rounded down: it has the divisor's sign.
template <typename T>
static T floor_mod(T a, T b) {
  const T r = a % b;
  return r != 0 && (r < 0) != (b < 0) ? T(r + b) : r;
}
`,
  },
  min_of: {
    needs: [],
    text: `template <typename T>
static T min_of(T a, T b) {
  return a < b ? a : b;
}
`,
  },
  max_of: {
    needs: [],
    text: `template <typename T>
static T max_of(T a, T b) {
  return a > b ? a : b;
}
`,
  },
  abs_of: {
    needs: [],
    text: `template <typename T>
static T abs_of(T x) {
  return x < 0 ? T(0 - x) : x;
}
`,
  },
  sign_of: {
    needs: [],
    text: `// -1, 0 or 1.
template <typename T>
static int sign_of(T x) {
  return (x > 0) - (x < 0);
}
`,
  },
  shift_left: {
    needs: ["integers", "assert"],
    text: `// Amounts of the width and more give 0.
template <typename T>
static T shift_left(T x, int64_t n) {
  assert(n >= 0);
  return n < ${bitsOf} ? T(x << n) : T(0);
}
`,
  },
  shift_right: {
    needs: ["integers", "assert"],
    text: `// Amounts of the width and more leave nothing but the sign.
template <typename T>
static T shift_right(T x, int64_t n) {
  assert(n >= 0);
  return n < ${bitsOf} ? T(x >> n) : T(x < 0 ? -1 : 0);
}
`,
  },
  shift_amount: {
    needs: ["assert"],
    text: `// An amount to shift by; simulation checks that it is not negative.
static int shift_amount(int n) {
  assert(n >= 0);
  return n;
}
`,
  },
  in_bounds: {
    needs: ["assert"],
    text: `// A subscript that has to be inside its array; simulation checks it.
template <typename T>
static int in_bounds(T subscript, int extent) {
  assert(subscript >= 0 && subscript < extent);
  return (int)subscript;
}
`,
  },
  reverse_bits: {
    needs: ["wide"],
    text: `template <typename T>
static T reverse_bits(T x) {
  x.reverse();
  return x;
}
`,
  },
  float_to_int: {
    needs: ["integers"],
    text: `// Truncates toward zero and wraps modulo 2^64; NaN and infinities give 0.
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
`,
  },
  float_to_wide: {
    needs: ["wide"],
    text: `// Truncates toward zero and wraps; NaN and infinities give 0.
template <typename T>
static T float_to_wide(double x) {
  return x - x == 0 ? T(x) : T(0);
}
`,
  },
  float_to_fixed: {
    needs: ["fixed"],
    text: `// By the modes of T; NaN and infinities give 0.
template <typename T>
static T float_to_fixed(double x) {
  return x - x == 0 ? T(x) : T(0);
}
`,
  },
  from_bits: {
    needs: ["fixed"],
    text: `// The fixed-point number that has these bits.
template <typename T, typename Bits>
static T from_bits(Bits bits) {
  T x;
  x.range(T::width - 1, 0) = bits;
  return x;
}
`,
  },
  odd_float: {
    needs: ["integers"],
    text: `// x as a float rounded to odd: rounding that to 16 bits rounds x itself once.
static float odd_float(double x) {
  union {
    float value;
    uint32_t bits;
  } u;
  u.value = (float)x;
  const bool isBelow = (double)u.value < x;
  if (x - x == 0 && (double)u.value != x && (u.bits & 1) == 0) u.bits += isBelow == (x > 0) ? 1 : -1;
  return u.value;
}
`,
  },
  odd_double: {
    needs: ["integers"],
    text: `// x as a double rounded to odd: rounding that to fewer bits rounds x itself once.
template <typename T>
static double odd_double(T x) {
  union {
    double value;
    uint64_t bits;
  } u;
  u.value = x.to_double();
  if (u.value - u.value != 0) return u.value;
  const T nearest = u.value;
  const bool isBelow = nearest < x;
  if (nearest != x && (u.bits & 1) == 0) u.bits += isBelow == (x > 0) ? 1 : -1;
  return u.value;
}
`,
  },
  ...bitsHelpers,
};

/** The definition of a helper, and what it needs. */
export function helper(name: HelperName): Helper {
  return name in ownHelpers ? ownHelpers[name as OwnHelper] : { text: cppHelpers[name as CppHelper], needs: ["math"] };
}

/** All names of helpers: names that nothing else in a file may have. One that uses another comes after it. */
export const helperNames: readonly HelperName[] = [
  ...(Object.keys(ownHelpers) as OwnHelper[]),
  ...(Object.keys(cppHelpers) as CppHelper[]),
];
