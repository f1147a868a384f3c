/** Variables: constants that stay compile-time values, names for tensors and streams, scalars, structs, and states. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { dataflow as dataflowKinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr, VarRef } from "../../lib/ir/ir.js";
import {
  contains, int32, intervalOf, isScalar, leavesOf, typeName, type ScalarType, type Type,
} from "../../lib/ir/types.js";
import { convert } from "../../lib/numeric/convert.js";
import { ts } from "../ts.js";
import { tableLength } from "./access.js";
import { openConstant } from "./constant.js";
import { bind, freshSym, nodeSpan, refuse, type Binding, type Scope } from "./context.js";
import { matchPattern } from "./patterns.js";
import { lowerExpression } from "./recursion.js";
import { isStateCall, lowerState } from "./states.js";
import { frozen, isAssigned, settled } from "./settled.js";
import { declareStruct, leavesAs } from "./structs.js";
import { annotatedType, readType } from "./types.js";
import {
  castTo, constExpr, describeValue, isOpen, letType, storeAs, toExpr, viewType, type StreamsValue, type StreamValue, type Value,
} from "./value.js";

/** Lowers one variable (or pattern) of a `const` or `let` statement. */
export function lowerDeclaration(scope: Scope, node: TS.VariableDeclaration, list: TS.VariableDeclarationList): void {
  declareVariable(scope, node, list);
  if (!isFunction(node.initializer)) refuseUnbound(scope, node.name);
}

/** Notes the names that got no value, for what that was refused: their uses are not reported again. */
export function refuseUnbound(scope: Scope, pattern: TS.BindingName): void {
  for (const name of namesIn(pattern)) {
    const symbol = scope.unit.checker.getSymbolAtLocation(name);
    if (symbol !== undefined && !scope.bindings.has(symbol)) scope.unit.refused.add(symbol);
  }
}

/** Every name that a name or pattern declares. */
export function namesIn(name: TS.BindingName): readonly TS.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((e) => (ts.isOmittedExpression(e) ? [] : namesIn(e.name)));
}

