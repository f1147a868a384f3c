/** Parts of tensors: `A[i]`, `slice(A, [2, 6], k)`. A part is no memory of its own, only another way to subscript one. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { addForms, combinedForm, constantForm, valueForm, type Form } from "../../lib/analysis/affine.js";
import type { BinaryOp, Const, Expr } from "../../lib/ir/ir.js";
import {
  bool, contains, index, intervalOf, intTypeFor, isIntegral, typeName, type Interval,
} from "../../lib/ir/types.js";
import { binaryType, resultInterval } from "../../lib/ir/typing.js";
import { ts } from "../ts.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { note } from "./placed.js";
import { lowerExpression } from "./recursion.js";
import { element } from "./structs.js";
import { castTo, constExpr, toExpr, viewType, type TensorValue, type Value, type ViewDim } from "./value.js";

/** The element or part at subscript `at` of the first dimension. */
export function subscripted(v: TensorValue, at: Expr, scope: Scope): TensorValue {
  const first = v.dims.findIndex((d) => d.kind === "range");
  const dim = v.dims[first];
  if (dim?.kind !== "range") throw new Error("there is no dimension left");
  const memory = v.type.shape[first] ?? 1;
  return { ...v, dims: v.dims.with(first, { kind: "at", at: placed(dim, at, memory, scope) }) };
}

/**
 * The subscript of the memory for `count` elements from `at` on. Where one of them is outside the part, all are made to
 * be outside the memory, so that they stop the run.
 */
function placed(dim: ViewDim & { kind: "range" }, at: Expr, memory: number, scope: Scope, count = 1): Expr {
  const moved = sum(dim.from, at);
  const known = intervalIn(at, scope);
  const last = BigInt(dim.extent - count);
  const isInside = known !== undefined && known.lo >= 0n && known.hi <= last;
  if (isInside || (dim.from === undefined && dim.extent === memory)) return moved;
  return unlessOutside(at, last, moved, count);
}

/** `then` where `at` is from 0 to `last`, else a subscript before the memory for all of `count` elements. */
function unlessOutside(at: Expr, last: bigint, then: Expr, count: number): Expr {
  const { span } = at;
  const constant = (n: bigint): Expr => constExpr(n, intTypeFor({ lo: n, hi: n }), span);
  const cond: Expr = {
    kind: "logic", op: "and", type: bool, span,
    left: { kind: "compare", op: "ge", left: at, right: constant(0n), type: bool, span },
    right: { kind: "compare", op: "le", left: at, right: constant(last), type: bool, span },
  };
  const outside = constant(BigInt(-count));
  return { kind: "select", cond, whenTrue: then, whenFalse: outside, type: binaryUnion(then, outside), span };
}

/** A subscript of a memory of `extent`, for `count` elements from there, as an `index`: one too large stays outside. */
export function asIndex(at: Expr, extent: number, count = 1): Expr {
  const isSmall = isIntegral(at.type) && contains(intervalOf(index), intervalOf(at.type));
  return castTo(isSmall ? at : unlessOutside(at, BigInt(extent - count), at, count), index);
}

function binaryUnion(a: Expr, b: Expr): Expr["type"] {
  const type = binaryType("min", a.type, b.type);
  return type.kind === "error" ? index : type;
}

/** `from` + `at`, without a sum where one of them is 0. */
function sum(from: Expr | undefined, at: Expr): Expr {
  if (from === undefined || isZero(from)) return at;
  if (isZero(at)) return from;
  if (from.kind === "const" && at.kind === "const") {
    const value = BigInt(from.value) + BigInt(at.value);
    return constExpr(value, intTypeFor({ lo: value, hi: value }), at.span);
  }
  const type = binaryType("add", from.type, at.type);
  if (type.kind === "error") throw new Error(type.message);
  return { kind: "binary", op: "add", left: from, right: at, type, span: at.span };
}

function isZero(e: Expr): boolean {
  return e.kind === "const" && e.value === 0n;
}

/** Operators of which the bounds of the operands say what the result is within. */
const bounded: ReadonlySet<BinaryOp> = new Set(["add", "sub", "mul", "div", "floordiv", "rem", "mod", "min", "max"]);

/** What is known of a subscript from the bounds of the loops around; `undefined` when nothing is. */
export function intervalIn(e: Expr, scope: Scope): Interval | undefined {
  switch (e.kind) {
    case "const":
      return typeof e.value === "bigint" ? { lo: e.value, hi: e.value } : undefined;
    case "var":
      return scope.ranges.get(e.sym.id);
    case "cast":
      return isIntegral(e.type) ? intervalIn(e.operand, scope) : undefined;
    case "binary": {
      if (!bounded.has(e.op)) return undefined;
      const [a, b] = [intervalIn(e.left, scope), intervalIn(e.right, scope)];
      return a === undefined || b === undefined ? undefined : resultInterval(e.op, a, b);
    }
    default:
      return undefined;
  }
}

// ---- slice --------------------------------------------------------------------------------------------------------------

