/** Expressions that stand as statements, also in the head of a `for`. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { isAssignment, lowerAssignment, lowerStep } from "./assignments.js";
import { lowerCallStatement } from "./calls.js";
import { refuse, type Scope } from "./context.js";

/** Lowers an assignment, a step or a call, or several of them (`i++, j--`). */
export function lowerExpressionStatement(scope: Scope, node: TS.Expression): void {
  if (ts.isParenthesizedExpression(node)) lowerExpressionStatement(scope, node.expression);
  else if (isSequence(node)) [node.left, node.right].forEach((e) => { lowerExpressionStatement(scope, e); });
  else if (isAssignment(node)) lowerAssignment(scope, node);
  else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) lowerStep(scope, node);
  else if (ts.isCallExpression(node)) lowerCallStatement(scope, node);
  else refuse(scope, node, kinds.uselessExpression, []);
}

function isSequence(node: TS.Expression): node is TS.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken;
}
