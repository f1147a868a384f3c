/** Small questions about syntax that TypeScript answers only internally. */
import type * as TS from "typescript";
import { ts } from "../ts.js";
import type { Scope, UnitContext } from "./context.js";
import type { CompiledNode } from "./recursion.js";

/** Forms that leave the value inside them as it is. */
export function isWrapper(
  node: TS.Expression,
): node is TS.ParenthesizedExpression | TS.AssertionExpression | TS.SatisfiesExpression | TS.NonNullExpression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAssertionExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

/** Is `node` the global called `name`, and nothing of the program's own of the same name? */
export function isGlobal(scope: { readonly unit: Pick<UnitContext, "checker"> }, node: TS.Node, name: string): boolean {
  if (!ts.isIdentifier(node) || node.text !== name) return false;
  const symbol = scope.unit.checker.getSymbolAtLocation(node);
  return symbol === undefined || !isOfProgram(symbol);
}

/** Is it declared in the program's own text, be it an import? */
export function isOfProgram(symbol: TS.Symbol): boolean {
  return symbol.declarations?.some((d) => !d.getSourceFile().isDeclarationFile) === true;
}

const arithmetic = new Set(["*", "/", "%", "+", "-", "<<", ">>", ">>>", "**"]);

/** Does `e` need no parentheses beside a comparison? */
export function bindsTighter(e: TS.Expression): boolean {
  if (ts.isBinaryExpression(e)) return arithmetic.has(e.operatorToken.getText());
  return ts.isLeftHandSideExpression(e) || ts.isPrefixUnaryExpression(e) || ts.isPostfixUnaryExpression(e);
}

/** The expression inside any parentheses. */
export function skipParentheses(node: TS.Expression): TS.Expression {
  return ts.isParenthesizedExpression(node) ? skipParentheses(node.expression) : node;
}

/** `node` with the forms around it that leave it as it is. */
export function withWrappers(node: TS.Expression): TS.Expression {
  const parent = node.parent as TS.Expression;
  return isWrapper(parent) ? withWrappers(parent) : node;
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

/** Is `symbol`, or a field of it, assigned anywhere inside `node`? */
export function assigns(scope: Scope, symbol: TS.Symbol, node: TS.Node): boolean {
  const isStep =
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken);
  if (isStep && isTarget(scope, node.operand, symbol)) return true;
  if (ts.isBinaryExpression(node) && isAssignmentToken(node.operatorToken.kind) && isTarget(scope, node.left, symbol))
    return true;
  return ts.forEachChild(node, (child) => assigns(scope, symbol, child)) === true;
}

/** The first use of `symbol` inside `node`. */
export function useOf(scope: Scope, symbol: TS.Symbol, node: TS.Node): TS.Identifier | undefined {
  const { checker } = scope.unit;
  const isShort = ts.isShorthandPropertyAssignment(node) && checker.getShorthandAssignmentValueSymbol(node) === symbol;
  if (isShort) return node.name;
  if (ts.isIdentifier(node) && checker.getSymbolAtLocation(node) === symbol) return node;
  return ts.forEachChild(node, (child) => useOf(scope, symbol, child));
}

/** `x`, `x.y`, `[a, x]`. */
function isTarget(scope: Scope, node: TS.Expression, symbol: TS.Symbol): boolean {
  const e = skipParentheses(node);
  if (ts.isArrayLiteralExpression(e)) return e.elements.some((x) => isTarget(scope, x, symbol));
  if (ts.isPropertyAccessExpression(e)) return isTarget(scope, e.expression, symbol);
  return refersTo(scope, e, symbol);
}

/** Is `inner` a part of `outer`, or `outer` itself? */
export function contains(outer: TS.Node, inner: TS.Node): boolean {
  return outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;
}

/** What a declaration is named by, for messages about it; any other node itself. */
export function nameOf(node: TS.Node): TS.Node {
  return (node as { readonly name?: TS.Node }).name ?? node;
}

/** What a function or region is called: by its own name, or by that of the variable that holds it. */
export function functionName(node: CompiledNode): string {
  if (node.name !== undefined && ts.isIdentifier(node.name)) return node.name.text;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
    ? parent.name.text
    : "main";
}
