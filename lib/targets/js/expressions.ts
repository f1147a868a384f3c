/** Expressions by the kind of value they give: bools, floats, and what a variable of the expression's type holds. */
import type { Arg, Assign, Binary, BinaryOp, CallExpr, Compare, CompareOp, Expr, Load, UnaryOp } from "../../ir/ir.js";
import { isIntegral, type FloatType, type ScalarType, type Type } from "../../ir/types.js";
import { carried, settled, toBigint } from "./carriers.js";
import { call, conditional, infix, numberLiteral, prefix, primary, type Code } from "./code.js";
import type { FunctionContext } from "./context.js";
import { integer } from "./integers.js";
import { elementText } from "./subscripts.js";

/** The value of `e` as a variable or argument of its own type is carried. */
export function carriedValue(e: Expr, cx: FunctionContext): Code {
  switch (e.type.kind) {
    case "bool":
      return boolean(e, cx);
    case "float":
      return float(e, cx);
    case "int":
    case "index":
      return carried(integer(e, cx), e.type);
  }
}

/** `x = value`, without the semicolon. */
export function assignment(s: Assign, cx: FunctionContext): string {
  return `${cx.local(s.sym).name} = ${carriedValue(s.value, cx).text}`;
}

/** `A[offset]` as the array gives it. */
export function element(e: Load, cx: FunctionContext): Code {
  return primary(cx.promoted.get(e.tensor.id) ?? elementText(e, cx));
}

/** A call of a pure function. */
export function functionCall(e: CallExpr, cx: FunctionContext): Code {
  const callee = cx.callee(e.callee);
  const text = call(callee.name, ...callArguments(e.args, callee.func.params.map((p) => p.type), cx));
  return { ...text, text: cx.module.marker.mark(e.span) + text.text };
}

/** Arguments as parameters of types `types` take them. */
export function callArguments(args: readonly Arg[], types: readonly Type[], cx: FunctionContext): Code[] {
  return args.map((a, i) => {
    if (a.kind !== "ref") return carriedValue(a, cx);
    return primary((types[i]?.kind === "stream" ? cx.stream(a.sym) : cx.tensor(a.sym)).name);
  });
}

const comparisons: Record<CompareOp, string> = { eq: "===", ne: "!==", lt: "<", le: "<=", gt: ">", ge: ">=" };

/** The value of a bool expression as true or false. */
export function boolean(e: Expr, cx: FunctionContext): Code {
  switch (e.kind) {
    case "const":
      return primary(String(e.value));
    case "var":
      return primary(cx.local(e.sym).name);
    case "load":
      return cx.promoted.has(e.tensor.id) ? element(e, cx) : infix("!==", element(e, cx), primary("0"));
    case "binary":
      return booleanBinary(e, cx);
    case "compare":
      return compare(e, cx);
    case "logic":
      return infix(e.op === "and" ? "&&" : "||", boolean(e.left, cx), boolean(e.right, cx));
    case "unary":
      return prefix("!", boolean(e.operand, cx));
    case "select":
      return conditional(boolean(e.cond, cx), boolean(e.whenTrue, cx), boolean(e.whenFalse, cx));
    case "cast":
      return notZero(e.operand, cx);
    case "call":
      return functionCall(e, cx);
  }
}

/** Both sides are evaluated: the right one may stop the run. */
function booleanBinary(e: Binary, cx: FunctionContext): Code {
  const [left, right] = [boolean(e.left, cx), boolean(e.right, cx)];
  if (e.op === "xor") return infix("!==", left, right);
  return infix("===", infix(e.op === "and" ? "&" : "|", left, right), primary("1"));
}

function compare(e: Compare, cx: FunctionContext): Code {
  const sign = comparisons[e.op];
  if (e.left.type.kind === "float") return infix(sign, float(e.left, cx), float(e.right, cx));
  if (e.left.type.kind === "bool" && e.right.type.kind === "bool") {
    return infix(sign, boolean(e.left, cx), boolean(e.right, cx));
  }
  const [a, b] = [integer(e.left, cx), integer(e.right, cx)];
  return a.carrier === b.carrier ? infix(sign, a, b) : infix(sign, toBigint(a), toBigint(b));
}

