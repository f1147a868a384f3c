/** Integers and truths that are known without the data: of constants, loop counters and constants computed of them. */
import type { Binary, Cast, Compare, Expr, Logic, Sym } from "../ir/ir.js";
import { intervalOf, isIntegral } from "../ir/types.js";

/** Values of names by their slots; what is not known is NaN, false is 0, true 1. */
export type Env = number[];
export type Value = (env: Env) => number;

/** Nothing is known. */
export const unknown: Value = () => Number.NaN;

/** Makes functions of expressions, once for all iterations. */
export class KnownValues {
  private readonly slots = new Map<number, number>();

  /** The slot of a name. */
  slot(sym: Sym): number {
    const known = this.slots.get(sym.id) ?? this.slots.size;
    this.slots.set(sym.id, known);
    return known;
  }

  /** How to compute `e`. Names that have no slot yet are not known. */
  value(e: Expr): Value {
    switch (e.kind) {
      case "const": {
        const n = typeof e.value === "number" ? Number.NaN : safe(Number(e.value));
        return () => n;
      }
      case "var": {
        const slot = e.path === undefined ? this.slots.get(e.sym.id) : undefined;
        return slot === undefined ? unknown : (env) => env[slot] ?? Number.NaN;
      }
      case "cast":
        return this.converted(e);
      case "unary": {
        const operand = this.value(e.operand);
        if (e.op === "not") return (env) => 1 - operand(env);
        return e.op === "neg" && isIntegral(e.type) ? (env) => -operand(env) : unknown;
      }
      case "binary": {
        const operation = isIntegral(e.left.type) && isIntegral(e.right.type) ? arithmetic[e.op] : undefined;
        return operation === undefined ? unknown : this.both(e, (a, b) => safe(operation(a, b)));
      }
      case "compare":
        return isIntegral(e.left.type) && isIntegral(e.right.type) ? this.both(e, comparisons[e.op]) : unknown;
      case "logic":
        return this.both(e, e.op === "and" ? (a, b) => (a === 0 ? 0 : b) : (a, b) => (a === 1 ? 1 : b));
      case "load": case "select": case "bitcast": case "call":
        return unknown;
    }
  }

  /** Known where it stays the same. */
  private converted({ type, operand }: Cast): Value {
    if (!isIntegral(type) || !isIntegral(operand.type)) return unknown;
    const { lo, hi } = intervalOf(type);
    const [least, most, value] = [Number(lo), Number(hi), this.value(operand)];
    return (env) => {
      const n = value(env);
      return n >= least && n <= most ? n : Number.NaN;
    };
  }

  private both(
    { kind, left, right }: Binary | Compare | Logic, f: (a: number, b: number) => number,
  ): Value {
    const [a, b] = [this.value(left), this.value(right)];
    return (env) => {
      const [x, y] = [a(env), b(env)];
      return Number.isNaN(x) || (kind !== "logic" && Number.isNaN(y)) ? Number.NaN : f(x, y);
    };
  }
}

/** Integers beyond those that doubles hold exactly are not known. */
function safe(n: number): number {
  return Number.isSafeInteger(n) ? n : Number.NaN;
}

const arithmetic: Partial<Record<Binary["op"], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => Math.trunc(a / b),
  rem: (a, b) => a % b,
  floordiv: (a, b) => Math.floor(a / b),
  mod: (a, b) => a - b * Math.floor(a / b),
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
};

const comparisons = {
  eq: (a: number, b: number) => Number(a === b),
  ne: (a: number, b: number) => Number(a !== b),
  lt: (a: number, b: number) => Number(a < b),
  le: (a: number, b: number) => Number(a <= b),
  gt: (a: number, b: number) => Number(a > b),
  ge: (a: number, b: number) => Number(a >= b),
};
