/** Small questions about syntax that TypeScript answers only internally. */
import type * as TS from "typescript";
import { ts } from "../ts.js";
import type { Scope } from "./context.js";

/** The expression inside any parentheses. */
export function skipParentheses(node: TS.Expression): TS.Expression {
  return ts.isParenthesizedExpression(node) ? skipParentheses(node.expression) : node;
}

/** The first ancestor that is no parenthesis. */
export function parentPastParentheses(node: TS.Node): TS.Node {
  return ts.isParenthesizedExpression(node.parent) ? parentPastParentheses(node.parent) : node.parent;
}

/** `=`, `+=` and the like. */
export function isAssignmentToken(kind: TS.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Is `node` the name of `symbol`? */
export function refersTo(scope: Scope, node: TS.Expression, symbol: TS.Symbol): boolean {
  const e = skipParentheses(node);
  return ts.isIdentifier(e) && scope.unit.checker.getSymbolAtLocation(e) === symbol;
}

/** Is `symbol` assigned anywhere inside `node`? */
export function assigns(scope: Scope, symbol: TS.Symbol, node: TS.Node): boolean {
  const isStep =
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken);
  if (isStep && refersTo(scope, node.operand, symbol)) return true;
  if (ts.isBinaryExpression(node) && isAssignmentToken(node.operatorToken.kind) && refersTo(scope, node.left, symbol))
    return true;
  return ts.forEachChild(node, (child) => assigns(scope, symbol, child)) === true;
}
