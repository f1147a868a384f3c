/** Lowers the IR's integer operators. Results are exact unless the caller needs only some low bits: see value.ts. */
import type { Binary, Expr, Unary } from "../../ir/ir.js";
import { contains, interval, intervalOf, type Interval } from "../../ir/types.js";
import { asInt, resultInterval, type Integral } from "../../ir/typing.js";
import { rangeOf, type FuncContext } from "./context.js";
import { lower } from "./expressions.js";
import { bothWide, exactPair, ring, ringType, wideInfix } from "./pairs.js";
import { shift } from "./shifts.js";
import { infix, literal, prefix, sameExpr, ternary, type CppExpr, type CppInt, type CppType } from "./tree.js";
import {
  boolean, integerType, machineTypeFor, plainInt, promoted, promotedInt, valuesOf, wide, wideTypeFor,
} from "./types.js";
import { callHelper, castTo, exact, integerLiteral, isSimple, settle, toWide, type Lowered } from "./value.js";

/** An integral binary operator. */
export function integerBinary(e: Binary, c: FuncContext, need: number): Lowered {
  const range = rangeOf(e, c);
  switch (e.op) {
    case "add":
      return ring("+", e.left, e.right, range, need, c);
    case "sub":
      return ring("-", e.left, e.right, range, need, c);
    case "mul":
      return ring("*", e.left, e.right, range, need, c);
    case "and":
      return ring("&", e.left, e.right, range, need, c);
    case "or":
      return ring("|", e.left, e.right, range, need, c);
    case "xor":
      return ring("^", e.left, e.right, range, need, c);
    case "div":
      return division("/", e, c);
    case "rem":
      return division("%", e, c);
    case "floordiv":
      return floorDivision("/", e, c);
    case "mod":
      return floorDivision("%", e, c);
    case "min":
      return extreme("<", e, c);
    case "max":
      return extreme(">", e, c);
    case "shl":
    case "shr":
    case "ushr":
      return shift(e, c, need);
    case "pow":
    case "hypot":
      throw new Error(`'${e.op}' has no integer form`);
  }
}

/** C++ truncates too; the quotient must fit the type even for `%`, or the machine's division overflows. */
function division(op: "/" | "%", e: Binary, c: FuncContext): Lowered {
  const [l, r] = [rangeOf(e.left, c), rangeOf(e.right, c)];
  const p = exactPair(e.left, e.right, [resultInterval("div", l, r)], c);
  if (p.kind === "wide") return wideInfix(op, p.left, p.right, l, r, c);
  return { expr: infix(op, p.left.expr, p.right.expr), type: p.type, bits: exact };
}

/** Rounding down differs from truncating only when a side is negative. */
function floorDivision(op: "/" | "%", e: Binary, c: FuncContext): Lowered {
  const [l, r] = [rangeOf(e.left, c), rangeOf(e.right, c)];
  if (l.lo >= 0n && r.lo >= 0n) return division(op, e, c);
  const quotient = resultInterval("floordiv", l, r);
  const also = [resultInterval("div", l, r), quotient, rangeOf(e, c)];
  const helper = op === "/" ? "floor_div" : "floor_mod";
  const p = exactPair(e.left, e.right, also, c);
  if (p.kind === "machine") {
    return { expr: callHelper(helper, [p.type], [p.left.expr, p.right.expr], c), type: p.type, bits: exact };
  }
  const type = wideTypeFor(l, r, ...also);
  const args = [castTo(type, p.left, l, c).expr, castTo(type, p.right, r, c).expr];
  return { expr: callHelper(helper, [type], args, c), type, bits: exact };
}

/** A ternary when both sides are short, else a helper. */
function extreme(op: "<" | ">", e: Binary, c: FuncContext): Lowered {
  const ranges = [rangeOf(e.left, c), rangeOf(e.right, c)] as const;
  const helper = op === "<" ? "min_of" : "max_of";
  const p = exactPair(e.left, e.right, [], c, (x) => sameSigns(x.left, x.right));
  if (p.kind === "wide") {
    const both = bothWide(p.left, p.right, ranges, c);
    const args = [both.left.expr, both.right.expr];
    return { expr: callHelper(helper, [both.type], args, c), type: both.type, bits: exact };
  }
  const [l, r] = [p.left.expr, p.right.expr];
  if (isSimple(l) && sameExpr(l, r)) return p.left;
  const isShort = [p.left, p.right].every((v) => isSimple(v.expr) && v.type.kind !== "bool");
  const expr = isShort ? ternary(infix(op, l, r), l, r) : callHelper(helper, [p.type], [l, r], c);
  return { expr, type: p.type, bits: exact };
}

/** Compilers warn of comparing signed with unsigned, even where it is right. */
export function sameSigns(a: Lowered, b: Lowered): boolean {
  const isUnsigned = (t: CppType): boolean => t.kind === "int" && !t.signed;
  const isSame = isUnsigned(promoted(a.type)) === isUnsigned(promoted(b.type));
  return isSame || (isUnsigned(a.type) && isUnsigned(b.type)) || isPlainLiteral(a) || isPlainLiteral(b);
}

/** A literal of a signed type that isn't negative: no compiler minds what it is compared with. */
function isPlainLiteral(v: Lowered): boolean {
  return v.expr.kind === "literal" && /^\d[^u]*$/.test(v.expr.text);
}

// ---- one operand ------------------------------------------------------------------------------------------------------

