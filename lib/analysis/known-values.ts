/**
 * Integers and truths that are known without the data: of constants, loop counters, constant arrays and what is
 * computed of them.
 */
import type { Binary, Cast, Compare, Const, Expr, Load, Logic, Sym, Unary } from "../ir/ir.js";
import { intervalOf, isIntegral, type ScalarType, type TensorType } from "../ir/types.js";
import { childExprs } from "../ir/walk.js";

/** Values of names by their slots; what is not known is NaN, false is 0, true 1. */
export type Env = number[] | Float64Array;
export type Value = (env: Env) => number;

/** A value, and the slots it reads. */
export interface Known {
  readonly value: Value;
  readonly reads: ReadonlySet<number>;
  /** Of a condition with `&&`, `||` and `!`, what these join: it is the same as long as all of them are. */
  readonly atoms?: readonly Known[];
}

/** A constant array; values that are not known are NaN. */
interface Table {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

/** Nothing is known. */
export const unknown: Value = () => Number.NaN;

/** Makes functions of expressions, once for all iterations. */
export class KnownValues {
  private readonly names = new Map<number, Known & { readonly slot?: number }>();
  private readonly tables = new Map<number, Table>();
  /** How many slots there are. */
  size = 0;

  /** The slot of a name. */
  slot(sym: Sym): number {
    const known = this.names.get(sym.id)?.slot;
    if (known !== undefined) return known;
    const slot = this.fresh();
    this.names.set(sym.id, { value: (env) => env[slot] ?? Number.NaN, reads: new Set([slot]), slot });
    return slot;
  }

  /** A slot without a name. */
  fresh(): number {
    return this.size++;
  }

  /** From now on `sym` stands for `known`, or for something that is not known. */
  define(sym: Sym, known: Known | undefined): void {
    if (known === undefined) this.names.delete(sym.id);
    else this.names.set(sym.id, known);
  }

  /** From now on `sym` is a constant array of integers. */
  table(sym: Sym, { shape }: TensorType, values: readonly Const["value"][]): void {
    this.tables.set(sym.id, { shape, values: values.map(constant) });
  }

  /** From now on `sym` is the array that `other` is, if that is one. */
  sameTable(sym: Sym, other: Sym): void {
    const known = this.tables.get(other.id);
    if (known !== undefined) this.tables.set(sym.id, known);
  }

  /** The value of `e`, if it needs no more than what is known. */
  known(e: Expr): Known | undefined {
    return this.missing(e) === undefined ? this.whole(e) : undefined;
  }

  private whole(e: Expr): Known {
    const atoms = e.kind === "var" ? this.names.get(e.sym.id)?.atoms
      : e.kind === "logic" || (e.kind === "unary" && e.op === "not")
        ? childExprs(e).flatMap((child): readonly Known[] => {
          const known = this.whole(child);
          return known.atoms ?? [known];
        })
      : undefined;
    return { value: this.value(e), reads: this.reads(e), ...(atoms && { atoms }) };
  }

  /** The first part of `e` that needs the data. */
  missing(e: Expr): Expr | undefined {
    for (const child of childExprs(e)) {
      const found = this.missing(child);
      if (found !== undefined) return found;
    }
    return this.value(e) === unknown ? e : undefined;
  }

  private reads(e: Expr): ReadonlySet<number> {
    if (e.kind === "var") return this.names.get(e.sym.id)?.reads ?? new Set();
    return new Set(childExprs(e).flatMap((child) => [...this.reads(child)]));
  }

  /** How to compute `e`. Names that nothing was said of yet are not known. */
  value(e: Expr): Value {
    switch (e.kind) {
      case "const": {
        const n = constant(e.value);
        return Number.isNaN(n) ? unknown : () => n;
      }
      case "var":
        return (e.path === undefined ? this.names.get(e.sym.id)?.value : undefined) ?? unknown;
      case "cast":
        return this.converted(e);
      case "unary":
        return this.unary(e);
      case "binary": {
        const operation = isIntegral(e.left.type) && isIntegral(e.right.type) ? arithmetic[e.op] : undefined;
        return operation === undefined ? unknown : this.both(e, operation(e.type));
      }
      case "compare":
        return isIntegral(e.left.type) && isIntegral(e.right.type) ? this.both(e, comparisons[e.op]) : unknown;
      case "logic":
        return this.both(e, e.op === "and" ? (a, b) => (a === 0 ? 0 : b) : (a, b) => (a === 1 ? 1 : b));
      case "select": {
        if (!isIntegral(e.type)) return unknown;
        const [cond, whenTrue, whenFalse] = [this.value(e.cond), this.value(e.whenTrue), this.value(e.whenFalse)];
        return (env) => {
          const truth = cond(env);
          return Number.isNaN(truth) ? truth : truth === 0 ? whenFalse(env) : whenTrue(env);
        };
      }
      case "load":
        return this.element(e);
      case "bitcast": case "call":
        return unknown;
    }
  }

