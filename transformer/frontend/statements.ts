/** Statements of the source, form by form. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { isScalar, typeName, type ScalarType, type Type } from "../../lib/ir/types.js";
import type { Expr } from "../../lib/ir/ir.js";
import { ts } from "../ts.js";
import { isAssignment, lowerAssignment, lowerStep } from "./assignments.js";
import { lowerCallStatement } from "./calls.js";
import { freshSym, inBlock, nodeSpan, refuse, type Scope } from "./context.js";
import { heddleDecorators } from "./decorators.js";
import { lowerReturnValue } from "./results.js";
import { lowerForOf } from "./for-of.js";
import { lowerFor, lowerWhile } from "./loops.js";
import { lowerCondition, lowerExpression, lowerStatement as lower } from "./recursion.js";
import { annotatedType } from "./types.js";
import { castTo, constExpr, isOpen, letType, storeAs, toExpr, type Value } from "./value.js";
import { openConstant } from "./constant.js";
import { convert } from "../../lib/numeric/convert.js";

/** Lowers one statement into `scope.block`. */
export function lowerStatement(scope: Scope, node: TS.Statement): void {
  if (ts.isVariableStatement(node))
    node.declarationList.declarations.forEach((d) => lowerDeclaration(scope, d, node.declarationList));
  else if (ts.isExpressionStatement(node)) lowerExpressionStatement(scope, node.expression);
  else if (ts.isIfStatement(node)) lowerIf(scope, node);
  else if (ts.isForStatement(node)) lowerFor(scope, node, undefined);
  else if (ts.isForOfStatement(node)) lowerForOf(scope, node, undefined);
  else if (ts.isWhileStatement(node)) lowerWhile(scope, node, undefined);
  else if (ts.isBlock(node)) node.statements.forEach((s) => lower(scope, s));
  else if (ts.isReturnStatement(node)) lowerReturn(scope, node);
  else if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) lowerJump(scope, node);
  else if (ts.isLabeledStatement(node)) lowerLabeled(scope, node);
  else if (ts.isFunctionDeclaration(node)) checkNestedFunction(scope, node);
  else if (!ts.isEmptyStatement(node) && !isTypeOnly(node))
    refuse(scope, node, kinds.unsupportedStatement, [...describeStatement(node)]);
}

function isTypeOnly(node: TS.Statement): boolean {
  return ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);
}

/** Helpers are lowered where they are called; a kernel inside a kernel has nowhere to run. */
function checkNestedFunction(scope: Scope, node: TS.FunctionDeclaration): void {
  if (heddleDecorators(scope.unit.checker, node).length > 0)
    refuse(scope, node, kinds.kernelInKernel, [node.name?.text ?? "kernel"]);
}

function lowerExpressionStatement(scope: Scope, node: TS.Expression): void {
  if (ts.isParenthesizedExpression(node)) lowerExpressionStatement(scope, node.expression);
  else if (isAssignment(node)) lowerAssignment(scope, node);
  else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) lowerStep(scope, node);
  else if (ts.isCallExpression(node)) lowerCallStatement(scope, node);
  else refuse(scope, node, kinds.uselessExpression, []);
}

/** A condition known at compile time keeps only the side it chooses. */
function lowerIf(scope: Scope, node: TS.IfStatement): void {
  const cond = lowerCondition(scope, node.expression);
  if (cond === undefined) return;
  if (typeof cond === "boolean") {
    const chosen = cond ? node.thenStatement : node.elseStatement;
    if (chosen !== undefined) lower(scope, chosen);
    return;
  }
  const then = inBlock(scope, () => lower(scope, node.thenStatement));
  const otherwise = inBlock(scope, () => {
    if (node.elseStatement !== undefined) lower(scope, node.elseStatement);
  });
  scope.block.push({ kind: "if", cond, then, else: otherwise, span: nodeSpan(scope, node) });
}

function lowerReturn(scope: Scope, node: TS.ReturnStatement): void {
  if (node.expression !== undefined) lowerReturnValue(scope, node, node.expression);
  else if (scope.result === "none") scope.block.push({ kind: "return", span: nodeSpan(scope, node) });
  else refuse(scope, node, typeKinds.missingReturn, [scope.result === "open" ? "a value" : typeName(scope.result)]);
}

function lowerJump(scope: Scope, node: TS.BreakOrContinueStatement): void {
  const kind = ts.isBreakStatement(node) ? "break" : "continue";
  const label = node.label?.text;
  const target = scope.loops.findLast((l) => label === undefined || l.label === label);
  if (target === undefined) return refuse(scope, node, kinds.jumpOutsideLoop, [kind]);
  scope.block.push({ kind, loop: kind === "break" ? target.breakId : target.continueId, span: nodeSpan(scope, node) });
}

function lowerLabeled(scope: Scope, node: TS.LabeledStatement): void {
  const label = node.label.text;
  const { statement } = node;
  if (ts.isForStatement(statement)) lowerFor(scope, statement, label);
  else if (ts.isForOfStatement(statement)) lowerForOf(scope, statement, label);
  else if (ts.isWhileStatement(statement)) lowerWhile(scope, statement, label);
  else refuse(scope, node.label, kinds.labelWithoutLoop, [label]);
}

// ---- declarations ------------------------------------------------------------------------------------------------------

