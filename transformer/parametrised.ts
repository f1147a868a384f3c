/**
 * Types with type arguments used as values: `zeros(Int<7>, [4])` means `zeros(Int.of(7), [4])`, and `dtype<Pixel>()`
 * gets a description of the interface `Pixel` as its argument.
 */
import type * as TS from "typescript";
import { isValueType, type ValueType } from "../lib/ir/types.js";
import { dataExpression } from "./data-expression.js";
import { heddleName } from "./frontend/heddle-symbols.js";
import { parametrisedNames } from "./frontend/scalar-names.js";
import { readType } from "./frontend/types.js";
import { ts } from "./ts.js";

/** What `Int<7>`, `Int<7>(x)` or `dtype<Pixel>()` becomes; `undefined` for every other node. */
export function parametrisedValue(
  program: TS.Program, factory: TS.NodeFactory, node: TS.Node, visit: (node: TS.Node) => TS.Node,
): TS.Expression | undefined {
  const isInstance = ts.isExpressionWithTypeArguments(node) && !ts.isHeritageClause(node.parent);
  if ((!isInstance && !ts.isCallExpression(node)) || node.typeArguments === undefined) return undefined;
  const checker = program.getTypeChecker();
  const name = heddleName(checker, node.expression) ?? "";
  const types = node.typeArguments.map((arg) => checker.getTypeFromTypeNode(arg));
  if (name === "dtype" && ts.isCallExpression(node)) return describingCall(checker, factory, node, types[0]);
  const values = types.map((t) => (t.isLiteral() ? t.value : undefined));
  if (!parametrisedNames.has(name) || values.includes(undefined)) return undefined;
  const of = factory.createPropertyAccessExpression(node.expression, "of");
  const type = factory.createCallExpression(of, undefined, values.map((v) => dataExpression(factory, v)));
  if (!ts.isCallExpression(node)) return ts.setTextRange(type, node);
  const args = node.arguments.map((a) => visit(a) as TS.Expression);
  return ts.setTextRange(factory.createCallExpression(type, undefined, args), node);
}

/** `dtype({ kind: "struct", … })`; it stays as it is where the type isn't known, as that of a type parameter. */
function describingCall(
  checker: TS.TypeChecker, factory: TS.NodeFactory, node: TS.CallExpression, type: TS.Type | undefined,
): TS.Expression | undefined {
  const described = type === undefined ? undefined : describedType(checker, type);
  if (described === undefined) return undefined;
  return ts.setTextRange(factory.createCallExpression(node.expression, undefined, [dataExpression(factory, described)]), node);
}

/** The scalar or struct that a type stands for in host code, where type parameters stand for nothing. */
function describedType(checker: TS.TypeChecker, type: TS.Type): ValueType | undefined {
  const reading = readType({ unit: { checker, structs: new Map() }, typeArgs: new Map() }, type);
  return reading.kind === "type" && isValueType(reading.type) ? reading.type : undefined;
}
