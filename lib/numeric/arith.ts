/** What the operators of the IR compute: the interpreter runs on these, and the constant folder. */
import { runtime } from "../diagnostics/catalogue/runtime.js";
import type { BinaryOp, CompareOp, UnaryOp } from "../ir/ir.js";
import { bitWidth, fracOf, isExact, type FixedType, type Rounding, type ScalarType } from "../ir/types.js";
import { floorDiv, isShift, type Exact } from "../ir/typing.js";
import { convert, toBigInt, type Value } from "./convert.js";
import { fitted, fixedQuotient, roundedRaw } from "./fixed.js";
import { cos, exp, hypot, log, pow, roundHalfUp, sign, sin, tan, tanh } from "./math.js";

/** An operator met operands it has no result for (6001, 6003); who evaluates knows where that stands in the source. */
export class ArithmeticTrap extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = "ArithmeticTrap";
    this.code = code;
  }
}

/** The types an operator works between: those of its operands and of its result (lib/ir/typing.ts). */
export interface OperandTypes {
  readonly left: ScalarType;
  readonly right: ScalarType;
  readonly result: ScalarType;
}

/**
 * `a op b`. Two floats: the operator on doubles, rounded once to the result. Otherwise both are exact (a bool counts as
 * 0 or 1), and so is the result, but for `shl`, which wraps, and `div` of fixed point, which rounds as its type says.
 */
export function binary(op: BinaryOp, a: Value, b: Value, types: OperandTypes): Value {
  const { left, right, result } = types;
  if (typeof a === "number" && typeof b === "number") return convert(floatBinary(op, a, b), result);
  if (typeof a === "number" || typeof b === "number") throw new Error(`'${op}' of an integer and a float`);
  const isFixed = left.kind === "fixed" || right.kind === "fixed";
  if (isFixed && isExact(left) && isExact(right)) return fixedBinary(op, toBigInt(a), toBigInt(b), { left, right, result });
  return convert(integerBinary(op, toBigInt(a), toBigInt(b), result), result);
}

/** Raw values, brought to one scale; `shl`, `shr` and `ushr` move the bits of the left one. */
function fixedBinary(
  op: BinaryOp, a: bigint, b: bigint, { left, right, result }: { left: Exact; right: Exact; result: ScalarType },
): Value {
  const [leftFrac, rightFrac] = [fracOf(left), fracOf(right)];
  if (isShift(op)) return wrapRaw(integerBinary(op, a, b, left), result);
  if (op === "mul") return rescaled(a * b, leftFrac + rightFrac, result);
  if (op === "div" && result.kind === "fixed") return fixedQuotient(a, leftFrac, divisor(b), rightFrac, result);
  const frac = Math.max(leftFrac, rightFrac);
  const [x, y] = [a << BigInt(frac - leftFrac), b << BigInt(frac - rightFrac)];
  return rescaled(integerBinary(op, x, y, result), op === "floordiv" ? 0 : frac, result);
}

/** `raw` · 2^−`frac` as a value of a type that holds it. */
function rescaled(raw: bigint, frac: number, type: ScalarType): Value {
  return type.kind === "fixed" ? raw << BigInt(type.frac - frac) : convert(raw, type);
}

function wrapRaw(raw: bigint, type: ScalarType): bigint {
  if (type.kind !== "fixed") throw new Error("a shift of fixed point gives fixed point");
  return fitted(raw, { ...type, overflow: "wrap" });
}

function floatBinary(op: BinaryOp, a: number, b: number): number {
  switch (op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return a / b;
    case "rem":
      return a % b;
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "pow":
      return pow(a, b);
    case "hypot":
      return hypot(a, b);
    case "floordiv": case "mod": case "shl": case "shr": case "ushr": case "and": case "or": case "xor":
      throw new Error(`'${op}' has no meaning on floats`);
  }
}

function integerBinary(op: BinaryOp, a: bigint, b: bigint, type: ScalarType): bigint {
  switch (op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return a / divisor(b);
    case "rem":
      return a % divisor(b);
    case "floordiv":
      return floorDiv(a, divisor(b));
    case "mod":
      return a - floorDiv(a, divisor(b)) * b;
    case "shl":
      return a << amount(b, type);
    case "shr":
      return a >> amount(b, type);
    case "ushr":
      return BigInt.asUintN(bitWidth(type), a) >> amount(b, type);
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    case "min":
      return a < b ? a : b;
    case "max":
      return a > b ? a : b;
    case "pow": case "hypot":
      throw new Error(`'${op}' has no meaning on integers`);
  }
}

