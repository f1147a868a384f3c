/** Integer quotients and remainders. Dividing doubles and truncating is exact for integers of up to 53 bits. */
import type { Span } from "../../diagnostics/source.js";
import type { Interval } from "../../ir/types.js";
import { bigint, isWord, number, toBigint, toNumber } from "./carriers.js";
import { call, infix, primary, type Code, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { fitsInt32, fitsNumber } from "./storage.js";

interface Division {
  readonly op: "div" | "rem" | "floordiv" | "mod";
  readonly left: IntCode;
  readonly right: IntCode;
  /** Of the result. */
  readonly range: Interval;
  readonly span: Span;
}

/** `left op right`; stops the run when the divisor is 0, unless it cannot be. */
export function division(d: Division, cx: FunctionContext): IntCode {
  if (d.left.carrier === "bigint" || d.right.carrier === "bigint") return bigDivision(d, cx);
  const divisor = checkedDivisor(d, "nonZero", cx);
  const { left, right, range } = d;
  switch (d.op) {
    case "div":
      return truncatedQuotient(infix("/", left, divisor), range);
    case "rem":
      return areWords(left, right)
        ? number(infix("%", left, divisor), range, left.range.lo < 0n || left.mayBeMinusZero)
        : number(call(cx.helper("remainder"), left, divisor), range);
    case "floordiv":
      return left.range.lo >= 0n && right.range.lo >= 0n
        ? truncatedQuotient(infix("/", left, divisor), range)
        : number(call("Math.floor", infix("/", left, divisor)), range, true);
    case "mod":
      return floorMod(d, divisor, cx);
  }
}

function floorMod({ left, right, range }: Division, divisor: Code, cx: FunctionContext): IntCode {
  if (areWords(left, right) && left.range.lo >= 0n && right.range.lo >= 0n) {
    return number(infix("%", left, divisor), range, left.mayBeMinusZero);
  }
  const helper = (name: string): IntCode => number(call(cx.helper(name), left, divisor), range);
  if (fitsInt32(left.range) && fitsInt32(right.range)) return helper("floorMod32");
  const most = size(left.range) + size(right.range);
  if (fitsNumber({ lo: -most, hi: most })) return helper("floorMod");
  return toNumber(bigint(call(cx.helper("bigFloorMod"), toBigint(left), call("BigInt", divisor)), range));
}

/** JavaScript's own remainder is fast on words only. */
function areWords(left: IntCode, right: IntCode): boolean {
  return isWord(left.range) && isWord(right.range);
}

/** The greatest magnitude. */
function size({ lo, hi }: Interval): bigint {
  return -lo > hi ? -lo : hi;
}

function truncatedQuotient(quotient: Code, range: Interval): IntCode {
  return fitsInt32(range)
    ? number(infix("|", quotient, primary("0")), range)
    : number(call("Math.trunc", quotient), range, true);
}

function bigDivision(d: Division, cx: FunctionContext): IntCode {
  const left = toBigint(d.left);
  const divisor = checkedDivisor({ ...d, right: toBigint(d.right) }, "bigNonZero", cx);
  switch (d.op) {
    case "div":
      return bigint(infix("/", left, divisor), d.range);
    case "rem":
      return bigint(infix("%", left, divisor), d.range);
    case "floordiv":
      return bigint(call(cx.helper("bigFloorDiv"), left, divisor), d.range);
    case "mod":
      return bigint(call(cx.helper("bigFloorMod"), left, divisor), d.range);
  }
}

function checkedDivisor(d: Division, helper: string, cx: FunctionContext): Code {
  const { right, span } = d;
  const mayBeZero = right.range.lo <= 0n && right.range.hi >= 0n;
  return mayBeZero ? call(cx.helper(helper), right, cx.module.site(span)) : right;
}
