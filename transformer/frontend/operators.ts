/** Operators on lowered values: open literals take the other operand's type, mixed operands are converted, the rest is typing.ts. */
import type * as TS from "typescript";
import type { BinaryOp, CompareOp, Expr, UnaryOp } from "../../lib/ir/ir.js";
import { binaryType, unaryType, widerFloat } from "../../lib/ir/typing.js";
import {
  bitWidth, bool, float64, int32, isIntegral, maxIntWidth, typeName, type FloatType, type ScalarType,
} from "../../lib/ir/types.js";
import {
  binary as evaluateBinary,
  compare as evaluateCompare,
  unary as evaluateUnary,
} from "../../lib/numeric/arith.js";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Span } from "../../lib/diagnostics/source.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { decided } from "./placed.js";
import { castTo, constExpr, isOpen, naturalType, scalar, toExpr, type PlacedValue, type Value } from "./value.js";

type Literal = bigint | number | boolean;

const shifts: ReadonlySet<BinaryOp> = new Set(["shl", "shr", "ushr"]);
const divisions: ReadonlySet<BinaryOp> = new Set(["div", "rem", "floordiv", "mod"]);

/** `left op right`. `symbol` is the user's spelling, for messages. */
export function binaryValue(
  scope: Scope,
  node: TS.Node,
  op: BinaryOp,
  symbol: string,
  left: Value,
  right: Value,
): Value | undefined {
  if (isKnown(left) && isKnown(right)) return knownBinary(scope, node, op, symbol, left, right);
  const power = op === "pow" ? integerPower(scope, node, left, decided(scope, right)) : undefined;
  if (power !== undefined) return power;
  return runtimeBinary(scope, node, op, symbol, left, right);
}

/** The operator on what is known at run time only. */
function runtimeBinary(
  scope: Scope, node: TS.Node, op: BinaryOp, symbol: string, left: Value, right: Value,
): (Value & { kind: "scalar" }) | undefined {
  const operands = shifts.has(op) ? shiftOperands(scope, node, left, right) : matchOperands(scope, node, left, right);
  if (operands === undefined) return undefined;
  const [l, r] = operands;
  const type = binaryType(op, l.type, r.type);
  if (type.kind === "error") {
    return refuse(scope, node, kinds.badOperands, [symbol, typeName(l.type), typeName(r.type), type.message]);
  }
  return scalar({ kind: "binary", op, left: l, right: r, type, span: nodeSpan(scope, node) });
}

/** A constant, perhaps one that depends on the place of the instance. */
type Known = Value & { readonly kind: "literal" | "placed" };

function isKnown(v: Value): v is Known {
  return v.kind === "literal" || v.kind === "placed";
}

/** What a constant is for the instance at another place. */
function elsewhere(v: Known, place: readonly number[]): Literal | undefined {
  return v.kind === "placed" ? v.at(place) : v.value;
}

/** Of integers the result depends on the place as they do; other numbers, which are rounded, are those of this instance. */
function knownBinary(scope: Scope, node: TS.Node, op: BinaryOp, symbol: string, left: Known, right: Known): Value | undefined {
  const value = left.kind === "literal" && right.kind === "literal" ? undefined : integerResult(op, left.value, right.value);
  const form = value === undefined ? undefined : runtimeBinary(scope, node, op, symbol, left, right);
  if (value === undefined || form === undefined) {
    const [a, b] = [decided(scope, left), decided(scope, right)];
    return a.kind === "literal" && b.kind === "literal" ? foldBinary(scope, node, op, symbol, a.value, b.value) : undefined;
  }
  return { kind: "placed", value, form, at: (place) => integerResult(op, elsewhere(left, place), elsewhere(right, place)) };
}

