/** Which expression a "not assignable" of TypeScript is about. */
import type * as TS from "typescript";
import { innermostAt, nodeExactlyAt } from "./nodes.js";
import { ts } from "./ts.js";

/** The value that is assigned where the compiler marks `node`: a variable's name, a target, a return, an argument. */
export function assignedValue(node: TS.Node): TS.Expression | undefined {
  if (ts.isReturnStatement(node)) return node.expression;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && parent.name === node) return parent.initializer;
  if (ts.isBinaryExpression(parent) && parent.left === node && isPlainAssignment(parent)) return parent.right;
  const isArgument = ts.isCallExpression(parent) && parent.arguments.some((a) => a === node);
  const isResult = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
  return (isArgument || isResult) && ts.isExpression(node) ? node : undefined;
}

function isPlainAssignment({ operatorToken }: TS.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** The value that `d`, a "not assignable" of TypeScript, is about. */
export function valueOf(d: TS.Diagnostic): TS.Expression | undefined {
  const { file, start, length } = d;
  if (file === undefined || start === undefined || length === undefined) return undefined;
  // The compiler marks the word `return`, which is no node.
  return assignedValue(nodeExactlyAt(file, start, start + length) ?? innermostAt(file, start));
}
