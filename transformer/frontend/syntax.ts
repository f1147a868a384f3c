/** Small questions about syntax that TypeScript answers only internally. */
import type * as TS from "typescript";
import { ts } from "../ts.js";

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
