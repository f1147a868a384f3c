/**
 * Shifts right by constants of sums and products that are wider than a word: what fixed point consists of. Terms that
 * are multiples of the power of two are divided by it; of one product only the bits that are left are computed. So there
 * is no bigint unless the result is one, and no double where the result is a word.
 */
import { intersect } from "../../analysis/intervals.js";
import { unary } from "../../ir/build.js";
import type { Binary, Expr } from "../../ir/ir.js";
import { intervalOf, isIntegral, type Interval } from "../../ir/types.js";
import { floorDiv, resultInterval } from "../../ir/typing.js";
import { integerLiteral, number, toNumber } from "./carriers.js";
import { call, infix, numberLiteral, primary, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { fitsInt32, fitsNumber, fitsUint32 } from "./storage.js";
import { mayStop } from "./stops.js";

/** One term of a sum; `factor` is a power of two, or its negative. */
interface Term {
  readonly e: Expr;
  readonly factor: bigint;
}

/** A product of numbers, wider than a word. */
interface Product {
  readonly left: Expr;
  readonly right: Expr;
  /** Where it stands: the same, or its negative. */
  readonly source: Binary;
}

/** What is shifted: (whole + carry) · 2^by + product + rest + extra, where 0 ≤ extra < 2^by. */
interface Parts {
  readonly by: number;
  readonly whole: readonly Term[];
  readonly carry: bigint;
  readonly product: Product | undefined;
  readonly rest: readonly Term[];
  readonly extra: bigint;
}

/** The exact value of `e`, a shift right; `undefined` where it is no such sum or product, or needs a bigint. */
export function shiftedSum(e: Binary, cx: FunctionContext): IntCode | undefined {
  const parts = partsOf(e, cx);
  if (parts === undefined) return undefined;
  const range = cx.rangeOf(e);
  const isWord = fitsInt32(range) || fitsUint32(range);
  if (isWord && productHelper(parts, cx) !== undefined) {
    return number(infix(fitsInt32(range) ? "|" : ">>>", wordCode(parts, cx), primary("0")), range);
  }
  if (!fitsNumber(range) || !isExact(parts, cx)) return undefined;
  const code = exactCode(parts, cx);
  return { ...code, range: intersect(code.range, range) ?? code.range };
}

/** Whether `shiftedSum` gives a number for `e`. */
export function isShiftedSum(e: Binary, cx: FunctionContext): boolean {
  const parts = partsOf(e, cx);
  if (parts === undefined || !fitsNumber(cx.rangeOf(e))) return false;
  return isExact(parts, cx) || (fitsInt32(cx.rangeOf(e)) && productHelper(parts, cx) !== undefined);
}

/** The low 32 bits of `e`, a shift right; `undefined` as above. */
export function shiftedWord(e: Binary, cx: FunctionContext): IntCode | undefined {
  const parts = partsOf(e, cx);
  if (parts === undefined) return undefined;
  if (productHelper(parts, cx) !== undefined) return wordCode(parts, cx);
  return isExact(parts, cx) ? exactCode(parts, cx) : undefined;
}

// ---- taking apart ----------------------------------------------------------------------------------------------------

/** `e` in parts; `undefined` when it is a shift of a plain number or word, or has a term that is no number. */
function partsOf(e: Binary, cx: FunctionContext): Parts | undefined {
  if (e.op !== "shr" || e.right.kind !== "const" || fitsInt32(cx.rangeOf(e.left))) return undefined;
  const by = Number(e.right.value);
  if (by < 1 || by > 52) return undefined;
  const unit = 1n << BigInt(by);
  const [whole, rest, products]: readonly [Term[], Term[], Product[]] = [[], [], []];
  let total = 0n;
  const collect = (x: Expr, sign: bigint): boolean => {
    if (x.kind === "const") {
      total += sign * BigInt(x.value);
      return true;
    }
    const scaled = scaledTerm(x, unit, cx);
    if (scaled !== undefined) return whole.push({ ...scaled, factor: sign * scaled.factor }) > 0;
    if (isWideProduct(x, cx) && products.length === 0) return products.push(productOf(x, sign)) > 0;
    if (x.kind === "binary" && (x.op === "add" || x.op === "sub")) {
      return collect(x.left, sign) && collect(x.right, x.op === "add" ? sign : -sign);
    }
    return fitsNumber(cx.rangeOf(x)) && rest.push({ e: x, factor: sign }) > 0;
  };
  if (!collect(e.left, 1n)) return undefined;
  const carry = floorDiv(total, unit);
  const [product] = products;
  const isPlain = product === undefined && whole.length === 0;
  const parts = { by, whole, carry, product, rest, extra: total - carry * unit };
  return isPlain || !keepsOrder(e.left, parts, cx) ? undefined : parts;
}

/** A number times a constant that is `unit` times a power of two. */
function scaledTerm(x: Expr, unit: bigint, cx: FunctionContext): Term | undefined {
  if (x.kind !== "binary" || x.op !== "mul" || x.right.kind !== "const" || !isIntegral(x.left.type)) return undefined;
  if (!fitsNumber(cx.rangeOf(x.left))) return undefined;
  const factor = BigInt(x.right.value) / unit;
  const isPower = factor > 0n && (factor & (factor - 1n)) === 0n;
  return isPower && factor * unit === BigInt(x.right.value) ? { e: x.left, factor } : undefined;
}

function isWideProduct(x: Expr, cx: FunctionContext): x is Binary {
  if (x.kind !== "binary" || x.op !== "mul" || fitsInt32(cx.rangeOf(x))) return false;
  return factors(x).every((f) => fitsNumber(cx.rangeOf(f)));
}

function productOf(source: Binary, sign: bigint): Product {
  const { left, right, span } = source;
  return { left: sign > 0n ? left : unary("neg", left, span), right, source };
}

function factors({ left, right }: Pick<Product, "left" | "right">): readonly Expr[] {
  return [left, right];
}

/** Whether what may stop the run is still computed in its order. */
function keepsOrder(e: Expr, { whole, product, rest }: Parts, cx: FunctionContext): boolean {
  const stops = (x: Expr): boolean => mayStop(x, cx.module.ranges);
  if (!stops(e)) return true;
  const multiplied = product === undefined ? [] : factors(product.source);
  const inOrder = [...whole.map((t) => t.e), ...multiplied, ...rest.map((t) => t.e)].filter(stops);
  const source = leavesOf(e, new Set(inOrder));
  return inOrder.every((x, i) => x === source[i]);
}

/** Those of `wanted` that stand in `e`, left to right. */
function leavesOf(e: Expr, wanted: ReadonlySet<Expr>): readonly Expr[] {
  if (wanted.has(e)) return [e];
  return e.kind === "binary" ? factors(e).flatMap((x) => leavesOf(x, wanted)) : [];
}

// ---- exact sums ------------------------------------------------------------------------------------------------------

const limit = 2n ** 53n;

/** The greatest magnitude. */
function size({ lo, hi }: Interval): bigint {
  return -lo > hi ? -lo : hi;
}

function sizeOf(terms: readonly Term[], cx: FunctionContext): bigint {
  return terms.reduce((s, { e, factor }) => s + size(cx.rangeOf(e)) * (factor < 0n ? -factor : factor), 0n);
}

function sizeOfProduct(p: Product, cx: FunctionContext): bigint {
  return factors(p).reduce((n, f) => n * size(cx.rangeOf(f)), 1n);
}

/** Whether every sum on the way fits a number. */
function isExact(parts: Parts, cx: FunctionContext): boolean {
  const { by, whole, carry, product, rest, extra } = parts;
  const outer = sizeOf(whole, cx) + (carry < 0n ? -carry : carry);
  const inner = sizeOf(rest, cx) + extra;
  const wide = product === undefined ? 0n : sizeOfProduct(product, cx);
  if (inner >= limit || (wide + inner >= limit && firstShift(parts, cx) === undefined)) return false;
  return outer + ((wide + inner) >> BigInt(by)) + 1n < limit;
}

/** By how many bits `mulDown` shifts: as many as it can, at most `by`, but so many that what is left fits. */
function firstShift(parts: Parts, cx: FunctionContext): number | undefined {
  if (parts.product === undefined) return undefined;
  const { a, b } = ordered(parts.product, cx);
  const [sizeA, sizeB, extra] = [size(cx.rangeOf(a)), size(cx.rangeOf(b)), sizeOf(parts.rest, cx) + parts.extra];
  for (let first = parts.by; first > 0; first--) {
    const unit = 1n << BigInt(first);
    if (sizeA * unit + extra >= limit) continue;
    return sizeA * (sizeB / unit + 2n) + extra / unit + 1n < limit ? first : undefined;
  }
  return undefined;
}

/** `b`, which is split, is the larger factor, unless that would change which of two errors comes first. */
function ordered({ left, right }: Product, cx: FunctionContext): { readonly a: Expr; readonly b: Expr } {
  const bothStop = mayStop(left, cx.module.ranges) && mayStop(right, cx.module.ranges);
  const swap = !bothStop && size(cx.rangeOf(left)) > size(cx.rangeOf(right));
  return swap ? { a: right, b: left } : { a: left, b: right };
}

function exactCode(parts: Parts, cx: FunctionContext): IntCode {
  const whole = parts.whole.map((t) => termCode(t, cx));
  return sum([...whole, ...constant(parts.carry), lowCode(parts, cx)]);
}

/** (product + rest + extra) / 2^by rounded down. */
function lowCode(parts: Parts, cx: FunctionContext): IntCode {
  const { by, product, rest, extra } = parts;
  const isNarrow = product === undefined || sizeOfProduct(product, cx) + sizeOf(rest, cx) + extra < limit;
  const narrow = product !== undefined && isNarrow ? [narrowProduct(product, cx)] : [];
  const small = sum([...narrow, ...rest.map((t) => termCode(t, cx)), ...constant(extra)]);
  const first = isNarrow ? undefined : firstShift(parts, cx);
  if (product === undefined || first === undefined) return dividedDown(small, by);
  const { a, b } = ordered(product, cx);
  const codes = [a, b].map((x) => toNumber(cx.lower.integer(x, cx)));
  const more = rest.length === 0 && extra === 0n ? [] : [small];
  const code = call(cx.helper("mulDown"), ...codes, String(2 ** first), ...more);
  return dividedDown(number(code, { lo: -limit + 1n, hi: limit - 1n }, true), by - first);
}

function narrowProduct(p: Product, cx: FunctionContext): IntCode {
  const [a, b] = [p.left, p.right].map((f) => toNumber(cx.lower.integer(f, cx))) as [IntCode, IntCode];
  return number(infix("*", a, b), resultInterval("mul", a.range, b.range), true);
}

function dividedDown(c: IntCode, by: number): IntCode {
  if (by === 0) return c;
  const unit = 1n << BigInt(by);
  const range = { lo: floorDiv(c.range.lo, unit), hi: floorDiv(c.range.hi, unit) };
  if (fitsInt32(c.range) && by < 32) return number(infix(">>", c, primary(String(by))), range);
  return number(call("Math.floor", infix("/", c, numberLiteral(Number(unit)))), range, c.mayBeMinusZero);
}

function termCode({ e, factor }: Term, cx: FunctionContext): IntCode {
  const x = toNumber(cx.lower.integer(e, cx));
  if (factor === 1n) return x;
  const [p, q] = [x.range.lo * factor, x.range.hi * factor];
  const range = p < q ? { lo: p, hi: q } : { lo: q, hi: p };
  const code = factor === -1n ? infix("-", primary("0"), x) : infix("*", x, numberLiteral(Number(factor)));
  return number(code, range, true);
}

/** A term that is a constant; nothing for 0. */
function constant(value: bigint): readonly IntCode[] {
  return value === 0n ? [] : [integerLiteral(value)];
}

/** Terms of which every partial sum is a number. */
function sum(terms: readonly IntCode[]): IntCode {
  const [first, ...others] = terms;
  if (first === undefined) return integerLiteral(0n);
  return others.reduce((a, b) => (
    number(infix("+", a, b), resultInterval("add", a.range, b.range), a.mayBeMinusZero && b.mayBeMinusZero)
  ), first);
}

// ---- low 32 bits -----------------------------------------------------------------------------------------------------

/** The helper for the product and what is added to it, when they consist of words. */
function productHelper({ by, product, rest }: Parts, cx: FunctionContext): string | undefined {
  if (product === undefined || rest.length > 0 || by > 31) return undefined;
  const ranges = factors(product).map((f) => cx.rangeOf(f));
  if (ranges.every(fitsInt32)) return "mulShift";
  return ranges.every(fitsUint32) && by <= 16 ? "mulShiftUnsigned" : undefined;
}

const int32Range = intervalOf({ kind: "int", width: 32, signed: true });

/** Modulo 2^32, of parts that have a `productHelper`. */
function wordCode(parts: Parts, cx: FunctionContext): IntCode {
  const whole = parts.whole.map((t) => termWord(t, cx));
  const terms = [...whole, ...constant(BigInt.asIntN(32, parts.carry)), productWord(parts, cx)];
  return sum(fitsNumber({ lo: 0n, hi: terms.reduce((s, t) => s + size(t.range), 0n) }) ? terms : terms.map(cut));
}

function productWord(parts: Parts, cx: FunctionContext): IntCode {
  const { by, product, extra } = parts;
  if (product === undefined) throw new Error("there is no product");
  const isShort = (f: Expr): boolean => (size(cx.rangeOf(f)) << BigInt(by)) + extra <= mostWord;
  const { a, b } = ordered(product, cx);
  const helper = productHelper(parts, cx) ?? "";
  const codes = [a, b].map((f) => toNumber(cx.lower.integer(f, cx)));
  const more = extra === 0n ? [] : [String(extra)];
  const name = helper === "mulShift" && isShort(a) ? "mulShiftShort" : helper;
  return number(call(cx.helper(name), ...codes, String(by), ...more), int32Range);
}

const mostWord = 2n ** 31n - 1n;

function termWord({ e, factor }: Term, cx: FunctionContext): IntCode {
  const x = cx.lower.word(e, cx);
  return factor === 1n ? x : number(call("Math.imul", x, String(BigInt.asIntN(32, factor))), int32Range);
}

/** Few words have sums that fit a number. */
function cut(c: IntCode): IntCode {
  return fitsInt32(c.range) ? c : number(infix("|", c, primary("0")), int32Range);
}
