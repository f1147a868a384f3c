/** Small functions that emitted files carry when they need them, because C++ has no operator that means the same. */
import { cppHelpers, type CppHelper } from "../../numeric/cpp-math.js";
import type { Feature } from "./dialect.js";

type IntegerHelper =
  | "floor_div" | "floor_mod" | "min_of" | "max_of" | "abs_of" | "sign_of" | "shift_left" | "shift_right" | "in_bounds"
  | "float_to_int" | "float_to_wide";

export type HelperName = IntegerHelper | CppHelper;

interface Helper {
  readonly text: string;
  readonly needs: readonly Feature[];
  readonly uses?: readonly HelperName[];
}

const bitsOf = "8 * (int)sizeof(T)";

const integerHelpers: Readonly<Record<IntegerHelper, Helper>> = {
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
};

/** The definition of a helper, and what it needs. */
export function helper(name: HelperName): Helper {
  return name in integerHelpers
    ? integerHelpers[name as IntegerHelper]
    : { text: cppHelpers[name as CppHelper], needs: ["math"] };
}

/** All names of helpers: names that nothing else in a file may have. */
export const helperNames: readonly HelperName[] = [
  ...(Object.keys(integerHelpers) as IntegerHelper[]),
  ...(Object.keys(cppHelpers) as CppHelper[]),
];
