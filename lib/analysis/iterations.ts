/** Which values the counter of a loop takes, as linear constraints and as an interval. */
import type { For } from "../ir/ir.js";
import { intervalOf, isIntegral, type Interval } from "../ir/types.js";
import { addForms, constantForm, scaleForm, valueForm, type Form } from "./affine.js";
import { rangeOf, type Facts } from "./facts.js";
import { atMost, equal, less, type Constraint } from "./integer-systems.js";
import { boundForms, type BoundForms, type LinearContext } from "./linear-values.js";

export interface Iterations {
  /** Hold of the counter, `s.iter.id`, in every iteration. */
  readonly constraints: readonly Constraint[];
  /** Every value that they allow is one of the counter's. */
  readonly isExact: boolean;
  readonly range: Interval;
}

/** The counter runs from lo to before hi; `freshId` makes the id of the number of the iteration. */
export function iterationsOf(s: For, c: LinearContext, freshId: () => number): Iterations {
  const [first, last] = s.step > 0n ? ["max", "min"] as const : ["min", "max"] as const;
  const [lo, hi] = [boundForms(s.lo, first, c), boundForms(s.hi, last, c)];
  return { ...iterations(s, lo, hi, freshId), range: counterRange(s, c.facts, lo, hi) };
}

function iterations(
  { iter, step }: For, lo: BoundForms, hi: BoundForms, freshId: () => number,
): Pick<Iterations, "constraints" | "isExact"> {
  const i = valueForm(iter.id);
  const isUp = step > 0n;
  const ends = hi.forms.map((f) => (isUp ? less(i, f) : less(f, i)));
  const starts = lo.forms.map((f) => (isUp ? atMost(f, i) : atMost(i, f)));
  const isWhole = lo.isWhole && hi.isWhole;
  if (step === 1n || step === -1n) return { constraints: [...ends, ...starts], isExact: isWhole };
  const [start] = lo.forms;
  if (!lo.isWhole || lo.forms.length > 1 || start === undefined) return { constraints: [...ends, ...starts], isExact: false };
  const k = valueForm(freshId());
  const steps = [equal(i, addForms(start, scaleForm(k, step))), atMost(constantForm(0n), k)];
  return { constraints: [...ends, ...steps], isExact: isWhole };
}

function counterRange(s: For, facts: Facts, lo: BoundForms, hi: BoundForms): Interval {
  const isUp = s.step > 0n;
  const range = isIntegral(s.type) ? { ...intervalOf(s.type) } : { lo: 0n, hi: 0n };
  const atLeast = (n: bigint): void => {
    if (n > range.lo) range.lo = n;
  };
  const atMost = (n: bigint): void => {
    if (n < range.hi) range.hi = n;
  };
  for (const r of rangesOf(facts, lo.forms)) {
    if (isUp) atLeast(r.lo);
    else atMost(r.hi);
  }
  for (const r of rangesOf(facts, hi.forms)) {
    if (isUp) atMost(r.hi - 1n);
    else atLeast(r.lo + 1n);
  }
  return range.lo > range.hi ? { lo: range.lo, hi: range.lo } : range;
}

function rangesOf(facts: Facts, forms: readonly Form[]): readonly Interval[] {
  return forms.map((f) => rangeOf(facts, f)).filter((r) => r !== undefined);
}
