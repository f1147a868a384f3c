/** Subscripts as linear forms, and back. */
import { addForms, constantForm, multiplyForms, scaleForm, valueForm, type Form } from "../analysis/affine.js";
import type { Ranges } from "../analysis/ranges.js";
import { binary, cast, intConst, variable } from "../ir/build.js";
import type { Binary, Cast, Expr, Func } from "../ir/ir.js";
import type { Span } from "../diagnostics/source.js";
import { contains, index, intervalOf, isIntegral, isScalar } from "../ir/types.js";
import { declarationsOf, visitExpr } from "../ir/walk.js";

/** Whether a conversion leaves the value as it is. */
export type Keeps = (c: Cast) => boolean;

/** Those that ranges prove to. */
export function keptIn(ranges: Ranges): Keeps {
  return ({ operand, type }) => {
    const range = isIntegral(type) ? ranges.of(operand) : undefined;
    return range !== undefined && isIntegral(type) && contains(intervalOf(type), range);
  };
}

/** The form of an expression, taking conversions that keep the value for nothing; `undefined` when it is no sum. */
export function plainForm(e: Expr, keeps: Keeps): Form | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "bigint" && isIntegral(e.type) ? constantForm(e.value) : undefined;
    case "var":
      return e.path === undefined && isIntegral(e.type) ? valueForm(e.sym.id) : undefined;
    case "cast":
      return isIntegral(e.type) && keeps(e) ? plainForm(e.operand, keeps) : undefined;
    case "unary": {
      const operand = e.op === "neg" ? plainForm(e.operand, keeps) : undefined;
      return operand === undefined ? undefined : scaleForm(operand, -1n);
    }
    case "binary":
      return binaryForm(e, keeps);
    case "load": case "compare": case "logic": case "select": case "bitcast": case "call":
      return undefined;
  }
}

function binaryForm(e: Binary, keeps: Keeps): Form | undefined {
  const [left, right] = [plainForm(e.left, keeps), plainForm(e.right, keeps)];
  if (left === undefined || right === undefined) return undefined;
  if (e.op === "mul") return multiplyForms(left, right);
  return e.op === "add" || e.op === "sub" ? addForms(left, right, e.op === "add" ? 1n : -1n) : undefined;
}

/** The variables of `f` by their ids, as expressions. */
export function variablesOf(f: Func, span: Span): (id: number) => Expr {
  const types = new Map(declarationsOf(f).map((d) => [d.sym.id, d]));
  return (id) => {
    const found = types.get(id);
    if (found === undefined || !isScalar(found.type)) throw new Error(`no scalar of ${f.sym.name} has the id ${id}`);
    return variable(found.sym, found.type, span);
  };
}

/** The exact value of `form`. */
export function formExpr(form: Form, valueOf: (id: number) => Expr, span: Span): Expr {
  let sum: Expr | undefined;
  const add = (e: Expr, isNegative: boolean): void => {
    if (sum === undefined) sum = isNegative ? binary("sub", intConst(0, span), e, span) : e;
    else sum = binary(isNegative ? "sub" : "add", sum, e, span);
  };
  const terms = [...form.terms];
  for (const [id, c] of [...terms.filter(([, n]) => n > 0n), ...terms.filter(([, n]) => n < 0n)]) {
    const size = c < 0n ? -c : c;
    add(size === 1n ? valueOf(id) : binary("mul", valueOf(id), intConst(size, span), span), c < 0n);
  }
  const { constant } = form;
  if (sum === undefined) return intConst(constant, span);
  if (constant !== 0n) add(intConst(constant < 0n ? -constant : constant, span), constant < 0n);
  return sum;
}

/** `e` as a subscript. */
export function subscript(e: Expr): Expr {
  return e.kind === "const" ? intConst(BigInt(e.value), e.span) : cast(e, index, e.span);
}

/** `e`, known to be linear, minus `form`, whose values `valueOf` gives. */
export function minus(e: Expr, form: Form, valueOf: (id: number) => Expr): Expr {
  const own = plainForm(e, () => true);
  if (own !== undefined) return subscript(formExpr(addForms(own, form, -1n), valueOf, e.span));
  return subscript(binary("sub", e, formExpr(form, valueOf, e.span), e.span));
}

/** `e` in units of `by`, and what is left; `e` is not negative. */
export function divided(e: Expr, by: number, keeps: Keeps): { readonly quotient: Expr; readonly rest: Expr } {
  const n = BigInt(by);
  const form = plainForm(e, keeps);
  const { span } = e;
  if (by === 1) return { quotient: e, rest: intConst(0, span) };
  if (form === undefined || [...form.terms.values()].some((c) => c % n !== 0n)) {
    return { quotient: binary("div", e, intConst(n, span), span), rest: binary("rem", e, intConst(n, span), span) };
  }
  const rest = ((form.constant % n) + n) % n;
  const terms = new Map([...form.terms].map(([id, c]) => [id, c / n]));
  const variables = new Map<number, Expr>();
  visitExpr(e, (x) => {
    if (x.kind === "var") variables.set(x.sym.id, x);
  });
  const valueOf = (id: number): Expr => variables.get(id) ?? e;
  const quotient = formExpr({ terms, constant: (form.constant - rest) / n }, valueOf, span);
  return { quotient, rest: intConst(rest, span) };
}
