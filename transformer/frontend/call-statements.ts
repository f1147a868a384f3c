/** Where a call stands: as an expression, or as a statement of its own before the one it is in. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { isPure } from "../../lib/analysis/purity.js";
import type { Arg, Func } from "../../lib/ir/ir.js";
import { ts } from "../ts.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { onlyScalar } from "./results.js";
import { structVariable } from "./structs.js";
import { withWrappers } from "./syntax.js";
import { scalar, wholeTensor, type Value } from "./value.js";

/** Where the value goes: a call that changes tensors or streams must be a statement's whole value. */
export type Wanted = "value" | "statement";

/** A pure scalar function is an expression; anything else a statement, and so may stand only where its order is plain. */
export function emitCall(
  scope: Scope, node: TS.CallExpression, callee: Func, args: readonly Arg[], wanted: Wanted,
): Value | undefined {
  const span = nodeSpan(scope, node);
  const pure = isPure(callee, { functions: scope.unit.functions, top: callee });
  const type = onlyScalar(callee.results);
  if (type !== undefined && pure && wanted === "value") {
    return scalar({ kind: "call", callee: callee.sym, args, type, span });
  }
  return callStatement(scope, node, callee, args, wanted, pure);
}

/** A call as a statement of its own before the one it stands in. */
export function callStatement(
  scope: Scope, node: TS.CallExpression, callee: Func, args: readonly Arg[], wanted: Wanted, pure: boolean,
): Value | undefined {
  if (scope.conditional) return refuse(scope, node, kinds.effectInCondition, [callee.sym.name]);
  if (wanted === "value" && !pure && !isWholeValue(node))
    return refuse(scope, node, kinds.effectInExpression, [callee.sym.name]);
  const names = resultNames(node, callee);
  const results = callee.results.map((type, i) => ({ sym: freshSym(scope.unit, names[i] ?? "result"), type }));
  scope.block.push({ kind: "callstmt", callee: callee.sym, args, results, span: nodeSpan(scope, node) });
  const items = results.map(({ sym, type }): Value => {
    if (type.kind === "tensor") scope.made.add(sym.id);
    if (type.kind === "tensor") return wholeTensor(sym, type);
    if (type.kind === "struct") return structVariable(sym, type, scope, node);
    return scalar({ kind: "var", sym, type, span: nodeSpan(scope, node) });
  });
  return items.length > 1 ? { kind: "tuple", items } : items[0];
}

/** Is the call all of what its statement computes? Then hoisting it changes no order. */
function isWholeValue(node: TS.CallExpression): boolean {
  const whole = withWrappers(node);
  const { parent } = whole;
  if (ts.isVariableDeclaration(parent) || ts.isExpressionStatement(parent) || ts.isReturnStatement(parent)) return true;
  if (ts.isArrowFunction(parent)) return parent.body === whole;
  const isAssigned = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isAssigned && parent.right === whole;
}

/** The names the results are given, where they are given some at once. */
function resultNames(node: TS.CallExpression, callee: Func): readonly string[] {
  const { parent } = node;
  const fallback = callee.results.map((_, i) => `${callee.sym.name}_result${callee.results.length > 1 ? i : ""}`);
  if (!ts.isVariableDeclaration(parent)) return fallback;
  if (ts.isIdentifier(parent.name)) return callee.results.length === 1 ? [parent.name.text] : fallback;
  const elements = ts.isArrayBindingPattern(parent.name) ? parent.name.elements : [];
  return fallback.map((name, i) => {
    const e = elements[i];
    return e !== undefined && ts.isBindingElement(e) && ts.isIdentifier(e.name) ? e.name.text : name;
  });
}