function notZero(operand: Expr, cx: FunctionContext): Code {
  if (operand.type.kind === "bool") return boolean(operand, cx);
  if (operand.type.kind === "float") return infix("!==", float(operand, cx), primary("0"));
  const value = integer(operand, cx);
  return infix("!==", value, primary(value.carrier === "bigint" ? "0n" : "0"));
}

/** The value of a float expression, rounded to its type. */
export function float(e: Expr, cx: FunctionContext): Code {
  const known = cx.precomputed.get(e);
  if (known !== undefined) return known;
  const code = unrounded(e, cx);
  return e.type.kind === "float" && e.type.width === 32 && !isRounded(e) ? call("Math.fround", code) : code;
}

/** Operations on doubles that give a float32 when their operands are float32. */
const exactOps: ReadonlySet<BinaryOp | UnaryOp> = new Set<BinaryOp | UnaryOp>(
  ["rem", "min", "max", "neg", "abs", "floor", "ceil", "round", "trunc", "sign"],
);

function isRounded(e: Expr): boolean {
  switch (e.kind) {
    case "binary":
    case "unary":
      return exactOps.has(e.op);
    case "cast":
      return isRoundedCast(e.operand.type);
    default:
      return true;
  }
}

/** Integers of up to 24 bits are float32s; conversion from a bigint rounds by itself. */
function isRoundedCast(from: ScalarType): boolean {
  switch (from.kind) {
    case "bool":
      return true;
    case "float":
      return from.width === 32;
    case "index":
      return false;
    case "int":
      return from.width <= 24;
  }
}

/**
 * The value of a float expression before it is rounded to float32: for stores into a Float32Array, which rounds by
 * itself. Computing one operation in double and rounding once is exact for + - * / sqrt (53 ≥ 2 · 24 + 2 bits).
 */
export function unrounded(e: Expr, cx: FunctionContext): Code {
  const known = cx.precomputed.get(e);
  if (known !== undefined) return known;
  switch (e.kind) {
    case "const":
      return numberLiteral(Number(e.value));
    case "var":
      return primary(cx.local(e.sym).name);
    case "load":
      return element(e, cx);
    case "binary":
      return floatBinary(e.op, float(e.left, cx), float(e.right, cx), cx);
    case "unary":
      return floatUnary(e.op, float(e.operand, cx), cx);
    case "select":
      return conditional(boolean(e.cond, cx), float(e.whenTrue, cx), float(e.whenFalse, cx));
    case "cast":
      return toFloat(e.operand, e.type, cx);
    case "call":
      return functionCall(e, cx);
    case "compare":
    case "logic":
      throw new Error(`a ${e.kind} is a bool`);
  }
}

const signs: Partial<Record<BinaryOp, string>> = { add: "+", sub: "-", mul: "*", div: "/", rem: "%" };

function floatBinary(op: BinaryOp, left: Code, right: Code, cx: FunctionContext): Code {
  const sign = signs[op];
  if (sign !== undefined) return infix(sign, left, right);
  return call(op === "min" || op === "max" ? `Math.${op}` : cx.helper(op), left, right);
}

const ownFunctions: ReadonlySet<UnaryOp> = new Set<UnaryOp>(["exp", "log", "sin", "cos", "tan", "tanh"]);

function floatUnary(op: UnaryOp, operand: Code, cx: FunctionContext): Code {
  if (op === "neg") return prefix("-", operand);
  return call(ownFunctions.has(op) ? cx.helper(op) : `Math.${op}`, operand);
}

function toFloat(operand: Expr, type: ScalarType, cx: FunctionContext): Code {
  if (!isIntegral(operand.type)) return float(operand, cx);
  const value = integer(operand, cx);
  if (value.carrier === "number") return settled(value);
  return isFloat32(type) ? call(cx.helper("bigintToFloat"), value, "32") : call("Number", value);
}

function isFloat32(type: ScalarType): type is FloatType {
  return type.kind === "float" && type.width === 32;
}