function isFunction(node: TS.Expression | undefined): boolean {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

function declareVariable(scope: Scope, node: TS.VariableDeclaration, list: TS.VariableDeclarationList): void {
  if (!(list.flags & ts.NodeFlags.BlockScoped)) return refuse(scope, node, kinds.varDeclaration, [node.name.getText()]);
  const init = node.initializer;
  if (isFunction(init)) return;
  const isConst = (list.flags & ts.NodeFlags.Const) !== 0;
  if (!ts.isIdentifier(node.name)) return declarePattern(scope, node, node.name, isConst);
  if (init !== undefined && isStateCall(scope, init)) return lowerState(scope, node.name, init, isConst);
  const declared = node.type === undefined ? undefined : annotatedType(scope, node.type);
  if (node.type !== undefined && declared === undefined) return;
  if (init === undefined) return declareEmpty(scope, node.name, declared);
  const value = lowerExpression(scope, init);
  const type = declared === "number" ? undefined : declared;
  if (value !== undefined) declareName(scope, { name: node.name, at: init, isConst, type }, value);
}

function declarePattern(scope: Scope, node: TS.VariableDeclaration, pattern: TS.BindingPattern, isConst: boolean): void {
  const value = node.initializer === undefined ? undefined : lowerExpression(scope, node.initializer);
  const bound = value === undefined ? undefined : matchPattern(scope, pattern, value);
  for (const b of bound ?? []) {
    const type = node.type === undefined ? undefined : typeInPattern(scope, b.name);
    declareName(scope, { name: b.name, at: b.node, isConst, type }, b.value);
  }
}

/** What the annotation of a pattern says of a name in it; it was checked against the value by TypeScript. */
function typeInPattern(scope: Scope, name: TS.Identifier): Type | undefined {
  const reading = readType(scope, scope.unit.checker.getTypeAtLocation(name));
  return reading.kind === "type" ? reading.type : undefined;
}

/** A name that is declared; `type` is what it is declared as, if anything. */
export interface NamedVariable {
  readonly name: TS.Identifier;
  /** Where mistakes in its value are reported. */
  readonly at: TS.Node;
  readonly isConst: boolean;
  readonly type: Type | undefined;
}

/** Gives the name the value. */
export function declareName(scope: Scope, v: NamedVariable, value: Value): void {
  const symbol = scope.unit.checker.getSymbolAtLocation(v.name);
  const binding = symbol === undefined ? undefined : bindingFor(scope, v, value);
  if (symbol !== undefined && binding !== undefined) bind(scope, symbol, binding);
}

function bindingFor(scope: Scope, v: NamedVariable, value: Value): Binding | undefined {
  if (value.kind === "tensor") return tensorName(scope, v, value);
  if (value.kind === "stream" || value.kind === "streams") return streamName(scope, v, value);
  return v.type === undefined ? untypedName(scope, v, value) : typedName(scope, v, value, v.type);
}

function typedName(scope: Scope, v: NamedVariable, value: Value, type: Type): Binding | undefined {
  if (isScalar(type)) return scalarOf(scope, v, storeAs(scope, v.at, value, type), type);
  if (type.kind !== "struct") return refuse(scope, v.at, typeKinds.argumentType, [typeName(type), describeValue(value)]);
  const leaves = leavesAs(scope, v.at, value, type);
  return leaves === undefined ? undefined : declareStruct(scope, v.name, v.name.text, type, leaves, !v.isConst);
}

function untypedName(scope: Scope, v: NamedVariable, value: Value): Binding | undefined {
  if (value.kind === "struct") return structName(scope, v, value);
  const isList = value.kind === "tuple" || (value.kind === "table" && tableLength(value) !== undefined && value.index.length > 0);
  if (isList || value.kind === "object") return groupName(scope, v, value, isList);
  return (v.isConst ? constantName(value) : undefined) ?? inferred(scope, v, value);
}

/** Several values under one name get their values now. */
function groupName(scope: Scope, v: NamedVariable, value: Value, isList: boolean): Binding | undefined {
  if (v.isConst) return { kind: "value", value: settled(scope, value, v.name.text) };
  if (isList) return refuse(scope, v.name, constructKinds.tupleVariable, [v.name.text]);
  return refuse(scope, v.at, shapeKinds.variableNeedsStruct, [v.name.text]);
}

/** A tensor's second name; its subscripts are those of this moment. */
function tensorName(scope: Scope, v: NamedVariable, value: Value & { kind: "tensor" }): Binding | undefined {
  if (!v.isConst) return refuse(scope, v.name, constructKinds.tensorVariable, [v.name.text]);
  if (v.type !== undefined && typeName(v.type) !== typeName(viewType(value))) {
    return refuse(scope, v.at, typeKinds.argumentType, [typeName(v.type), describeValue(value)]);
  }
  return { kind: "tensor", tensor: frozen(scope, value) };
}

/** Another name for a stream, or for an array of them. */
function streamName(scope: Scope, v: NamedVariable, value: StreamValue | StreamsValue): Binding | undefined {
  if (!v.isConst) return refuse(scope, v.name, dataflowKinds.streamVariable, [v.name.text]);
  return value.kind === "stream" ? value : { kind: "streams", streams: value };
}

/** What was received whole keeps its name; an element is copied. */
function structName(scope: Scope, v: NamedVariable, value: Value & { kind: "struct" }): Binding {
  if (v.isConst && value.place === undefined && !isVariable(scope, value)) return { kind: "value", value };
  const leaves = leavesOf(value.type).map((l) => value.leaf(l.path));
  return declareStruct(scope, v.name, v.name.text, value.type, leaves, !v.isConst);
}

/** Is it read from variables that may change? */
function isVariable(scope: Scope, value: Value & { kind: "struct" }): boolean {
  return leavesOf(value.type).some((l) => {
    const e = value.leaf(l.path);
    return e.kind !== "var" || e.path === undefined;
  });
}

/** `const` of a literal or constant array stays a compile-time value, as untyped as its initialiser. */
function constantName(value: Value): Binding | undefined {
  switch (value.kind) {
    case "literal":
      return { kind: "constant", value: openConstant(value.value) };
    case "placed":
      return { kind: "value", value };
    case "constant":
      return { kind: "constant", value: value.value };
    case "table":
      return value.index.length === 0 ? { kind: "constant", value: value.array } : undefined;
    default:
      return undefined;
  }
}

/** No annotation: a literal gives int32 or float32, another expression its exact type. */
function inferred(scope: Scope, v: NamedVariable, value: Value): Binding | undefined {
  const expr = toExpr(scope, v.at, value);
  if (expr === undefined) return undefined;
  const open = isOpen(value) && !v.isConst;
  const literal = value.kind === "literal" || value.kind === "placed" ? letType(value.value) : atLeastInt32(expr.type);
  const type = open ? literal : expr.type;
  const isTyped = value.kind === "scalar" && value.isTyped === true;
  return scalarOf(scope, v, castTo(expr, type), type, !open && !isTyped);
}

/** What an element of a constant array makes an unannotated `let`, as a literal would. */
function atLeastInt32(type: ScalarType): ScalarType {
  return type.kind === "int" && contains(intervalOf(int32), intervalOf(type)) ? int32 : type;
}

/** Declares a scalar; `exact`: its type is the exact one of its first value. */
function scalarOf(
  scope: Scope, v: NamedVariable, init: Expr | undefined, type: ScalarType, exact = false,
): Binding | undefined {
  if (init === undefined) return undefined;
  const mutable = !v.isConst;
  if (isNamedSo(v, init) && !isAssigned(scope, init.sym.id)) return { kind: "scalar", sym: init.sym, type, mutable, exact };
  const sym = freshSym(scope.unit, v.name.text);
  scope.block.push({ kind: "let", sym, type, mutable, init, span: nodeSpan(scope, declarationOf(v.name)) });
  return { kind: "scalar", sym, type, mutable, exact };
}

/** A result of a call that was called after the constant already. */
function isNamedSo(v: NamedVariable, init: Expr): init is VarRef {
  return v.isConst && init.kind === "var" && init.path === undefined && init.sym.name === v.name.text;
}

/** The statement's line belongs to the whole declaration. */
function declarationOf(name: TS.Identifier): TS.Node {
  return ts.isVariableDeclaration(name.parent) || ts.isBindingElement(name.parent) ? name.parent : name;
}

/** `let x: float32;` starts at zero; TypeScript itself checks that it is assigned before it is read. */
function declareEmpty(scope: Scope, name: TS.Identifier, declared: Type | "number" | undefined): void {
  const isValue = declared !== undefined && declared !== "number" && (isScalar(declared) || declared.kind === "struct");
  if (!isValue) return refuse(scope, name, typeKinds.variableNeedsType, [name.text]);
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  if (symbol === undefined) return;
  const v: NamedVariable = { name, at: name, isConst: false, type: declared };
  const zero = (type: ScalarType): Expr => constExpr(convert(0n, type), type, nodeSpan(scope, declarationOf(name)));
  const binding = declared.kind === "struct"
    ? declareStruct(scope, name, name.text, declared, leavesOf(declared).map((l) => zero(l.type)), true)
    : scalarOf(scope, v, zero(declared), declared);
  if (binding !== undefined) bind(scope, symbol, binding);
}
