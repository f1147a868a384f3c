/** The operators of the IR on nodes. They mean what lib/numeric computes: constants are folded by it. */
import type { Span } from "../diagnostics/source.js";
import type { Binary, BinaryOp, Compare, Unary } from "../ir/ir.js";
import { bitWidth, bool, isIntegral, typeName, type FloatType, type IntType, type ScalarType } from "../ir/types.js";
import { asInt, resultInterval, type Integral } from "../ir/typing.js";
import { ArithmeticTrap, binary, unary } from "../numeric/arith.js";
import { bitsOf, fromBits } from "../numeric/bits.js";
import { convertFrom } from "../numeric/convert.js";
import { and, extremum, isNegative, isZero, not, or, same, select, type Kind } from "./choices.js";
import { apply, floatBinary, floatCompare, floatUnary } from "./floats.js";
import { one, ops, zero, type Graph, type Node, type Range } from "./graph.js";
import { add, canonical, multiply, negated, sub, wrap } from "./integers.js";
import { Undecided } from "./undecided.js";
import { rangeOf } from "./widths.js";

/** Is told where an operator has no result: the code of the error, and when that is so. */
export interface Stops {
  stop(code: number, when: Node, span: Span): void;
}

export function kindOf(t: ScalarType): Kind {
  return t.kind === "bool" ? "truth" : t.kind === "float" ? "float" : "integer";
}

/** A truth value as 0 or 1; other integers as they are. */
export function asInteger(g: Graph, n: Node, t: ScalarType): Node {
  return t.kind === "bool" ? select(g, "integer", n, one, zero) : n;
}

/** What the binary operation `e` makes of its operands. */
export function binaryNode(g: Graph, e: Binary, left: Node, right: Node, stops: Stops): Node {
  const { op, type } = e;
  if (type.kind === "float") return floatBinary(g, op, left, right, type);
  if (type.kind === "fixed" || e.left.type.kind === "fixed" || e.right.type.kind === "fixed") {
    throw new Undecided("fixed point", e.span);
  }
  if (type.kind === "bool") return truthBinary(g, op, left, right);
  const x = asInteger(g, left, e.left.type);
  const y = asInteger(g, right, e.right.type);
  switch (op) {
    case "add":
      return add(g, x, y);
    case "sub":
      return sub(g, x, y);
    case "mul":
      return multiply(g, x, y);
    case "min":
    case "max":
      return extremum(g, op, x, y);
    case "shl":
    case "shr":
    case "ushr":
      return shifted(g, op, x, y, { type: asInt(type), span: e.span, stops });
    case "and":
    case "or":
    case "xor":
      return bitwise(g, op, x, y, { type: asInt(type), span: e.span, stops });
    default:
      return quotient(g, op, x, y, { type: asInt(type), span: e.span, stops });
  }
}

function truthBinary(g: Graph, op: BinaryOp, x: Node, y: Node): Node {
  if (op === "and") return and(g, x, y);
  return op === "or" ? or(g, x, y) : not(g, same(g, x, y));
}

interface Place extends Pick<Binary, "span"> {
  readonly type: IntType;
  readonly stops: Stops;
}

/** The operator on constants, as the interpreter computes it. */
function folded(g: Graph, op: BinaryOp, x: Node, y: Node, { type, span, stops }: Place): Node | undefined {
  const [a, b] = [g.intOf(x), g.intOf(y)];
  if (a === undefined || b === undefined) return undefined;
  try {
    return g.constant(binary(op, a, b, { left: type, right: type, result: type }));
  } catch (error) {
    if (!(error instanceof ArithmeticTrap)) throw error;
    stops.stop(error.code, one, span);
    return zero;
  }
}

const divisionByZero = 6001;
const negativeShift = 6003;

function quotient(g: Graph, op: BinaryOp, left: Node, right: Node, place: Place): Node {
  const [x, y] = [canonical(g, left), canonical(g, right)];
  const constant = folded(g, op, x, y, place);
  if (constant !== undefined) return constant;
  place.stops.stop(divisionByZero, isZero(g, y), place.span);
  if (y === one) return op === "div" || op === "floordiv" ? x : zero;
  return apply(g, op, x, y, rangeOf(place.type));
}

