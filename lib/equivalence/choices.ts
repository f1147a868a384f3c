/** Truth values, comparisons of integers, choices and extremes in canonical form. */
import {
  no, none, one, ops, truth, unbounded, yes, zero, type Graph, type Node, type Op, type Range,
} from "./graph.js";
import { add, canonical, fits, negated, sub, termCount, termsOf, wrapCode } from "./integers.js";

// ---- truth values ---------------------------------------------------------------------------------------------------

export function not(g: Graph, x: Node): Node {
  if (x === yes || x === no) return x === yes ? no : yes;
  return g.op(x) === ops.not ? g.a(x) : g.make(ops.not, x, none, none, truth);
}

export function and(g: Graph, x: Node, y: Node): Node {
  if (x === no || y === no) return no;
  if (x === yes || x === y) return y;
  if (y === yes) return x;
  const items = united(g, ops.and, x, y);
  const held = new Set(items);
  if (items.some((i) => g.op(i) === ops.not && held.has(g.a(i)))) return no;
  return g.list(ops.and, items, truth);
}

export function or(g: Graph, x: Node, y: Node): Node {
  return not(g, and(g, not(g, x), not(g, y)));
}

/** Whether two truth values are the same. */
export function same(g: Graph, x: Node, y: Node): Node {
  if (x === y) return yes;
  if (x === yes || y === yes) return x === yes ? y : x;
  if (x === no || y === no) return not(g, x === no ? y : x);
  const [p, q] = [x, y].map((n) => (g.op(n) === ops.not ? g.a(n) : n)).sort((a, b) => a - b) as [Node, Node];
  const turned = (g.op(x) === ops.not) !== (g.op(y) === ops.not);
  if (p === q) return turned ? no : yes;
  const node = g.make(ops.same, p, q, none, truth);
  return turned ? not(g, node) : node;
}

/** The arguments of both, as far as they are `op` themselves: sorted, each once. */
function united(g: Graph, op: Op, x: Node, y: Node): readonly Node[] {
  const [p, q] = [argumentsOf(g, op, x), argumentsOf(g, op, y)];
  const items: Node[] = [];
  for (let i = 0, k = 0; i < p.length || k < q.length;) {
    const [a, b] = [p[i] ?? Infinity, q[k] ?? Infinity];
    items.push(Math.min(a, b));
    if (a <= b) i++;
    if (b <= a) k++;
  }
  return items;
}

function argumentsOf(g: Graph, op: Op, n: Node): readonly Node[] {
  return g.op(n) === op ? g.items(n) : [n];
}

// ---- comparisons with zero ------------------------------------------------------------------------------------------

/** Is the integer `n` less than 0? */
export function isNegative(g: Graph, n: Node): Node {
  const d = canonical(g, n);
  if (g.hi(d) < 0) return yes;
  if (g.lo(d) >= 0) return no;
  const found = twoValued(g, d, (v) => v < 0n);
  if (found !== undefined) return found;
  const isTurned = isLedByNegative(g, d); // d < 0 unless −d − 1 < 0
  const node = g.make(ops.negative, isTurned ? canonical(g, sub(g, negated(g, d), one)) : d, none, none, truth);
  return isTurned ? not(g, node) : node;
}

/** Is the integer `n` 0? */
export function isZero(g: Graph, n: Node): Node {
  const d = canonical(g, n);
  if (d === zero) return yes;
  if (g.lo(d) > 0 || g.hi(d) < 0) return no;
  const found = twoValued(g, d, (v) => v === 0n);
  if (found !== undefined) return found;
  return g.make(ops.isZero, isLedByNegative(g, d) ? canonical(g, negated(g, d)) : d, none, none, truth);
}

/** Of a sum and what it is when negated exactly one is led by a negative coefficient. */
function isLedByNegative(g: Graph, d: Node): boolean {
  const terms = termsOf(g, d);
  const coefficient = terms[0] === none ? terms[3] : terms[1];
  return (g.intOf(coefficient ?? zero) ?? 0n) < 0n;
}

/** What holds for `d` when that depends on one condition: it is k·(c ? a : b) + l of constants. */
function twoValued(g: Graph, d: Node, holds: (v: bigint) => boolean): Node | undefined {
  const terms = termsOf(g, d);
  const at = terms[0] === none ? 2 : 0;
  const choice = terms[at] ?? none;
  if (terms.length !== at + 2 || g.op(choice) !== ops.select) return undefined;
  const [a, b] = [g.intOf(g.b(choice)), g.intOf(g.c(choice))];
  if (a === undefined || b === undefined) return undefined;
  const factor = g.intOf(terms[at + 1] ?? zero) ?? 0n;
  const constant = at === 0 ? 0n : (g.intOf(terms[1] ?? zero) ?? 0n);
  const result = (v: bigint): Node => (holds(v * factor + constant) ? yes : no);
  return selectTruth(g, g.a(choice), result(a), result(b));
}

// ---- choices --------------------------------------------------------------------------------------------------------

export type Kind = "truth" | "integer" | "float";

