/** Which operator an expression needs, and what the device takes for it. */
import type { Expr } from "../ir/ir.js";
import { bitWidth, isExact, typeName, type ScalarType } from "../ir/types.js";
import type { Device, FloatOperator, OperatorCost } from "./devices/device.js";

/** A kind of operator: two of one kind may be one, used in turns. */
export interface Operator extends OperatorCost {
  /** As tables show it: `mul float32`. */
  readonly name: string;
}

const none: OperatorCost = { stages: 0, dsps: 0, luts: 0 };

/**
 * The operator for the outermost node of `e`, of whose result the lowest `bits` are used; `isConstant` says of its
 * operands whether they are. `undefined`: wires.
 */
export function operatorOf(
  e: Expr, device: Device, isConstant: readonly boolean[], bits: number,
): Operator | undefined {
  const cost = costOf(e, device, isConstant, bits);
  if (cost === undefined || (cost.stages === 0 && cost.luts === 0 && cost.dsps === 0)) return undefined;
  const { stages, dsps, luts } = cost;
  return { name: `${verb(e)} ${typeText(operandType(e), bits)}`, stages, dsps, luts };
}

/** Integers that are cut down afterwards are computed no wider. */
function typeText(t: ScalarType, bits: number): string {
  return typeName(t.kind === "int" && t.width > bits ? { ...t, width: bits } : t);
}

function verb(e: Expr): string {
  switch (e.kind) {
    case "binary": case "unary":
      return e.op;
    case "const": case "var": case "load": case "compare": case "logic": case "select": case "cast": case "bitcast":
    case "call":
      return e.kind;
  }
}

/** The type of what is computed with. */
function operandType(e: Expr): ScalarType {
  switch (e.kind) {
    case "compare":
      return e.left.type;
    case "cast":
      return e.operand.type.kind === "float" ? e.operand.type : e.type;
    case "binary":
      return bitWidth(e.left.type) >= bitWidth(e.right.type) ? e.left.type : e.right.type;
    case "const": case "var": case "load": case "logic": case "unary": case "select": case "bitcast": case "call":
      return e.type;
  }
}

function costOf(e: Expr, device: Device, isConstant: readonly boolean[], bits: number): OperatorCost | undefined {
  switch (e.kind) {
    case "binary":
      return e.type.kind === "float" ? floatCost(device, floatBinary[e.op] ?? "function", e.type.width)
        : integerBinary(e, device, isConstant, bits);
    case "unary":
      return unaryCost(e, device);
    case "compare":
      return e.left.type.kind === "float" ? floatCost(device, "compare", e.left.type.width)
        : logic(bitWidth(e.left.type));
    case "cast":
      return castCost(e.operand.type, e.type, device);
    case "select":
      return logic(bitWidth(e.type));
    case "logic":
      return logic(1);
    case "const": case "var": case "load": case "bitcast": case "call":
      return undefined;
  }
}

const logic = (width: number): OperatorCost => ({ ...none, luts: width });

const floatBinary: Readonly<Record<string, FloatOperator["operation"]>> = {
  add: "add", sub: "add", mul: "mul", div: "div", min: "compare", max: "compare",
};

function floatCost(device: Device, operation: string, width: number): OperatorCost {
  const row = device.floats.find((f) => f.operation === operation && f.width === width);
  if (row === undefined) throw new Error(`${device.name} has no ${operation} of ${width} bits`);
  return row;
}

function unaryCost(e: Expr & { readonly kind: "unary" }, device: Device): OperatorCost {
  const { type } = e.operand;
  if (type.kind !== "float") return e.op === "neg" || e.op === "abs" || e.op === "round" ? logic(bitWidth(type)) : none;
  switch (e.op) {
    case "neg": case "abs":
      return none;
    case "sqrt":
      return floatCost(device, "sqrt", type.width);
    case "floor": case "ceil": case "round": case "trunc": case "sign": case "bitnot": case "reverse": case "not":
      return floatCost(device, "convert", type.width);
    case "exp": case "log": case "sin": case "cos": case "tan": case "tanh":
      return floatCost(device, "function", type.width);
  }
}

function castCost(from: ScalarType, to: ScalarType, device: Device): OperatorCost {
  if (from.kind === "float") return to.kind === "float" && to.precision === from.precision
    ? none : floatCost(device, "convert", from.width);
  if (to.kind === "float") return floatCost(device, "convert", to.width);
  const rounds = to.kind === "fixed" && (to.rounding !== "trunc" || to.overflow !== "wrap");
  return rounds ? logic(2 * bitWidth(to)) : none;
}

function integerBinary(
  e: Expr & { readonly kind: "binary" }, device: Device, isConstant: readonly boolean[], bits: number,
): OperatorCost {
  const width = Math.min(isExact(e.type) ? bitWidth(e.type) : 0, bits);
  switch (e.op) {
    case "mul":
      return isConstant.includes(true) ? logic(width) : product(bitWidth(e.left.type), bitWidth(e.right.type), bits,
        device);
    case "div": case "rem": case "floordiv": case "mod":
      return isConstant[1] === true ? logic(2 * width) : { stages: width + 3, dsps: 0, luts: width * width };
    case "shl": case "shr": case "ushr":
      return isConstant[1] === true ? none : logic(3 * width);
    case "add": case "sub": case "and": case "or": case "xor": case "min": case "max": case "pow": case "hypot":
      return logic(width);
  }
}

/**
 * Factors are cut into pieces that fit the multiplier of a DSP; what only reaches bits that are not used is left out.
 */
function product(
  a: number, b: number, bits: number, { integers: { dsp: [long, short], lutFactor } }: Device,
): OperatorCost {
  if (Math.min(a, b) <= lutFactor) return logic(a * b);
  const [x, y] = [Math.min(a, bits), Math.min(b, bits)];
  const tiles = Math.min(pieces(x, y, long, short, bits), pieces(x, y, short, long, bits));
  return { stages: tiles > 1 ? 2 : 1, dsps: tiles, luts: tiles > 1 ? 20 : 0 };
}

/** The products of pieces whose lowest bit is used. */
function pieces(x: number, y: number, ofX: number, ofY: number, bits: number): number {
  let count = 0;
  for (let i = 0; i < x; i += ofX) for (let j = 0; j < y; j += ofY) if (i + j < bits) count += 1;
  return count;
}
