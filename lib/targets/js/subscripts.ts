/**
 * Flat row-major addresses. A linear address is split by loop: the part that an enclosing loop fixes is computed once
 * in that loop and named (`at_i`), so that the innermost loop adds. Subscripts not proven in bounds are checked.
 */
import { addForms, constantForm, scaleForm, type Form } from "../../analysis/affine.js";
import type { Expr, Load, Store } from "../../ir/ir.js";
import type { TensorType } from "../../ir/types.js";
import { toNumber } from "./carriers.js";
import { call, infix, numberLiteral, primary, type Code } from "./code.js";
import type { FunctionContext, Local } from "./context.js";
import { fitsNumber } from "./storage.js";
import { mayStop } from "./stops.js";
import { touched } from "./watches.js";

/** `name[address]`. */
export function elementText(access: Load | Store, cx: FunctionContext): string {
  const at = address(access, cx).text;
  return `${cx.tensor(access.tensor).name}[${"value" in access ? at : touched("read", access.tensor, at, access.span, cx)}]`;
}

/** Terms that are not linear stand in front of the linear rest, in the order of the dimensions. */
export function address(access: Load | Store, cx: FunctionContext): Code {
  const { type } = cx.tensor(access.tensor);
  const proven = cx.module.ranges.inBounds(access);
  if (mayStopBetween(access, proven, cx)) return checkedTogether(access, cx);
  const strides = stridesOf(type);
  let linear: Form = constantForm(0n);
  const others: Code[] = [];
  access.index.forEach((e, d) => {
    const stride = strides[d] ?? 1;
    const form = proven[d] === true ? linearForm(e, stride, cx) : undefined;
    if (form !== undefined) linear = addForms(linear, form);
    else others.push(scaled(checked(access, d, proven[d] === true, cx), stride));
  });
  return sum(others, linear, cx);
}

/** All subscripts are computed before the first is checked: does one stop the run that stands after one to check? */
function mayStopBetween(access: Load | Store, proven: readonly boolean[], cx: FunctionContext): boolean {
  const first = proven.indexOf(false);
  return first >= 0 && access.index.slice(first + 1).some((e) => mayStop(e, cx.module.ranges));
}

function checkedTogether(access: Load | Store, cx: FunctionContext): Code {
  const subscripts = access.index.map((e) => toNumber(cx.lower.integer(e, cx)).text).join(", ");
  const shape = cx.tensor(access.tensor).type.shape.join(", ");
  const site = cx.module.site(access.span, access.tensor.name);
  return call(cx.helper("position"), `[${subscripts}]`, `[${shape}]`, site);
}

function stridesOf({ shape }: TensorType): number[] {
  return shape.map((_, d) => shape.slice(d + 1).reduce((n, extent) => n * extent, 1));
}

function scaled(code: Code, stride: number): Code {
  return stride === 1 ? code : infix("*", code, primary(String(stride)));
}

function checked(access: Load | Store, dimension: number, proven: boolean, cx: FunctionContext): Code {
  const { type } = cx.tensor(access.tensor);
  const e = access.index[dimension];
  if (e === undefined) throw new Error("a subscript is missing");
  const subscript = toNumber(cx.lower.integer(e, cx));
  if (proven) return subscript;
  const site = cx.module.site(access.span, access.tensor.name, dimension + 1);
  return call(cx.helper("subscript"), subscript, String(type.shape[dimension]), site);
}

/** stride · e as a linear form of variables in scope whose sums stay exact; `undefined` if it is not one. */
function linearForm(e: Expr, stride: number, cx: FunctionContext): Form | undefined {
  const form = cx.module.ranges.formOf(e);
  if (form === undefined) return undefined;
  const whole = scaleForm(form, BigInt(stride));
  return [...whole.terms].every(([id, c]) => isExact(cx.locals.get(id), c)) ? whole : undefined;
}

function isExact(local: Local | undefined, coefficient: bigint): boolean {
  if (local?.range === undefined || local.carrier !== "number") return false;
  const least = coefficient * local.range.lo * 16n;
  const most = coefficient * local.range.hi * 16n;
  return fitsNumber({ lo: least < most ? least : most, hi: least < most ? most : least });
}

function sum(others: readonly Code[], linear: Form, cx: FunctionContext): Code {
  const parts = [...others];
  let { constant } = linear;
  if (linear.terms.size > 0) parts.push(linearSum(linear.terms, cx.depth, cx));
  const first = parts.shift();
  if (first === undefined) return numberLiteral(Number(constant));
  const variable = parts.reduce((a, b) => infix("+", a, b), first);
  if (constant === 0n) return variable;
  const sign = constant > 0n ? "+" : "-";
  constant = constant > 0n ? constant : -constant;
  return infix(sign, variable, numberLiteral(Number(constant)));
}

type Terms = ReadonlyMap<number, bigint>;

/** The sum of `terms` for use inside `depth` loops: what the innermost of them does not change is computed outside. */
function linearSum(terms: Terms, depth: number, cx: FunctionContext): Code {
  const isOuter = (id: number): boolean => (cx.locals.get(id)?.depth ?? 0) < depth;
  const outer = new Map([...terms].filter(([id]) => isOuter(id)));
  const inner = [...terms].filter(([id]) => !isOuter(id)).map(([id, c]) => term(id, c, cx));
  const parts = outer.size === 0 ? inner : [outerSum(outer, cx), ...inner];
  return addTerms(parts);
}

interface Term {
  readonly negative: boolean;
  readonly code: Code;
}

function term(id: number, coefficient: bigint, cx: FunctionContext): Term {
  const name = primary(cx.locals.get(id)?.name ?? "");
  const magnitude = coefficient < 0n ? -coefficient : coefficient;
  return { negative: coefficient < 0n, code: magnitude === 1n ? name : scaled(name, Number(magnitude)) };
}

function addTerms(terms: readonly Term[]): Code {
  const [first, ...rest] = [...terms].sort((a, b) => Number(a.negative) - Number(b.negative));
  if (first === undefined) return primary("0");
  const start = first.negative ? infix("-", primary("0"), first.code) : first.code;
  return rest.reduce((sumSoFar, t) => infix(t.negative ? "-" : "+", sumSoFar, t.code), start);
}

/** Names a sum in the block of the innermost variable in it; a lone variable needs no other name. */
function outerSum(terms: Map<number, bigint>, cx: FunctionContext): Term {
  const locals = [...terms.keys()].map((id) => cx.locals.get(id)).filter((l) => l !== undefined);
  const innermost = locals.reduce((a, b) => (b.declared > a.declared ? b : a));
  const [only] = terms;
  if (terms.size === 1 && only !== undefined && (only[1] === 1n || only[1] === -1n)) return term(only[0], only[1], cx);
  const code = linearSum(terms, innermost.depth, cx);
  const known = cx.sums.get(innermost.slot) ?? new Map<string, string>();
  cx.sums.set(innermost.slot, known);
  const existing = known.get(code.text);
  if (existing !== undefined) return { negative: false, code: primary(existing) };
  const name = innermost.scope.declare(`at_${locals.map((l) => l.name).join("_")}`, cx.scope);
  known.set(code.text, name);
  innermost.slot.lines.push(`const ${name} = ${code.text};`);
  return { negative: false, code: primary(name) };
}

