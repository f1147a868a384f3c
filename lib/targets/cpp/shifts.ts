/** Lowers the IR's shifts. C++ leaves amounts of the width and more undefined; the IR does not, so helpers step in. */
import type { Binary, Expr } from "../../ir/ir.js";
import { contains, intervalOf, type Interval, type IntType } from "../../ir/types.js";
import { asInt, type Integral } from "../../ir/typing.js";
import { isConstantExpr } from "./constants.js";
import { rangeOf, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { infix, literal, type CppExpr, type CppInt, type CppWide } from "./tree.js";
import { int64, integerType, plainInt, promotedInt, uint32, uint64, wide } from "./types.js";
import { callHelper, castTo, exact, settle, type Lowered } from "./value.js";

/** `shl`, `shr` or `ushr` on integers. */
export function shift(e: Binary, c: FuncContext, need: number): Lowered {
  switch (e.op) {
    case "shl":
      return shiftLeft(e, c, need);
    case "ushr":
      return shiftRight(e, unsignedBits(e.left, c), c);
    default:
      return shiftRight(e, lower(e.left, c), c);
  }
}

/** Keeps the left operand's type, so high bits are lost; only the bits that are wanted matter. */
function shiftLeft(e: Binary, c: FuncContext, need: number): Lowered {
  const own = asInt(e.type as Integral);
  const amounts = rangeOf(e.right, c);
  const leftRange = rangeOf(e.left, c);
  if (own.width > 64) {
    const whole = castTo(wide(own.width, own.signed), lower(e.left, c), leftRange, c);
    return wideShift("<<", whole, e, c);
  }
  const unwrapped = shiftedRange(leftRange, amounts);
  const fits = unwrapped !== undefined && contains(intervalOf(own), unwrapped);
  const wanted = Math.min(need, own.width);
  const mayWarn = !fits && isConstantExpr(lower(e.left, c, wanted).expr, c);
  const t = computeType(wanted, amounts, own.signed && !mayWarn);
  const left = asOperand(lower(e.left, c, t.width), leftRange, t, c);
  const expr = shiftExpr("<<", left, t, amounts, e.right, c);
  const shifted = { expr, type: t, bits: Math.min(left.bits, t.width) };
  if (fits) return settle(shifted, rangeOf(e, c), need, c);
  const wrapped = { ...shifted, bits: Math.min(shifted.bits, own.width) };
  if (wrapped.bits >= need) return wrapped;
  if (t.width === own.width && t.signed === own.signed) return { ...wrapped, bits: exact };
  return castTo(integerType(e.type as Integral), wrapped, intervalOf(own), c);
}

/** Converted to `t`, unless C++ promotes it to `t` anyway. */
function asOperand(v: Lowered, range: Interval, t: CppInt, c: FuncContext): Lowered {
  const p = v.type.kind === "wide" ? undefined : promotedInt(v.type);
  return p?.width === t.width && p.signed === t.signed ? v : castTo(t, v, range, c);
}

/** Wide enough for the bits wanted, and for the amount not to reach the width if that can be had. */
function computeType(wanted: number, amounts: Interval, signed: boolean): CppInt {
  const is32 = wanted <= 32 && (amounts.hi < 32n || amounts.hi >= 64n || amounts.lo < 0n);
  if (is32) return signed ? plainInt : uint32;
  return signed ? int64 : uint64;
}

/** `undefined` when amounts may be negative or huge. */
function shiftedRange(left: Interval, amounts: Interval): Interval | undefined {
  if (amounts.lo < 0n || amounts.hi > 64n) return undefined;
  const ends = [left.lo << amounts.lo, left.lo << amounts.hi, left.hi << amounts.lo, left.hi << amounts.hi];
  return { lo: ends.reduce((a, b) => (a < b ? a : b)), hi: ends.reduce((a, b) => (a > b ? a : b)) };
}

/** The left operand's bits as an unsigned number of its own width. */
function unsignedBits(left: Expr, c: FuncContext): Lowered {
  const own = asInt(left.type as Integral);
  const range = rangeOf(left, c);
  if (range.lo >= 0n) return lower(left, c);
  const bits: IntType = { kind: "int", width: own.width, signed: false };
  return castTo(integerType(bits), lower(left, c, own.width), intervalOf(bits), c);
}

/** `left` is exact, so shifting it in any type that holds it rounds down. */
function shiftRight(e: Binary, left: Lowered, c: FuncContext): Lowered {
  if (left.type.kind === "wide") return wideShift(">>", left, e, c);
  const t = promotedInt(left.type);
  return { expr: shiftExpr(">>", left, t, rangeOf(e.right, c), e.right, c), type: t, bits: exact };
}

function shiftExpr(
  op: "<<" | ">>", left: Lowered, t: CppInt, amounts: Interval, right: Expr, c: FuncContext,
): CppExpr {
  if (amounts.lo >= 0n && amounts.hi < BigInt(t.width)) return infix(op, left.expr, lower(right, c).expr);
  return callHelper(op === "<<" ? "shift_left" : "shift_right", [t], [left.expr, cappedAmount(right, c)], c);
}

/** Integer classes define every amount that an `int` holds; amounts beyond are as good as the largest. */
function wideShift(op: "<<" | ">>", left: Lowered, e: Binary, c: FuncContext): Lowered {
  return { expr: infix(op, left.expr, amount(e.right, c)), type: left.type, bits: exact };
}

const largestAmount = 1n << 30n;

/** The amount as an `int`; simulation stops when it is negative. */
export function amount(right: Expr, c: FuncContext): CppExpr {
  const value = cappedAmount(right, c);
  return rangeOf(right, c).lo < 0n ? callHelper("shift_amount", [], [value], c) : value;
}

function cappedAmount(right: Expr, c: FuncContext): CppExpr {
  const range = rangeOf(right, c);
  const value = lower(right, c);
  if (range.hi <= largestAmount && range.lo >= -largestAmount) {
    return value.type.kind === "wide" ? castTo(plainInt, value, range, c).expr : value.expr;
  }
  const type: CppInt | CppWide = value.type.kind === "wide" ? value.type : promotedInt(value.type);
  const limit = literal(String(largestAmount));
  const capped = callHelper("min_of", [type], [value.expr, limit], c);
  return value.type.kind === "wide" ? castTo(plainInt, { ...value, expr: capped }, range, c).expr : capped;
}