/** Shifts by constants are products and quotients. */
function shifted(g: Graph, op: "shl" | "shr" | "ushr", left: Node, right: Node, place: Place): Node {
  const [x, y] = [canonical(g, left), canonical(g, right)];
  const constant = folded(g, op, x, y, place);
  if (constant !== undefined) return constant;
  place.stops.stop(negativeShift, isNegative(g, y), place.span);
  const { type } = place;
  const amount = g.intOf(y);
  const source = op === "ushr" ? canonical(g, wrap(g, x, { ...type, signed: false })) : x;
  if (amount === undefined) return apply(g, `${op} ${typeName(type)}`, source, y, rangeOf(type));
  const factor = g.integer(1n << (amount < BigInt(type.width) ? amount : BigInt(type.width)));
  if (op === "shl") return wrap(g, multiply(g, x, factor), type);
  return factor === one ? source : apply(g, "floordiv", source, factor, quotientRange(g, source, factor));
}

/** Of a quotient rounded down, by a positive number. */
function quotientRange(g: Graph, x: Node, divisor: Node): Range {
  const [lo, hi, by] = [g.lo(x), g.hi(x), g.lo(divisor)];
  if (![lo, hi, by].every(Number.isSafeInteger)) return { lo: Math.min(lo, -1), hi: Math.max(hi, 0) };
  const exact = resultInterval("floordiv", { lo: BigInt(lo), hi: BigInt(hi) }, { lo: BigInt(by), hi: BigInt(by) });
  return { lo: Number(exact.lo), hi: Number(exact.hi) };
}

function bitwise(g: Graph, op: "and" | "or" | "xor", left: Node, right: Node, place: Place): Node {
  const [x, y] = [canonical(g, left), canonical(g, right)].sort((a, b) => a - b) as [Node, Node];
  const constant = folded(g, op, x, y, place);
  if (constant !== undefined) return constant;
  if (x === y) return op === "xor" ? zero : x;
  if (x === zero || y === zero) return op === "and" ? zero : x === zero ? y : x;
  return apply(g, op, x, y, rangeOf(place.type));
}

/** What the unary operation `e` makes of its operand. */
export function unaryNode(g: Graph, { op, operand, type, span }: Unary, node: Node): Node {
  if (op === "not") return not(g, node);
  if (type.kind === "float") return floatUnary(g, op, node, type);
  if (operand.type.kind === "fixed" || type.kind === "fixed") throw new Undecided("fixed point", span);
  const x = canonical(g, asInteger(g, node, operand.type));
  switch (op) {
    case "neg":
      return negated(g, x);
    case "abs":
      return extremum(g, "max", x, negated(g, x));
    case "bitnot":
      return wrap(g, sub(g, negated(g, x), one), asInt(type));
    case "sign":
      return sub(g, asInteger(g, isNegative(g, negated(g, x)), bool), asInteger(g, isNegative(g, x), bool));
    case "reverse":
      return reversed(g, x, operand.type, asInt(type));
    default:
      return x;
  }
}

function reversed(g: Graph, x: Node, operand: ScalarType, type: IntType): Node {
  const v = g.intOf(x);
  if (v !== undefined) return g.constant(unary("reverse", v, operand, type));
  return apply(g, `reverse ${typeName(type)}`, x, 0, rangeOf(type));
}

/** What the comparison `e` makes of its operands. */
export function compareNode(g: Graph, e: Compare, x: Node, y: Node): Node {
  const { op, left, right } = e;
  if (left.type.kind === "float") return floatCompare(g, op, x, y);
  if (left.type.kind === "fixed" || right.type.kind === "fixed") throw new Undecided("fixed point", e.span);
  if (left.type.kind === "bool" && right.type.kind === "bool" && (op === "eq" || op === "ne")) {
    return op === "eq" ? same(g, x, y) : not(g, same(g, x, y));
  }
  const difference = sub(g, asInteger(g, x, left.type), asInteger(g, y, right.type));
  switch (op) {
    case "eq":
      return isZero(g, difference);
    case "ne":
      return not(g, isZero(g, difference));
    case "lt":
      return isNegative(g, difference);
    case "ge":
      return not(g, isNegative(g, difference));
    case "gt":
      return isNegative(g, negated(g, difference));
    case "le":
      return not(g, isNegative(g, negated(g, difference)));
  }
}