function divisor(b: bigint): bigint {
  if (b === 0n) throw new ArithmeticTrap(runtime.divisionByZero.code, runtime.divisionByZero.message());
  return b;
}

/** The amount to shift by: any amount past the width leaves the same as the width does. */
function amount(b: bigint, type: ScalarType): bigint {
  if (b < 0n) throw new ArithmeticTrap(runtime.negativeShift.code, runtime.negativeShift.message(b));
  const width = BigInt(bitWidth(type));
  return b < width ? b : width;
}

/** `op a` for `a` of type `operand`, of type `type` (that of `unaryType` in lib/ir/typing.ts). */
export function unary(op: UnaryOp, a: Value, operand: ScalarType, type: ScalarType): Value {
  if (op === "not") return a === false || a === 0n;
  if (typeof a === "number") return convert(floatUnary(op, a), type);
  const raw = toBigInt(a);
  if (op === "reverse") return reversed(raw, bitWidth(operand), type);
  if (operand.kind === "fixed") return fixedUnary(op, raw, operand, type);
  return convert(integerUnary(op, raw), type);
}

/** The lowest bit becomes the highest, and so on. */
function reversed(raw: bigint, width: number, type: ScalarType): bigint {
  const bits = BigInt.asUintN(width, raw).toString(2).padStart(width, "0");
  const value = BigInt(`0b${Array.from(bits).reverse().join("")}`);
  return type.kind === "index" || ((type.kind === "int" || type.kind === "fixed") && type.signed) ? BigInt.asIntN(width, value) : value;
}

/** How `floor` and the like round to an integer. */
const roundings: Partial<Record<UnaryOp, Rounding>> = { floor: "trunc", trunc: "truncZero", round: "round" };

function fixedUnary(op: Exclude<UnaryOp, "not" | "reverse">, raw: bigint, { frac }: FixedType, type: ScalarType): Value {
  const rounding = roundings[op];
  if (rounding !== undefined) return roundedRaw(raw, frac, rounding);
  if (op === "ceil") return -roundedRaw(-raw, frac, "trunc");
  const result = integerUnary(op, raw);
  if (op === "bitnot") return wrapRaw(result, type);
  return op === "sign" ? convert(result, type) : rescaled(result, frac, type);
}

function floatUnary(op: Exclude<UnaryOp, "not">, a: number): number {
  switch (op) {
    case "neg":
      return -a;
    case "bitnot":
    case "reverse":
      throw new Error(`'${op}' has no meaning on floats`);
    default:
      return floatFunctions[op](a);
  }
}

/** The IR's functions of one float, on doubles. */
export const floatFunctions: Readonly<
  Record<Exclude<UnaryOp, "not" | "neg" | "bitnot" | "reverse">, (x: number) => number>
> = {
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp,
  log,
  sin,
  cos,
  tan,
  tanh,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfUp,
  trunc: Math.trunc,
  sign,
};

function integerUnary(op: Exclude<UnaryOp, "not" | "reverse">, a: bigint): bigint {
  switch (op) {
    case "neg":
      return -a;
    case "abs":
      return a < 0n ? -a : a;
    case "bitnot":
      return ~a;
    case "sign":
      return a > 0n ? 1n : a < 0n ? -1n : 0n;
    case "floor": case "ceil": case "round": case "trunc":
      return a;
    case "sqrt": case "exp": case "log": case "sin": case "cos": case "tan": case "tanh":
      throw new Error(`'${op}' has no meaning on integers`);
  }
}

/** `a op b`: floats by IEEE (NaN differs from itself), exact values and bools exactly. */
export function compare(op: CompareOp, a: Value, b: Value, types: Pick<OperandTypes, "left" | "right">): boolean {
  if (typeof a === "number" && typeof b === "number") return ordered(op, a, b);
  const { left, right } = types;
  const frac = Math.max(fracOfOperand(left), fracOfOperand(right));
  const scaled = (v: Value, t: ScalarType): bigint => toBigInt(v) << BigInt(frac - fracOfOperand(t));
  return ordered(op, scaled(a, left), scaled(b, right));
}

function fracOfOperand(t: ScalarType): number {
  return t.kind === "fixed" ? t.frac : 0;
}

function ordered<T extends number | bigint>(op: CompareOp, a: T, b: T): boolean {
  switch (op) {
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
  }
}
