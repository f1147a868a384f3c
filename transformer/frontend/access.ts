/** `A[i]`, `A.shape[0]`, `p.pos.x`, `color.red`: subscripts and properties. */
import type * as TS from "typescript";
import { dataflow as dataflowKinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr } from "../../lib/ir/ir.js";
import { shapeOf, type Constant } from "./constant.js";
import { convertFrom } from "../../lib/numeric/convert.js";
import { evaluate } from "./constants.js";
import { refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { constantValue, findBinding, lookUpField, refuseUnknown, stateValue, symbolOf } from "./names.js";
import { decided, placedItem } from "./placed.js";
import {
  scalar, tableElementType, viewType, type StreamsValue, type TableValue, type TensorValue, type Value,
} from "./value.js";
import { heddleName } from "./heddle-symbols.js";
import { namespaceMember } from "./slice.js";
import { subscriptStreams } from "./stream-arrays.js";
import { streamMethods } from "./stream-methods.js";
import { element, fieldOf } from "./structs.js";
import { isGlobal, skipParentheses } from "./syntax.js";
import { checkedSubscript, lowerSubscript, subscripted } from "./views.js";
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
    case "tuple":
      return tupleItem(scope, node, object.items);
    case "streams":
      return subscriptStreams(scope, node, object);
    case "stream":
      return refuse(scope, node, dataflowKinds.tooManyStreamSubscripts, [node.expression.getText()]);
    case "scalar":
    case "literal":
    case "placed":
    case "struct":
    case "object":
      return refuse(scope, node, typeKinds.tooManyIndices, [node.expression.getText()]);
  }
}

/** A full set of subscripts is an element; fewer give a part. */
function subscriptTensor(scope: Scope, node: TS.ElementAccessExpression, v: TensorValue): Value | undefined {
  const { shape } = viewType(v);
  const at = lowerSubscript(scope, node.argumentExpression, shape[0], node.expression.getText());
  if (at === undefined) return undefined;
  const part = subscripted(v, at, scope);
  return shape.length === 1 ? element(scope, node, part) : part;
}

/** Constant subscripts pick now; a run-time one makes the array a table in hardware. */
function subscriptTable(scope: Scope, node: TS.ElementAccessExpression, table: TableValue): Value | undefined {
  const here = descend(table.array, table.index.length);
  const extent = tableLength(table);
  const value = lowerExpression(scope, node.argumentExpression);
  const name = node.expression.getText();
  const position = value === undefined ? undefined : checkedSubscript(scope, node.argumentExpression, value, extent, name);
  if (value === undefined || position === undefined) return undefined;
  const placed = isPlaced(table, value) ? placedItem(table, value, position) : undefined;
  if (placed !== undefined) return placed;
  if (value.kind === "placed" && (here === undefined || shapeOf(table.array) === undefined)) return decidedItem(scope, node, table, value);
  if (table.index.length === 0 && position.kind === "const" && here?.kind === "array") {
    const item = here.elements[Number(position.value)];
    if (item !== undefined) return typedElement(table.array, item, `${table.name}_${String(position.value)}`, position);
  }
  if (extent === undefined) return refuse(scope, node, typeKinds.tooManyIndices, [node.expression.getText()]);
  return { ...table, index: [...table.index, position] };
}

/** Is the element or row known for each place of the instance? Elements of typed arrays are values of run time. */
function isPlaced(table: TableValue, at: Value): at is Value & { kind: "literal" | "placed" } {
  const isKnown = at.kind === "placed" ? table.row !== undefined || table.index.length === 0 : at.kind === "literal" && table.row !== undefined;
  return isKnown && shapeOf(table.array) !== undefined && tableElementType(table.array) === undefined;
}

/** An element of an array that is no memory in hardware: picked now. */
function decidedItem(
  scope: Scope, node: TS.ElementAccessExpression, table: TableValue, at: Value & { kind: "placed" },
): Value | undefined {
  const [whole, position] = [decided(scope, table), decided(scope, at)];
  const array = whole.kind === "table" && whole.array.kind === "array" ? whole.array : undefined;
  const item = position.kind === "literal" ? array?.elements[Number(position.value)] : undefined;
  return item === undefined ? refuse(scope, node, typeKinds.tooManyIndices, [node.expression.getText()]) : constantValue(item, table.name);
}

function descend(c: Constant, depth: number): Constant | undefined {
  if (depth === 0) return c;
  return c.kind === "array" && c.elements[0] !== undefined ? descend(c.elements[0], depth - 1) : undefined;
}

/** An element of a typed array keeps the array's type; of a plain array it is a literal. */
function typedElement(array: Constant, item: Constant, name: string, position: Expr): Value {
  const type = array.kind === "array" ? array.element : undefined;
  const value = constantValue(item, name);
  if (type === undefined || value.kind !== "literal") return value;
  return scalar({ kind: "const", value: convertFrom(value.value, type, type), type, span: position.span });
}

function constantElement(scope: Scope, node: TS.ElementAccessExpression, object: Constant): Value | undefined {
  const key = evaluate(scope, node.argumentExpression);
  if (key.kind === "unknown")
    return refuseUnknown(scope, node.argumentExpression, node.argumentExpression.getText(), key);
  const name = "value" in key.value ? String(key.value.value) : "";
  return constantField(scope, node, object, name);
}

function tupleItem(scope: Scope, node: TS.ElementAccessExpression, items: readonly Value[]): Value | undefined {
  const key = decided(scope, lowerExpression(scope, node.argumentExpression));
  if (key === undefined) return undefined;
  const item = key.kind === "literal" ? items[Number(key.value)] : undefined;
  return item ?? refuse(scope, node.argumentExpression, shapeKinds.tupleIndex, [node.expression.getText(), items.length]);
}