/** `a op b`, as at run time; `undefined` where that stops the run, and unless both are integers. */
function integerResult(op: BinaryOp, a: Literal | undefined, b: Literal | undefined): bigint | undefined {
  if (typeof a !== "bigint" || typeof b !== "bigint" || op === "pow" || op === "hypot") return undefined;
  if ((divisions.has(op) && b === 0n) || (shifts.has(op) && b < 0n)) return undefined;
  const [left, right] = [shifts.has(op) ? int32 : naturalType(a), naturalType(b)];
  const type = binaryType(op, left, right);
  const result = type.kind === "error" ? undefined : evaluateBinary(op, a, b, { left, right, result: type });
  return typeof result === "bigint" ? result : undefined;
}

/** The largest power that is written out as products. */
const largestPower = 16n;

/** `x ** 3` of an integer or fixed-point number, exactly. */
function integerPower(scope: Scope, node: TS.Node, left: Value, right: Value): Value | undefined {
  const isSmall = right.kind === "literal" && typeof right.value === "bigint" && right.value >= 0n && right.value <= largestPower;
  const base = isSmall && left.kind !== "literal" ? toExpr(scope, node, left) : undefined;
  if (!isSmall || base === undefined || base.type.kind === "float" || base.type.kind === "bool") return undefined;
  if (right.value === 0n) return literal(1n);
  const times = Array.from({ length: Number(right.value) - 1 }, () => scalar(base));
  return times.reduce<Value | undefined>(
    (product, factor) => (product === undefined ? undefined : binaryValue(scope, node, "mul", "**", product, factor)),
    scalar(base),
  );
}

/** Both operands as expressions, both of the same float type if one is a float; where both are open, `hint` decides. */
export function matchOperands(
  scope: Scope, node: TS.Node, left: Value, right: Value, hint?: ScalarType,
): readonly [Expr, Expr] | undefined {
  const isSwapped = isOpen(left) && !isOpen(right);
  const [first, second] = isSwapped ? [right, left] : [left, right];
  const a = toExpr(scope, node, first, hint);
  const b = a === undefined ? undefined : toExpr(scope, node, second, isOpen(first) ? hint ?? a.type : a.type);
  if (a === undefined || b === undefined) return undefined;
  const float = floatOf(a.type, b.type);
  const [x, y] = float === undefined ? [a, b] : [castTo(a, float), castTo(b, float)];
  return isSwapped ? [y, x] : [x, y];
}

function floatOf(a: ScalarType, b: ScalarType): FloatType | undefined {
  return a.kind === "float" || b.kind === "float" ? widerFloat(a, b) : undefined;
}

/** The left type is kept, so a literal on the left counts as int32; the amount never affects it. */
function shiftOperands(scope: Scope, node: TS.Node, left: Value, right: Value): readonly [Expr, Expr] | undefined {
  const hint = isOpen(left) ? int32 : undefined;
  const l = toExpr(scope, node, left, hint);
  const r = toExpr(scope, node, right);
  if (l === undefined || r === undefined) return undefined;
  return [hint !== undefined && isIntegral(l.type) ? castTo(l, hint) : l, r];
}

/** Literals fold; integers exactly. An integer division that loses a remainder is refused: `1 / 3` is more likely 0.333 than 0. */
function foldBinary(
  scope: Scope,
  node: TS.Node,
  op: BinaryOp,
  symbol: string,
  a: Literal,
  b: Literal,
): Value | undefined {
  if (typeof a === "boolean" || typeof b === "boolean") {
    return refuse(scope, node, kinds.badOperands, [symbol, "a truth value", "a literal", "it needs numbers"]);
  }
  if (typeof a === "bigint" && typeof b === "bigint") return foldIntegers(scope, node, op, symbol, a, b);
  const checked = binaryType(op, float64, float64);
  if (checked.kind === "error")
    return refuse(scope, node, kinds.badOperands, [symbol, String(a), String(b), checked.message]);
  return foldFloats(op, Number(a), Number(b));
}

function foldFloats(op: BinaryOp, a: number, b: number): Value {
  return literal(evaluateBinary(op, a, b, { left: float64, right: float64, result: float64 }));
}

