/** Statements of the source, form by form. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { ts } from "../ts.js";
import { completes } from "../../lib/ir/flow.js";
import { typeName } from "../../lib/ir/types.js";
import { inBlock, nodeSpan, refuse, type LoopTarget, type Scope } from "./context.js";
import { lowerDeclaration } from "./declarations.js";
import { heddleDecorators } from "./decorators.js";
import { lowerExpressionStatement } from "./expression-statements.js";
import { lowerForOf } from "./for-of.js";
import { lowerDo, lowerFor, lowerWhile } from "./loops.js";
import { lowerCondition, lowerStatement as lower } from "./recursion.js";
import { lowerReturnValue } from "./results.js";
import { lowerSwitch } from "./switches.js";

/** Lowers one statement into `scope.block`. */
export function lowerStatement(scope: Scope, node: TS.Statement): void {
  if (ts.isVariableStatement(node))
    node.declarationList.declarations.forEach((d) => lowerDeclaration(scope, d, node.declarationList));
  else if (ts.isExpressionStatement(node)) lowerExpressionStatement(scope, node.expression);
  else if (ts.isIfStatement(node)) lowerIf(scope, node);
  else if (isLoop(node)) lowerLoop(scope, node, undefined);
  else if (ts.isSwitchStatement(node)) lowerSwitch(scope, node);
  else if (ts.isBlock(node)) lowerStatements(scope, node.statements);
  else if (ts.isReturnStatement(node)) lowerReturn(scope, node);
  else if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) lowerJump(scope, node);
  else if (ts.isLabeledStatement(node)) lowerLabeled(scope, node);
  else if (ts.isFunctionDeclaration(node)) checkNestedFunction(scope, node);
  else if (!ts.isEmptyStatement(node) && !isTypeOnly(node))
    refuse(scope, node, kinds.unsupportedStatement, [...describeStatement(node)]);
}

/** Lowers statements one after the other, but for those that no run comes to because of an `if` before them. */
export function lowerStatements(scope: Scope, nodes: readonly TS.Statement[]): void {
  for (const node of nodes) {
    lower(scope, node);
    if (ts.isIfStatement(node) && !completes(scope.block.slice(-1))) return;
  }
}

function isTypeOnly(node: TS.Statement): boolean {
  return ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);
}

/** Helpers are lowered where they are called; a kernel inside a kernel has nowhere to run. */
function checkNestedFunction(scope: Scope, node: TS.FunctionDeclaration): void {
  if (heddleDecorators(scope.unit.checker, node).length > 0)
    refuse(scope, node, kinds.kernelInKernel, [node.name?.text ?? "kernel"]);
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
  const { results } = scope;
  if (node.expression !== undefined) lowerReturnValue(scope, node, node.expression);
  else if (results !== "open" && results.length > 0) refuse(scope, node, typeKinds.missingReturn, [results.map(typeName).join(", ")]);
  else scope.block.push({ kind: "return", values: [], span: nodeSpan(scope, node) });
}

function lowerJump(scope: Scope, node: TS.BreakOrContinueStatement): void {
  const kind = ts.isBreakStatement(node) ? "break" : "continue";
  const label = node.label?.text;
  const suits = (l: LoopTarget): boolean =>
    label === undefined ? kind === "break" || l.continueId !== undefined : l.label === label;
  const target = scope.loops.findLast(suits);
  const loop = kind === "break" ? target?.breakId : target?.continueId;
  if (target === undefined || loop === undefined) return refuse(scope, node, kinds.jumpOutsideLoop, [kind]);
  if (target.unrolled === true) return refuse(scope, node, constructKinds.jumpInUnrolled, [kind]);
  scope.block.push({ kind, loop, span: nodeSpan(scope, node) });
}

type LoopStatement = TS.ForStatement | TS.ForOfStatement | TS.WhileStatement | TS.DoStatement;

function isLoop(node: TS.Statement): node is LoopStatement {
  return ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node);
}

function lowerLoop(scope: Scope, node: LoopStatement, label: string | undefined): void {
  if (ts.isForStatement(node)) lowerFor(scope, node, label);
  else if (ts.isForOfStatement(node)) lowerForOf(scope, node, label);
  else if (ts.isWhileStatement(node)) lowerWhile(scope, node, label);
  else lowerDo(scope, node, label);
}

function lowerLabeled(scope: Scope, node: TS.LabeledStatement): void {
  const { label, statement } = node;
  if (isLoop(statement)) lowerLoop(scope, statement, label.text);
  else refuse(scope, label, kinds.labelWithoutLoop, [label.text]);
}

/** What a refused statement is called, and what to write instead. */
function describeStatement(node: TS.Statement): readonly [what: string, instead: string] {
  switch (node.kind) {
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