/** An integral unary operator other than `!`. */
export function integerUnary(e: Unary, c: FuncContext, need: number): Lowered {
  switch (e.op) {
    case "neg":
      return negation(e, c, need);
    case "bitnot":
      return complement(e, c, need);
    case "abs":
      return absolute(e, c);
    case "sign":
      return sign(e, c);
    case "floor":
    case "ceil":
    case "round":
    case "trunc":
      return lower(e.operand, c, need);
    default:
      throw new Error(`'${e.op}' has no integer form`);
  }
}

function negation(e: Unary, c: FuncContext, need: number): Lowered {
  const range = rangeOf(e, c);
  const operandRange = rangeOf(e.operand, c);
  const t = ringType(range, need);
  const x = lower(e.operand, c, t?.width ?? exact);
  if (t === undefined || x.type.kind === "wide") {
    const zero = integerLiteral(0n, c);
    return wideInfix("-", zero, lower(e.operand, c), interval(0, 0), operandRange, c);
  }
  const direct = negated(x);
  if (direct.bits >= need || (direct.bits >= direct.width && contains(valuesOf(direct.type), range))) {
    return settle(direct, range, need, c);
  }
  return settle(negated(castTo(t, x, operandRange, c)), range, need, c);
}

function negated(x: Lowered): Lowered & { readonly width: number } {
  const type = promotedInt(x.type);
  return { expr: prefix("-", x.expr), type, bits: Math.min(x.bits, type.width), width: type.width };
}

/** −1 − x, modulo the type's own width when that is unsigned. */
function complement(e: Unary, c: FuncContext, need: number): Lowered {
  const operandType = e.operand.type;
  if (operandType.kind === "bool") return { expr: prefix("!", lower(e.operand, c).expr), type: boolean, bits: exact };
  const type = asInt(e.type as Integral);
  const own = integerType(type);
  const operandRange = rangeOf(e.operand, c);
  const x = lower(e.operand, c, type.signed ? need : Math.min(need, type.width));
  if (own.kind === "wide" || x.type.kind === "wide") {
    const operand = castTo(wide(type.width, type.signed), lower(e.operand, c), operandRange, c);
    return { expr: prefix("~", operand.expr), type: operand.type, bits: exact };
  }
  const operand = complementable(x, own, need, operandRange, c);
  const p = promotedInt(operand.type);
  const expr = prefix("~", operand.expr);
  if (type.signed && p.signed) return { expr, type: p, bits: operand.bits };
  const bits = Math.min(operand.bits, p.width, type.width);
  const inverted = { expr, type: p, bits };
  if (bits < need && bits < p.width) return castTo(own, inverted, rangeOf(e, c), c);
  return settle(inverted, rangeOf(e, c), need, c);
}

/** Not a truth value, and wide enough where the type is unsigned: its high bits become ones. */
function complementable(x: Lowered, own: CppInt, need: number, range: Interval, c: FuncContext): Lowered {
  const p = promotedInt(x.type);
  const isNarrow = !(own.signed && p.signed) && p.width < Math.min(need, own.width);
  if (isNarrow) return castTo(own, x, range, c);
  return x.type.kind === "bool" ? castTo(plainInt, x, range, c) : x;
}

function absolute(e: Unary, c: FuncContext): Lowered {
  const operand = rangeOf(e.operand, c);
  const x = lower(e.operand, c);
  if (operand.lo >= 0n) return x;
  const negative: Interval = { lo: -operand.hi, hi: -operand.lo };
  const machine = x.type.kind === "wide" ? undefined : machineTypeFor(operand, negative);
  const type = machine ?? wideTypeFor(operand, negative);
  const isNatural = machine !== undefined && promotedInt(x.type).width === machine.width;
  if (isNatural && isSimple(x.expr)) {
    return { expr: ternary(infix("<", x.expr, literal("0")), prefix("-", x.expr), x.expr), type, bits: exact };
  }
  const arg = machine === undefined ? castTo(type, toWide(x, operand, c), operand, c).expr : x.expr;
  return { expr: callHelper("abs_of", [type], [arg], c), type, bits: exact };
}

function sign(e: Unary, c: FuncContext): Lowered {
  const x = lower(e.operand, c);
  if (x.type.kind === "bool") return x;
  const above = (y: CppExpr): CppExpr => infix(">", y, literal("0"));
  if (x.type.kind !== "wide" && isSimple(x.expr)) {
    const expr = infix("-", above(x.expr), infix("<", x.expr, literal("0")));
    return { expr, type: plainInt, bits: exact };
  }
  const type = x.type.kind === "wide" ? x.type : promotedInt(x.type);
  return { expr: callHelper("sign_of", [type], [x.expr], c), type: plainInt, bits: exact };
}

/** `e` converted to an integer type: nothing to do when it fits, or when no bit above the type's width is wanted. */
export function convertedInteger(e: Expr, t: Integral, need: number, c: FuncContext): Lowered {
  const { width, signed } = asInt(t);
  const whole = intervalOf(t);
  if (contains(whole, rangeOf(e, c))) return lower(e, c, need);
  const x = lower(e, c, Math.min(need, width));
  if (x.value !== undefined) {
    return integerLiteral(signed ? BigInt.asIntN(width, x.value) : BigInt.asUintN(width, x.value), c);
  }
  if (need <= width) return { ...x, bits: Math.min(x.bits, width) };
  const p = promoted(x.type);
  if (p.kind === "int" && p.width === width && p.signed === signed) return { ...x, bits: exact };
  return castTo(integerType(t), x, whole, c);
}
