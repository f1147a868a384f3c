/** `A[i]`, `A.shape[0]`, `color.red`: subscripts and properties. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr } from "../../lib/ir/ir.js";
import { isIntegral, typeName } from "../../lib/ir/types.js";
import type { Constant } from "./constant.js";
import { convert } from "../../lib/numeric/convert.js";
import { evaluate } from "./constants.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { constantValue, lookUpField, refuseUnknown } from "./names.js";
import { rowType, scalar, toExpr, type Value } from "./value.js";
import { heddleName } from "./heddle-symbols.js";
import { namespaceMember } from "./slice.js";
import { ts } from "../ts.js";

export function lowerElementAccess(scope: Scope, node: TS.ElementAccessExpression): Value | undefined {
  const object = lowerExpression(scope, node.expression);
  if (object === undefined) return undefined;
  switch (object.kind) {
    case "tensor":
      return subscriptTensor(scope, node, object);
    case "table":
      return subscriptTable(scope, node, object);
    case "constant":
      return constantElement(scope, node, object.value);
    case "scalar":
    case "literal":
    case "stream":
      return refuse(scope, node, typeKinds.tooManyIndices, [node.expression.getText()]);
  }
}

/** A full set of subscripts loads an element; fewer give a row. */
function subscriptTensor(
  scope: Scope,
  node: TS.ElementAccessExpression,
  tensor: Value & { kind: "tensor" },
): Value | undefined {
  const extent = tensor.type.shape[tensor.index.length];
  const position = lowerSubscript(scope, node, extent);
  if (position === undefined) return undefined;
  const index = [...tensor.index, position];
  if (index.length < tensor.type.shape.length) return { ...tensor, index };
  return scalar({ kind: "load", tensor: tensor.sym, index, type: tensor.type.element, span: nodeSpan(scope, node) });
}

/** An integral subscript; a constant one outside the extent is refused here (HDL3008). */
function lowerSubscript(scope: Scope, access: TS.ElementAccessExpression, extent: number | undefined): Expr | undefined {
  const node = access.argumentExpression;
  const value = lowerExpression(scope, node);
  if (value === undefined) return undefined;
  const position = toExpr(scope, node, value);
  if (position === undefined) return undefined;
  if (!isIntegral(position.type) || position.type.kind === "bool") {
    return refuse(scope, node, typeKinds.subscriptNotInteger, [typeName(position.type)]);
  }
  const fixed = position.kind === "const" && typeof position.value === "bigint" ? position.value : undefined;
  if (fixed !== undefined && extent !== undefined && (fixed < 0n || fixed >= BigInt(extent))) {
    return refuse(scope, node, typeKinds.subscriptOutOfBounds, [String(fixed), access.expression.getText(), extent]);
  }
  return position;
}

/** Constant subscripts pick now; a run-time one makes the array a table in hardware. */
function subscriptTable(
  scope: Scope,
  node: TS.ElementAccessExpression,
  table: Value & { kind: "table" },
): Value | undefined {
  const value = lowerExpression(scope, node.argumentExpression);
  if (value === undefined) return undefined;
  const here = descend(table.array, table.index.length);
  const extent = here?.kind === "array" ? here.elements.length : undefined;
  const position = lowerSubscript(scope, node, extent);
  if (position === undefined) return undefined;
  if (table.index.length === 0 && position.kind === "const" && here?.kind === "array") {
    const element = here.elements[Number(position.value)];
    if (element !== undefined)
      return typedElement(table.array, element, `${table.name}_${String(position.value)}`, position);
  }
  if (extent === undefined) return refuse(scope, node, typeKinds.tooManyIndices, [node.expression.getText()]);
  return { ...table, index: [...table.index, position] };
}

function descend(c: Constant, depth: number): Constant | undefined {
  if (depth === 0) return c;
  return c.kind === "array" && c.elements[0] !== undefined ? descend(c.elements[0], depth - 1) : undefined;
}

/** An element of a typed array keeps the array's type; of a plain array it is a literal. */
function typedElement(array: Constant, element: Constant, name: string, position: Expr): Value {
  const type = array.kind === "array" ? array.element : undefined;
  const value = constantValue(element, name);
  if (type === undefined || value.kind !== "literal") return value;
  return scalar({ kind: "const", value: convert(value.value, type), type, span: position.span });
}

function constantElement(scope: Scope, node: TS.ElementAccessExpression, object: Constant): Value | undefined {
  const key = evaluate(scope.unit, node.argumentExpression);
  if (key.kind === "unknown")
    return refuseUnknown(scope, node.argumentExpression, node.argumentExpression.getText(), key);
  const name = "value" in key.value ? String(key.value.value) : "";
  return fieldOf(scope, node, object, name);
}

export function lowerPropertyAccess(scope: Scope, node: TS.PropertyAccessExpression): Value | undefined {
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return lookUpField(scope, node);
  const folded = namedConstant(scope, node);
  if (folded !== undefined) return folded;
  const object = lowerExpression(scope, node.expression);
  if (object === undefined) return undefined;
  if (object.kind === "constant") return fieldOf(scope, node, object.value, node.name.text);
  if (object.kind === "tensor") return tensorProperty(scope, node, object);
  if (object.kind === "table" && node.name.text === "length") {
    const here = descend(object.array, object.index.length);
    if (here?.kind === "array") return { kind: "literal", value: BigInt(here.elements.length) };
  }
  return refuse(scope, node.name, kinds.unknownProperty, [node.name.text, node.expression.getText()]);
}

/** `Math.PI`, `Color.Red`, `constants.N`: names with a dot that are not fields of a local. */
function namedConstant(scope: Scope, node: TS.PropertyAccessExpression): Value | undefined {
  const { checker } = scope.unit;
  if (heddleName(checker, node) !== undefined) return undefined;
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  const isNamed =
    (declaration !== undefined && ts.isEnumMember(declaration)) ||
    namespaceMember(checker, node) !== undefined ||
    node.expression.getText() === "Math" ||
    node.expression.getText() === "Number";
  if (!isNamed) return undefined;
  const evaluation = evaluate(scope.unit, node);
  return evaluation.kind === "known" ? constantValue(evaluation.value, node.name.text) : undefined;
}

function fieldOf(scope: Scope, node: TS.Node, object: Constant, name: string): Value | undefined {
  const field = object.kind === "object" ? object.fields.get(name) : undefined;
  if (field === undefined) return refuse(scope, node, kinds.unknownProperty, [name, node.getText()]);
  return constantValue(field, name);
}

/** `shape`, `rank`, `size` and `length` of a tensor are compile-time values. */
function tensorProperty(
  scope: Scope,
  node: TS.PropertyAccessExpression,
  tensor: Value & { kind: "tensor" },
): Value | undefined {
  const row = rowType(tensor);
  switch (node.name.text) {
    case "shape":
      return constantValue(
        { kind: "array", elements: row.shape.map((d) => ({ kind: "int", value: BigInt(d) })) },
        "shape",
      );
    case "length":
      return { kind: "literal", value: BigInt(row.shape[0] ?? 0) };
    case "rank":
      return { kind: "literal", value: BigInt(row.shape.length) };
    case "size":
      return { kind: "literal", value: BigInt(row.shape.reduce((n, d) => n * d, 1)) };
    case "dtype":
      return { kind: "constant", value: { kind: "dtype", type: row.element } };
    default:
      return refuse(scope, node.name, kinds.unknownProperty, [node.name.text, node.expression.getText()]);
  }
}
