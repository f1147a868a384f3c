/** Assignments, compound assignments and `++`/`--`, all as statements. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { BinaryOp } from "../../lib/ir/ir.js";
import { contains, leavesOf, rawInterval, sameType, typeName, type Path } from "../../lib/ir/types.js";
import { holdsType } from "../../lib/ir/typing.js";
import { ts } from "../ts.js";
import { nodeSpan, refuse, type Binding, type ScalarBinding, type Scope, type StructBinding } from "./context.js";
import { arithmetic } from "./arithmetic.js";
import { logicWith } from "./logic.js";
import { findBinding, symbolOf } from "./names.js";
import { binaryValue } from "./operators.js";
import { itemOf } from "./patterns.js";
import { lowerExpression } from "./recursion.js";
import { copyElements, copyOf } from "./results.js";
import { frozen, settled } from "./settled.js";
import { isReadOnly, settledLeaves, storeAt } from "./stores.js";
import { leavesAs } from "./structs.js";
import { isAssignmentToken, skipParentheses } from "./syntax.js";
import { scalar, storeAs, viewType, type StructValue, type TensorValue, type Value } from "./value.js";

export function isAssignment(node: TS.Expression): node is TS.BinaryExpression {
  return ts.isBinaryExpression(node) && isAssignmentToken(node.operatorToken.kind);
}

const logical: ReadonlyMap<string, "and" | "or"> = new Map([["&&=", "and"], ["||=", "or"]]);

/** Lowers `target = value` and `target op= value`. */
export function lowerAssignment(scope: Scope, node: TS.BinaryExpression): void {
  const symbol = node.operatorToken.getText();
  const [op, logic] = [arithmetic.get(symbol.slice(0, -1)), logical.get(symbol)];
  const isKnown = symbol === "=" || op !== undefined || logic !== undefined;
  if (!isKnown) return refuse(scope, node.operatorToken, kinds.unsupportedOperator, [symbol]);
  const target = skipParentheses(node.left);
  if (isAssignment(node.right)) return refuse(scope, node.right, kinds.assignmentAsValue, [node.right.getText()]);
  if (ts.isArrayLiteralExpression(target)) return assignItems(scope, node, target);
  assign(scope, node, target, (current) => {
    if (logic !== undefined) return logicWith(scope, node, logic, current());
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
  scope: Scope, node: TS.Node, op: BinaryOp, symbol: string, current: () => Value | undefined, value: Value,
): Value | undefined {
  const left = current();
  return left === undefined ? undefined : binaryValue(scope, node, op, symbol, left, value);
}

/** `[a, b] = [b, a]`: all values are computed before the first is stored. */
function assignItems(scope: Scope, node: TS.BinaryExpression, targets: TS.ArrayLiteralExpression): void {
  const value = node.operatorToken.getText() === "=" ? lowerExpression(scope, node.right) : undefined;
  if (value === undefined) return;
  const items = targets.elements.map((t, i) => {
    const item = itemOf(scope, t, value, i);
    if (item?.kind === "tensor") return copyOf(scope, node, item, viewType(item));
    return item === undefined ? undefined : settled(scope, item, "value");
  });
  targets.elements.forEach((t, i) => {
    const item = items[i];
    if (item !== undefined && !ts.isOmittedExpression(t)) assign(scope, node, skipParentheses(t), () => item);
  });
}

type Compute = (current: () => Value | undefined) => Value | undefined;

/** Stores into a variable, field or element; `compute` gets what the target holds now. */
function assign(scope: Scope, node: TS.Node, target: TS.Expression, compute: Compute): void {
  if (ts.isIdentifier(target)) return assignVariable(scope, node, target, compute);
  if (ts.isPropertyAccessExpression(target)) return assignProperty(scope, node, target, compute);
  if (ts.isElementAccessExpression(target)) return assignElement(scope, node, target, compute);
  refuse(scope, target, kinds.notAssignable, [target.getText()]);
}

function assignVariable(scope: Scope, node: TS.Node, target: TS.Identifier, compute: Compute): void {
  const symbol = symbolOf(scope, target);
  if (symbol !== undefined && scope.unit.refused.has(symbol)) return;
  const binding = symbol === undefined ? undefined : findBinding(scope, symbol);
  if (binding?.kind === "scalar" && binding.mutable) return assignScalar(scope, node, target, binding, compute);
  const isForeign = symbol !== undefined && scope.foreign.has(symbol);
  if (binding?.kind !== "struct" || isForeign) return refuseTarget(scope, target, binding, isForeign);
  const value = compute(() => lowerExpression(scope, target));
  if (value !== undefined) assignParts(scope, node, target, partsOf(binding.parts, []), binding.type, value);
}

function assignScalar(scope: Scope, node: TS.Node, target: TS.Node, binding: ScalarBinding, compute: Compute): void {
  const { sym, type } = binding;
  const value = compute(() => scalar({ kind: "var", sym, type, span: nodeSpan(scope, target) }));
  const expr = value === undefined ? undefined : storeAs(scope, node, value, type);
  if (value === undefined || expr === undefined) return;
  if (binding.exact) warnIfTooNarrow(scope, node, target.getText(), binding, value);
  scope.block.push({ kind: "assign", sym, value: expr, span: nodeSpan(scope, node) });
}

type Parts = ReadonlyMap<string, ScalarBinding>;

/** The scalars of a struct variable under `path`, by their paths from there. */
function partsOf(parts: Parts, path: Path): Parts {
  const prefix = path.map((p) => `${p}.`).join("");
  return new Map([...parts].flatMap(([at, part]) => (at.startsWith(prefix) ? [[at.slice(prefix.length), part] as const] : [])));
}

/** All scalars of a struct, their values first: they may be computed from each other. */
function assignParts(
  scope: Scope, node: TS.Node, target: TS.Expression, parts: Parts, type: StructValue["type"], value: Value,
): void {
  const made = leavesAs(scope, node, value, type);
  if (made === undefined) return;
  const leaves = settledLeaves(scope, made, new Set([...parts.values()].map((part) => part.sym.id)));
  const span = nodeSpan(scope, node);
  leavesOf(type).forEach((l, i) => {
    const part = parts.get(l.path.join("."));
    const leaf = leaves[i];
    if (part === undefined || leaf === undefined) return;
    if (!part.mutable) return refuse(scope, target, kinds.notAssignable, [target.getText()]);
    scope.block.push({ kind: "assign", sym: part.sym, value: leaf, span });
  });
}

function refuseTarget(scope: Scope, target: TS.Identifier, binding: Binding | undefined, isForeign: boolean): void {
  if (isForeign) refuse(scope, target, kinds.assignsCapture, [target.text]);
  else if (binding?.kind === "tensor") refuse(scope, target, kinds.assignsTensor, [target.text]);
  else if (binding?.kind === "state") refuse(scope, target, constructKinds.stateWithoutValue, [target.text]);
  else refuse(scope, target, kinds.notAssignable, [target.text]);
}

/** HDL3010: an unannotated `let` keeps the exact type of its initialiser, which this value may not fit. */
function warnIfTooNarrow(scope: Scope, node: TS.Node, name: string, binding: ScalarBinding, value: Value): void {
  const has = binding.type;
  const needs = value.kind === "scalar" ? value.expr.type : undefined;
  if (needs === undefined || needs.kind === "float" || has.kind === "float" || has.kind === "bool") return;
  const fits = has.kind === "fixed" || needs.kind === "fixed" ? holdsType(has, needs) : contains(rawInterval(has), rawInterval(needs));
  if (!fits) refuse(scope, node, typeKinds.mayNotFit, [name, typeName(has), typeName(needs)]);
}

// ---- fields, states, elements -------------------------------------------------------------------------------------------

/** `p.x = …`, `n.value = …`, `A[i].x = …`. */
function assignProperty(scope: Scope, node: TS.Node, target: TS.PropertyAccessExpression, compute: Compute): void {
  const path = pathFrom(target);
  const symbol = path === undefined ? undefined : symbolOf(scope, path.root);
  const binding = symbol === undefined ? undefined : findBinding(scope, symbol);
  if (symbol !== undefined && scope.unit.refused.has(symbol)) return;
  if (path === undefined || binding === undefined) return assignPlace(scope, node, target, compute);
  if (symbol !== undefined && scope.foreign.has(symbol)) return refuse(scope, target, kinds.assignsCapture, [path.root.text]);
  if (binding.kind === "struct") return assignField(scope, node, target, binding, path.names, compute);
  if (binding.kind !== "state" || path.names[0] !== "value") return assignPlace(scope, node, target, compute);
  const { of } = binding;
  const rest = path.names.slice(1);
  if (of.kind === "struct") return assignField(scope, node, target, of, rest, compute);
  if (rest.length > 0) return refuse(scope, target, kinds.notAssignable, [target.getText()]);
  assignScalar(scope, node, target, of, compute);
}

/** `p.pos.x` as `p` and the names after it. */
function pathFrom(node: TS.PropertyAccessExpression): { readonly root: TS.Identifier; readonly names: Path } | undefined {
  const { name } = node;
  const expression = skipParentheses(node.expression);
  if (ts.isIdentifier(expression)) return { root: expression, names: [name.text] };
  const inner = ts.isPropertyAccessExpression(expression) ? pathFrom(expression) : undefined;
  return inner === undefined ? undefined : { ...inner, names: [...inner.names, name.text] };
}

/** The struct variable that a field belongs to. */
type Owner = Pick<StructBinding, "parts" | "type">;

function assignField(
  scope: Scope, node: TS.Node, target: TS.Expression, { parts, type }: Owner, path: Path, compute: Compute,
): void {
  const [only] = [...partsOf(parts, path.slice(0, -1))].filter(([at]) => at === path.at(-1));
  if (only !== undefined) {
    if (!only[1].mutable) return refuse(scope, target, kinds.notAssignable, [target.getText()]);
    return assignScalar(scope, node, target, only[1], compute);
  }
  const current = path.length === 0 ? undefined : lowerExpression(scope, target);
  const whole = path.length === 0 ? type : current?.kind === "struct" ? current.type : undefined;
  if (whole === undefined) return;
  const value = compute(() => current);
  if (value !== undefined) assignParts(scope, node, target, partsOf(parts, path), whole, value);
}

/** Something that is read as a field of an element. */
function assignPlace(scope: Scope, node: TS.Node, target: TS.Expression, compute: Compute): void {
  const place = lowerExpression(scope, target);
  if (place === undefined) return;
  storeAt(scope, node, target, place, compute);
}

function assignElement(scope: Scope, node: TS.Node, target: TS.ElementAccessExpression, compute: Compute): void {
  const place = lowerExpression(scope, target);
  if (place === undefined) return;
  if (place.kind === "tensor") assignRow(scope, node, target, place, compute);
  else storeAt(scope, node, target, place, compute);
}

/** A row, or what is left of the dimensions, takes another tensor of its type, element by element. */
function assignRow(scope: Scope, node: TS.Node, target: TS.Expression, place: TensorValue, compute: Compute): void {
  if (isReadOnly(scope, place.sym.id)) return refuse(scope, target, kinds.constantTable, [target.getText()]);
  const row = frozen(scope, place);
  const type = viewType(row);
  const value = compute(() => row);
  if (value === undefined) return;
  const isTensor = value.kind === "tensor";
  if (!isTensor) return refuse(scope, target, typeKinds.tooFewIndices, [target.getText(), typeName(type)]);
  const own = viewType(value);
  if (!sameType(own, type)) return refuse(scope, node, typeKinds.argumentType, [typeName(type), typeName(own)]);
  copyElements(scope, node, value.sym === row.sym ? copyOf(scope, node, value, own) : value, row);
}
