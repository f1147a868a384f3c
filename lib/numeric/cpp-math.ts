/**
 * What emitted C++ calls for the IR's operators on floats, so that it means the same with the vendor's hls_math.h and
 * with ours (include/hls_math.h), whose results are those of math.ts bit for bit.
 */
import type { BinaryOp, UnaryOp } from "../ir/ir.js";

/** How a float operator is written: a C operator, or a function; `helper` names the text it needs in the file. */
export type CppForm =
  | { readonly kind: "operator"; readonly operator: string }
  | { readonly kind: "call"; readonly callee: string; readonly helper?: CppHelper };

/** Functions that the vendor's header has not, or has with another meaning. */
export type CppHelper = "round_half_up" | "float_min" | "float_max" | "float_sign";

const operator = (text: string): CppForm => ({ kind: "operator", operator: text });
const library = (name: string): CppForm => ({ kind: "call", callee: `hls::${name}` });
const helper = (name: CppHelper): CppForm => ({ kind: "call", callee: name, helper: name });

export const cppFloatBinary: Readonly<
  Record<Exclude<BinaryOp, "floordiv" | "mod" | "shl" | "shr" | "ushr" | "and" | "or" | "xor">, CppForm>
> = {
  add: operator("+"),
  sub: operator("-"),
  mul: operator("*"),
  div: operator("/"),
  rem: library("fmod"),
  min: helper("float_min"),
  max: helper("float_max"),
  pow: library("pow"),
  hypot: library("hypot"),
};

export const cppFloatUnary: Readonly<Record<Exclude<UnaryOp, "not" | "bitnot" | "reverse">, CppForm>> = {
  neg: operator("-"),
  abs: library("fabs"),
  sqrt: library("sqrt"),
  exp: library("exp"),
  log: library("log"),
  sin: library("sin"),
  cos: library("cos"),
  tan: library("tan"),
  tanh: library("tanh"),
  floor: library("floor"),
  ceil: library("ceil"),
  round: helper("round_half_up"),
  trunc: library("trunc"),
  sign: helper("float_sign"),
};

/** The helpers' definitions, to be printed above the kernels that use them; they need only hls_math.h. */
export const cppHelpers: Readonly<Record<CppHelper, string>> = {
  round_half_up: `// The nearest integer, ties toward +infinity, as Math.round; keeps -0.
template <typename T>
static T round_half_up(T x) {
  const T below = hls::floor(x);
  return hls::copysign(x - below >= T(0.5) ? below + T(1) : below, x);
}
`,
  float_min: `// The lesser, as Math.min: NaN if either is, and -0 below +0.
template <typename T>
static T float_min(T a, T b) {
  if (a != a || b != b) return a + b;
  return a < b || (a == b && hls::signbit(a)) ? a : b;
}
`,
  float_max: `// The greater, as Math.max: NaN if either is, and +0 above -0.
template <typename T>
static T float_max(T a, T b) {
  if (a != a || b != b) return a + b;
  return a > b || (a == b && hls::signbit(b)) ? a : b;
}
`,
  float_sign: `// -1, 0 or 1, as Math.sign; keeps -0 and NaN.
template <typename T>
static T float_sign(T x) {
  return x > 0 ? T(1) : x < 0 ? T(-1) : x;
}
`,
};
