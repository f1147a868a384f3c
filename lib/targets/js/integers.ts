/**
 * Integer expressions. A number carries whatever range analysis proves to fit 53 bits; where only the low bits of a
 * result are wanted, other numbers do (words.ts, wide-casts.ts); the rest are bigints.
 */
import { intersect } from "../../analysis/intervals.js";
import type { Binary, BinaryOp, Cast, Expr, Select, Unary } from "../../ir/ir.js";
import { contains, intervalOf, isIntegral, type IndexType, type Interval, type IntType } from "../../ir/types.js";
import { asInt } from "../../ir/typing.js";
import { bitwise, complement, reversed, shift } from "./bits.js";
import { bigint, integerLiteral, negated, number, settled, toBigint, wrapped, wrapped32 } from "./carriers.js";
import { call, conditional, infix, primary, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { division } from "./division.js";
import { bitsAsInteger } from "./bitcasts.js";
import { extreme } from "./extremes.js";
import { fromFloat } from "./from-float.js";
import { fitsInt32, fitsNumber } from "./storage.js";
import { canBeCongruent, congruent } from "./wide-casts.js";
import { shiftedSum } from "./wide-shifts.js";
import { word } from "./words.js";

/** The exact value of an integral expression; bools count as 0 and 1. */
export function integer(e: Expr, cx: FunctionContext): IntCode {
  const range = cx.rangeOf(e);
  if (e.type.kind === "bool" && e.kind !== "const") {
    return number(conditional(cx.lower.boolean(e, cx), primary("1"), primary("0")), range);
  }
  switch (e.kind) {
    case "const":
      return integerLiteral(BigInt(e.value));
    case "var": {
      const { name, carrier, range: held } = cx.local(e.sym);
      const narrowed = (held && intersect(held, range)) ?? range;
      return carrier === "bigint" ? bigint(primary(name), narrowed) : number(primary(name), narrowed);
    }
    case "load":
    case "call": {
      const code = e.kind === "load" ? cx.lower.element(e, cx) : cx.lower.functionCall(e, cx);
      return e.type.kind === "int" && e.type.width > 53 ? bigint(code, range) : number(code, range);
    }
    case "binary":
      return binary(e, range, cx);
    case "unary":
      return unary(e, range, cx);
    case "select":
      return select(e, range, cx);
    case "cast":
      return cast(e, range, cx);
    case "bitcast":
      return bitsAsInteger(e, cx);
    case "compare":
    case "logic":
      throw new Error(`a ${e.kind} is a bool`);
  }
}

const signs: Partial<Record<BinaryOp, "+" | "-" | "*">> = { add: "+", sub: "-", mul: "*" };

function binary(e: Binary, range: Interval, cx: FunctionContext): IntCode {
  if (e.op === "min" || e.op === "max") return extreme(e, range, cx);
  const shifted = e.op === "shr" ? shiftedSum(e, cx) : undefined;
  if (shifted !== undefined) return shifted;
  const left = integer(e.left, cx);
  const right = integer(e.right, cx);
  switch (e.op) {
    case "add":
    case "sub":
    case "mul":
      return ring(e.op, left, right, range);
    case "div":
    case "rem":
    case "floordiv":
    case "mod":
      return division({ op: e.op, left, right, range, span: e.span }, cx);
    case "shl":
    case "shr":
    case "ushr":
      return shift({ op: e.op, left, right, range, type: numberType(e.left), span: e.span }, cx);
    case "and":
    case "or":
    case "xor":
      return bitwise(e.op, left, right, range, cx);
    case "pow":
    case "hypot":
      throw new Error(`'${e.op}' is for floats`);
  }
}

/** The left type of a shift; bool shifts as one bit. */
function numberType(e: Expr): IntType | IndexType {
  if (!isIntegral(e.type)) throw new Error("an integral expression was expected");
  return e.type.kind === "bool" ? asInt(e.type) : e.type;
}

function ring(op: "add" | "sub" | "mul", a: IntCode, b: IntCode, range: Interval): IntCode {
  const sign = signs[op] ?? "+";
  if (a.carrier === "bigint" || b.carrier === "bigint" || !fitsNumber(range)) {
    return bigint(infix(sign, toBigint(a), toBigint(b)), range);
  }
  if (op === "mul" && isWordProduct(a, b, range)) return number(call("Math.imul", a, b), range);
  return number(infix(sign, a, b), range, makesMinusZero(op, a, b));
}

/** Such a product is faster by `Math.imul`, which neither rounds nor makes -0; by a constant it makes no difference. */
function isWordProduct(a: IntCode, b: IntCode, range: Interval): boolean {
  const varies = ({ range: { lo, hi } }: IntCode): boolean => lo < hi;
  const mayBeNegative = a.range.lo < 0n || b.range.lo < 0n;
  return mayBeNegative && [a.range, b.range, range].every(fitsInt32) && varies(a) && varies(b);
}

function makesMinusZero(op: "add" | "sub" | "mul", a: IntCode, b: IntCode): boolean {
  if (op === "add") return a.mayBeMinusZero && b.mayBeMinusZero;
  if (op === "sub") return a.mayBeMinusZero;
  return a.mayBeMinusZero || b.mayBeMinusZero || a.range.lo < 0n || b.range.lo < 0n;
}

function unary(e: Unary, range: Interval, cx: FunctionContext): IntCode {
  const a = integer(e.operand, cx);
  switch (e.op) {
    case "neg":
      return negated(fitsNumber(range) ? a : toBigint(a), range);
    case "abs":
      return a.carrier === "number" ? number(call("Math.abs", a), range) : bigint(call(cx.helper("bigAbs"), a), range);
    case "sign":
      return number(a.carrier === "number" ? call("Math.sign", settled(a)) : call(cx.helper("bigSign"), a), range);
    case "bitnot":
      return complement(a, numberType(e.operand), range);
    case "reverse":
      return reversed(a, numberType(e.operand), cx);
    case "floor": case "ceil": case "round": case "trunc":
      return a;
    case "not": case "sqrt": case "exp": case "log": case "sin": case "cos": case "tan": case "tanh":
      throw new Error(`'${e.op}' does not give an integer`);
  }
}

function select(e: Select, range: Interval, cx: FunctionContext): IntCode {
  const cond = cx.lower.boolean(e.cond, cx);
  const [a, b] = [integer(e.whenTrue, cx), integer(e.whenFalse, cx)];
  if (a.carrier === "number" && b.carrier === "number") {
    return number(conditional(cond, a, b), range, a.mayBeMinusZero || b.mayBeMinusZero);
  }
  return bigint(conditional(cond, toBigint(a), toBigint(b)), range);
}

function cast(e: Cast, range: Interval, cx: FunctionContext): IntCode {
  const { type, operand } = e;
  if (type.kind !== "int" && type.kind !== "index") throw new Error("an integer cast was expected");
  if (operand.type.kind === "float") return fromFloat(operand, asInt(type), cx);
  if (contains(intervalOf(type), cx.rangeOf(operand))) return { ...integer(operand, cx), range };
  const { width } = asInt(type);
  if (width <= 32) return wrapped32(word(operand, cx), asInt(type));
  const code = width <= 53 && canBeCongruent(operand, width, cx) ? congruent(operand, width, cx) : integer(operand, cx);
  return wrapped(code, type, cx.module.runtime);
}

/** An integer that a variable may hold before `wraps` is applied to it (`wrapLine` in carriers.ts). */
export interface LooseInteger {
  readonly code: IntCode;
  readonly wraps?: IntType;
}

/** The value of `e`; a last conversion to 33 to 53 bits is left to a statement, which is faster than a call. */
export function looseInteger(e: Expr, cx: FunctionContext): LooseInteger {
  return wrapsLast(e, cx) ? { code: congruent(e.operand, e.type.width, cx), wraps: e.type } : { code: integer(e, cx) };
}

function wrapsLast(e: Expr, cx: FunctionContext): e is Cast & { readonly type: IntType } {
  if (e.kind !== "cast" || e.type.kind !== "int" || e.type.width <= 32 || e.type.width > 53) return false;
  return canBeCongruent(e.operand, e.type.width, cx) && !contains(intervalOf(e.type), cx.rangeOf(e.operand));
}
