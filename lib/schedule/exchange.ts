/**
 * Exchanging two loops of which the inner one's bounds depend on the outer one: the same pairs of counters, found the other
 * way round by eliminating the outer counter from the inner bounds (Fourier and Motzkin; M. Wolfe 1996, ch. 9).
 */
import { addForms, constantForm, scaleForm, substitute, valueForm, type Form } from "../analysis/affine.js";
import { rangeOf, type Facts, type Known } from "../analysis/facts.js";
import { boundForms, type LinearContext } from "../analysis/linear-values.js";
import { binary, intConst, variable } from "../ir/build.js";
import type { Expr, For, Func } from "../ir/ir.js";
import { intervalOf, isIntegral, isScalar, type Interval, type ScalarType } from "../ir/types.js";
import { declarationsOf, visitStmts } from "../ir/walk.js";
import { mentions } from "./loops.js";

/** A counter is at least each form of `lower`, and less than each of `upper`. */
interface Bounds {
  readonly lower: readonly Form[];
  readonly upper: readonly Form[];
}

/** floordiv(form, by) + plus; `by` is positive. */
interface Quotient {
  readonly form: Form;
  readonly by: bigint;
  readonly plus: bigint;
}

/** What is known of the variables of a function, and how to write them. */
export interface Variables {
  readonly facts: Facts;
  readonly exprs: ReadonlyMap<number, Expr>;
}

export function variablesOf(f: Func): Variables {
  const facts: Facts = new Map();
  const exprs = new Map<number, Expr>();
  for (const { sym, type } of declarationsOf(f)) {
    if (!isScalar(type) || !isIntegral(type)) continue;
    exprs.set(sym.id, variable(sym, type));
    facts.set(sym.id, known(intervalOf(type)));
  }
  visitStmts(f.body, (s) => {
    if (s.kind === "for" && isIntegral(s.type)) facts.set(s.iter.id, known(counterRange(s, intervalOf(s.type), facts)));
  });
  return { facts, exprs };
}

/**
 * `inner` as the outer loop, and `outer` as the inner one, bodies apart; `undefined` when the bounds are not linear, or the
 * steps keep the pairs of counters from being found the other way round.
 */
export function exchanged(outer: For, inner: For, { facts, exprs }: Variables): readonly [For, For] | undefined {
  const i = outer.iter.id;
  if (!mentions(inner.lo, i) && !mentions(inner.hi, i)) return [inner, outer];
  const [of, inside] = [boundsOf(outer, facts), boundsOf(inner, facts)];
  if (of === undefined || inside === undefined) return undefined;
  const limits = limitsOf(i, inner.iter.id, inside);
  // From where a loop with a step starts decides which values it takes.
  if (inner.step > 1n && inside.lower.some((f) => f.terms.has(i))) return undefined;
  if (outer.step > 1n && limits.lower.length > 0) return undefined;
  const lower = inside.lower.flatMap((f) => extremes(f, i, of, "least"));
  const upper = inside.upper.flatMap((f) => extremes(f, i, of, "most"));
  if (!isIntegral(inner.type) || !isHeld(inner.type, lower, upper, facts)) return undefined;
  const range = rangeBetween(lower, upper, intervalOf(inner.type), facts);
  const within: Facts = new Map([...facts, [inner.iter.id, known(range)]]);
  const first = {
    ...inner, lo: chosen("max", wholes(lower), within, exprs), hi: chosen("min", wholes(upper), within, exprs),
  };
  const second = {
    ...outer,
    lo: chosen("max", [...wholes(of.lower), ...limits.lower], within, exprs),
    hi: chosen("min", [...wholes(of.upper), ...limits.upper], within, exprs),
  };
  return [first, second];
}

// ---- bounds as forms ----------------------------------------------------------------------------------------------------

function boundsOf({ lo, hi, step }: For, facts: Facts): Bounds | undefined {
  const [lower, upper] = [boundForms(lo, "max", contextOf(facts)), boundForms(hi, "min", contextOf(facts))];
  return step > 0n && lower.isWhole && upper.isWhole ? { lower: lower.forms, upper: upper.forms } : undefined;
}

/** Quotients have no form here: what a bound is made of must be the function's own variables. */
function contextOf(facts: Facts): LinearContext {
  return { formOf: (id) => (facts.has(id) ? valueForm(id) : undefined), facts, freshId: undefined, assume: () => undefined };
}

function counterRange(l: For, type: Interval, facts: Facts): Interval {
  const c = contextOf(facts);
  // Of a loop that counts down, the counter is more than `hi`, and at most `lo`.
  const { lower, upper } = l.step > 0n
    ? { lower: boundForms(l.lo, "max", c).forms, upper: boundForms(l.hi, "min", c).forms }
    : { lower: after(boundForms(l.hi, "max", c).forms), upper: after(boundForms(l.lo, "min", c).forms) };
  return rangeBetween(lower, upper, type, facts);
}

