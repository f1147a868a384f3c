/** Values of integers and conditions that are linear in counters, as far as they are known. */
import { addForms, constantForm, multiplyForms, scaleForm, type Form } from "../analysis/affine.js";
import type { CompareOp, Expr } from "../ir/ir.js";
import { isIntegral } from "../ir/types.js";

type Known = readonly (Form | undefined)[];

/** What the outermost operation of `e` gives for operands of these forms; truth values are 0 and 1. */
export function foldedForm(e: Expr, operands: Known): Form | undefined {
  const [a, b] = operands;
  switch (e.kind) {
    case "binary":
      return isIntegral(e.type) && a !== undefined && b !== undefined ? binary(e.op, a, b) : undefined;
    case "unary":
      if (a === undefined || !isIntegral(e.type)) return undefined;
      if (e.op === "not") return a.terms.size === 0 ? constantForm(1n - a.constant) : undefined;
      return e.op === "neg" ? scaleForm(a, -1n) : undefined;
    case "cast":
      return isIntegral(e.operand.type) && isIntegral(e.type) ? a : undefined;
    case "compare":
      return a !== undefined && b !== undefined ? compared(e.op, addForms(a, b, -1n)) : undefined;
    case "logic":
      return logic(e.op === "and" ? 0n : 1n, operands);
    case "select":
      return selected(operands);
    case "const": case "var": case "load": case "bitcast": case "call":
      return undefined;
  }
}

/** Whether a condition of this form holds; `undefined` when that is not known. */
export function foldedTruth(form: Form | undefined): boolean | undefined {
  return form === undefined || form.terms.size > 0 ? undefined : form.constant !== 0n;
}

function binary(op: string, a: Form, b: Form): Form | undefined {
  switch (op) {
    case "add": return addForms(a, b);
    case "sub": return addForms(a, b, -1n);
    case "mul": return multiplyForms(a, b);
    default: return a.terms.size === 0 && b.terms.size === 0 ? constantBinary(op, a.constant, b.constant) : undefined;
  }
}

function constantBinary(op: string, a: bigint, b: bigint): Form | undefined {
  switch (op) {
    case "min": return constantForm(a < b ? a : b);
    case "max": return constantForm(a > b ? a : b);
    case "div": return b === 0n ? undefined : constantForm(a / b);
    case "rem": return b === 0n ? undefined : constantForm(a % b);
    case "floordiv": return b === 0n ? undefined : constantForm((a - modulo(a, b)) / b);
    case "mod": return b === 0n ? undefined : constantForm(modulo(a, b));
    default: return undefined;
  }
}

/** Has the sign of `b`. */
function modulo(a: bigint, b: bigint): bigint {
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

function compared(op: CompareOp, difference: Form): Form | undefined {
  if (difference.terms.size > 0) return undefined;
  const d = difference.constant;
  const holds = { eq: d === 0n, ne: d !== 0n, lt: d < 0n, le: d <= 0n, gt: d > 0n, ge: d >= 0n }[op];
  return constantForm(holds ? 1n : 0n);
}

/** One side that is `decides` is enough. */
function logic(decides: bigint, operands: Known): Form | undefined {
  const truths = operands.map((o) => (o?.terms.size === 0 ? o.constant : undefined));
  if (truths.includes(decides)) return constantForm(decides);
  return truths.every((t) => t !== undefined) ? constantForm(1n - decides) : undefined;
}

function selected([cond, yes, no]: Known): Form | undefined {
  const truth = foldedTruth(cond);
  return truth === undefined ? undefined : truth ? yes : no;
}
