/**
 * Integers of which a type of 33 to 52 bits keeps the low ones, when the exact value is too wide for a number: computed
 * modulo a power of two, without bigint.
 */
import type { Binary, Cast, Expr } from "../../ir/ir.js";
import { contains, intervalOf, isIntegral, union } from "../../ir/types.js";
import { asInt, resultInterval } from "../../ir/typing.js";
import { number, toNumber, wrapped } from "./carriers.js";
import { call, conditional, infix, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { fitsInt32, fitsNumber } from "./storage.js";
import { isShiftedSum, shiftedSum } from "./wide-shifts.js";

/** Whether `congruent` can compute `e` for a type of `width` bits. */
export function canBeCongruent(e: Expr, width: number, cx: FunctionContext): boolean {
  if (!isIntegral(e.type)) return false;
  if (fitsNumber(cx.rangeOf(e))) return true;
  if (width > 52) return false;
  const can = (x: Expr): boolean => canBeCongruent(x, width, cx);
  switch (e.kind) {
    case "binary":
      if (e.op === "shr") return isShiftedSum(e, cx);
      return (e.op === "add" || e.op === "sub" || e.op === "mul") && can(e.left) && can(e.right);
    case "cast":
      return keepsBits(e, width, cx) && can(e.operand);
    case "select":
      return can(e.whenTrue) && can(e.whenFalse);
    default:
      return false;
  }
}

/** A cast to at least the width, or one that changes nothing. */
function keepsBits({ type, operand }: Cast, width: number, cx: FunctionContext): boolean {
  if (!isIntegral(operand.type) || !isIntegral(type) || type.kind === "bool") return false;
  return asInt(type).width >= width || contains(intervalOf(type), cx.rangeOf(operand));
}

/** A number equal to `e` modulo 2^`width`; `canBeCongruent` must hold. */
export function congruent(e: Expr, width: number, cx: FunctionContext): IntCode {
  if (fitsNumber(cx.rangeOf(e))) return toNumber(cx.lower.integer(e, cx));
  switch (e.kind) {
    case "binary":
      return e.op === "shr" ? shifted(e, cx) : ring(e, width, cx);
    case "cast":
      return congruent(e.operand, width, cx);
    case "select": {
      const cond = cx.lower.boolean(e.cond, cx);
      const [a, b] = [congruent(e.whenTrue, width, cx), congruent(e.whenFalse, width, cx)];
      return number(conditional(cond, a, b), union(a.range, b.range), a.mayBeMinusZero || b.mayBeMinusZero);
    }
    default:
      throw new Error(`a ${e.kind} that needs a bigint`);
  }
}

function shifted(e: Binary, cx: FunctionContext): IntCode {
  const code = shiftedSum(e, cx);
  if (code === undefined) throw new Error("a shift that needs a bigint");
  return code;
}

/** A sum, difference or product. */
function ring(e: Binary, width: number, cx: FunctionContext): IntCode {
  const [a, b] = [congruent(e.left, width, cx), congruent(e.right, width, cx)];
  if (e.op !== "mul") return sum(e.op === "add" ? "add" : "sub", a, b, (c) => cutTo(c, width, cx));
  const range = resultInterval("mul", a.range, b.range);
  if (fitsNumber(range)) return number(infix("*", a, b), range, true);
  if (fitsInt32(a.range) && fitsInt32(b.range)) {
    return number(call(cx.helper("mulWords"), a, b, String(width)), intervalOf({ kind: "int", width, signed: true }));
  }
  return number(call(cx.helper("mulWrapped"), a, b, String(2 ** width)), { lo: 0n, hi: (1n << BigInt(width)) - 1n });
}

function cutTo(c: IntCode, width: number, cx: FunctionContext): IntCode {
  return wrapped(c, { kind: "int", width, signed: true }, cx.module.runtime);
}

/** Sides that are too large to be added are cut first. */
function sum(op: "add" | "sub", a: IntCode, b: IntCode, cut: (c: IntCode) => IntCode): IntCode {
  const fits = (x: IntCode, y: IntCode): boolean => fitsNumber(resultInterval(op, x.range, y.range));
  const [x, y] = fits(a, b) ? [a, b] : fits(cut(a), b) ? [cut(a), b] : fits(a, cut(b)) ? [a, cut(b)] : [cut(a), cut(b)];
  const mayBeMinusZero = x.mayBeMinusZero && (op === "sub" || y.mayBeMinusZero);
  return number(infix(op === "add" ? "+" : "-", x, y), resultInterval(op, x.range, y.range), mayBeMinusZero);
}
