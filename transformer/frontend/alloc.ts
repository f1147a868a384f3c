/** `zeros`, `ones`, `full` and `tensor`: local tensors. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Sym } from "../../lib/ir/ir.js";
import { tensor, type ScalarType, type TensorType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { scalarTypeValue } from "./scalar-type-value.js";
import { leavesOf, shapeOf } from "./constant.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { constExpr, storeAs, type Value } from "./value.js";

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
  const element = scalarTypeValue(scope, dtypeNode);
  if (element === undefined)
    return refuse(scope, dtypeNode, typeKinds.notHardwareType, [`'${dtypeNode.getText()}' is not a scalar type`]);
  const shape = lowerShape(scope, shapeNode);
  if (shape === undefined) return undefined;
  return declare(scope, node, tensor(element, shape), allocators.get(name) ?? 0, valueNode, name);
}

function declare(
  scope: Scope,
  node: TS.CallExpression,
  type: TensorType,
  fill: "argument" | 0 | 1,
  valueNode: TS.Expression | undefined,
  name: string,
): Value | undefined {
  const span = nodeSpan(scope, node);
  const sym = freshSym(scope.unit, variableName(node));
  if (name === "tensor" && valueNode !== undefined) return declareWithData(scope, valueNode, sym, type);
  const value =
    fill === "argument"
      ? lowerFill(scope, node, valueNode, type.element)
      : constExpr(zeroOrOne(type.element, fill), type.element, span);
  if (value === undefined) return undefined;
  scope.block.push({ kind: "alloc", sym, type, init: { kind: "fill", value }, span });
  return { kind: "tensor", sym, type, index: [] };
}

/** `tensor(T, shape, data)` with constant data: a fresh, writable copy of a table would cost a loop, so it is read-only here. */
function declareWithData(scope: Scope, node: TS.Expression, sym: Sym, type: TensorType): Value | undefined {
  const data = lowerExpression(scope, node);
  if (data === undefined) return undefined;
  const leaves = data.kind === "table" && shapeOf(data.array) !== undefined ? leavesOf(data.array) : [];
  const size = type.shape.reduce((n, d) => n * d, 1);
  if (leaves.length !== size) return refuse(scope, node, typeKinds.dataCount, [size, leaves.length]);
  const values = leaves.map((l) =>
    storeAs(
      scope,
      node,
      { kind: "literal", value: "value" in l && typeof l.value !== "string" ? l.value : 0n },
      type.element,
    ),
  );
  const consts = values.flatMap((v) => (v?.kind === "const" ? [v.value] : []));
  if (consts.length !== size) return undefined;
  scope.readOnly.add(sym.id);
  scope.block.push({ kind: "alloc", sym, type, init: { kind: "values", values: consts }, span: nodeSpan(scope, node) });
  return { kind: "tensor", sym, type, index: [] };
}

function lowerFill(scope: Scope, node: TS.Node, valueNode: TS.Expression | undefined, element: ScalarType) {
  if (valueNode === undefined) return refuse(scope, node, kinds.argumentCount, ["full", 3, 2]);
  const value = lowerExpression(scope, valueNode);
  return value === undefined ? undefined : storeAs(scope, valueNode, value, element);
}

function zeroOrOne(element: ScalarType, fill: 0 | 1): bigint | number | boolean {
  if (element.kind === "float") return fill;
  return element.kind === "bool" ? fill === 1 : BigInt(fill);
}

function lowerShape(scope: Scope, node: TS.Expression): readonly number[] | undefined {
  if (!ts.isArrayLiteralExpression(node)) {
    const value = lowerExpression(scope, node);
    const dims = value?.kind === "table" ? leavesOf(value.array) : [];
    return checkedShape(
      scope,
      node,
      dims.map((d) => (d.kind === "int" ? d.value : undefined)),
    );
  }
  const dims = node.elements.map((e) => {
    const value = lowerExpression(scope, e);
    return value?.kind === "literal" && typeof value.value === "bigint" ? value.value : undefined;
  });
  return checkedShape(scope, node, dims);
}

function checkedShape(
  scope: Scope,
  node: TS.Expression,
  dims: readonly (bigint | undefined)[],
): readonly number[] | undefined {
  const sizes = dims.flatMap((d) => (d !== undefined && d >= 1n ? [Number(d)] : []));
  if (sizes.length === 0 || sizes.length !== dims.length)
    return refuse(scope, node, typeKinds.shapeNotConstant, [node.getText()]);
  return sizes;
}

function variableName(node: TS.Node): string {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : "buffer";
}