/** Refused when no integer type is wide enough. */
function literalPower(scope: Scope, node: TS.Node, a: bigint, b: bigint): Value | undefined {
  const bits = BigInt(bitWidth(naturalType(a)) - 1) * b;
  if (bits <= maxIntWidth) return literal(a ** b);
  const why = `the exact result needs more than ${maxIntWidth} bits`;
  return refuse(scope, node, kinds.badOperands, ["**", String(a), String(b), why]);
}

function foldIntegers(
  scope: Scope,
  node: TS.Node,
  op: BinaryOp,
  symbol: string,
  a: bigint,
  b: bigint,
): Value | undefined {
  if (op === "pow" && b >= 0n) return literalPower(scope, node, a, b);
  if (op === "pow" || op === "hypot") return foldFloats(op, Number(a), Number(b));
  if (divisions.has(op) && b === 0n) return refuse(scope, node, kinds.literalDivisionByZero, []);
  if (shifts.has(op) && b < 0n) return refuse(scope, node, kinds.negativeShift, [String(b)]);
  if (op === "div" && a % b !== 0n)
    return refuse(scope, node, kinds.inexactLiteralDivision, [`${a} / ${b}`, `${a}.0 / ${b}`]);
  const left = shifts.has(op) ? int32 : naturalType(a);
  const type = binaryType(op, left, naturalType(b));
  if (type.kind === "error")
    return refuse(scope, node, kinds.badOperands, [symbol, String(a), String(b), type.message]);
  return literal(evaluateBinary(op, a, b, { left, right: naturalType(b), result: type }));
}

export function compareValue(
  scope: Scope,
  node: TS.Node,
  op: CompareOp,
  symbol: string,
  left: Value,
  right: Value,
): Value | undefined {
  if (isKnown(left) && isKnown(right)) return knownComparison(scope, node, op, symbol, left, right);
  return runtimeComparison(scope, node, op, symbol, left, right);
}

function knownComparison(
  scope: Scope, node: TS.Node, op: CompareOp, symbol: string, left: Known, right: Known,
): Value | undefined {
  const isOfIntegers = typeof left.value === "bigint" && typeof right.value === "bigint";
  const isLiteral = left.kind === "literal" && right.kind === "literal";
  const form = isLiteral || !isOfIntegers ? undefined : runtimeComparison(scope, node, op, symbol, left, right);
  if (form === undefined) {
    const [a, b] = [decided(scope, left), decided(scope, right)];
    return a.kind === "literal" && b.kind === "literal" ? foldCompare(op, a.value, b.value) : undefined;
  }
  const at = (place: readonly number[]): Literal | undefined => {
    const [a, b] = [elsewhere(left, place), elsewhere(right, place)];
    return a === undefined || b === undefined ? undefined : compared(op, a, b);
  };
  return { kind: "placed", value: compared(op, left.value, right.value), at, form };
}

function runtimeComparison(
  scope: Scope, node: TS.Node, op: CompareOp, symbol: string, left: Value, right: Value,
): (Value & { kind: "scalar" }) | undefined {
  const operands = matchOperands(scope, node, left, right);
  if (operands === undefined) return undefined;
  const [l, r] = operands;
  if ((l.type.kind === "bool") !== (r.type.kind === "bool")) {
    return refuse(scope, node, kinds.badOperands, [
      symbol,
      typeName(l.type),
      typeName(r.type),
      "compare numbers with numbers, bool with bool",
    ]);
  }
  return scalar({ kind: "compare", op, left: l, right: r, type: bool, span: nodeSpan(scope, node) });
}

function foldCompare(op: CompareOp, a: Literal, b: Literal): Value {
  return literal(compared(op, a, b));
}

function compared(op: CompareOp, a: Literal, b: Literal): boolean {
  return evaluateCompare(op, a, b, { left: naturalType(a), right: naturalType(b) });
}