function lowerDeclaration(scope: Scope, node: TS.VariableDeclaration, list: TS.VariableDeclarationList): void {
  if (!ts.isIdentifier(node.name)) {
    return refuse(scope, node.name, kinds.comesLater, ["destructuring", "declare one variable for each value"]);
  }
  if (!(list.flags & ts.NodeFlags.BlockScoped)) return refuse(scope, node, kinds.varDeclaration, [node.name.text]);
  const init = node.initializer;
  if (init !== undefined && (ts.isArrowFunction(init) || ts.isFunctionExpression(init))) return;
  const isConst = (list.flags & ts.NodeFlags.Const) !== 0;
  const declared = node.type === undefined ? undefined : annotatedType(scope, node.type);
  if (node.type !== undefined && declared === undefined) return;
  if (init === undefined) return declareEmpty(scope, node, declared);
  const value = lowerExpression(scope, init);
  if (value !== undefined)
    declareValue(scope, node, init, value, isConst, declared === "number" ? undefined : declared);
}

function declareValue(
  scope: Scope,
  node: TS.VariableDeclaration,
  init: TS.Expression,
  value: Value,
  isConst: boolean,
  declared: Type | undefined,
): void {
  const symbol = scope.unit.checker.getSymbolAtLocation(node.name);
  if (symbol === undefined) return;
  if (value.kind === "tensor" && value.index.length === 0) {
    scope.bindings.set(symbol, { kind: "tensor", sym: value.sym, type: value.type });
  } else if (value.kind === "tensor") {
    refuse(scope, init, kinds.comesLater, [
      "a row of a tensor as a variable",
      "write the full subscript where it is used",
    ]);
  } else if (value.kind === "stream") {
    scope.bindings.set(symbol, { kind: "stream", sym: value.sym, type: value.type });
  } else if (declared !== undefined && isScalar(declared)) {
    const expr = storeAs(scope, init, value, declared);
    if (expr !== undefined) declareScalar(scope, node, symbol, declared, !isConst, false, expr);
  } else if (isConst && declared === undefined && bindConstant(scope, symbol, value)) {
    return;
  } else {
    declareInferred(scope, node, symbol, init, value, isConst);
  }
}

/** `const` of a literal or constant array stays a compile-time value, as untyped as its initialiser. */
function bindConstant(scope: Scope, symbol: TS.Symbol, value: Value): boolean {
  if (value.kind === "literal") scope.bindings.set(symbol, { kind: "constant", value: openConstant(value.value) });
  else if (value.kind === "constant") scope.bindings.set(symbol, { kind: "constant", value: value.value });
  else if (value.kind === "table" && value.index.length === 0)
    scope.bindings.set(symbol, { kind: "constant", value: value.array });
  else return false;
  return true;
}

/** No annotation: a literal gives int32 or float32, another expression its exact type. */
function declareInferred(
  scope: Scope,
  node: TS.VariableDeclaration,
  symbol: TS.Symbol,
  init: TS.Expression,
  value: Value,
  isConst: boolean,
): void {
  const expr = toExpr(scope, init, value);
  if (expr === undefined) return;
  const open = isOpen(value) && !isConst;
  const literal = value.kind === "literal" ? letType(value.value) : expr.type.kind === "int" ? letType(0n) : expr.type;
  const type = open ? literal : expr.type;
  declareScalar(scope, node, symbol, type, !isConst, !open, castTo(expr, type));
}

function declareScalar(
  scope: Scope,
  node: TS.VariableDeclaration,
  symbol: TS.Symbol,
  type: ScalarType,
  mutable: boolean,
  exact: boolean,
  init: Expr,
): void {
  const sym = freshSym(scope.unit, node.name.getText());
  scope.bindings.set(symbol, { kind: "scalar", sym, type, mutable, exact });
  scope.block.push({ kind: "let", sym, type, mutable, init, span: nodeSpan(scope, node) });
}

/** `let x: float32;` starts at zero; TypeScript itself checks that it is assigned before it is read. */
function declareEmpty(scope: Scope, node: TS.VariableDeclaration, declared: Type | "number" | undefined): void {
  const symbol = scope.unit.checker.getSymbolAtLocation(node.name);
  if (declared === undefined || declared === "number" || !isScalar(declared)) {
    return refuse(scope, node, typeKinds.variableNeedsType, [node.name.getText()]);
  }
  if (symbol === undefined) return;
  const zero = constExpr(convert(0n, declared), declared, nodeSpan(scope, node));
  declareScalar(scope, node, symbol, declared, true, false, zero);
}

/** What a refused statement is called, and what to write instead. */
function describeStatement(node: TS.Statement): readonly [what: string, instead: string] {
  switch (node.kind) {
    case ts.SyntaxKind.DoStatement:
      return ["'do … while'", "it comes in a later version: use while"];
    case ts.SyntaxKind.SwitchStatement:
      return ["'switch'", "it comes in a later version: use if … else if"];
    case ts.SyntaxKind.ThrowStatement:
    case ts.SyntaxKind.TryStatement:
      return ["exceptions", "hardware cannot unwind: return a status value instead"];
    case ts.SyntaxKind.ForInStatement:
      return ["'for … in'", "use for (const i of range(n))"];
    case ts.SyntaxKind.ClassDeclaration:
      return ["a class inside a kernel", "declare it outside"];
    case ts.SyntaxKind.EnumDeclaration:
      return ["an enum inside a kernel", "declare it outside"];
    default:
      return [`'${node.getText().split("\n")[0] ?? ""}'`, "see docs/language.md for the statements a kernel may use"];
  }
}
