/**
 * What is known of integer values at one point of a program: an interval for each, and linear bounds by other values
 * (`j ≥ i + 1`). Values never change, so a fact, once true on a path, stays true on it.
 */
import type { Interval } from "../ir/types.js";
import { floorDiv } from "../ir/typing.js";
import { addForms, constantForm, scaleForm, substitute, valueForm, type Form } from "./affine.js";
import { intersect } from "./intervals.js";

/** `range` holds the value, which is at least every form of `atLeast` and at most every form of `atMost`. */
export interface Known {
  readonly range: Interval;
  readonly atLeast: readonly Form[];
  readonly atMost: readonly Form[];
}

/** By value id. */
export type Facts = Map<number, Known>;

/** More bounds than this per value cost time and prove nothing in practice. */
const mostBounds = 4;
/** How many values a bound may be replaced by another value's bound on the way to a proof. */
const mostSubstitutions = 3;

/** An interval for a form from the intervals of its values; `undefined` if it names a value nothing is known of. */
export function rangeOf(facts: Facts, form: Form): Interval | undefined {
  let { constant: lo, constant: hi } = form;
  for (const [id, coefficient] of form.terms) {
    const range = facts.get(id)?.range;
    if (range === undefined) return undefined;
    lo += coefficient * (coefficient > 0n ? range.lo : range.hi);
    hi += coefficient * (coefficient > 0n ? range.hi : range.lo);
  }
  return { lo, hi };
}

/** Whether the facts prove `form` ≥ 0, replacing values by their linear bounds where the intervals do not suffice. */
export function provesNonNegative(
  facts: Facts, form: Form, replaced: readonly number[] = [],
): boolean {
  const range = rangeOf(facts, form);
  if (range === undefined) return false;
  if (range.lo >= 0n) return true;
  if (range.hi < 0n || replaced.length === mostSubstitutions) return false;
  for (const [id, coefficient] of form.terms) {
    const known = facts.get(id);
    if (known === undefined || replaced.includes(id)) continue;
    const bounds = coefficient > 0n ? known.atLeast : known.atMost;
    if (bounds.some((b) => provesNonNegative(facts, substitute(form, id, b), [...replaced, id]))) return true;
  }
  return false;
}

/** Records that `form` ≥ 0; false when that contradicts what is known: the point is never reached. */
export function assumeNonNegative(facts: Facts, form: Form): boolean {
  if (form.terms.size === 0) return form.constant >= 0n;
  for (const [id, coefficient] of form.terms) {
    const rest = addForms(form, valueForm(id), -coefficient);
    const restRange = rangeOf(facts, rest);
    const known = facts.get(id);
    if (restRange === undefined || known === undefined) continue;
    const bound: Interval = coefficient > 0n
      ? { lo: -floorDiv(restRange.hi, coefficient), hi: known.range.hi }
      : { lo: known.range.lo, hi: floorDiv(restRange.hi, -coefficient) };
    const range = intersect(known.range, bound);
    if (range === undefined) return false;
    facts.set(id, withBound({ ...known, range }, coefficient, rest));
  }
  return true;
}

/** `coefficient · value + rest ≥ 0` as a linear bound, when no division is needed. */
function withBound(known: Known, coefficient: bigint, rest: Form): Known {
  if (rest.terms.size === 0) return known;
  if (coefficient === 1n && known.atLeast.length < mostBounds) {
    return { ...known, atLeast: [...known.atLeast, scaleForm(rest, -1n)] };
  }
  if (coefficient === -1n && known.atMost.length < mostBounds) {
    return { ...known, atMost: [...known.atMost, rest] };
  }
  return known;
}

/** Records a ≤ b. */
export function assumeAtMost(facts: Facts, a: Form, b: Form): boolean {
  return assumeNonNegative(facts, addForms(b, a, -1n));
}

/** Records a < b. */
export function assumeLess(facts: Facts, a: Form, b: Form): boolean {
  return assumeAtMost(facts, addForms(a, constantForm(1n)), b);
}
