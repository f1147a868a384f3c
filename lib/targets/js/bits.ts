/** Bitwise operators and shifts on integers, as two's complement. */
import type { Span } from "../../diagnostics/source.js";
import { contains, intervalOf, type IndexType, type Interval, type IntType } from "../../ir/types.js";
import { asInt } from "../../ir/typing.js";
import { bigint, isLiteral, isWord, low32, number, toBigint, toNumber, wrapped, wrapped32 } from "./carriers.js";
import { bigintLiteral, call, infix, numberLiteral, prefix, primary, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { fitsInt32, fitsNumber, fitsUint32 } from "./storage.js";

type BitOp = "and" | "or" | "xor";
const signs = { and: "&", or: "|", xor: "^" } as const;
const exactHelpers = { and: "and53", or: "or53", xor: "xor53" } as const;

/** `a op b`. */
export function bitwise(op: BitOp, a: IntCode, b: IntCode, range: Interval, cx: FunctionContext): IntCode {
  const masked = op === "and" && (fitsUint32(a.range) || fitsUint32(b.range));
  const words = isWord(a.range) && isWord(b.range) && (fitsInt32(range) || fitsUint32(range));
  if (masked || (words && sameSigns(a, b))) {
    const code = infix(signs[op], low32(a), low32(b));
    return number(fitsInt32(range) ? code : infix(">>>", code, primary("0")), range);
  }
  const kept = op === "and" ? lowBits(a, b, cx) ?? lowBits(b, a, cx) : undefined;
  if (kept !== undefined) return kept;
  if (a.carrier === "number" && b.carrier === "number") return number(call(cx.helper(exactHelpers[op]), a, b), range);
  return bigint(infix(signs[op], toBigint(a), toBigint(b)), range);
}

/** `a & mask` for a mask of 33 to 53 ones: what conversion to so many bits does. */
function lowBits(a: IntCode, b: IntCode, cx: FunctionContext): IntCode | undefined {
  const mask = b.range.lo;
  const width = mask.toString(2).length;
  if (!isLiteral(b) || mask !== (1n << BigInt(width)) - 1n || width > 53) return undefined;
  return wrapped(a, { kind: "int", width, signed: false }, cx.module.runtime);
}

/** Words mean the same to the 32-bit operators when both are read as signed, or both as unsigned. */
function sameSigns(a: IntCode, b: IntCode): boolean {
  return (fitsInt32(a.range) && fitsInt32(b.range)) || (fitsUint32(a.range) && fitsUint32(b.range));
}

/** `~a`, a of type `type`. */
export function complement(a: IntCode, type: IntType | IndexType, range: Interval): IntCode {
  const { signed, width } = asInt(type);
  if (a.carrier === "bigint" || !fitsNumber(range)) {
    const big = toBigint(a);
    return bigint(signed ? prefix("~", big) : infix("-", bigintLiteral((1n << BigInt(width)) - 1n), big), range);
  }
  if (!signed) return number(infix("-", numberLiteral(2 ** width - 1), a), range);
  return number(fitsInt32(a.range) ? prefix("~", a) : infix("-", numberLiteral(-1), a), range);
}

/** The bits of `a`, of type `type`, in reverse. */
export function reversed(a: IntCode, type: IntType | IndexType, cx: FunctionContext): IntCode {
  const to = asInt(type);
  const unsigned = intervalOf({ ...to, signed: false });
  const width = String(to.width);
  const bits = to.width > 53
    ? bigint(call(cx.helper("bigReverse"), toBigint(a), width), unsigned)
    : number(call(cx.helper(to.width <= 32 ? "reverse32" : "reverse53"), toNumber(a), width), unsigned);
  return wrapped(bits, to, cx.module.runtime);
}

interface Shift {
  readonly op: "shl" | "shr" | "ushr";
  readonly left: IntCode;
  readonly right: IntCode;
  /** Of the result. */
  readonly range: Interval;
  /** Of the left operand: what a left shift keeps to, and `>>>` sees the bits of. */
  readonly type: IntType | IndexType;
  readonly span: Span;
}

/** `left op right`; stops the run when the amount is negative, unless it cannot be. */
export function shift(s: Shift, cx: FunctionContext): IntCode {
  const amount = checkedAmount(s, cx);
  switch (s.op) {
    case "shl":
      return shiftLeft(s, amount, cx);
    case "shr":
      return shiftRight(s.left, s, amount, cx);
    case "ushr":
      return shiftRight(s.left.range.lo < 0n ? unsignedBits(s, cx) : s.left, s, amount, cx);
  }
}

/** The amount as a number; a bigint too large to be exact is still too large. */
function checkedAmount({ right, span }: Shift, cx: FunctionContext): IntCode {
  const code = toNumber(right);
  if (right.range.lo >= 0n) return code;
  const range = { lo: 0n, hi: right.range.hi < 0n ? 0n : right.range.hi };
  return number(call(cx.helper("shiftAmount"), code, cx.module.site(span)), range);
}

function unsignedBits({ left, type }: Shift, cx: FunctionContext): IntCode {
  return wrapped(left, { ...asInt(type), signed: false }, cx.module.runtime);
}

/** The amount, when it is a literal. */
function constantAmount(amount: IntCode): number | undefined {
  return isLiteral(amount) && amount.range.hi < 4096n ? Number(amount.range.hi) : undefined;
}

function shiftLeft(s: Shift, amount: IntCode, cx: FunctionContext): IntCode {
  const type = asInt(s.type);
  const limited = amount.range.hi < BigInt(Math.min(type.width, 32));
  if (type.width <= 32) {
    const value = low32(s.left);
    const code = limited ? infix("<<", value, amount) : call(cx.helper("shiftLeft32"), value, amount);
    const exact = exactLeft(s, amount);
    if (limited && fitsInt32(exact) && contains(intervalOf(type), exact)) return number(code, s.range);
    return narrowed(number(code, intervalOf({ kind: "int", width: 32, signed: true })), s, type);
  }
  if (type.width <= 53 && s.left.carrier === "number") return shiftLeft53(s, amount, cx);
  const shifted = call(cx.helper("bigShiftLeft"), toBigint(s.left), amount, String(type.width));
  return bigint(call(type.signed ? "BigInt.asIntN" : "BigInt.asUintN", String(type.width), shifted), s.range);
}

/** Multiplying by a power of two is exact, whatever the result; so is cutting that to 53 bits. */
function shiftLeft53(s: Shift, amount: IntCode, cx: FunctionContext): IntCode {
  const { width, signed } = asInt(s.type);
  const by = constantAmount(amount);
  const isInline = by !== undefined && by < width;
  const shifted = isInline
    ? infix("*", s.left, numberLiteral(2 ** by))
    : call(cx.helper("shiftLeft53"), s.left, amount, String(width));
  if (contains(intervalOf(asInt(s.type)), exactLeft(s, amount))) return number(shifted, s.range, s.left.mayBeMinusZero);
  const wrap = cx.helper(signed ? "wrapSigned" : "wrapUnsigned");
  return number(call(wrap, shifted, String(2 ** width)), s.range, true);
}

/** The 32-bit result cut to `type`, unless nothing is shifted out of it. */
function narrowed(code: IntCode, s: Shift, type: IntType): IntCode {
  if (type.signed && type.width === 32) return { ...code, range: s.range };
  return { ...wrapped32(code, type), range: s.range };
}

/** What shifting without cutting gives, for amounts that are not absurd. */
function exactLeft({ left }: Shift, amount: IntCode): Interval {
  const by = amount.range.hi > 64n ? 64n : amount.range.hi;
  return { lo: left.range.lo < 0n ? left.range.lo << by : 0n, hi: left.range.hi > 0n ? left.range.hi << by : 0n };
}

function shiftRight(left: IntCode, { range, op }: Shift, amount: IntCode, cx: FunctionContext): IntCode {
  if (left.carrier === "bigint") return bigint(infix(">>", left, toBigint(amount)), range);
  const limited = amount.range.hi < 32n;
  if (limited && fitsInt32(left.range)) return number(infix(op === "ushr" ? ">>>" : ">>", left, amount), range);
  if (limited && fitsUint32(left.range)) return number(infix(">>>", left, amount), range);
  const by = constantAmount(amount);
  const code = by === undefined || by > 63
    ? call(cx.helper("shiftRight"), left, amount)
    : call("Math.floor", infix("/", left, numberLiteral(2 ** by)));
  return number(code, range, left.mayBeMinusZero);
}
