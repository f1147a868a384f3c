/** Linear forms over named integers, `3·i − j + 2`: what subscripts and loop bounds mostly are. */
import type { BinaryOp } from "../ir/ir.js";

/** `constant` plus the sum of coefficient × value; no coefficient is 0. Keys are ids chosen by the user of the form. */
export interface Form {
  readonly terms: ReadonlyMap<number, bigint>;
  readonly constant: bigint;
}

/** The form that is always `value`. */
export function constantForm(value: bigint): Form {
  return { terms: new Map(), constant: value };
}

/** The form that is the value with this id. */
export function valueForm(id: number): Form {
  return { terms: new Map([[id, 1n]]), constant: 0n };
}

/** a + factor · b. */
export function addForms(a: Form, b: Form, factor = 1n): Form {
  const terms = new Map(a.terms);
  for (const [id, coefficient] of b.terms) {
    const sum = (terms.get(id) ?? 0n) + factor * coefficient;
    if (sum === 0n) terms.delete(id);
    else terms.set(id, sum);
  }
  return { terms, constant: a.constant + factor * b.constant };
}

/** factor · a. */
export function scaleForm(a: Form, factor: bigint): Form {
  return addForms(constantForm(0n), a, factor);
}

/** a · b, when one of them is a constant. */
export function multiplyForms(a: Form, b: Form): Form | undefined {
  if (a.terms.size === 0) return scaleForm(b, a.constant);
  if (b.terms.size === 0) return scaleForm(a, b.constant);
  return undefined;
}

/** The form of a sum, difference or product; of anything else there is none. */
export function combinedForm(op: BinaryOp, a: Form, b: Form): Form | undefined {
  switch (op) {
    case "add":
      return addForms(a, b);
    case "sub":
      return addForms(a, b, -1n);
    case "mul":
      return multiplyForms(a, b);
    default:
      return undefined;
  }
}

/** `a` with the value `id` replaced by the form `by`. */
export function substitute(a: Form, id: number, by: Form): Form {
  const coefficient = a.terms.get(id);
  if (coefficient === undefined) return a;
  return addForms(addForms(a, valueForm(id), -coefficient), by, coefficient);
}

/** Whether both are the same sum. */
export function sameForm(a: Form, b: Form): boolean {
  if (a.constant !== b.constant || a.terms.size !== b.terms.size) return false;
  return [...a.terms].every(([id, coefficient]) => b.terms.get(id) === coefficient);
}
