/**
 * Integers in canonical form: sums of products with coefficients, in ℤ; and such sums modulo 2^width, within which
 * wider (or equally wide) wraps are dropped. Additions are only noted when they are made, and brought to that form
 * together, once somebody needs to know what they come to: a reduction costs its length, not the square of it.
 */
import { isSmall, none, one, ops, smallOf, unbounded, zero, type Graph, type Node, type Range } from "./graph.js";
import { down, up } from "./tables.js";
import { holdsCode, isSigned, rangeCode, rangeOfCode, widthOf, type Integral } from "./widths.js";

/** So many additions follow each other before they are brought to the canonical form. */
const longestChain = 64;
/** Products of sums are multiplied out up to so many terms. */
const mostTerms = 16;

export function add(g: Graph, x: Node, y: Node): Node {
  if (isSmall(x) && isSmall(y)) return g.number(smallOf(x) + smallOf(y));
  if (x === zero) return y;
  if (y === zero) return x;
  const [p, q] = x < y ? [x, y] : [y, x];
  return noted(g, ops.add, p, q, { lo: g.lo(p) + g.lo(q), hi: g.hi(p) + g.hi(q) });
}

export function sub(g: Graph, x: Node, y: Node): Node {
  if (isSmall(x) && isSmall(y)) return g.number(smallOf(x) - smallOf(y));
  if (y === zero) return x;
  if (x === y) return zero;
  return noted(g, ops.sub, x, y, { lo: g.lo(x) - g.hi(y), hi: g.hi(x) - g.lo(y) });
}

function noted(g: Graph, op: typeof ops.add | typeof ops.sub, x: Node, y: Node, range: Range): Node {
  const length = Math.max(chain(g, x), chain(g, y)) + 1;
  if (length <= longestChain) return g.make(op, x, y, length, range);
  return op === ops.add ? add(g, canonical(g, x), canonical(g, y)) : sub(g, canonical(g, x), canonical(g, y));
}

/** How many noted sums there are one within the other. */
function chain(g: Graph, n: Node): number {
  const op = g.op(n);
  return op === ops.add || op === ops.sub || op === ops.wrap ? g.c(n) : 0;
}

// ---- wraps ----------------------------------------------------------------------------------------------------------

/** Whether `n` is certainly within the type of this code. */
export function fits(g: Graph, n: Node, code: number): boolean {
  const { lo, hi } = rangeOfCode(code);
  // Bounds past 2^53 are rounded outward, and so is the greatest value here: to one more, which does not fit.
  if (g.lo(n) >= lo && (hi < 2 ** 53 ? g.hi(n) <= hi : g.hi(n) < hi)) return true;
  const op = g.op(n);
  return (op === ops.wrap || op === ops.symbol) && holdsCode(code, g.b(n));
}

/** `n` converted to the type of this code. */
export function wrapCode(g: Graph, n: Node, code: number): Node {
  if (fits(g, n, code)) return n;
  const v = g.intOf(n);
  if (v !== undefined) return g.integer(wrapped(v, code));
  return g.make(ops.wrap, n, code, chain(g, n), rangeOfCode(code));
}

export function wrap(g: Graph, n: Node, t: Integral): Node {
  return wrapCode(g, n, rangeCode(t));
}

function wrapped(v: bigint, code: number): bigint {
  return isSigned(code) ? BigInt.asIntN(widthOf(code), v) : BigInt.asUintN(widthOf(code), v);
}

// ---- the canonical form ---------------------------------------------------------------------------------------------

/** The canonical form of an integer: equal sums have the same. */
export function canonical(g: Graph, n: Node): Node {
  if (isSmall(n)) return n;
  const op = g.op(n);
  if (op !== ops.add && op !== ops.sub && op !== ops.wrap) return n;
  const known = g.form(n);
  if (known !== none) return known;
  const form = op === ops.wrap ? canonicalWrap(g, n) : collected(g, n, 0);
  g.setForm(n, form);
  return form;
}

function canonicalWrap(g: Graph, n: Node): Node {
  const code = g.b(n);
  const form = wrapCode(g, collected(g, g.a(n), widthOf(code)), code);
  if (g.op(form) === ops.wrap && g.form(form) === none) g.setForm(form, form);
  return form;
}

