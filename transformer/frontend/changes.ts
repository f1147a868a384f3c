/** Constant arrays and objects that the program changes after they are made: what they hold then is not known. */
import type * as TS from "typescript";
import { ts } from "../ts.js";
import { heddleDecorators } from "./decorators.js";
import { isAssignmentToken, isWrapper } from "./syntax.js";

/** Methods of arrays, typed arrays, sets and maps that change them. */
const changing: ReadonlySet<string> = new Set([
  "push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin", "set", "add", "delete", "clear",
]);

/** The first place in the file of `declaration`, kernels apart, where a part of the constant `symbol` is changed. */
export function changeOf(checker: TS.TypeChecker, symbol: TS.Symbol, declaration: TS.Declaration): TS.Node | undefined {
  const visit = (n: TS.Node): TS.Node | undefined => {
    const root = changedRoot(n);
    if (root?.text === symbol.name && checker.getSymbolAtLocation(root) === symbol) return n;
    return heddleDecorators(checker, n).length > 0 ? undefined : ts.forEachChild(n, visit);
  };
  return visit(declaration.getSourceFile());
}

/** `T` of `T[0] = 1`, `T.a++` and `T.push(1)`. */
function changedRoot(n: TS.Node): TS.Identifier | undefined {
  if (ts.isBinaryExpression(n) && isAssignmentToken(n.operatorToken.kind)) return rootOf(n.left);
  if ((ts.isPrefixUnaryExpression(n) || ts.isPostfixUnaryExpression(n)) && isStep(n.operator)) return rootOf(n.operand);
  const method = ts.isCallExpression(n) && ts.isPropertyAccessExpression(n.expression) ? n.expression : undefined;
  return method !== undefined && changing.has(method.name.text) ? rootOf(method) : undefined;
}

function isStep(operator: TS.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

/** The name that a part is of; `undefined` for a name that stands alone. */
function rootOf(part: TS.Expression): TS.Identifier | undefined {
  if (isWrapper(part)) return rootOf(part.expression);
  if (!ts.isElementAccessExpression(part) && !ts.isPropertyAccessExpression(part)) return undefined;
  const whole = part.expression;
  return ts.isIdentifier(whole) ? whole : rootOf(whole);
}