/** Integers are rounded already. */
const roundings: ReadonlySet<UnaryOp> = new Set(["floor", "ceil", "round", "trunc"]);
const exactOnIntegers: ReadonlySet<UnaryOp> = new Set(["neg", "abs", "sign", "bitnot"]);

export function unaryValue(
  scope: Scope,
  node: TS.Node,
  op: UnaryOp,
  symbol: string,
  operand: Value,
): Value | undefined {
  if (op === "neg" && operand.kind === "literal" && operand.value === 0n) return negativeZero(nodeSpan(scope, node));
  if (operand.kind === "literal") return foldUnary(scope, node, op, symbol, operand.value);
  if (operand.kind === "placed") return placedUnary(scope, node, op, symbol, operand);
  const apply = (hint?: ScalarType): Expr | undefined =>
    unaryExpr(scope, node, op, symbol, toExpr(scope, node, operand, hint));
  const expr = apply();
  if (expr === undefined) return undefined;
  return op === "neg" && isOpen(operand) ? { kind: "scalar", expr, retyped: apply } : scalar(expr);
}

/** Of integers and truth values the result depends on the place as they do; other numbers are those of this instance. */
function placedUnary(scope: Scope, node: TS.Node, op: UnaryOp, symbol: string, operand: PlacedValue): Value | undefined {
  const value = unaryResult(op, operand.value);
  const e = value === undefined ? undefined : toExpr(scope, node, operand);
  const form = e === undefined ? undefined : unaryExpr(scope, node, op, symbol, op === "bitnot" ? castTo(e, int32) : e);
  if (value === undefined || form === undefined) return unaryValue(scope, node, op, symbol, decided(scope, operand));
  return { kind: "placed", value, form: scalar(form), at: (place) => unaryResult(op, operand.at(place)) };
}

function unaryResult(op: UnaryOp, v: Literal | undefined): Literal | undefined {
  if (typeof v === "bigint" && roundings.has(op)) return v;
  const applies = typeof v === "bigint" ? exactOnIntegers.has(op) : typeof v === "boolean" && op === "not";
  if (!applies || v === undefined) return undefined;
  const natural = op === "bitnot" ? int32 : naturalType(v);
  const type = unaryType(op, natural);
  return type.kind === "error" ? undefined : evaluateUnary(op, v, natural, type);
}

/** `-0`: beside floats the zero with a sign, to integers just 0. */
function negativeZero(span: Span): Value {
  const zero = constExpr(0n, naturalType(0n), span);
  return { kind: "scalar", expr: zero, retyped: (type) => (type.kind === "float" ? constExpr(-0, type, span) : zero) };
}

function unaryExpr(scope: Scope, node: TS.Node, op: UnaryOp, symbol: string, e: Expr | undefined): Expr | undefined {
  if (e === undefined) return undefined;
  if (isIntegral(e.type) && e.type.kind !== "bool" && roundings.has(op)) return e;
  const type = unaryType(op, e.type);
  if (type.kind === "error") return refuse(scope, node, kinds.badOperand, [symbol, typeName(e.type), type.message]);
  return { kind: "unary", op, operand: e, type, span: nodeSpan(scope, node) };
}

function foldUnary(scope: Scope, node: TS.Node, op: UnaryOp, symbol: string, value: Literal): Value | undefined {
  const natural = op === "bitnot" ? int32 : naturalType(value);
  const exact = typeof value === "bigint" && (exactOnIntegers.has(op) || roundings.has(op));
  const type: ScalarType = exact || typeof value === "boolean" ? natural : float64;
  const result = unaryType(op, type);
  if (result.kind === "error") return refuse(scope, node, kinds.badOperand, [symbol, String(value), result.message]);
  return literal(evaluateUnary(op, exact || typeof value === "boolean" ? value : Number(value), type, result));
}

function literal(value: Literal): Value {
  return { kind: "literal", value };
}
