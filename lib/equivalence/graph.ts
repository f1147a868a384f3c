/**
 * The value graph: every value a run can compute is a node, equal values (as far as the rules of this folder see) are
 * the same node. Nodes are numbers: a negative one is a small integer itself, any other an entry of the tables below.
 * Nodes stand for integers (in ℤ, without width), truth values (0 and 1 when constant) or floats; what they stand for
 * is known from where they are used.
 */
import type { Value } from "../numeric/convert.js";
import { down, grown, hash, hashList, up } from "./tables.js";
import { Undecided } from "./undecided.js";

export type Node = number;

const zeroCode = -(2 ** 30);
/** Integers of at most this magnitude are their own nodes. */
const mostSmall = 2 ** 29;

export const zero: Node = zeroCode;
export const one: Node = zeroCode + 1;
/** Truth values as nodes. */
export const no: Node = zero;
export const yes: Node = one;
/** No node: the missing operand, and the monomial of a constant. */
export const none: Node = 0;

export const isSmall = (n: Node): boolean => n < 0;
export const smallOf = (n: Node): number => n - zeroCode;

/** The node of an integer that is its own. */
export function smallNode(v: bigint): Node | undefined {
  const small = Number(v);
  return small >= -mostSmall && small <= mostSmall ? small + zeroCode : undefined;
}

/** What a node is; a, b, c are its operands. */
export const ops = {
  none: 0,
  /** a: its number. */
  symbol: 1,
  /** Constants; a: the place in their table. */
  big: 2, float: 3,
  /** Sums that are not yet in their canonical form; c: how many of them follow each other. */
  add: 4, sub: 5,
  /** a modulo 2^width in the range of an integer type, b: its code. */
  wrap: 6,
  /** List: monomials and coefficients in turn, sorted. Of `none` the coefficient is the constant. */
  sum: 7,
  /** List: sorted factors. */
  product: 8,
  /** Lists: sorted, without repetition. */
  min: 9, max: 10, and: 11,
  not: 12, negative: 13, isZero: 14, same: 15,
  /** a ? b : c. */
  select: 16,
  /** Of floats. */
  less: 17, lessEqual: 18, equal: 19,
  /** An operator that nothing is known about: a, b its operands, c which it is. */
  apply: 20,
  /** List: the elements of a tensor; element: a which, b the place. */
  array: 21, element: 22,
} as const;

export type Op = (typeof ops)[keyof typeof ops];

const listOps: ReadonlySet<number> = new Set([ops.sum, ops.product, ops.min, ops.max, ops.and, ops.array]);

