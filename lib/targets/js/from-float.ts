/** Floats that become integers, or raw values of fixed point. */
import type { Cast, Expr } from "../../ir/ir.js";
import { intervalOf, type FixedType, type Interval, type IntType, type Rounding } from "../../ir/types.js";
import { bigint, number, toNumber, wrapped32 } from "./carriers.js";
import { call, infix, numberLiteral, prefix, type Code, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";

/** Truncates; JavaScript's 32-bit operators do, and wrap, and make 0 of NaN and infinities. */
export function fromFloat(operand: Expr, type: IntType, cx: FunctionContext): IntCode {
  const code = cx.lower.float(operand, cx);
  if (type.width <= 32) return wrapped32(code, type);
  const range = intervalOf(type);
  if (type.width <= 53) {
    return number(call(wrapHelper(type, cx), call(cx.helper("truncate"), code), String(2 ** type.width)), range);
  }
  const helper = type.signed ? "BigInt.asIntN" : "BigInt.asUintN";
  return bigint(call(helper, String(type.width), call(cx.helper("toBigInt"), code)), range);
}

function wrapHelper({ signed }: { readonly signed: boolean }, cx: FunctionContext): string {
  return cx.helper(signed ? "wrapSigned" : "wrapUnsigned");
}

/** The raw value that a float becomes in the fixed-point type of the cast `e`. */
export function rawOfFloat(e: Cast, type: FixedType, cx: FunctionContext): IntCode {
  const range = intervalOf({ kind: "int", width: type.width, signed: type.signed });
  const code = cx.lower.float(e.operand, cx);
  // Scaling up by a power of two is exact, or overflows to what is a multiple of every modulus and beyond every limit.
  if (type.width <= 53 && type.frac >= 0 && type.frac <= 900) return scaled(code, type, range, cx);
  const { width, frac, signed, rounding, overflow } = type;
  const described = [width, frac, signed, rounding, overflow].map((x) => JSON.stringify(x)).join(", ");
  const name = cx.module.shared("fixed", `${cx.helper("fixedType")}(${described})`);
  const raw = bigint(call(cx.helper("rawOf"), code, name), range);
  return width <= 53 ? toNumber(raw) : raw;
}

function scaled(code: Code, type: FixedType, range: Interval, cx: FunctionContext): IntCode {
  const scale = (x: Code): Code => (type.frac === 0 ? x : infix("*", x, numberLiteral(2 ** type.frac)));
  if (type.overflow !== "wrap") return saturated(scale(call(cx.helper("finite"), code)), type, range, cx);
  const whole = roundedCode(scale(code), type.rounding, cx);
  if (type.width <= 32) return wrapped32(whole, { kind: "int", width: type.width, signed: type.signed });
  return number(call(wrapHelper(type, cx), call(cx.helper("finite"), whole), String(2 ** type.width)), range, true);
}

function roundedCode(code: Code, rounding: Rounding, cx: FunctionContext): Code {
  switch (rounding) {
    case "trunc":
      return call("Math.floor", code);
    case "truncZero":
      return call("Math.trunc", code);
    case "round":
      return call(cx.helper("roundUp"), code);
    case "roundMinInf":
      return prefix("-", call(cx.helper("roundUp"), prefix("-", code)));
    case "roundZero":
    case "roundInf":
    case "roundConv":
      return call(cx.helper(rounding), code);
  }
}

/** Rounding what was limited to integers keeps to them; only for `saturateZero` it must come first. */
function saturated(code: Code, type: FixedType, { lo, hi }: Interval, cx: FunctionContext): IntCode {
  const { overflow, signed, rounding } = type;
  const least = overflow === "saturateSym" && signed ? -hi : lo;
  const limits = [least, hi].map((limit) => numberLiteral(Number(limit)));
  const limited = overflow === "saturateZero"
    ? call(cx.helper("inRangeOrZero"), roundedCode(code, rounding, cx), ...limits)
    : roundedCode(call(cx.helper("clamp53"), code, ...limits), rounding, cx);
  return number(limited, { lo, hi }, true);
}