/** What a node is the sum of: nodes and coefficients in turn; `undefined` when it is no sum. `width` is 0 in ℤ. */
function summands(g: Graph, n: Node, width: number): readonly Node[] | undefined {
  switch (g.op(n)) {
    case ops.add:
      return [g.a(n), one, g.b(n), one];
    case ops.sub:
      return [g.a(n), one, g.b(n), zero - 1];
    case ops.sum:
      return g.items(n);
    case ops.wrap: {
      if (width > 0 && widthOf(g.b(n)) >= width) return [g.a(n), one];
      const form = canonical(g, n);
      return form === n ? undefined : [form, one];
    }
    case ops.product: {
      const form = width > 0 ? multipliedOut(g, n, width) : n;
      return form === n ? undefined : [form, one];
    }
    default:
      return undefined;
  }
}

/** A product with the wraps among its factors dropped that do not matter modulo 2^width. */
function multipliedOut(g: Graph, n: Node, width: number): Node {
  const factors = g.items(n);
  const inner = factors.map((f) => (g.op(f) === ops.wrap && widthOf(g.b(f)) >= width ? g.a(canonical(g, f)) : f));
  if (inner.every((f, i) => f === factors[i])) return n;
  if (inner.reduce((terms, f) => terms * termCount(g, f), 1) > mostTerms) return n;
  return inner.reduce((product, f) => multiply(g, product, f), one);
}

/** The sum that `root` is, in ℤ or with coefficients modulo 2^width. */
function collected(g: Graph, root: Node, width: number): Node {
  const parts = new Map<Node, readonly Node[] | undefined>();
  const order: Node[] = [];
  const visit = (n: Node): void => {
    if (parts.has(n)) return;
    const found = n === none ? undefined : summands(g, n, width);
    parts.set(n, found);
    if (found !== undefined) for (let i = 0; i < found.length; i += 2) visit(found[i] ?? 0);
    order.push(n);
  };
  visit(root);
  const factors = new Map<Node, Node>([[root, one]]);
  const terms = new Map<Node, Node>();
  for (let i = order.length - 1; i >= 0; i--) {
    const n = order[i] ?? 0;
    const factor = factors.get(n) ?? zero;
    const found = parts.get(n);
    if (found === undefined) addTerm(g, terms, n, factor);
    else {
      for (let k = 0; k < found.length; k += 2) {
        const part = found[k] ?? 0;
        factors.set(part, addConstants(g, factors.get(part) ?? zero, timesConstants(g, factor, found[k + 1] ?? 0)));
      }
    }
  }
  return sumOf(g, terms, width);
}

function addTerm(g: Graph, terms: Map<Node, Node>, n: Node, factor: Node): void {
  const constant = isSmall(n) || g.op(n) === ops.big;
  const monomial = constant ? none : n;
  const coefficient = constant ? timesConstants(g, factor, n) : factor;
  terms.set(monomial, addConstants(g, terms.get(monomial) ?? zero, coefficient));
}

/** The sum of monomials with their coefficients. */
function sumOf(g: Graph, terms: ReadonlyMap<Node, Node>, width: number): Node {
  const monomials = [...terms.keys()].sort((a, b) => a - b);
  const items: Node[] = [];
  let [lo, hi] = [0, 0];
  for (const m of monomials) {
    const coefficient = reduced(g, terms.get(m) ?? zero, width);
    if (coefficient === zero) continue;
    items.push(m, coefficient);
    const ends = m === none ? { lo: g.lo(coefficient), hi: g.hi(coefficient) } : scaledRange(g, m, coefficient);
    lo = down(lo + ends.lo);
    hi = up(hi + ends.hi);
  }
  if (items.length === 0) return zero;
  const [first = none, coefficient = zero] = items;
  if (items.length === 2 && (first === none || coefficient === one)) return first === none ? coefficient : first;
  return g.list(ops.sum, items, { lo, hi });
}

function reduced(g: Graph, coefficient: Node, width: number): Node {
  if (width === 0 || (width > 30 && isSmall(coefficient))) return coefficient;
  return g.integer(BigInt.asIntN(width, g.intOf(coefficient) ?? 0n));
}

function scaledRange(g: Graph, m: Node, coefficient: Node): Range {
  return productRange({ lo: g.lo(m), hi: g.hi(m) }, { lo: g.lo(coefficient), hi: g.hi(coefficient) });
}

