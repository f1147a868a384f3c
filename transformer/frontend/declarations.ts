/** Variables: constants that stay compile-time values, names for tensors and streams, and scalars. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr } from "../../lib/ir/ir.js";
import { isScalar, type ScalarType, type Type } from "../../lib/ir/types.js";
import { convert } from "../../lib/numeric/convert.js";
import { ts } from "../ts.js";
import { openConstant } from "./constant.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { annotatedType } from "./types.js";
import { castTo, constExpr, isOpen, letType, storeAs, toExpr, type Value } from "./value.js";

/** Lowers one variable of a `const` or `let` statement. */
export function lowerDeclaration(scope: Scope, node: TS.VariableDeclaration, list: TS.VariableDeclarationList): void {
  const symbol = scope.unit.checker.getSymbolAtLocation(node.name);
  declareVariable(scope, node, list);
  if (symbol !== undefined && !scope.bindings.has(symbol) && !isFunction(node.initializer)) scope.unit.refused.add(symbol);
}

function isFunction(node: TS.Expression | undefined): boolean {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

function declareVariable(scope: Scope, node: TS.VariableDeclaration, list: TS.VariableDeclarationList): void {
  if (!ts.isIdentifier(node.name)) {
    return refuse(scope, node.name, kinds.comesLater, ["destructuring", "declare one variable for each value"]);
  }
  if (!(list.flags & ts.NodeFlags.BlockScoped)) return refuse(scope, node, kinds.varDeclaration, [node.name.text]);
  const init = node.initializer;
  if (isFunction(init)) return;
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
    if (expr !== undefined) declareScalar(scope, node, symbol, { type: declared, mutable: !isConst, exact: false }, expr);
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
  declareScalar(scope, node, symbol, { type, mutable: !isConst, exact: !open }, castTo(expr, type));
}

/** How a scalar is declared; `exact`: its type is the exact one of its first value. */
interface Declared {
  readonly type: ScalarType;
  readonly mutable: boolean;
  readonly exact: boolean;
}

function declareScalar(
  scope: Scope,
  node: TS.VariableDeclaration,
  symbol: TS.Symbol,
  { type, mutable, exact }: Declared,
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
  declareScalar(scope, node, symbol, { type: declared, mutable: true, exact: false }, zero);
}
