/** Integers of which only the low 32 bits are wanted: 32-bit operators compute them, however wide the value is. */
import type { Binary, Bitcast, Cast, Expr } from "../../ir/ir.js";
import { contains, intervalOf, isIntegral, union, type Interval } from "../../ir/types.js";
import { asInt, resultInterval } from "../../ir/typing.js";
import { low32, number } from "./carriers.js";
import { call, conditional, infix, primary, type Code, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { fitsInt32, fitsNumber } from "./storage.js";
import { shiftedWord } from "./wide-shifts.js";

/** A number equal to `e` modulo 2^32, for operators that look at the low 32 bits only. */
export function word(e: Expr, cx: FunctionContext): IntCode {
  if (!isIntegral(e.type)) throw new Error("an integral expression was expected");
  switch (e.kind) {
    case "binary":
      return wordBinary(e, cx) ?? low32(cx.lower.integer(e, cx));
    case "unary":
      if (e.op === "neg" && !fitsNumber(cx.rangeOf(e))) return negatedWord(word(e.operand, cx));
      return low32(cx.lower.integer(e, cx));
    case "cast":
    case "bitcast":
      return keepsWord(e, cx) ? word(e.operand, cx) : low32(cx.lower.integer(e, cx));
    case "select":
      return wordSelect(cx.lower.boolean(e.cond, cx), word(e.whenTrue, cx), word(e.whenFalse, cx));
    default:
      return low32(cx.lower.integer(e, cx));
  }
}

/** Casts between widths of at least 32 bits, and casts that change nothing, leave the low 32 bits as they are. */
function keepsWord(e: Cast | Bitcast, cx: FunctionContext): boolean {
  if (!isIntegral(e.type) || !isIntegral(e.operand.type) || e.type.kind === "bool") return false;
  if (contains(intervalOf(e.type), cx.rangeOf(e.operand))) return true;
  return asInt(e.type).width >= 32 && (e.kind === "cast" || e.operand.type.kind !== "bool");
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
      if (fitsInt32(cx.rangeOf(e))) return undefined;
      return number(call("Math.imul", word(e.left, cx), word(e.right, cx)), int32Range);
    case "and":
    case "or":
    case "xor":
      if (fitsNumber(cx.rangeOf(e))) return undefined;
      return number(infix({ and: "&", or: "|", xor: "^" }[e.op], word(e.left, cx), word(e.right, cx)), int32Range);
    case "shl":
      return wordShift(e, cx);
    case "shr":
      return shiftedWord(e, cx);
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
  const amount = cx.rangeOf(e.right);
  if (e.right.kind !== "const" || amount.lo < 0n || amount.hi > 31n || widthOf(e.left) < 32) return undefined;
  return number(infix("<<", word(e.left, cx), cx.lower.integer(e.right, cx)), int32Range);
}

function widthOf(e: Expr): number {
  return isIntegral(e.type) ? asInt(e.type).width : 0;
}
