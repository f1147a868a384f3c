/** What the operators of the IR compute: the interpreter runs on these, and the constant folder. */
import { runtime } from "../diagnostics/catalogue/runtime.js";
import type { BinaryOp, CompareOp, UnaryOp } from "../ir/ir.js";
import { indexWidth, type ScalarType } from "../ir/types.js";
import { floorDiv } from "../ir/typing.js";
import { convert, toBigInt, type Value } from "./convert.js";
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

/**
 * `a op b`, of `type` (that of `binaryType` in lib/ir/typing.ts). Two floats: the operator on doubles rounded once to
 * the type. Otherwise both are integral (a bool counts as 0 or 1) and the result is exact but for `shl`, which wraps.
 */
export function binary(op: BinaryOp, a: Value, b: Value, type: ScalarType): Value {
  if (typeof a === "number" && typeof b === "number") return convert(floatBinary(op, a, b), type);
  if (typeof a === "number" || typeof b === "number") throw new Error(`'${op}' of an integer and a float`);
  return convert(integerBinary(op, toBigInt(a), toBigInt(b), type), type);
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

function bitWidth(type: ScalarType): number {
  switch (type.kind) {
    case "int":
      return type.width;
    case "index":
      return indexWidth;
    case "bool":
      return 1;
    case "float":
      throw new Error("a float has no bits to shift");
  }
}

/** `op a`, of `type` (that of `unaryType` in lib/ir/typing.ts). */
export function unary(op: UnaryOp, a: Value, type: ScalarType): Value {
  if (op === "not") return a === false || a === 0n;
  if (typeof a === "number") return convert(floatUnary(op, a), type);
  return convert(integerUnary(op, toBigInt(a)), type);
}

function floatUnary(op: Exclude<UnaryOp, "not">, a: number): number {
  switch (op) {
    case "neg":
      return -a;
    case "bitnot":
      throw new Error("'bitnot' has no meaning on floats");
    default:
      return floatFunctions[op](a);
  }
}

/** The IR's functions of one float, on doubles. */
export const floatFunctions: Readonly<Record<Exclude<UnaryOp, "not" | "neg" | "bitnot">, (x: number) => number>> = {
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

function integerUnary(op: Exclude<UnaryOp, "not">, a: bigint): bigint {
  switch (op) {
    case "neg":
      return -a;
    case "abs":
      return a < 0n ? -a : a;
    case "bitnot":
      return ~a;
    case "sign":
      return a > 0n ? 1n : a < 0n ? -1n : 0n;
    case "sqrt": case "exp": case "log": case "sin": case "cos": case "tan": case "tanh":
    case "floor": case "ceil": case "round": case "trunc":
      throw new Error(`'${op}' has no meaning on integers`);
  }
}

/** `a op b`: floats by IEEE (NaN differs from itself), integers and bools exactly. */
export function compare(op: CompareOp, a: Value, b: Value): boolean {
  const floats = typeof a === "number" && typeof b === "number";
  return floats ? ordered(op, a, b) : ordered(op, toBigInt(a), toBigInt(b));
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