function productRange(a: Range, b: Range): Range {
  const [p, q, r, s] = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  const [lo, hi] = [Math.min(p, q, r, s), Math.max(p, q, r, s)];
  return Number.isFinite(lo) && Number.isFinite(hi) ? { lo: down(lo), hi: up(hi) } : unbounded;
}

function addConstants(g: Graph, x: Node, y: Node): Node {
  if (isSmall(x) && isSmall(y)) return g.number(smallOf(x) + smallOf(y));
  return g.integer((g.intOf(x) ?? 0n) + (g.intOf(y) ?? 0n));
}

function timesConstants(g: Graph, x: Node, y: Node): Node {
  if (x === one) return y;
  if (y === one) return x;
  const product = isSmall(x) && isSmall(y) ? smallOf(x) * smallOf(y) : NaN;
  if (Number.isSafeInteger(product)) return g.number(product);
  return g.integer((g.intOf(x) ?? 0n) * (g.intOf(y) ?? 0n));
}

// ---- products -------------------------------------------------------------------------------------------------------

/** Monomials and coefficients of a canonical integer, in turn. */
export function termsOf(g: Graph, n: Node): readonly Node[] {
  if (g.op(n) === ops.sum) return g.items(n);
  return g.intOf(n) === undefined ? [n, one] : [none, n];
}

export function termCount(g: Graph, n: Node): number {
  return g.op(n) === ops.sum ? g.lengthOf(n) / 2 : 1;
}

/** `x` · `y` in canonical form. */
export function multiply(g: Graph, x: Node, y: Node): Node {
  const p = canonical(g, x);
  const q = canonical(g, y);
  if (p === one) return q;
  if (q === one) return p;
  if (isSmall(p) && isSmall(q)) return timesConstants(g, p, q);
  if (isMonomial(g, p) && isMonomial(g, q)) return productOf(g, p, q);
  const isScaled = g.intOf(p) !== undefined || g.intOf(q) !== undefined;
  return isScaled || termCount(g, p) * termCount(g, q) <= mostTerms ? expanded(g, p, q) : unexpanded(g, p, q);
}

function expanded(g: Graph, p: Node, q: Node): Node {
  const terms = new Map<Node, Node>();
  const [left, right] = [termsOf(g, p), termsOf(g, q)];
  for (let i = 0; i < left.length; i += 2) {
    for (let k = 0; k < right.length; k += 2) {
      const monomial = productOf(g, left[i] ?? 0, right[k] ?? 0);
      const coefficient = timesConstants(g, left[i + 1] ?? 0, right[k + 1] ?? 0);
      terms.set(monomial, addConstants(g, terms.get(monomial) ?? zero, coefficient));
    }
  }
  return sumOf(g, terms, 0);
}

function isMonomial(g: Graph, n: Node): boolean {
  return !isSmall(n) && g.op(n) !== ops.sum && g.op(n) !== ops.big;
}

/** Long sums stay factors; the coefficient of a single term comes in front. */
function unexpanded(g: Graph, p: Node, q: Node): Node {
  const split = (n: Node): readonly [Node, Node] => {
    const [monomial = none, coefficient = one] = termCount(g, n) === 1 ? termsOf(g, n) : [n, one];
    return [monomial, coefficient];
  };
  const [[m1, c1], [m2, c2]] = [split(p), split(q)];
  return sumOf(g, new Map([[productOf(g, m1, m2), timesConstants(g, c1, c2)]]), 0);
}

function productOf(g: Graph, m1: Node, m2: Node): Node {
  if (m1 === none) return m2;
  if (m2 === none) return m1;
  const range = productRange({ lo: g.lo(m1), hi: g.hi(m1) }, { lo: g.lo(m2), hi: g.hi(m2) });
  if (m1 === m2) return g.list(ops.product, factorsOf(g, m1, m2), { lo: Math.max(0, range.lo), hi: range.hi });
  return g.list(ops.product, factorsOf(g, m1, m2), range);
}

function factorsOf(g: Graph, m1: Node, m2: Node): readonly Node[] {
  const [left, right] = [m1, m2].map((m) => (g.op(m) === ops.product ? g.items(m) : [m]));
  const factors = [...(left ?? []), ...(right ?? [])];
  return factors.sort((a, b) => a - b);
}

export function negated(g: Graph, n: Node): Node {
  return sub(g, zero, n);
}
