/** `zeros`, `ones`, `full` and `tensor`: local tensors. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Aggregate, Expr, Sym } from "../../lib/ir/ir.js";
import { leavesOf as scalarsOf, tensor, type ScalarType, type TensorType, type ValueType } from "../../lib/ir/types.js";
import { convert } from "../../lib/numeric/convert.js";
import { ts } from "../ts.js";
import { openConstant, type Constant } from "./constant.js";
import { evaluate } from "./constants.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { constantsOf } from "./data.js";
import { refuseUnknown } from "./names.js";
import { decided } from "./placed.js";
import { lowerExpression } from "./recursion.js";
import { valueAs } from "./structs.js";
import { typeValue } from "./type-values.js";
import { constExpr, wholeTensor, type TensorValue, type Value } from "./value.js";

/** The functions that make a tensor, and the value they fill it with. */
export const allocators: ReadonlyMap<string, "argument" | 0 | 1> = new Map<string, "argument" | 0 | 1>([
  ["zeros", 0],
  ["ones", 1],
  ["full", "argument"],
  ["tensor", 0],
]);

/** Lowers `zeros(float32, [4, 4])` to an `alloc`; the tensor is called after the variable it initialises, if any. */
export function lowerAlloc(scope: Scope, node: TS.CallExpression, name: string): Value | undefined {
  const [dtypeNode, shapeNode, valueNode] = node.arguments;
  if (dtypeNode === undefined || shapeNode === undefined)
    return refuse(scope, node, kinds.argumentCount, [name, 2, node.arguments.length]);
  if (scope.conditional)
    return refuse(scope, node, kinds.unsupportedExpression, ["a tensor made inside a condition", "make it before"]);
  const element = typeValue(scope, dtypeNode);
  if (element === undefined)
    return refuse(scope, dtypeNode, typeKinds.notHardwareType, [`'${dtypeNode.getText()}' is not a type of values`]);
  const shape = lowerShape(scope, shapeNode);
  if (shape === undefined) return undefined;
  return declare(scope, node, tensor(element, shape), allocators.get(name) ?? 0, valueNode, name);
}

function declare(
  scope: Scope, node: TS.CallExpression, type: TensorType, fill: "argument" | 0 | 1, valueNode: TS.Expression | undefined,
  name: string,
): Value | undefined {
  const sym = freshSym(scope.unit, variableName(node));
  if (name === "tensor" && valueNode !== undefined) return declareWithData(scope, valueNode, sym, type);
  const value =
    fill === "argument"
      ? lowerFill(scope, node, valueNode, type.element)
      : filling(scope, node, type.element, fill);
  return value === undefined ? undefined : allocated(scope, node, sym, type, value);
}

/** Declares the tensor `sym` with `value` in every element. */
export function allocated(scope: Scope, node: TS.Node, sym: Sym, type: TensorType, value: Expr | Aggregate): TensorValue {
  scope.block.push({ kind: "alloc", sym, type, init: { kind: "fill", value }, span: nodeSpan(scope, node) });
  scope.made.add(sym.id);
  return wholeTensor(sym, type);
}

/** `tensor(T, shape, data)` with constant data: a fresh, writable copy of a table would cost a loop, so it is read-only here. */
function declareWithData(scope: Scope, node: TS.Expression, sym: Sym, type: TensorType): Value | undefined {
  const values = constantsOf(scope, node, type);
  if (values === undefined) return undefined;
  scope.readOnly.add(sym.id);
  scope.block.push({ kind: "alloc", sym, type, init: { kind: "values", values }, span: nodeSpan(scope, node) });
  return wholeTensor(sym, type);
}

function lowerFill(
  scope: Scope, node: TS.Node, valueNode: TS.Expression | undefined, element: ValueType,
): Expr | Aggregate | undefined {
  if (valueNode === undefined) return refuse(scope, node, kinds.argumentCount, ["full", 3, 2]);
  const value = lowerExpression(scope, valueNode);
  return value === undefined ? undefined : valueAs(scope, valueNode, value, element);
}

/** 0 or 1 in every scalar. */
export function filling(scope: Scope, node: TS.Node, element: ValueType, fill: 0 | 1): Expr | Aggregate {
  const span = nodeSpan(scope, node);
  const one = (type: ScalarType): Expr => constExpr(type.kind === "bool" ? fill === 1 : convert(BigInt(fill), type), type, span);
  if (element.kind !== "struct") return one(element);
  return { kind: "aggregate", type: element, leaves: scalarsOf(element).map((l) => one(l.type)), span };
}

/** The shape of a tensor: a list of sizes that are known at compile time. */
export function lowerShape(scope: Scope, node: TS.Expression): readonly number[] | undefined {
  const sizes = lowerSizes(scope, node);
  return sizes?.length === 0 ? refuse(scope, node, typeKinds.shapeNotConstant, [node.getText()]) : sizes;
}

/** A list of sizes, which may be empty. */
export function lowerSizes(scope: Scope, node: TS.Expression): readonly number[] | undefined {
  const dims = ts.isArrayLiteralExpression(node) ? listedSizes(scope, node) : sizesIn(scope, node);
  if (dims === undefined) return undefined;
  const sizes = dims.flatMap((d) => (d?.kind === "int" && d.value >= 1n ? [Number(d.value)] : []));
  if (sizes.length === dims.length) return sizes;
  return refuse(scope, node, typeKinds.shapeNotConstant, [node.getText()]);
}

type Sizes = readonly (Constant | undefined)[];

/** `undefined` when one of them was refused already. */
function listedSizes(scope: Scope, node: TS.ArrayLiteralExpression): Sizes | undefined {
  const dims = node.elements.map((e) => (ts.isSpreadElement(e) ? sizesIn(scope, e.expression) : sizeOf(scope, e)));
  const known = dims.filter((d) => d !== undefined);
  return known.length === dims.length ? known.flat() : undefined;
}

function sizeOf(scope: Scope, node: TS.Expression): Sizes | undefined {
  const evaluation = evaluate(scope, node);
  if (evaluation.kind === "known") return [evaluation.value];
  const value = decided(scope, lowerExpression(scope, node));
  if (value?.kind === "literal") return [openConstant(value.value)];
  return value === undefined ? undefined : refuseUnknown(scope, node, node.getText(), evaluation);
}

/** The sizes in a list that is a value: `A.shape`, a constant. */
function sizesIn(scope: Scope, node: TS.Expression): Sizes | undefined {
  const value = decided(scope, lowerExpression(scope, node));
  if (value === undefined) return undefined;
  return value.kind === "table" && value.index.length === 0 && value.array.kind === "array" ? value.array.elements : [undefined];
}

/** What the variable is called that `node` initialises; `otherwise`, when it initialises none. */
export function variableName(node: TS.Node, otherwise = "buffer"): string {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : otherwise;
}
