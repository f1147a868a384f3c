/** Lowers the IR's operators on floats and the conversions to and from them. */
import { cppFloatBinary, cppFloatUnary, type CppForm } from "../../numeric/cpp-math.js";
import { bigintToFloat, toFloat } from "../../numeric/convert.js";
import type { Binary, Cast, Unary } from "../../ir/ir.js";
import { intervalOf, isIntegral, type FloatType } from "../../ir/types.js";
import { asInt, type Integral } from "../../ir/typing.js";
import { rangeOf, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { call, cast, infix, literal, method, prefix, type CppExpr, type InfixOp } from "./tree.js";
import { declaredType, int64, integerType, plainInt } from "./types.js";
import { callHelper, castTo, exact, settle, type Lowered } from "./value.js";

/** A float constant in the fewest digits that read back as itself. */
export function floatLiteral(value: number, t: FloatType, c: FuncContext): Lowered {
  const suffix = t.width === 32 ? "f" : "";
  const expr = Number.isFinite(value) ? literal(digits(value, t) + suffix) : special(value, t, c);
  return { expr, type: t, bits: exact };
}

/** The library's macros are of type float. */
function special(value: number, t: FloatType, c: FuncContext): CppExpr {
  c.features.add("math");
  const macro = literal(Number.isNaN(value) ? "NAN" : value < 0 ? "-INFINITY" : "INFINITY");
  return t.width === 32 ? macro : cast(t, macro);
}

function digits(value: number, t: FloatType): string {
  const text = t.width === 64 ? plainText(value) : shortest32(value);
  const signed = Object.is(value, -0) ? `-${text}` : text;
  return /[.e]/.test(signed) ? signed : `${signed}.0`;
}

function shortest32(value: number): string {
  for (let precision = 1; precision < 9; precision += 1) {
    const text = value.toPrecision(precision);
    if (toFloat(Number(text), 32) === value) return plainText(Number(text));
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
  return { expr, type: t, bits: exact };
}

/** A float unary operator. */
export function floatUnary(e: Unary, t: FloatType, c: FuncContext): Lowered {
  const operand = lower(e.operand, c).expr;
  if (!(e.op in cppFloatUnary)) throw new Error(`'${e.op}' has no float form`);
  const form = cppFloatUnary[e.op as keyof typeof cppFloatUnary];
  const expr = form.kind === "operator" ? prefix("-", operand) : callForm(form, [operand], t, c);
  return { expr, type: t, bits: exact };
}

function callForm(form: CppForm & { kind: "call" }, args: readonly CppExpr[], t: FloatType, c: FuncContext): CppExpr {
  c.features.add("math");
  return form.helper === undefined ? call(form.callee, args) : callHelper(form.helper, [t], args, c);
}

/** A cast to a float type, rounded once. */
export function toFloatType(e: Cast, t: FloatType, c: FuncContext): Lowered {
  const x = lower(e.operand, c);
  const result = (expr: CppExpr): Lowered => ({ expr, type: t, bits: exact });
  if (!isIntegral(e.operand.type)) return result(cast(t, x.expr));
  const { lo, hi } = rangeOf(e.operand, c);
  if (lo === hi && x.expr.kind === "literal") return floatLiteral(bigintToFloat(lo, t.width), t, c);
  if (x.type.kind !== "wide") return result(cast(t, x.expr));
  if (x.type.width <= 64) return result(cast(t, castTo(int64OrUnsigned(x.type.signed), x, { lo, hi }, c).expr));
  return result(method(x.expr, c.dialect.wideTo[t.width === 32 ? "float32" : "float64"]));
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
  const own = t.kind === "index" ? plainInt : declaredType(t);
  if (own.kind !== "int" && own.kind !== "wide") throw new Error("a float became something else than an integer");
  if (own.kind === "int" && own.width === 64 && own.signed) return settle(low, intervalOf(t), need, c);
  return castTo(own, low, intervalOf(t), c);
}
