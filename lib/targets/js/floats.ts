/** Float expressions: doubles, rounded to the type of the expression after each operation. */
import type { BinaryOp, Cast, Expr, UnaryOp } from "../../ir/ir.js";
import type { FloatType, Interval } from "../../ir/types.js";
import { bitsAsFloat } from "./bitcasts.js";
import { settled, toBigint } from "./carriers.js";
import { call, conditional, infix, numberLiteral, prefix, primary, type Code, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";

/** The value of a float expression, rounded to its type. */
export function float(e: Expr, cx: FunctionContext): Code {
  const known = cx.precomputed.get(e);
  if (known !== undefined) return known;
  const code = unrounded(e, cx);
  return e.type.kind === "float" && !isRounded(e, e.type, cx) ? rounded(code, e.type, cx) : code;
}

/** A double rounded to `type`. */
function rounded(code: Code, type: FloatType, cx: FunctionContext): Code {
  switch (type.precision) {
    case 53:
      return code;
    case 24:
      return call("Math.fround", code);
    case 11:
      return call(cx.helper("half"), code);
    case 8:
      return call(cx.helper("bfloat"), code);
  }
}

/** Operations on doubles that give a value of a narrower type when their operands are of it. */
const exactOps: ReadonlySet<BinaryOp | UnaryOp> = new Set<BinaryOp | UnaryOp>(
  ["rem", "min", "max", "neg", "abs", "floor", "ceil", "round", "trunc", "sign"],
);

function isRounded(e: Expr, type: FloatType, cx: FunctionContext): boolean {
  if (type.precision === 53) return true;
  switch (e.kind) {
    case "binary":
    case "unary":
      return exactOps.has(e.op);
    case "cast":
      return isExactCast(e, type, cx);
    default:
      return true;
  }
}

/** Whether the double that a cast gives is of `type` already. */
function isExactCast({ operand }: Cast, type: FloatType, cx: FunctionContext): boolean {
  const from = operand.type;
  if (from.kind === "float") return from.precision === type.precision || from.width < type.width;
  if (from.kind === "fixed") return false;
  return isWithin(cx.rangeOf(operand), 2n ** BigInt(type.precision));
}

function isWithin({ lo, hi }: Interval, most: bigint): boolean {
  return -most <= lo && hi <= most;
}

/**
 * The value of a float expression before it is rounded to its type: for stores, which round by themselves. Computing
 * one operation in double and rounding once is exact for + - * / sqrt (53 ≥ 2 · 24 + 2 bits).
 */
export function unrounded(e: Expr, cx: FunctionContext): Code {
  const known = cx.precomputed.get(e);
  if (known !== undefined) return known;
  if (e.type.kind !== "float") throw new Error("a float expression was expected");
  switch (e.kind) {
    case "const":
      return numberLiteral(Number(e.value));
    case "var":
      return primary(cx.local(e.sym).name);
    case "load":
      return cx.lower.element(e, cx);
    case "binary":
      return binary(e.op, float(e.left, cx), float(e.right, cx), cx);
    case "unary":
      return unary(e.op, float(e.operand, cx), cx);
    case "select":
      return conditional(cx.lower.boolean(e.cond, cx), float(e.whenTrue, cx), float(e.whenFalse, cx));
    case "cast":
      return toFloat(e.operand, e.type, cx);
    case "bitcast":
      return bitsAsFloat(e, e.type, cx);
    case "call":
      return cx.lower.functionCall(e, cx);
    case "compare":
    case "logic":
      throw new Error(`a ${e.kind} is a bool`);
  }
}

const signs: Partial<Record<BinaryOp, string>> = { add: "+", sub: "-", mul: "*", div: "/", rem: "%" };

function binary(op: BinaryOp, left: Code, right: Code, cx: FunctionContext): Code {
  const sign = signs[op];
  if (sign !== undefined) return infix(sign, left, right);
  return call(op === "min" || op === "max" ? `Math.${op}` : cx.helper(op), left, right);
}

const ownFunctions: ReadonlySet<UnaryOp> = new Set<UnaryOp>(["exp", "log", "sin", "cos", "tan", "tanh"]);

function unary(op: UnaryOp, operand: Code, cx: FunctionContext): Code {
  if (op === "neg") return prefix("-", operand);
  return call(ownFunctions.has(op) ? cx.helper(op) : `Math.${op}`, operand);
}

function toFloat(operand: Expr, type: FloatType, cx: FunctionContext): Code {
  if (operand.type.kind === "float") return float(operand, cx);
  if (operand.type.kind === "fixed") {
    if (operand.kind !== "bitcast") throw new Error("fixed point was to be lowered");
    return scaledToFloat(cx.lower.integer(operand.operand, cx), operand.type.frac, type, cx);
  }
  const value = cx.lower.integer(operand, cx);
  if (value.carrier === "number") return settled(value);
  return type.precision === 53 ? call("Number", value) : exactFloat(value, 0, type, cx);
}

/** raw · 2^−frac: exact in double where neither end of its range is near. */
function scaledToFloat(raw: IntCode, frac: number, type: FloatType, cx: FunctionContext): Code {
  if (raw.carrier === "bigint" || Math.abs(frac) > 900) return exactFloat(toBigint(raw), frac, type, cx);
  if (frac === 0) return settled(raw);
  const power = numberLiteral(2 ** Math.abs(frac));
  return infix(frac > 0 ? "/" : "*", settled(raw), power);
}

function exactFloat(m: IntCode, frac: number, { precision }: FloatType, cx: FunctionContext): Code {
  return call(cx.helper("bigToFloat"), m, String(-frac), String(precision));
}