// ---- conversions ----------------------------------------------------------------------------------------------------

/** `n` of type `from` converted to `to`. Fixed point is its raw value. */
export function castNode(g: Graph, n: Node, from: ScalarType, to: ScalarType): Node {
  const v = from.kind === "float" || from.kind === "fixed" ? g.valueOf(n) : undefined;
  if (v !== undefined) return g.constant(convertFrom(v, from, to));
  if (from.kind === "fixed" || to.kind === "fixed") return castFixed(g, n, from, to);
  if (from.kind === "float") return castFromFloat(g, n, from, to);
  if (to.kind === "float") return castToFloat(g, n, from, to);
  if (to.kind === "bool") return from.kind === "bool" ? n : not(g, isZero(g, n));
  return wrap(g, asInteger(g, n, from), to);
}

/** The only conversions of fixed point that are left when it is lowered: from and to floats. */
function castFixed(g: Graph, n: Node, from: ScalarType, to: ScalarType): Node {
  if (from.kind === "fixed" && to.kind === "float") {
    return apply(g, `of fixed ${from.frac} ${typeName(to)}`, canonical(g, n));
  }
  if (from.kind === "float" && to.kind === "fixed") {
    return wrap(g, apply(g, `to ${typeName(to)}`, n), { kind: "int", width: to.width, signed: to.signed });
  }
  throw new Undecided("a conversion of fixed point");
}

function castFromFloat(g: Graph, n: Node, from: FloatType, to: Integral | FloatType): Node {
  if (to.kind === "bool") return not(g, floatCompare(g, "eq", n, g.float(0)));
  if (isIntegral(to)) {
    const most = from.precision === 53 ? Infinity : from.precision === 11 ? 65504 : 2 ** 128;
    return wrap(g, apply(g, "truncated", n, 0, { lo: -most, hi: most }), to);
  }
  if (from.precision === to.precision) return n;
  const widened = g.op(n) === ops.apply && g.c(n) === g.key(`${typeName(to)} as ${typeName(from)}`);
  const isExact = to.width < from.width;
  return widened && isExact ? g.a(n) : apply(g, `${typeName(from)} as ${typeName(to)}`, n);
}

function castToFloat(g: Graph, n: Node, from: ScalarType, to: FloatType): Node {
  if (from.kind === "bool") return select(g, "float", n, g.float(1), g.float(0));
  const x = canonical(g, n);
  const v = g.intOf(x);
  return v === undefined ? apply(g, `of integer ${typeName(to)}`, x) : g.constant(convertFrom(v, from, to));
}

/** The same bits as another type. */
export function bitcastNode(g: Graph, n: Node, from: ScalarType, to: ScalarType): Node {
  const bits = floatBits(g, n, from);
  if (to.kind !== "float") {
    if (to.kind === "bool") return from.kind === "bool" ? n : not(g, isZero(g, bits));
    const signed = to.kind === "index" || to.signed;
    return wrap(g, bits, { kind: "int", width: bitWidth(to), signed });
  }
  const x = canonical(g, wrap(g, bits, { kind: "int", width: bitWidth(from), signed: false }));
  const v = g.intOf(x);
  return v === undefined ? apply(g, `bits as ${typeName(to)}`, x) : g.constant(fromBits(v, to));
}

function floatBits(g: Graph, n: Node, from: ScalarType): Node {
  if (from.kind !== "float") return asInteger(g, n, from);
  const v = g.valueOf(n);
  if (v !== undefined) return g.integer(bitsOf(v, from));
  return apply(g, `bits of ${typeName(from)}`, n, 0, { lo: 0, hi: 2 ** from.width });
}
