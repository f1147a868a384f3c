/** Two integer operands under one operator: which casts make C++ compute what the IR means, and no more casts than that. */
import type { Expr } from "../../ir/ir.js";
import type { Interval } from "../../ir/types.js";
import { isConstantExpr } from "./constants.js";
import { noteWidth, rangeOf, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { infix, type CppExpr, type CppInt, type CppWide } from "./tree.js";
import {
  commonType, grownType, holds, int64, machineTypeFor, plainInt, promotedInt, wideTypeFor,
} from "./types.js";
import { castTo, exact, isLiteral, settle, toWide, type Lowered } from "./value.js";

/** Both operands as C++ will see them, and the type it computes in. */
interface Pair {
  readonly left: Lowered;
  readonly right: Lowered;
  readonly type: CppInt;
}

/** The operand of an operator, with its values. */
interface Operand {
  readonly value: Lowered;
  readonly range: Interval;
}

/** As they are, one cast to `t`, or both; a variable is cast rather than a literal. */
function castings(l: Operand, r: Operand, t: CppInt, c: FuncContext): readonly Pair[] {
  const left = castTo(t, l.value, l.range, c);
  const right = castTo(t, r.value, r.range, c);
  const pair = (a: Lowered, b: Lowered): Pair => ({
    left: a, right: b, type: commonType(promotedInt(a.type), promotedInt(b.type)),
  });
  const single = [pair(left, r.value), pair(l.value, right)];
  return [pair(l.value, r.value), ...(isLiteral(l.value) ? single.reverse() : single), pair(left, right)];
}

function firstThat(pairs: readonly Pair[], suits: (p: Pair) => boolean): Pair {
  const found = pairs.find(suits);
  if (found === undefined) throw new Error("no casts suit the operands");
  return found;
}

// ---- operators whose low result bits depend on low operand bits only ---------------------------------------------------

type RingOp = "+" | "-" | "*" | "&" | "|" | "^";

/** The machine type to compute in when `need` bits of a value in `range` are wanted; beyond 64 bits there is none. */
export function ringType(range: Interval, need: number): CppInt | undefined {
  const t = machineTypeFor(range);
  if (t !== undefined && t.width <= need) return t;
  if (need <= 32) return plainInt;
  return need <= 64 ? int64 : t;
}

/** `left op right` in the narrowest arithmetic that gives `need` bits of the exact result, which lies in `range`. */
export function ring(
  op: RingOp, left: Expr, right: Expr, range: Interval, need: number, c: FuncContext,
): Lowered {
  const t = ringType(range, need);
  const pair = t === undefined ? undefined : ringPair(left, right, t, range, need, c);
  if (pair === undefined) return wideInfix(op, lower(left, c), lower(right, c), rangeOf(left, c), rangeOf(right, c), c);
  const result = ringResult(pair, infix(op, pair.left.expr, pair.right.expr), range, need, c);
  if (result.bits === exact || !isConstantExpr(result.expr, c)) return result;
  // What compilers compute themselves may wrap in unsigned types only, or they warn.
  const unsigned: CppInt = { kind: "int", width: pair.type.width, signed: false };
  const operand = castTo(unsigned, pair.left, rangeOf(left, c), c);
  return { expr: infix(op, operand.expr, pair.right.expr), type: unsigned, bits: result.bits };
}

/** The operands for machine arithmetic; `undefined` when one is of an integer class. */
export function ringPair(
  left: Expr, right: Expr, t: CppInt, range: Interval, need: number, c: FuncContext,
): Pair | undefined {
  const l = { value: lower(left, c, t.width), range: rangeOf(left, c) };
  const r = { value: lower(right, c, t.width), range: rangeOf(right, c) };
  if (l.value.type.kind === "wide" || r.value.type.kind === "wide") return undefined;
  return firstThat(castings(l, r, t, c), (p) => {
    const bits = rightBits(p);
    return bits >= need || (bits >= p.type.width && holds(p.type, range));
  });
}

function rightBits(p: Pair): number {
  return Math.min(p.left.bits, p.right.bits, p.type.width);
}

export function ringResult(p: Pair, expr: CppExpr, range: Interval, need: number, c: FuncContext): Lowered {
  return settle({ expr, type: p.type, bits: rightBits(p) }, range, need, c);
}

/** On integer classes the documented growth makes the result exact. */
export function wideInfix(
  op: RingOp | "/" | "%", left: Lowered, right: Lowered, leftRange: Interval, rightRange: Interval, c: FuncContext,
): Lowered {
  const [l, r] = wideOperands(left, right, leftRange, rightRange, c);
  const type = grownType(op, l.type, r.type);
  noteWidth(type.width, c);
  return { expr: infix(op, l.expr, r.expr), type, bits: exact };
}

/** Operands of which at least one is of an integer class, so that its operators apply. */
export function wideOperands(
  left: Lowered, right: Lowered, leftRange: Interval, rightRange: Interval, c: FuncContext,
): readonly [Lowered, Lowered] {
  const l = mixes(left) && right.type.kind === "wide" ? left : toWide(left, leftRange, c);
  return [l, mixes(right) ? right : toWide(right, rightRange, c)];
}

/**
 * The same for a comparison. The classes compare as C does: a negative number counts as a large one beside an unsigned
 * one that is as wide, which therefore becomes signed.
 */
export function comparedWide(
  left: Lowered, right: Lowered, leftRange: Interval, rightRange: Interval, c: FuncContext,
): readonly [Lowered, Lowered] {
  const [l, r] = [operandType(left), operandType(right)];
  const [signed, unsigned] = l.signed ? [l, r] : [r, l];
  const least = l.signed ? leftRange.lo : rightRange.lo;
  const holdsBoth = signed.width > unsigned.width || Math.max(signed.width, unsigned.width) < 32;
  if (l.signed === r.signed || least >= 0n || holdsBoth) return wideOperands(left, right, leftRange, rightRange, c);
  const wider: CppWide = { kind: "wide", width: unsigned.width + 1, signed: true };
  const asSigned = (v: Lowered, range: Interval): Lowered => castTo(wider, v, range, c);
  return l.signed
    ? wideOperands(left, asSigned(right, rightRange), leftRange, rightRange, c)
    : wideOperands(asSigned(left, leftRange), right, leftRange, rightRange, c);
}

function operandType({ type }: Lowered): CppInt | CppWide {
  return type.kind === "wide" ? type : promotedInt(type);
}

/** May it stand beside an integer class as it is? */
function mixes(v: Lowered): boolean {
  return v.type.kind === "wide" || isLiteral(v) || (v.type.kind === "int" && v.type.width <= 32);
}

// ---- operators that need exact operands --------------------------------------------------------------------------------

/** Exact operands, in machine arithmetic whose type holds both and all of `also`; or in integer classes. */
export type ExactPair =
  | ({ readonly kind: "machine" } & Pair)
  | { readonly kind: "wide"; readonly left: Lowered; readonly right: Lowered };

export function exactPair(
  left: Expr, right: Expr, also: readonly Interval[], c: FuncContext, suits: (p: Pair) => boolean = () => true,
): ExactPair {
  const l = { value: lower(left, c), range: rangeOf(left, c) };
  const r = { value: lower(right, c), range: rangeOf(right, c) };
  const ranges = [l.range, r.range, ...also];
  const t = machineTypeFor(...ranges);
  if (t === undefined || l.value.type.kind === "wide" || r.value.type.kind === "wide") {
    return { kind: "wide", left: l.value, right: r.value };
  }
  const pairs = castings(l, r, t, c).filter((p) => ranges.every((x) => holds(p.type, x)));
  return { kind: "machine", ...firstThat(pairs, (p) => suits(p) || p === pairs.at(-1)) };
}

/** Both operands as one integer class that holds `ranges`. */
export function bothWide(
  left: Lowered, right: Lowered, ranges: readonly [Interval, Interval, ...Interval[]], c: FuncContext,
): { readonly left: Lowered; readonly right: Lowered; readonly type: ReturnType<typeof wideTypeFor> } {
  const type = wideTypeFor(...ranges);
  return { left: castTo(type, left, ranges[0], c), right: castTo(type, right, ranges[1], c), type };
}
