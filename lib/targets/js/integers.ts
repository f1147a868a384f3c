/**
 * Integer expressions. A number carries whatever range analysis proves to fit 53 bits; where only the low 32 bits of a
 * result are wanted, 32-bit operators compute it (`word`); the rest are bigints.
 */
import { intersect } from "../../analysis/intervals.js";
import type { Binary, BinaryOp, Cast, Expr, Select, Unary } from "../../ir/ir.js";
import {
  contains, intervalOf, isIntegral, union, type IndexType, type Interval, type IntType,
} from "../../ir/types.js";
import { asInt, resultInterval } from "../../ir/typing.js";
import { bitwise, complement, shift } from "./bits.js";
import {
  bigint, integerLiteral, low32, negated, number, settled, toBigint, wrapped, wrapped32,
} from "./carriers.js";
import { call, conditional, infix, primary, type Code, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { division } from "./division.js";
import { fitsInt32, fitsNumber } from "./storage.js";

/** The exact value of an integral expression; bools count as 0 and 1. */
export function integer(e: Expr, cx: FunctionContext): IntCode {
  const range = rangeOf(e, cx);
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
    case "compare":
    case "logic":
      throw new Error(`a ${e.kind} is a bool`);
  }
}

function rangeOf(e: Expr, cx: FunctionContext): Interval {
  const range = cx.module.ranges.of(e);
  if (range === undefined) throw new Error("an integral expression was expected");
  return range;
}

const signs: Partial<Record<BinaryOp, "+" | "-" | "*">> = { add: "+", sub: "-", mul: "*" };

function binary(e: Binary, range: Interval, cx: FunctionContext): IntCode {
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
    case "min":
    case "max":
      return extreme(e.op, left, right, range, cx);
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
  return number(infix(sign, a, b), range, makesMinusZero(op, a, b));
}

function makesMinusZero(op: "add" | "sub" | "mul", a: IntCode, b: IntCode): boolean {
  if (op === "add") return a.mayBeMinusZero && b.mayBeMinusZero;
  if (op === "sub") return a.mayBeMinusZero;
  return a.mayBeMinusZero || b.mayBeMinusZero || a.range.lo < 0n || b.range.lo < 0n;
}

function extreme(op: "min" | "max", a: IntCode, b: IntCode, range: Interval, cx: FunctionContext): IntCode {
  if (a.carrier === "number" && b.carrier === "number") {
    return number(call(`Math.${op}`, a, b), range, a.mayBeMinusZero || b.mayBeMinusZero);
  }
  return bigint(call(cx.helper(op === "min" ? "bigMin" : "bigMax"), toBigint(a), toBigint(b)), range);
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
    default:
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
  if (operand.type.kind === "float") return fromFloat(cx.lower.float(operand, cx), asInt(type), cx);
  if (contains(intervalOf(type), rangeOf(operand, cx))) return { ...integer(operand, cx), range };
  if (asInt(type).width <= 32) return wrapped32(word(operand, cx), asInt(type));
  return wrapped(integer(operand, cx), type, cx.module.runtime);
}

/** Truncates; JavaScript's 32-bit operators do, and wrap, and make 0 of NaN and infinities. */
function fromFloat(code: Code, type: IntType, cx: FunctionContext): IntCode {
  if (type.width <= 32) return wrapped32(code, type);
  const range = intervalOf(type);
  if (type.width <= 53) {
    const helper = cx.helper(type.signed ? "wrapSigned" : "wrapUnsigned");
    return number(call(helper, call(cx.helper("truncate"), code), String(2 ** type.width)), range);
  }
  const helper = type.signed ? "BigInt.asIntN" : "BigInt.asUintN";
  return bigint(call(helper, String(type.width), call(cx.helper("toBigInt"), code)), range);
}

/** A number equal to `e` modulo 2^32, for operators that look at the low 32 bits only. */
export function word(e: Expr, cx: FunctionContext): IntCode {
  if (e.type.kind === "float") throw new Error("an integral expression was expected");
  switch (e.kind) {
    case "binary":
      return wordBinary(e, cx) ?? low32(integer(e, cx));
    case "unary":
      return e.op === "neg" && !fitsNumber(rangeOf(e, cx)) ? negatedWord(word(e.operand, cx)) : low32(integer(e, cx));
    case "cast":
      return keepsWord(e, cx) ? word(e.operand, cx) : low32(integer(e, cx));
    case "select":
      return wordSelect(cx.lower.boolean(e.cond, cx), word(e.whenTrue, cx), word(e.whenFalse, cx));
    default:
      return low32(integer(e, cx));
  }
}

/** Casts between widths of at least 32 bits, and casts that change nothing, leave the low 32 bits as they are. */
function keepsWord(e: Cast, cx: FunctionContext): boolean {
  if (!isIntegral(e.type) || !isIntegral(e.operand.type) || e.type.kind === "bool") return false;
  return asInt(e.type).width >= 32 || contains(intervalOf(e.type), rangeOf(e.operand, cx));
}

/** Either side, each only as far as its low 32 bits. */
function wordSelect(cond: Code, a: IntCode, b: IntCode): IntCode {
  return number(conditional(cond, a, b), union(a.range, b.range), a.mayBeMinusZero || b.mayBeMinusZero);
}

const int32Range: Interval = intervalOf({ kind: "int", width: 32, signed: true });

function cut(c: IntCode): IntCode {
  return fitsInt32(c.range) ? c : number(infix("|", c, primary("0")), int32Range);
}

function negatedWord(c: IntCode): IntCode {
  return number(infix("-", primary("0"), c), { lo: -c.range.hi, hi: -c.range.lo });
}

function wordBinary(e: Binary, cx: FunctionContext): IntCode | undefined {
  switch (e.op) {
    case "add":
    case "sub":
      return wordSum(e.op, word(e.left, cx), word(e.right, cx));
    case "mul":
      if (fitsInt32(rangeOf(e, cx))) return undefined;
      return number(call("Math.imul", word(e.left, cx), word(e.right, cx)), int32Range);
    case "and":
    case "or":
    case "xor":
      if (fitsNumber(rangeOf(e, cx))) return undefined;
      return number(infix({ and: "&", or: "|", xor: "^" }[e.op], word(e.left, cx), word(e.right, cx)), int32Range);
    case "shl":
      return wordShift(e, cx);
    default:
      return undefined;
  }
}

function wordSum(op: "add" | "sub", left: IntCode, right: IntCode): IntCode {
  const sum = (a: IntCode, b: IntCode): Interval => resultInterval(op, a.range, b.range);
  const [a, b] = fitsNumber(sum(left, right)) ? [left, right] : [cut(left), cut(right)];
  return number(infix(op === "add" ? "+" : "-", a, b), sum(a, b), true);
}

/** Shifts left by a constant, where the type keeps at least 32 bits. */
function wordShift(e: Binary, cx: FunctionContext): IntCode | undefined {
  const amount = rangeOf(e.right, cx);
  if (e.right.kind !== "const" || amount.lo < 0n || amount.hi > 31n || numberWidth(e.left) < 32) return undefined;
  return number(infix("<<", word(e.left, cx), integer(e.right, cx)), int32Range);
}

function numberWidth(e: Expr): number {
  return asInt(numberType(e)).width;
}

