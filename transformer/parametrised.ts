/** Types with parameters used as values: `zeros(Int<7>, [4])` means `zeros(Int.of(7), [4])`. */
import type * as TS from "typescript";
import { heddleName } from "./frontend/heddle-symbols.js";
import { ts } from "./ts.js";

const parametrised: ReadonlySet<string> = new Set(["Int", "UInt"]);

/** Could the file contain one? Most don't, and are then left alone. */
export function mayUseParametrisedValues(file: TS.SourceFile): boolean {
  return !file.isDeclarationFile && /\bU?Int\s*</.test(file.text);
}

/** What `Int<7>` or `Int<7>(x)` becomes; `undefined` for every other node. */
export function parametrisedValue(
  program: TS.Program, factory: TS.NodeFactory, node: TS.Node, visit: (node: TS.Node) => TS.Node,
): TS.Expression | undefined {
  const isInstance = ts.isExpressionWithTypeArguments(node) && !ts.isHeritageClause(node.parent);
  if (!isInstance && !ts.isCallExpression(node)) return undefined;
  const checker = program.getTypeChecker();
  if (node.typeArguments === undefined || !parametrised.has(heddleName(checker, node.expression) ?? "")) return undefined;
  const values = node.typeArguments.map((arg) => literalValue(checker, arg));
  if (!values.every((v) => v !== undefined)) return undefined;
  const of = factory.createPropertyAccessExpression(node.expression, "of");
  const type = factory.createCallExpression(of, undefined, values.map((v) => factory.createNumericLiteral(v)));
  if (!ts.isCallExpression(node)) return ts.setTextRange(type, node);
  const args = node.arguments.map((a) => visit(a) as TS.Expression);
  return ts.setTextRange(factory.createCallExpression(type, undefined, args), node);
}

/** The number that a type argument stands for, through aliases. */
function literalValue(checker: TS.TypeChecker, node: TS.TypeNode): number | undefined {
  const type = checker.getTypeFromTypeNode(node);
  return type.isNumberLiteral() ? type.value : undefined;
}
