/** Recognises `for (let i = lo; i < hi; i += step)` in all its spellings. */
import type * as TS from "typescript";
import { ts } from "../ts.js";
import type { Scope } from "./context.js";
import { decided } from "./placed.js";
import { assigns, refersTo, skipParentheses, useOf } from "./syntax.js";

export interface CountedLoop {
  readonly name: string;
  readonly symbol: TS.Symbol;
  readonly type: TS.TypeNode | undefined;
  readonly lo: TS.Expression;
  readonly hi: TS.Expression;
  /** `<=` or `>=`. */
  readonly inclusive: boolean;
  readonly step: bigint;
}

/** The parts of a counted loop; `undefined` when `node` is not one, or its body assigns the variable. */
export function countedLoop(scope: Scope, node: TS.ForStatement): CountedLoop | undefined {
  const list = node.initializer;
  const variable =
    list !== undefined && ts.isVariableDeclarationList(list) && list.declarations.length === 1
      ? list.declarations[0]
      : undefined;
  if (variable?.initializer === undefined || !ts.isIdentifier(variable.name)) return undefined;
  const symbol = scope.unit.checker.getSymbolAtLocation(variable.name);
  if (symbol === undefined || node.condition === undefined || node.incrementor === undefined) return undefined;
  const step = stepOf(scope, symbol, node.incrementor);
  const limit = step === undefined ? undefined : limitOf(scope, symbol, skipParentheses(node.condition), step);
  if (step === undefined || limit === undefined || assigns(scope, symbol, node.statement)) return undefined;
  return { name: variable.name.text, symbol, type: variable.type, lo: variable.initializer, step, ...limit };
}

/** `i++`, `i--`, `i += c`, `i -= c`, `i = i + c`, `i = i - c` with a constant c other than 0. */
function stepOf(scope: Scope, symbol: TS.Symbol, node: TS.Expression): bigint | undefined {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    if (!refersTo(scope, node.operand, symbol)) return undefined;
    return node.operator === ts.SyntaxKind.PlusPlusToken
      ? 1n
      : node.operator === ts.SyntaxKind.MinusMinusToken
        ? -1n
        : undefined;
  }
  if (!ts.isBinaryExpression(node) || !refersTo(scope, node.left, symbol)) return undefined;
  const token = node.operatorToken.kind;
  if (token === ts.SyntaxKind.PlusEqualsToken) return amount(scope, node.right, 1n);
  if (token === ts.SyntaxKind.MinusEqualsToken) return amount(scope, node.right, -1n);
  const sum = node.right;
  if (token !== ts.SyntaxKind.EqualsToken || !ts.isBinaryExpression(sum) || !refersTo(scope, sum.left, symbol))
    return undefined;
  if (sum.operatorToken.kind === ts.SyntaxKind.PlusToken) return amount(scope, sum.right, 1n);
  return sum.operatorToken.kind === ts.SyntaxKind.MinusToken ? amount(scope, sum.right, -1n) : undefined;
}

function amount(scope: Scope, node: TS.Expression, sign: bigint): bigint | undefined {
  const value = decided(scope, scope.unit.lower.expression({ ...scope, block: [] }, node));
  const known = value?.kind === "literal" && typeof value.value === "bigint" ? value.value : undefined;
  return known === undefined || known === 0n ? undefined : known * sign;
}

interface Limit {
  readonly hi: TS.Expression;
  readonly inclusive: boolean;
}

const mirrored: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

/** `i < hi` (or `hi > i`) in the direction of the step. */
function limitOf(scope: Scope, symbol: TS.Symbol, node: TS.Expression, step: bigint): Limit | undefined {
  if (!ts.isBinaryExpression(node)) return undefined;
  const text = node.operatorToken.getText();
  const onLeft = refersTo(scope, node.left, symbol);
  if (!onLeft && !refersTo(scope, node.right, symbol)) return undefined;
  const relation = onLeft ? text : mirrored[text];
  const hi = onLeft ? node.right : node.left;
  if (useOf(scope, symbol, hi) !== undefined) return undefined;
  if (relation === (step > 0n ? "<" : ">")) return { hi, inclusive: false };
  return relation === (step > 0n ? "<=" : ">=") ? { hi, inclusive: true } : undefined;
}
