/** Assignments, compound assignments and `++`/`--`, all as statements. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { BinaryOp, Expr } from "../../lib/ir/ir.js";
import { contains, intervalOf, isIntegral, typeName } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { nodeSpan, refuse, type Binding, type Scope } from "./context.js";
import { arithmetic } from "./arithmetic.js";
import { findBinding, symbolOf } from "./names.js";
import { binaryValue } from "./operators.js";
import { lowerExpression } from "./recursion.js";
import { isAssignmentToken, skipParentheses } from "./syntax.js";
import { rowType, scalar, storeAs, type Value } from "./value.js";

export function isAssignment(node: TS.Expression): node is TS.BinaryExpression {
  return ts.isBinaryExpression(node) && isAssignmentToken(node.operatorToken.kind);
}

/** Lowers `target = value` and `target op= value`. */
export function lowerAssignment(scope: Scope, node: TS.BinaryExpression): void {
  const symbol = node.operatorToken.getText();
  const op = arithmetic.get(symbol.slice(0, -1));
  if (symbol !== "=" && op === undefined) return refuse(scope, node.operatorToken, kinds.unsupportedOperator, [symbol]);
  const target = skipParentheses(node.left);
  if (isAssignment(node.right)) return refuse(scope, node.right, kinds.assignmentAsValue, [node.right.getText()]);
  assign(scope, node, target, (current) => {
    const value = lowerExpression(scope, node.right);
    if (value === undefined || op === undefined) return value;
    return combine(scope, node, op, symbol, current, value);
  });
}

/** Lowers `x++` and `x--`. */
export function lowerStep(scope: Scope, node: TS.PrefixUnaryExpression | TS.PostfixUnaryExpression): void {
  const symbol = ts.tokenToString(node.operator) ?? "";
  if (symbol !== "++" && symbol !== "--") return refuse(scope, node, kinds.uselessExpression, []);
  const one: Value = { kind: "literal", value: 1n };
  const op = symbol === "++" ? "add" : "sub";
  assign(scope, node, skipParentheses(node.operand), (current) => combine(scope, node, op, symbol, current, one));
}

function combine(
  scope: Scope,
  node: TS.Node,
  op: BinaryOp,
  symbol: string,
  current: () => Value | undefined,
  value: Value,
): Value | undefined {
  const left = current();
  return left === undefined ? undefined : binaryValue(scope, node, op, symbol, left, value);
}

/** Stores into a variable or an element; `compute` gets what the target holds now. */
function assign(
  scope: Scope,
  node: TS.Node,
  target: TS.Expression,
  compute: (current: () => Value | undefined) => Value | undefined,
): void {
  if (ts.isIdentifier(target)) return assignVariable(scope, node, target, compute);
  if (ts.isElementAccessExpression(target)) return assignElement(scope, node, target, compute);
  if (ts.isArrayLiteralExpression(target))
    return refuse(scope, target, kinds.comesLater, ["destructuring", "assign one variable at a time"]);
  refuse(scope, target, kinds.notAssignable, [target.getText()]);
}

function assignVariable(
  scope: Scope,
  node: TS.Node,
  target: TS.Identifier,
  compute: (current: () => Value | undefined) => Value | undefined,
): void {
  const symbol = symbolOf(scope, target);
  if (symbol !== undefined && scope.unit.refused.has(symbol)) return;
  const binding = symbol === undefined ? undefined : findBinding(scope, symbol);
  if (binding?.kind !== "scalar" || !binding.mutable) return refuseTarget(scope, target, binding);
  const span = nodeSpan(scope, node);
  const value = compute(() =>
    scalar({ kind: "var", sym: binding.sym, type: binding.type, span: nodeSpan(scope, target) }),
  );
  const expr = value === undefined ? undefined : storeAs(scope, node, value, binding.type);
  if (value === undefined || expr === undefined) return;
  if (binding.exact) warnIfTooNarrow(scope, node, target.text, binding, value);
  scope.block.push({ kind: "assign", sym: binding.sym, value: expr, span });
}

function refuseTarget(scope: Scope, target: TS.Identifier, binding: Binding | undefined): void {
  const captured = binding?.kind === "scalar" && scope.captures.some((c) => c.param.sym.id === binding.sym.id);
  if (captured) refuse(scope, target, kinds.assignsCapture, [target.text]);
  else if (binding?.kind === "tensor") refuse(scope, target, kinds.assignsTensor, [target.text]);
  else refuse(scope, target, kinds.notAssignable, [target.text]);
}

/** HDL3010: an unannotated `let` keeps the exact type of its initialiser, which this value may not fit. */
function warnIfTooNarrow(
  scope: Scope,
  node: TS.Node,
  name: string,
  binding: Binding & { kind: "scalar" },
  value: Value,
): void {
  const type = value.kind === "scalar" ? value.expr.type : undefined;
  if (type === undefined || !isIntegral(type) || !isIntegral(binding.type)) return;
  if (!contains(intervalOf(binding.type), intervalOf(type))) {
    refuse(scope, node, typeKinds.mayNotFit, [name, typeName(binding.type), typeName(type)]);
  }
}

function assignElement(
  scope: Scope,
  node: TS.Node,
  target: TS.ElementAccessExpression,
  compute: (current: () => Value | undefined) => Value | undefined,
): void {
  const place = lowerExpression(scope, target);
  if (place === undefined) return;
  if (place.kind === "tensor")
    return refuse(scope, target, typeKinds.tooFewIndices, [target.getText(), typeName(rowType(place))]);
  if (place.kind !== "scalar" || place.expr.kind !== "load")
    return refuse(scope, target, kinds.constantTable, [target.getText()]);
  const load: Expr & { kind: "load" } = place.expr;
  if (isReadOnly(scope, load.tensor.id)) return refuse(scope, target, kinds.constantTable, [target.getText()]);
  const value = compute(() => place);
  const expr = value === undefined ? undefined : storeAs(scope, node, value, load.type);
  if (expr === undefined) return;
  scope.block.push({ kind: "store", tensor: load.tensor, index: load.index, value: expr, span: nodeSpan(scope, node) });
}

/** Is the tensor a constant table, or an element of an outer one? */
function isReadOnly(scope: Scope, id: number): boolean {
  return [...scope.roms.values()].some((r) => r.sym.id === id) || scope.readOnly.has(id);
}