/** Lowers `slice(A, [lo, hi], k, …)`: ranges keep a dimension, subscripts drop it, the rest stays whole. */
export function lowerSlice(scope: Scope, node: TS.CallExpression): Value | undefined {
  const [first, ...parts] = node.arguments;
  const tensor = first === undefined ? undefined : lowerExpression(scope, first);
  if (first === undefined || tensor === undefined) return undefined;
  if (tensor.kind !== "tensor") return refuse(scope, first, shapeKinds.needsTensor, ["slice", first.getText()]);
  const rank = viewType(tensor).shape.length;
  if (parts.length > rank) return refuse(scope, node, typeKinds.tooManyIndices, [first.getText()]);
  const left = [...parts];
  const dims = tensor.dims.map((dim, d): ViewDim | undefined => {
    const part = dim.kind === "range" ? left.shift() : undefined;
    if (part === undefined || dim.kind !== "range") return dim;
    return sliceDim(scope, part, dim, tensor.type.shape[d] ?? 1, first.getText());
  });
  const known = dims.filter((d) => d !== undefined);
  if (known.length !== dims.length) return undefined;
  const made: TensorValue = { ...tensor, dims: known };
  return known.every((d) => d.kind === "at") ? element(scope, node, made) : made;
}

function sliceDim(
  scope: Scope, node: TS.Expression, dim: ViewDim & { kind: "range" }, memory: number, name: string,
): ViewDim | undefined {
  if (!ts.isArrayLiteralExpression(node)) {
    const at = lowerSubscript(scope, node, dim.extent, name);
    return at === undefined ? undefined : { kind: "at", at: placed(dim, at, memory, scope) };
  }
  const [loNode, hiNode] = node.elements;
  if (loNode === undefined || hiNode === undefined || node.elements.length !== 2) {
    return refuse(scope, node, kinds.argumentCount, ["a range of slice", 2, node.elements.length]);
  }
  const lo = lowerSubscript(scope, loNode, dim.extent, name);
  const hi = lowerSubscript(scope, hiNode, dim.extent + 1, name);
  if (lo === undefined || hi === undefined) return undefined;
  const extent = difference(hi, lo);
  if (extent === undefined || extent < 1n || extent > BigInt(dim.extent)) {
    return refuse(scope, node, shapeKinds.sliceExtent, [node.getText(), dim.extent]);
  }
  const from = placed(dim, lo, memory, scope, Number(extent));
  return isZero(from) ? { kind: "range", extent: Number(extent) } : { kind: "range", from, extent: Number(extent) };
}

/** hi − lo, when that is the same for all values of the variables in them. */
export function difference(hi: Expr, lo: Expr): bigint | undefined {
  const others: string[] = [];
  const d = addForms(formOf(hi, others), formOf(lo, others), -1n);
  return d.terms.size === 0 ? d.constant : undefined;
}

/** What is not linear counts as a variable, the same one wherever the same is computed. */
function formOf(e: Expr, others: string[]): Form {
  if (e.kind === "const" && typeof e.value === "bigint") return constantForm(e.value);
  if (e.kind === "var" && isIntegral(e.type) && e.path === undefined) return valueForm(e.sym.id);
  const form = e.kind === "binary" ? combinedForm(e.op, formOf(e.left, others), formOf(e.right, others)) : undefined;
  if (form !== undefined) return form;
  const key = withoutSpans(e);
  if (!others.includes(key)) others.push(key);
  return valueForm(-1 - others.indexOf(key));
}

/** Equal for expressions that compute the same from the same variables. */
function withoutSpans(e: Expr): string {
  return JSON.stringify(e, (name, value: unknown) => {
    if (name === "span") return undefined;
    return typeof value === "bigint" ? `${value}n` : value;
  });
}

/** An integral subscript; a constant one outside the extent is refused here (HDL3008). */
export function lowerSubscript(
  scope: Scope, node: TS.Expression, extent: number | undefined, name: string,
): Expr | undefined {
  const value = lowerExpression(scope, node);
  return value === undefined ? undefined : checkedSubscript(scope, node, value, extent, name);
}

/** The same for a subscript that is lowered already. */
export function checkedSubscript(
  scope: Scope, node: TS.Node, value: Value, extent: number | undefined, name: string,
): Expr | undefined {
  const position = toExpr(scope, node, value);
  if (position === undefined) return undefined;
  if (!isIntegral(position.type) || position.type.kind === "bool") {
    return refuse(scope, node, typeKinds.subscriptNotInteger, [typeName(position.type)]);
  }
  const fixed = position.kind === "const" ? position.value : value.kind === "placed" ? value.value : undefined;
  const isInside = (n: Const["value"] | undefined): boolean => typeof n === "bigint" && n >= 0n && n < BigInt(extent ?? 0);
  if (value.kind === "placed" && extent !== undefined) note(scope.unit, isInside(value.value), (p) => isInside(value.at(p)));
  if (typeof fixed === "bigint" && extent !== undefined && !isInside(fixed)) {
    return refuse(scope, node, typeKinds.subscriptOutOfBounds, [String(fixed), name, extent]);
  }
  return position;
}

/** Loops over all elements of `v`'s shape: `body` gets the subscripts. */
export function overElements(
  scope: Scope, node: TS.Node, shape: readonly number[], body: (at: readonly Expr[]) => void,
): void {
  const span = nodeSpan(scope, node);
  const counters = shape.map((extent, d) => ({ extent, sym: freshSym(scope.unit, `i${d}`), id: freshSym(scope.unit, "loop").id }));
  for (const c of counters) scope.ranges.set(c.sym.id, { lo: 0n, hi: BigInt(c.extent) - 1n });
  const saved = scope.block;
  scope.block = [];
  body(counters.map((c): Expr => ({ kind: "var", sym: c.sym, type: index, span })));
  const innermost = scope.block;
  scope.block = saved;
  const nest = counters.reduceRight((stmts, c) => [{
    kind: "for" as const, iter: c.sym, type: index, lo: constExpr(0n, index, span), hi: constExpr(BigInt(c.extent), index, span),
    step: 1n, body: stmts, reduction: false, id: c.id, span,
  }], innermost);
  scope.block.push(...nest);
}