  private converted({ type, operand }: Cast): Value {
    if (!isIntegral(type) || !isIntegral(operand.type)) return unknown;
    const [wrap, value] = [wrapped(type), this.value(operand)];
    return type.kind === "bool" ? (env) => truth(value(env)) : (env) => wrap(value(env));
  }

  private unary({ op, operand, type }: Unary): Value {
    const value = this.value(operand);
    if (op === "not") return (env) => 1 - value(env);
    if (!isIntegral(operand.type) || !isIntegral(type)) return unknown;
    switch (op) {
      case "neg": return (env) => 0 - value(env);
      case "abs": return (env) => Math.abs(value(env));
      case "bitnot": {
        const wrap = wrapped(type);
        return (env) => wrap(-1 - value(env));
      }
      default: return unknown;
    }
  }

  /** An element of a constant array; outside it, nothing is known. */
  private element({ tensor, index, path }: Load): Value {
    const table = this.tables.get(tensor.id);
    if (table === undefined || path !== undefined) return unknown;
    const subscripts = index.map((e) => this.value(e));
    const { values, shape } = table;
    return (env) => {
      let place = 0;
      for (let d = 0; d < shape.length; d++) {
        const at = subscripts[d]?.(env) ?? Number.NaN;
        const extent = shape[d] ?? 0;
        if (!(at >= 0 && at < extent)) return Number.NaN;
        place = place * extent + at;
      }
      return values[place] ?? Number.NaN;
    };
  }

  private both(
    { kind, left, right }: Binary | Compare | Logic, f: (a: number, b: number) => number,
  ): Value {
    const [a, b] = [this.value(left), this.value(right)];
    return (env) => {
      const x = a(env);
      const y = b(env);
      return Number.isNaN(x) || (kind !== "logic" && Number.isNaN(y)) ? Number.NaN : f(x, y);
    };
  }
}

function constant(value: Const["value"]): number {
  return typeof value === "number" ? Number.NaN : safe(Number(value));
}

/** Integers beyond those that doubles hold exactly are not known. */
function safe(n: number): number {
  return Number.isSafeInteger(n) ? n : Number.NaN;
}

function truth(n: number): number {
  return Number.isNaN(n) ? n : Number(n !== 0);
}

/** Into the range of a type, modulo 2^width. */
function wrapped(type: ScalarType): (n: number) => number {
  if (!isIntegral(type)) return unknownOf;
  const { lo, hi } = intervalOf(type);
  const [least, most, size] = [Number(lo), Number(hi), hi - lo + 1n];
  return (n) => {
    if (Number.isNaN(n) || (n >= least && n <= most)) return n;
    const rest = (BigInt(n) - lo) % size;
    return safe(Number(lo + (rest < 0n ? rest + size : rest)));
  };
}

function unknownOf(): number {
  return Number.NaN;
}

type Operation = (a: number, b: number) => number;

/** Whose exact result is that of doubles, if it is a safe integer. */
function exact(f: Operation): () => Operation {
  return () => (a, b) => safe(f(a, b));
}

/** On bits: in 32 of them where both fit, else in as many as it takes. */
function bitwise(narrow: Operation, wide: (a: bigint, b: bigint) => bigint): () => Operation {
  return () => (a, b) => ((a | 0) === a && (b | 0) === b ? narrow(a, b) : safe(Number(wide(BigInt(a), BigInt(b)))));
}

/** By `b` places, which the type of the result wraps. */
function shift(f: (a: bigint, b: bigint) => bigint): (type: ScalarType) => Operation {
  return (type) => {
    const wrap = wrapped(type);
    return (a, b) => (b < 0 || b > 64 ? Number.NaN : wrap(safe(Number(f(BigInt(a), BigInt(b))))));
  };
}

const arithmetic: Partial<Record<Binary["op"], (type: ScalarType) => Operation>> = {
  add: exact((a, b) => a + b),
  sub: exact((a, b) => a - b),
  mul: exact((a, b) => a * b),
  div: exact((a, b) => Math.trunc(a / b)),
  rem: exact((a, b) => a % b),
  floordiv: exact((a, b) => Math.floor(a / b)),
  mod: exact((a, b) => a - b * Math.floor(a / b)),
  min: exact((a, b) => Math.min(a, b)),
  max: exact((a, b) => Math.max(a, b)),
  and: bitwise((a, b) => a & b, (a, b) => a & b),
  or: bitwise((a, b) => a | b, (a, b) => a | b),
  xor: bitwise((a, b) => a ^ b, (a, b) => a ^ b),
  shl: shift((a, b) => a << b),
  shr: shift((a, b) => a >> b),
};

const comparisons = {
  eq: (a: number, b: number) => Number(a === b),
  ne: (a: number, b: number) => Number(a !== b),
  lt: (a: number, b: number) => Number(a < b),
  le: (a: number, b: number) => Number(a <= b),
  gt: (a: number, b: number) => Number(a > b),
  ge: (a: number, b: number) => Number(a >= b),
};