/** `c` ? `x` : `y`, values of `kind`. */
export function select(g: Graph, kind: Kind, c: Node, x: Node, y: Node): Node {
  if (c === yes || x === y) return x;
  if (c === no) return y;
  if (g.op(c) === ops.not) return select(g, kind, g.a(c), y, x);
  switch (kind) {
    case "truth":
      return selectTruth(g, c, x, y);
    case "integer":
      return selectInteger(g, c, under(g, c, canonical(g, x), "b"), under(g, c, canonical(g, y), "c"));
    case "float":
      return choice(g, c, under(g, c, x, "b"), under(g, c, y, "c"), unbounded);
  }
}

/** What is left of a side that chooses by the same condition. */
function under(g: Graph, c: Node, side: Node, which: "b" | "c"): Node {
  return g.op(side) === ops.select && g.a(side) === c ? g[which](side) : side;
}

function selectTruth(g: Graph, c: Node, x: Node, y: Node): Node {
  return or(g, and(g, c, x), and(g, not(g, c), y));
}

function choice(g: Graph, c: Node, x: Node, y: Node, range: Range): Node {
  return x === y ? x : g.make(ops.select, c, x, y, range);
}

/** What both sides have in common comes out of the choice: sums of what is added under conditions are sums. */
function selectInteger(g: Graph, c: Node, x: Node, y: Node): Node {
  if (x === y) return x;
  const extreme = asExtreme(g, c, x, y);
  if (extreme !== undefined) return extreme;
  const code = commonWrap(g, x, y);
  const inside = (n: Node): Node => (code !== undefined && g.op(n) === ops.wrap && g.b(n) === code ? g.a(n) : n);
  const [p, q] = [inside(x), inside(y)];
  const [least, more] = termCount(g, p) < termCount(g, q) ? [p, q] : [q, p];
  const difference = canonical(g, sub(g, more, least));
  if (termCount(g, difference) >= termCount(g, more)) return choice(g, c, x, y, hull(g, x, y));
  const [then, other] = more === p ? [difference, zero] : [zero, difference];
  const sum = add(g, least, choice(g, c, then, other, hull(g, difference, zero)));
  return canonical(g, code === undefined ? sum : wrapCode(g, sum, code));
}

/** The code of the wrap around one side, when the other has it too or does not need it. */
function commonWrap(g: Graph, x: Node, y: Node): number | undefined {
  const code = g.op(x) === ops.wrap ? g.b(x) : g.op(y) === ops.wrap ? g.b(y) : undefined;
  return code !== undefined && fits(g, x, code) && fits(g, y, code) ? code : undefined;
}

function hull(g: Graph, x: Node, y: Node): Range {
  return { lo: Math.min(g.lo(x), g.lo(y)), hi: Math.max(g.hi(x), g.hi(y)) };
}

/** x < y ? x : y and the like are extremes. */
function asExtreme(g: Graph, c: Node, x: Node, y: Node): Node | undefined {
  if (g.op(c) !== ops.negative) return undefined;
  const compared = g.a(c);
  const isCompared = (d: Node): boolean => d === compared || canonical(g, sub(g, d, one)) === compared;
  if (isCompared(canonical(g, sub(g, x, y)))) return extremum(g, "min", x, y);
  return isCompared(canonical(g, sub(g, y, x))) ? extremum(g, "max", x, y) : undefined;
}

// ---- extremes -------------------------------------------------------------------------------------------------------

/** The least or greatest of integers, in any order. */
export function extremum(g: Graph, which: "min" | "max", x: Node, y: Node): Node {
  const [p, q] = [canonical(g, x), canonical(g, y)];
  if (p === q) return p;
  const [less, more] = which === "min" ? [p, q] : [q, p];
  if (g.hi(less) <= g.lo(more)) return p;
  if (g.hi(more) <= g.lo(less)) return q;
  const items = united(g, ops[which], p, q);
  const kept = items.some((i) => isConstant(g, i)) ? withOneConstant(g, which, items) : items;
  const [only = none] = kept;
  if (kept.length === 1) return only;
  const pick = which === "min" ? Math.min : Math.max;
  return g.list(ops[which], kept, { lo: pick(g.lo(p), g.lo(q)), hi: pick(g.hi(p), g.hi(q)) });
}

function isConstant(g: Graph, n: Node): boolean {
  return n < 0 || g.op(n) === ops.big;
}

function withOneConstant(g: Graph, which: "min" | "max", items: readonly Node[]): readonly Node[] {
  const constants = items.filter((i) => isConstant(g, i));
  const best = constants.reduce((a, b) => better(g, which, a, b));
  return items.filter((i) => i === best || !isConstant(g, i));
}

function better(g: Graph, which: "min" | "max", a: Node, b: Node): Node {
  const isLess = (g.intOf(a) ?? 0n) < (g.intOf(b) ?? 0n);
  return isLess === (which === "min") ? a : b;
}

/** As `extremum`, of floats: NaN and the signs of zeros come out the same in any order. */
export function floatExtremum(g: Graph, which: "min" | "max", x: Node, y: Node): Node {
  if (x === y) return x;
  const items = united(g, ops[which], x, y);
  return items.length === 1 ? x : g.list(ops[which], items, unbounded);
}
