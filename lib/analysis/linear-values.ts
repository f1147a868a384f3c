/** Integral expressions as linear forms of loop counters and other values that stay the same while an iteration runs. */
import type { Binary, Compare, Expr } from "../ir/ir.js";
import { contains, intervalOf, isIntegral, type Interval } from "../ir/types.js";
import { floorDiv } from "../ir/typing.js";
import { addForms, combinedForm, constantForm, scaleForm, valueForm, type Form } from "./affine.js";
import type { Facts } from "./facts.js";
import { rangeOf } from "./facts.js";
import { atMost, equal, less, type Constraint } from "./integer-systems.js";

/** What is known where an expression stands. */
export interface LinearContext {
  /** The form of a variable that is never assigned; `undefined` for any other. */
  readonly formOf: (id: number) => Form | undefined;
  readonly facts: Facts;
  /** Makes the id of a value that no variable holds, such as a quotient; without it these have no form. */
  readonly freshId: (() => number) | undefined;
  /** Is told what is certain of such values. */
  readonly assume: (c: Constraint) => void;
  /** What stands for an expression that is not linear, if anything shall. */
  readonly opaque?: (e: Expr) => Form | undefined;
}

/** The form of `e`; `undefined` when it is not linear. */
export function linearForm(e: Expr, c: LinearContext): Form | undefined {
  return exactForm(e, c) ?? c.opaque?.(e);
}

function exactForm(e: Expr, c: LinearContext): Form | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "bigint" && isIntegral(e.type) ? constantForm(e.value) : undefined;
    case "var":
      return e.path === undefined ? c.formOf(e.sym.id) : undefined;
    case "unary": {
      const operand = e.op === "neg" ? linearForm(e.operand, c) : undefined;
      return operand === undefined ? undefined : scaleForm(operand, -1n);
    }
    case "cast": {
      if (!isIntegral(e.operand.type) || !isIntegral(e.type)) return undefined;
      const operand = linearForm(e.operand, c);
      const [from, to] = [intervalOf(e.operand.type), intervalOf(e.type)];
      return operand !== undefined && fits(operand, from, to, c) ? operand : undefined;
    }
    case "binary":
      return binaryForm(e, c);
    case "load": case "compare": case "logic": case "select": case "bitcast": case "call":
      return undefined;
  }
}

/** What a bound is the greatest or least of. */
export interface BoundForms {
  readonly forms: readonly Form[];
  /** Nothing was left out for not being linear. */
  readonly isWhole: boolean;
}

/** What a lower bound, as a maximum, or an upper one, as a minimum, is made of. */
export function boundForms(e: Expr, op: "max" | "min", c: LinearContext): BoundForms {
  if (e.kind === "binary" && e.op === op && isIntegral(e.type)) {
    const [left, right] = [boundForms(e.left, op, c), boundForms(e.right, op, c)];
    return { forms: [...left.forms, ...right.forms], isWhole: left.isWhole && right.isWhole };
  }
  if (e.kind === "cast" && isIntegral(e.type) && isIntegral(e.operand.type)) {
    const inside = boundForms(e.operand, op, c);
    const [to, from] = [intervalOf(e.type), intervalOf(e.operand.type)];
    return contains(to, from) || contains(to, rangeOfBound(inside, op, from, c))
      ? inside
      : { forms: [], isWhole: false };
  }
  const form = linearForm(e, c);
  return form === undefined ? { forms: [], isWhole: false } : { forms: [form], isWhole: true };
}

function rangeOfBound(
  { forms, isWhole }: BoundForms, op: "max" | "min", otherwise: Interval, c: LinearContext,
): Interval {
  const ranges = forms.map((f) => rangeOf(c.facts, f) ?? otherwise);
  const pick = (values: readonly bigint[]): bigint => values.reduce((a, b) => ((a > b) === (op === "max") ? a : b));
  return isWhole && ranges.length > 0
    ? { lo: pick(ranges.map((r) => r.lo)), hi: pick(ranges.map((r) => r.hi)) }
    : otherwise;
}

/** Does the conversion leave the value as it is? */
function fits(form: Form, from: Interval, to: Interval, c: LinearContext): boolean {
  if (contains(to, from)) return true;
  const range = rangeOf(c.facts, form);
  return range !== undefined && contains(to, range);
}

function binaryForm(e: Binary, c: LinearContext): Form | undefined {
  if (!isIntegral(e.type)) return undefined;
  const left = linearForm(e.left, c);
  const right = left === undefined ? undefined : linearForm(e.right, c);
  if (left === undefined || right === undefined) return undefined;
  switch (e.op) {
    case "floordiv": case "mod": case "div": case "rem":
      return divisionForm(e.op, left, right, c);
    default:
      return combinedForm(e.op, left, right);
  }
}

/** The quotient q of a division by a constant d is the integer with d·q ≤ n < d·q + d. */
function divisionForm(op: "floordiv" | "mod" | "div" | "rem", n: Form, by: Form, c: LinearContext): Form | undefined {
  const d = by.constant;
  if (by.terms.size > 0 || d <= 0n || c.freshId === undefined) return undefined;
  const range = rangeOf(c.facts, n);
  // Truncation is rounding down only of what is not negative.
  if ((op === "div" || op === "rem") && (range === undefined || range.lo < 0n)) return undefined;
  const id = c.freshId();
  const multiple = scaleForm(valueForm(id), d);
  c.assume(atMost(multiple, n));
  c.assume(less(n, addForms(multiple, constantForm(d))));
  if (range !== undefined) {
    c.facts.set(id, { range: { lo: floorDiv(range.lo, d), hi: floorDiv(range.hi, d) }, atLeast: [], atMost: [] });
  }
  return op === "floordiv" || op === "div" ? valueForm(id) : addForms(n, multiple, -1n);
}

/** What is certain where `cond` came out as `truth`; conditions that are not linear say nothing. */
export function linearCondition(cond: Expr, truth: boolean, c: LinearContext): readonly Constraint[] {
  switch (cond.kind) {
    case "logic":
      if ((cond.op === "and") !== truth) return [];
      return [...linearCondition(cond.left, truth, c), ...linearCondition(cond.right, truth, c)];
    case "unary":
      return cond.op === "not" ? linearCondition(cond.operand, !truth, c) : [];
    case "compare":
      return comparison(cond, truth, c);
    default:
      return [];
  }
}

function comparison({ op, left, right }: Compare, truth: boolean, c: LinearContext): readonly Constraint[] {
  const a = linearForm(left, c);
  const b = linearForm(right, c);
  if (a === undefined || b === undefined) return [];
  switch (op) {
    case "eq": return truth ? [equal(a, b)] : [];
    case "ne": return truth ? [] : [equal(a, b)];
    case "lt": return [truth ? less(a, b) : atMost(b, a)];
    case "le": return [truth ? atMost(a, b) : less(b, a)];
    case "gt": return [truth ? less(b, a) : atMost(a, b)];
    case "ge": return [truth ? atMost(b, a) : less(a, b)];
  }
}
