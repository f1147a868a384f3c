/**
 * Floats: nothing is reassociated. What is used holds for every operand, NaN (of which there is only one), infinities
 * and signed zeros included: sums and products commute, a − b is a + (−b), signs move out of products and quotients.
 */
import type { BinaryOp, CompareOp, UnaryOp } from "../ir/ir.js";
import type { FloatType } from "../ir/types.js";
import { binary, unary } from "../numeric/arith.js";
import { floatExtremum, not } from "./choices.js";
import { no, none, ops, truth, unbounded, yes, type Graph, type Node } from "./graph.js";

/** An operator of which it is known only that equal operands give equal results; `name` tells which. */
export function apply(g: Graph, name: string, x: Node, y: Node = none, range = unbounded): Node {
  return g.make(ops.apply, x, y, g.key(name), range);
}

const keys = new WeakMap<FloatType, Map<string, string>>();

/** The name of an operator on floats of type `t`. */
function nameOf(op: string, t: FloatType): string {
  const known = keys.get(t) ?? new Map<string, string>();
  keys.set(t, known);
  const name = known.get(op) ?? `${op} float${t.width}.${t.precision}`;
  known.set(op, name);
  return name;
}

export function floatBinary(g: Graph, op: BinaryOp, x: Node, y: Node, t: FloatType): Node {
  const [a, b] = [g.valueOf(x), g.valueOf(y)];
  if (a !== undefined && b !== undefined) return g.constant(binary(op, a, b, { left: t, right: t, result: t }));
  switch (op) {
    case "add":
      return sum(g, x, y, t);
    case "sub":
      return sum(g, x, floatNegated(g, y, t), t);
    case "mul":
    case "div":
      return signed(g, op, x, y, t);
    case "min":
    case "max":
      return floatExtremum(g, op, x, y);
    default:
      return apply(g, nameOf(op, t), x, y);
  }
}

/** x + (−0) is x, whatever x is. */
function sum(g: Graph, x: Node, y: Node, t: FloatType): Node {
  if (isMinusZero(g, y)) return x;
  if (isMinusZero(g, x)) return y;
  return x < y ? apply(g, nameOf("add", t), x, y) : apply(g, nameOf("add", t), y, x);
}

function isMinusZero(g: Graph, n: Node): boolean {
  return Object.is(g.valueOf(n), -0);
}

/** A product or quotient with its sign in front. */
function signed(g: Graph, op: "mul" | "div", x: Node, y: Node, t: FloatType): Node {
  const [p, q] = [positive(g, x, t), positive(g, y, t)];
  const isNegative = (p !== x) !== (q !== y);
  const [left, right] = op === "mul" && q < p ? [q, p] : [p, q];
  const only = g.valueOf(right) === 1 ? left : op === "mul" && g.valueOf(left) === 1 ? right : undefined;
  const magnitude = only ?? apply(g, nameOf(op, t), left, right);
  return isNegative ? floatNegated(g, magnitude, t) : magnitude;
}

/** `n` without the minus in front of it. */
function positive(g: Graph, n: Node, t: FloatType): Node {
  const v = g.valueOf(n);
  if (v === undefined) return isNegation(g, n) ? g.a(n) : n;
  return typeof v === "number" && (v < 0 || Object.is(v, -0)) ? floatNegated(g, n, t) : n;
}

function isNegation(g: Graph, n: Node): boolean {
  return g.op(n) === ops.apply && g.c(n) === g.key("negation");
}

/** Negation is exact, so its type does not matter. */
export function floatNegated(g: Graph, x: Node, t: FloatType): Node {
  const v = g.valueOf(x);
  if (v !== undefined) return g.constant(unary("neg", v, t, t));
  return isNegation(g, x) ? g.a(x) : apply(g, "negation", x);
}

export function floatUnary(g: Graph, op: UnaryOp, x: Node, t: FloatType): Node {
  if (op === "neg") return floatNegated(g, x, t);
  const v = g.valueOf(x);
  if (v !== undefined) return g.constant(unary(op, v, t, t));
  return apply(g, nameOf(op, t), op === "abs" && isNegation(g, x) ? g.a(x) : x);
}

export function floatCompare(g: Graph, op: CompareOp, x: Node, y: Node): Node {
  switch (op) {
    case "lt":
      return ordered(g, ops.less, x, y);
    case "le":
      return ordered(g, ops.lessEqual, x, y);
    case "gt":
      return ordered(g, ops.less, y, x);
    case "ge":
      return ordered(g, ops.lessEqual, y, x);
    case "eq":
      return ordered(g, ops.equal, Math.min(x, y), Math.max(x, y));
    case "ne":
      return not(g, ordered(g, ops.equal, Math.min(x, y), Math.max(x, y)));
  }
}

function ordered(g: Graph, op: typeof ops.less | typeof ops.lessEqual | typeof ops.equal, x: Node, y: Node): Node {
  const [a, b] = [g.valueOf(x), g.valueOf(y)];
  if (a === undefined || b === undefined) return g.make(op, x, y, none, truth);
  return (op === ops.less ? a < b : op === ops.lessEqual ? a <= b : a === b) ? yes : no;
}
