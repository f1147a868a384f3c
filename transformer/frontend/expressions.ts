/** Expressions of the source, form by form; what has no form here is refused with what to write instead. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { CompareOp, Expr, UnaryOp } from "../../lib/ir/ir.js";
import { typeName } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { arithmetic } from "./arithmetic.js";
import { lowerElementAccess, lowerPropertyAccess } from "./access.js";
import { lowerCall, refuseOptionalChain } from "./calls.js";
import { literalConstant } from "./constants.js";
import { inConditional, refuse, type Scope } from "./context.js";
import { lowerArray, lowerObject } from "./literals.js";
import { lowerLogic } from "./logic.js";
import { constantValue, lookUp } from "./names.js";
import { decided } from "./placed.js";
import { binaryValue, compareValue, unaryValue } from "./operators.js";
import { selectValue } from "./selections.js";
import { bindsTighter, isWrapper } from "./syntax.js";
import { scalar, toExpr, type Value } from "./value.js";

const comparisons: ReadonlyMap<string, CompareOp> = new Map([
  ["===", "eq"],
  ["==", "eq"],
  ["!==", "ne"],
  ["!=", "ne"],
  ["<", "lt"],
  ["<=", "le"],
  [">", "gt"],
  [">=", "ge"],
]);

/** Lowers `node`; `undefined` when it was refused (and reported). */
export function lowerExpression(scope: Scope, node: TS.Expression): Value | undefined {
  if (isWrapper(node)) return lowerExpression(scope, node.expression);
  if (ts.isOptionalChain(node)) return refuseOptionalChain(scope, node);
  const constant = literalConstant(node);
  if (constant !== undefined) return constantValue(constant, node.getText());
  if (ts.isIdentifier(node)) return lookUp(scope, node);
  if (ts.isBinaryExpression(node)) return lowerBinary(scope, node);
  if (ts.isPrefixUnaryExpression(node)) return lowerPrefix(scope, node);
  if (ts.isPostfixUnaryExpression(node)) return refuse(scope, node, kinds.assignmentAsValue, [node.getText()]);
  if (ts.isConditionalExpression(node)) return lowerConditional(scope, node);
  if (ts.isElementAccessExpression(node)) return lowerElementAccess(scope, node);
  if (ts.isPropertyAccessExpression(node)) return lowerPropertyAccess(scope, node);
  if (ts.isCallExpression(node)) return lowerCall(scope, node);
  if (ts.isArrayLiteralExpression(node)) return lowerArray(scope, node);
  if (ts.isObjectLiteralExpression(node)) return lowerObject(scope, node);
  return refuse(scope, node, kinds.unsupportedExpression, [...describeForm(node)]);
}

/** Lowers a condition; numbers are not truth values (HDL3006). A literal condition stays a literal, to be specialised. */
export function lowerCondition(scope: Scope, node: TS.Expression): Expr | boolean | undefined {
  const value = decided(scope, lowerExpression(scope, node));
  if (value === undefined) return undefined;
  if (value.kind === "literal" && typeof value.value === "boolean") return value.value;
  const expr = toExpr(scope, node, value);
  if (expr === undefined) return undefined;
  if (expr.type.kind !== "bool")
    return refuse(scope, node, typeKinds.conditionNotBool, [typeName(expr.type), comparison(node)]);
  return expr;
}

/** What to write for the number `node` as a condition, or for `!node`. */
function comparison(node: TS.Expression): string {
  const text = bindsTighter(node) ? node.getText() : `(${node.getText()})`;
  return `${text} ${ts.isPrefixUnaryExpression(node.parent) ? "===" : "!=="} 0`;
}

function lowerBinary(scope: Scope, node: TS.BinaryExpression): Value | undefined {
  const symbol = node.operatorToken.getText();
  if (symbol === "&&" || symbol === "||") return lowerLogic(scope, node, symbol === "&&" ? "and" : "or");
  const op = arithmetic.get(symbol);
  const comparison = comparisons.get(symbol);
  if (op === undefined && comparison === undefined) return refuseOperator(scope, node, symbol);
  const left = lowerExpression(scope, node.left);
  const right = lowerExpression(scope, node.right);
  if (left === undefined || right === undefined) return undefined;
  if (comparison !== undefined) return compareStrings(comparison, left, right) ?? compareValue(scope, node, comparison, symbol, left, right);
  return op === undefined ? undefined : binaryValue(scope, node, op, symbol, left, right);
}