/** Bounds of an integer that may be too wide, never too narrow. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

export const unbounded: Range = { lo: -Infinity, hi: Infinity };
export const truth: Range = { lo: 0, hi: 1 };

export class Graph {
  readonly limit: number;
  #count = 1;
  #capacity = 1 << 12;
  #op = new Uint8Array(this.#capacity);
  #a = new Int32Array(this.#capacity);
  #b = new Int32Array(this.#capacity);
  #c = new Int32Array(this.#capacity);
  #form = new Int32Array(this.#capacity);
  #lo = new Float64Array(this.#capacity);
  #hi = new Float64Array(this.#capacity);
  #table = new Int32Array(this.#capacity * 2);
  /** The contents of lists, one after the other. */
  #pool = new Int32Array(1 << 12);
  #poolEnd = 0;
  readonly #bigs: bigint[] = [];
  readonly #floats: number[] = [];
  readonly #bigNodes = new Map<bigint, Node>();
  readonly #floatNodes = new Map<number | string, Node>();
  readonly #keys = new Map<string, number>();

  /** A graph of at most `limit` nodes; more make the proof `Undecided`. */
  constructor(limit: number) {
    this.limit = limit;
  }

  get count(): number {
    return this.#count;
  }

  op(n: Node): number {
    return n < 0 ? ops.none : (this.#op[n] ?? 0);
  }

  a(n: Node): Node {
    return this.#a[n] ?? 0;
  }

  b(n: Node): Node {
    return this.#b[n] ?? 0;
  }

  c(n: Node): Node {
    return this.#c[n] ?? 0;
  }

  lo(n: Node): number {
    return n < 0 ? smallOf(n) : (this.#lo[n] ?? 0);
  }

  hi(n: Node): number {
    return n < 0 ? smallOf(n) : (this.#hi[n] ?? 0);
  }

  /** The canonical form of a sum, once it is known; else `none`. */
  form(n: Node): Node {
    return this.#form[n] ?? 0;
  }

  setForm(n: Node, form: Node): void {
    this.#form[n] = form;
  }

  lengthOf(list: Node): number {
    return this.b(list);
  }

  item(list: Node, i: number): Node {
    return this.#pool[this.a(list) + i] ?? 0;
  }

  items(list: Node): Node[] {
    const [start, length] = [this.a(list), this.b(list)];
    const items = new Array<Node>(length);
    for (let i = 0; i < length; i++) items[i] = this.#pool[start + i] ?? 0;
    return items;
  }

  /** A small number for each text. */
  key(text: string): number {
    const known = this.#keys.get(text) ?? this.#keys.size;
    this.#keys.set(text, known);
    return known;
  }

  integer(v: bigint): Node {
    const small = smallNode(v);
    if (small !== undefined) return small;
    const known = this.#bigNodes.get(v);
    if (known !== undefined) return known;
    const n = this.make(ops.big, this.#bigs.push(v) - 1, none, none, { lo: Number(v), hi: Number(v) });
    this.#bigNodes.set(v, n);
    return n;
  }

  /** As `integer`, of a safe one. */
  number(v: number): Node {
    return v >= -mostSmall && v <= mostSmall ? v + zeroCode : this.integer(BigInt(v));
  }

  float(v: number): Node {
    const key = Object.is(v, -0) ? "-0" : v;
    const known = this.#floatNodes.get(key);
    if (known !== undefined) return known;
    const n = this.make(ops.float, this.#floats.push(v) - 1, none, none, unbounded);
    this.#floatNodes.set(key, n);
    return n;
  }

  constant(v: Value): Node {
    if (typeof v === "boolean") return v ? yes : no;
    return typeof v === "bigint" ? this.integer(v) : this.float(v);
  }

  /** The value of a constant: truth values as 0 and 1. */
  valueOf(n: Node): bigint | number | undefined {
    if (n < 0) return BigInt(smallOf(n));
    const op = this.op(n);
    return op === ops.big ? this.#bigs[this.a(n)] : op === ops.float ? this.#floats[this.a(n)] : undefined;
  }

  intOf(n: Node): bigint | undefined {
    const v = this.valueOf(n);
    return typeof v === "bigint" ? v : undefined;
  }

  make(op: Op, a: number, b: number, c: number, range: Range): Node {
    let at = hash(op, a, b, c) & (this.#table.length - 1);
    for (let n = this.#table[at] ?? 0; n !== 0; n = this.#table[at] ?? 0) {
      if (this.#op[n] === op && this.#a[n] === a && this.#b[n] === b && this.#c[n] === c) return n;
      at = (at + 1) & (this.#table.length - 1);
    }
    return this.#insert(at, op, { a, b, c }, range);
  }

  /** A node of a list, which must be in its canonical order. */
  list(op: Op, items: readonly number[], range: Range): Node {
    let at = hashList(op, items) & (this.#table.length - 1);
    for (let n = this.#table[at] ?? 0; n !== 0; n = this.#table[at] ?? 0) {
      if (this.#op[n] === op && this.#holds(n, items)) return n;
      at = (at + 1) & (this.#table.length - 1);
    }
    const a = this.#poolEnd;
    this.#append(items);
    return this.#insert(at, op, { a, b: items.length, c: 0 }, range);
  }

  #holds(n: Node, items: readonly number[]): boolean {
    if (this.#b[n] !== items.length) return false;
    const start = this.#a[n] ?? 0;
    for (let i = 0; i < items.length; i++) if (this.#pool[start + i] !== items[i]) return false;
    return true;
  }

  #append(items: readonly number[]): void {
    const end = this.#poolEnd + items.length;
    if (end > this.limit * 8) throw new Undecided("the values are too large to compare");
    if (end > this.#pool.length) this.#pool = grown(this.#pool, new Int32Array(Math.max(end, this.#pool.length * 2)));
    this.#pool.set(items, this.#poolEnd);
    this.#poolEnd = end;
  }

  #insert(at: number, op: Op, { a, b, c }: { a: number; b: number; c: number }, { lo, hi }: Range): Node {
    const n = this.#count++;
    if (n >= this.limit) throw new Undecided(`the run computes more than ${this.limit} different values`);
    if (n >= this.#capacity) this.#grow();
    this.#op[n] = op;
    this.#a[n] = a;
    this.#b[n] = b;
    this.#c[n] = c;
    this.#lo[n] = down(lo);
    this.#hi[n] = up(hi);
    this.#table[at] = n;
    if (n * 2 > this.#table.length) this.#rehash();
    return n;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#op = grown(this.#op, new Uint8Array(this.#capacity));
    this.#a = grown(this.#a, new Int32Array(this.#capacity));
    this.#b = grown(this.#b, new Int32Array(this.#capacity));
    this.#c = grown(this.#c, new Int32Array(this.#capacity));
    this.#form = grown(this.#form, new Int32Array(this.#capacity));
    this.#lo = grown(this.#lo, new Float64Array(this.#capacity));
    this.#hi = grown(this.#hi, new Float64Array(this.#capacity));
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let n = 1; n < this.#count; n++) {
      const op = this.#op[n] ?? 0;
      let at = (listOps.has(op) ? hashList(op, this.items(n)) : hash(op, this.a(n), this.b(n), this.c(n))) & mask;
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = n;
    }
  }
}