function rangeBetween(lower: readonly Form[], upper: readonly Form[], most: Interval, facts: Facts): Interval {
  let { lo, hi } = most;
  for (const f of lower) {
    const range = rangeOf(facts, f);
    if (range !== undefined && range.lo > lo) lo = range.lo;
  }
  for (const f of upper) {
    const range = rangeOf(facts, f);
    if (range !== undefined && range.hi - 1n < hi) hi = range.hi - 1n;
  }
  return lo <= hi ? { lo, hi } : { lo, hi: lo };
}

/** What the bounds of `j` by `i` say of `i`, given `j`. */
function limitsOf(
  i: number, j: number, { lower, upper }: Bounds,
): { readonly lower: readonly Quotient[]; readonly upper: readonly Quotient[] } {
  const limits: { lower: Quotient[]; upper: Quotient[] } = { lower: [], upper: [] };
  // k·i ≤ form, of either sign of k.
  const add = (k: bigint, form: Form): void => {
    if (k > 0n) limits.upper.push(quotient(form, k, 1n));
    else limits.lower.push(quotient(plus(scaleForm(form, -1n), -k - 1n), -k, 0n));
  };
  for (const f of lower) {
    const k = f.terms.get(i);
    if (k !== undefined) add(k, addForms(valueForm(j), without(f, i), -1n));
  }
  for (const f of upper) {
    const k = f.terms.get(i);
    if (k !== undefined) add(-k, plus(addForms(without(f, i), valueForm(j), -1n), -1n));
  }
  return limits;
}

/** The least or greatest of `f` over the values of `i`. */
function extremes(f: Form, i: number, { lower, upper }: Bounds, which: "least" | "most"): readonly Form[] {
  const k = f.terms.get(i);
  if (k === undefined) return [f];
  const ends = (k > 0n) === (which === "least") ? lower : upper.map((u) => plus(u, -1n));
  return ends.map((end) => substitute(f, i, end));
}

/** Does the type hold all that the counter may now be? A counter of type `index` is not looked at: no memory is as large. */
function isHeld(type: ScalarType, lower: readonly Form[], upper: readonly Form[], facts: Facts): boolean {
  if (type.kind === "index") return true;
  if (!isIntegral(type)) return false;
  const { lo, hi } = intervalOf(type);
  const least = lower.some((f) => (rangeOf(facts, f)?.lo ?? lo - 1n) >= lo);
  return least && upper.some((f) => (rangeOf(facts, f)?.hi ?? hi + 2n) - 1n <= hi);
}

// ---- forms as expressions -----------------------------------------------------------------------------------------------

/** The greatest or least of `all`, without those that another always exceeds. */
function chosen(op: "max" | "min", all: readonly Quotient[], facts: Facts, exprs: ReadonlyMap<number, Expr>): Expr {
  const needed = all.filter((q, n) => !all.some((other, m) => {
    if (m === n || q.by !== 1n || other.by !== 1n) return false;
    const range = rangeOf(facts, op === "max" ? addForms(other.form, q.form, -1n) : addForms(q.form, other.form, -1n));
    return range !== undefined && range.lo >= 0n && (m < n || range.hi > 0n);
  }));
  return needed.map((q) => quotientExpr(q, exprs)).reduce((a, b) => binary(op, a, b));
}

function quotientExpr({ form, by, plus: more }: Quotient, exprs: ReadonlyMap<number, Expr>): Expr {
  if (by === 1n) return formExpr(form, exprs);
  const divided = binary("floordiv", formExpr(form, exprs), intConst(by));
  return more === 0n ? divided : binary("add", divided, intConst(more));
}

/** The sum, what is added before what is taken away. */
function formExpr({ terms, constant }: Form, exprs: ReadonlyMap<number, Expr>): Expr {
  const parts = [...terms].map(([id, k]): readonly [bigint, Expr | undefined] => [k, exprs.get(id)]);
  if (constant !== 0n || parts.length === 0) parts.push([constant, undefined]);
  const sorted = [...parts.filter(([k]) => k > 0n), ...parts.filter(([k]) => k <= 0n)];
  const [[k0, e0] = [0n, undefined], ...rest] = sorted;
  return rest.reduce((sum, [k, e]) => binary(k > 0n ? "add" : "sub", sum, product(k > 0n ? k : -k, e)), product(k0, e0));
}

function product(k: bigint, e: Expr | undefined): Expr {
  if (e === undefined) return intConst(k);
  return k === 1n ? e : binary("mul", e, intConst(k));
}

// ---- small things -------------------------------------------------------------------------------------------------------

const known = (range: Interval): Known => ({ range, atLeast: [], atMost: [] });
const after = (forms: readonly Form[]): readonly Form[] => forms.map((f) => plus(f, 1n));
const plus = (f: Form, n: bigint): Form => addForms(f, constantForm(n));
const without = (f: Form, id: number): Form => substitute(f, id, constantForm(0n));
const quotient = (form: Form, by: bigint, more: bigint): Quotient =>
  (by === 1n ? { form: plus(form, more), by, plus: 0n } : { form, by, plus: more });
const wholes = (forms: readonly Form[]): readonly Quotient[] => forms.map((form) => quotient(form, 1n, 0n));
