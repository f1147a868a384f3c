/** Lowers the IR's operators on floats and the conversions to and from them. */
import { cppFloatBinary, cppFloatUnary, type CppForm } from "../../numeric/cpp-math.js";
import { exactToFloat, roundToFloat } from "../../numeric/floats.js";
import type { Binary, Cast, Unary } from "../../ir/ir.js";
import { float32, float64, intervalOf, intTypeFor, isIntegral, type FloatType, type Interval } from "../../ir/types.js";
import { asInt, type Integral } from "../../ir/typing.js";
import { noteType, rangeOf, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { fixedToFloat } from "./fixed.js";
import { call, cast, infix, literal, method, prefix, type CppExpr, type CppFixed, type CppWide, type InfixOp } from "./tree.js";
import { int64, integerType, isSmallFloat, plainInt, scalarType, wide } from "./types.js";
import { callHelper, castTo, exact, settle, type Lowered } from "./value.js";

/** A float constant in the fewest digits that read back as itself. */
export function floatLiteral(value: number, t: FloatType, c: FuncContext): Lowered {
  const suffix = t.width === 64 ? "" : "f";
  const number = Number.isFinite(value) ? literal(digits(value, t) + suffix) : special(value, t, c);
  return { expr: isSmallFloat(t) ? cast(noteType(t, c), number) : number, type: t, bits: exact };
}

/** The library's macros are of type float. */
function special(value: number, t: FloatType, c: FuncContext): CppExpr {
  c.features.add("math");
  const macro = literal(Number.isNaN(value) ? "NAN" : value < 0 ? "-INFINITY" : "INFINITY");
  return t.width === 64 ? cast(t, macro) : macro;
}

function digits(value: number, t: FloatType): string {
  const text = t.width === 64 ? plainText(value) : shortest(value, t);
  const signed = Object.is(value, -0) ? `-${text}` : text;
  return /[.e]/.test(signed) ? signed : `${signed}.0`;
}

/** Of a literal that C++ first makes a float. */
function shortest(value: number, t: FloatType): string {
  for (let precision = 1; precision < 9; precision += 1) {
    const text = value.toPrecision(precision);
    if (roundToFloat(Math.fround(Number(text)), t) === value) return plainText(Number(text));
  }
  return plainText(Number(value.toPrecision(9)));
}

/** `1e30`, not `1e+30`, and no integers of twenty digits. */
function plainText(value: number): string {
  const text = Math.abs(value) >= 1e16 ? value.toExponential() : String(value);
  return text.replace("e+", "e");
}

/** A float binary operator. */
export function floatBinary(e: Binary, t: FloatType, c: FuncContext): Lowered {
  const [l, r] = [lower(e.left, c).expr, lower(e.right, c).expr];
  if (!(e.op in cppFloatBinary)) throw new Error(`'${e.op}' has no float form`);
  const form = cppFloatBinary[e.op as keyof typeof cppFloatBinary];
  const expr = form.kind === "operator" ? infix(form.operator as InfixOp, l, r) : callForm(form, [l, r], t, c);
  return computed(expr, t, c);
}

/** What C++ computes of 16-bit floats is a float, to be rounded. */
function computed(expr: CppExpr, t: FloatType, c: FuncContext): Lowered {
  return { expr: isSmallFloat(t) ? cast(noteType(t, c), expr) : expr, type: t, bits: exact };
}

/** A float unary operator. */
export function floatUnary(e: Unary, t: FloatType, c: FuncContext): Lowered {
  const operand = lower(e.operand, c).expr;
  if (!(e.op in cppFloatUnary)) throw new Error(`'${e.op}' has no float form`);
  const form = cppFloatUnary[e.op as keyof typeof cppFloatUnary];
  const expr = form.kind === "operator" ? prefix("-", operand) : callForm(form, [operand], t, c);
  return computed(expr, t, c);
}

function callForm(form: CppForm & { kind: "call" }, args: readonly CppExpr[], t: FloatType, c: FuncContext): CppExpr {
  c.features.add("math");
  return form.helper === undefined ? call(form.callee, args) : callHelper(form.helper, [t], args, c);
}

/** A cast to a float type, rounded once. */
export function toFloatType(e: Cast, t: FloatType, c: FuncContext): Lowered {
  const from = e.operand.type;
  if (from.kind === "fixed") return fixedToFloat(e, from, t, c);
  const x = lower(e.operand, c);
  const result = (expr: CppExpr): Lowered => ({ expr, type: noteType(t, c), bits: exact });
  if (!isIntegral(from)) return result(floatToFloat(x.expr, from, t, c));
  const range = rangeOf(e.operand, c);
  if (range.lo === range.hi && x.expr.kind === "literal") return floatLiteral(exactToFloat(range.lo, 0, t), t, c);
  return result(integerToFloat(x, range, t, c));
}

function floatToFloat(x: CppExpr, from: FloatType, t: FloatType, c: FuncContext): CppExpr {
  if (!isSmallFloat(t)) return cast(t, x);
  if (from.width === 64) return roundedSmall(t, x, c);
  return cast(t, isSmallFloat(from) ? cast(float32, x) : x);
}

/** Numbers too large for a float are infinite as half, but not as bfloat16. */
function integerToFloat(x: Lowered, range: Interval, t: FloatType, c: FuncContext): CppExpr {
  if (isSmallFloat(t)) {
    const { width, signed } = intTypeFor(range);
    if (t.precision === 11 || width <= 24) return cast(t, integerToFloat(x, range, float32, c));
    const isDouble = width <= 53;
    const double = isDouble ? integerToFloat(x, range, float64, c) : oddDouble(wide(width + (signed ? 1 : 2), true), x.expr, c);
    return roundedSmall(t, double, c);
  }
  if (x.type.kind !== "wide") return cast(t, x.expr);
  if (x.type.width <= 64) return cast(t, castTo(int64OrUnsigned(x.type.signed), x, range, c).expr);
  return method(x.expr, c.dialect.wideTo[t.width === 32 ? "float32" : "float64"]);
}

/** A double as a float of 16 bits. */
export function roundedSmall(t: FloatType, double: CppExpr, c: FuncContext): CppExpr {
  return cast(noteType(t, c), callHelper("odd_float", [], [double], c));
}

/** A number as a double that may be rounded again; `type` is a class that holds it and the double. */
export function oddDouble(type: CppWide | CppFixed, x: CppExpr, c: FuncContext): CppExpr {
  return callHelper("odd_double", [type], [x], c);
}

function int64OrUnsigned(signed: boolean): typeof int64 {
  return { ...int64, signed };
}

/** A cast of a float to an integer type: truncates, wraps; NaN and infinities give 0. C++ leaves all but the first open. */
export function floatToInteger(e: Cast, t: Integral, need: number, c: FuncContext): Lowered {
  const x = lower(e.operand, c).expr;
  const { width } = asInt(t);
  if (width > 64) {
    const type = integerType(t);
    return { expr: callHelper("float_to_wide", [type], [x], c), type, bits: exact };
  }
  const low: Lowered = { expr: callHelper("float_to_int", [], [x], c), type: int64, bits: 64 };
  if (need <= width) return { ...low, bits: width };
  const own = t.kind === "index" ? plainInt : scalarType(t);
  if (own.kind !== "int" && own.kind !== "wide") throw new Error("a float became something else than an integer");
  if (own.kind === "int" && own.width === 64 && own.signed) return settle(low, intervalOf(t), need, c);
  return castTo(own, low, intervalOf(t), c);
}