/** Constant strings can be told apart when the kernel is compiled. */
function compareStrings(op: CompareOp, left: Value, right: Value): Value | undefined {
  const [a, b] = [left, right].map((v) => (v.kind === "constant" && v.value.kind === "string" ? v.value.value : undefined));
  if (a === undefined || b === undefined || (op !== "eq" && op !== "ne")) return undefined;
  return { kind: "literal", value: (a === b) === (op === "eq") };
}

function refuseOperator(scope: Scope, node: TS.BinaryExpression, symbol: string): undefined {
  const assigns = symbol.endsWith("=");
  if (assigns) return refuse(scope, node, kinds.assignmentAsValue, [node.getText()]);
  return refuse(scope, node.operatorToken, kinds.unsupportedOperator, [symbol]);
}

const prefixOperators: ReadonlyMap<string, UnaryOp> = new Map([
  ["-", "neg"],
  ["~", "bitnot"],
]);

function lowerPrefix(scope: Scope, node: TS.PrefixUnaryExpression): Value | undefined {
  const symbol = ts.tokenToString(node.operator) ?? "";
  if (symbol === "++" || symbol === "--") return refuse(scope, node, kinds.assignmentAsValue, [node.getText()]);
  if (symbol === "!") return lowerNot(scope, node);
  const operand = lowerExpression(scope, node.operand);
  if (operand === undefined || symbol === "+") return operand;
  const op = prefixOperators.get(symbol);
  return op === undefined ? undefined : unaryValue(scope, node, op, symbol, operand);
}

function lowerNot(scope: Scope, node: TS.PrefixUnaryExpression): Value | undefined {
  const operand = lowerCondition(scope, node.operand);
  if (operand === undefined) return undefined;
  const value: Value = typeof operand === "boolean" ? { kind: "literal", value: operand } : scalar(operand);
  return unaryValue(scope, node, "not", "!", value);
}

function lowerConditional(scope: Scope, node: TS.ConditionalExpression): Value | undefined {
  const cond = lowerCondition(scope, node.condition);
  if (cond === undefined) return undefined;
  if (typeof cond === "boolean") return lowerExpression(scope, cond ? node.whenTrue : node.whenFalse);
  return inConditional(scope, () => {
    const whenTrue = lowerExpression(scope, node.whenTrue);
    const whenFalse = lowerExpression(scope, node.whenFalse);
    if (whenTrue === undefined || whenFalse === undefined) return undefined;
    return selectValue(scope, node, cond, whenTrue, whenFalse);
  });
}

/** What a refused form is called, and what to write instead. */
function describeForm(node: TS.Expression): readonly [what: string, instead: string] {
  switch (node.kind) {
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression:
      return ["a function as a value", "declare a helper function and call it by name"];
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.TemplateExpression:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
      return ["a string", "hardware has no strings: use numbers"];
    case ts.SyntaxKind.NewExpression:
      return ["'new'", "hardware has no dynamic allocation: use zeros(type, [size])"];
    case ts.SyntaxKind.AwaitExpression:
    case ts.SyntaxKind.YieldExpression:
      return ["'await' and 'yield'", "streams block by themselves: use put and get"];
    case ts.SyntaxKind.ThisKeyword:
      return ["'this'", "use it as 'this.field' in the kernels of a class region"];
    case ts.SyntaxKind.NullKeyword:
      return ["'null'", "every variable has a value in hardware: use a number or a bool"];
    case ts.SyntaxKind.SpreadElement:
      return ["'...'", "pass each argument by itself"];
    default:
      return [`'${firstLine(node.getText())}'`, "see docs/language.md for the expressions a kernel may use"];
  }
}

function firstLine(text: string): string {
  const line = text.split("\n")[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 37)}...` : line;
}