export function lowerPropertyAccess(scope: Scope, node: TS.PropertyAccessExpression): Value | undefined {
  const folded = namedConstant(scope, node) ?? stateOf(scope, node);
  if (folded !== undefined) return folded;
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return lookUpField(scope, node);
  const object = lowerExpression(scope, node.expression);
  if (object === undefined) return undefined;
  const { text: name } = node.name;
  switch (object.kind) {
    case "constant":
      return constantField(scope, node, object.value, name);
    case "tensor":
      return tensorProperty(object, name) ?? unknownProperty(scope, node, tensorProperties);
    case "struct":
      return fieldOf(scope, node.name, object, name);
    case "object":
      return object.fields.get(name) ?? unknownProperty(scope, node, [...object.fields.keys()]);
    case "table":
      return tableProperty(object, name) ?? unknownProperty(scope, node, properties[object.kind]);
    case "tuple":
      return name === "length" ? { kind: "literal", value: BigInt(object.items.length) } : unknownProperty(scope, node, properties[object.kind]);
    case "streams":
      return streamsProperty(object, name) ?? unknownProperty(scope, node, properties[object.kind]);
    case "scalar":
    case "literal":
    case "placed":
    case "stream":
      return unknownProperty(scope, node, properties[object.kind]);
  }
}

function unknownProperty(scope: Scope, node: TS.PropertyAccessExpression, known: readonly string[]): undefined {
  return refuse(scope, node.name, kinds.unknownProperty, [node.name.text, node.expression.getText(), known]);
}

/** What tensors have. */
export const tensorProperties: readonly string[] = ["shape", "rank", "size", "dtype"];

/** What values of each kind have, beside the fields of structs and objects. */
const properties: Readonly<Record<Value["kind"], readonly string[]>> = {
  scalar: [],
  literal: [],
  placed: [],
  tensor: tensorProperties,
  table: ["length"],
  tuple: ["length"],
  stream: streamMethods,
  streams: ["shape", "length"],
  struct: [],
  object: [],
  constant: [],
};

/** `shape` and `length` of an array of streams. */
function streamsProperty({ shape }: StreamsValue, name: string): Value | undefined {
  if (name === "length" && shape[0] !== undefined) return { kind: "literal", value: BigInt(shape[0]) };
  if (name !== "shape") return undefined;
  return constantValue({ kind: "array", elements: shape.map((d) => ({ kind: "int", value: BigInt(d) })) }, "shape");
}

function tableProperty(table: TableValue, name: string): Value | undefined {
  const length = tableLength(table);
  return name === "length" && length !== undefined ? { kind: "literal", value: BigInt(length) } : undefined;
}

/** The extent of the next dimension of a constant array; `undefined` when none is left. */
export function tableLength(table: TableValue): number | undefined {
  const here = descend(table.array, table.index.length);
  return here?.kind === "array" ? here.elements.length : undefined;
}

/** `n.value` where `n` is a state. */
function stateOf(scope: Scope, node: TS.PropertyAccessExpression): Value | undefined {
  const object = skipParentheses(node.expression);
  if (!ts.isIdentifier(object) || node.name.text !== "value") return undefined;
  const symbol = symbolOf(scope, object);
  const binding = symbol === undefined ? undefined : findBinding(scope, symbol);
  return binding?.kind === "state" ? stateValue(scope, node, binding) : undefined;
}

/** `Math.PI`, `Color.Red`, `constants.N`: names with a dot that are not fields of a local. */
function namedConstant(scope: Scope, node: TS.PropertyAccessExpression): Value | undefined {
  const { checker } = scope.unit;
  if (heddleName(checker, node) !== undefined) return undefined;
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  const isNamed =
    (declaration !== undefined && (ts.isEnumMember(declaration) || isStaticField(declaration))) ||
    namespaceMember(checker, node) !== undefined ||
    isGlobal(scope, node.expression, "Math") ||
    isGlobal(scope, node.expression, "Number");
  if (!isNamed) return undefined;
  const evaluation = evaluate(scope, node);
  return evaluation.kind === "known" ? constantValue(evaluation.value, node.name.text) : undefined;
}

function isStaticField(declaration: TS.Declaration): boolean {
  return ts.isPropertyDeclaration(declaration) &&
    declaration.modifiers?.some((m) => m.kind === ts.SyntaxKind.StaticKeyword) === true;
}

function constantField(scope: Scope, node: TS.Node, object: Constant, name: string): Value | undefined {
  const field = object.kind === "object" ? object.fields.get(name) : undefined;
  if (field !== undefined) return constantValue(field, name);
  if (object.kind === "string" && name === "length") return { kind: "literal", value: BigInt(object.value.length) };
  const fields = object.kind === "object" ? [...object.fields.keys()] : [];
  return refuse(scope, node, kinds.unknownProperty, [name, objectText(node), fields]);
}

function objectText(node: TS.Node): string {
  const isAccess = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  return isAccess ? node.expression.getText() : node.getText();
}

/** `shape`, `rank`, `size` and `length` of a tensor are compile-time values; `undefined` for what it does not have. */
export function tensorProperty(v: TensorValue, name: string): Value | undefined {
  const { shape, element: type } = viewType(v);
  switch (name) {
    case "shape":
      return constantValue({ kind: "array", elements: shape.map((d) => ({ kind: "int", value: BigInt(d) })) }, "shape");
    case "length":
      return { kind: "literal", value: BigInt(shape[0] ?? 0) };
    case "rank":
      return { kind: "literal", value: BigInt(shape.length) };
    case "size":
      return { kind: "literal", value: BigInt(shape.reduce((n, d) => n * d, 1)) };
    case "dtype":
      return { kind: "constant", value: { kind: "dtype", type } };
    default:
      return undefined;
  }
}
