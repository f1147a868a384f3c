/** Instances of functions: parameters bound, body lowered, result type settled. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Func, Param, Sym } from "../../lib/ir/ir.js";
import { isScalar, typeName, type ScalarType, type TensorType, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { freshId, freshSym, inBlock, nodeSpan, refuse, type FuncInstance, type Scope, type UnitContext } from "./context.js";
import { assigns } from "./syntax.js";
import { lowerStatement, type FunctionNode, type InstanceRequest } from "./recursion.js";
import { declaredResult, lowerReturnValue, settleResult } from "./results.js";
import { readType } from "./types.js";

/** The instance for `request`, lowered on first use; `undefined` when its body was refused. */
export function lowerInstance(unit: UnitContext, request: InstanceRequest, at: TS.Node): FuncInstance | undefined {
  if (unit.inProgress.has(request.node)) return refuse({ unit }, at, kinds.recursion, [request.name]);
  const key = instanceKey(request);
  const known = unit.instances.get(key);
  if (known !== undefined) return known;
  const sym = freshSym(unit, request.name);
  unit.instances.set(key, { sym, captures: [], func: undefined });
  unit.inProgress.add(request.node);
  const lowered = lowerFunction(unit, request, sym);
  unit.inProgress.delete(request.node);
  if (lowered === undefined) return undefined;
  unit.instances.set(key, lowered);
  if (lowered.func !== undefined) unit.functions.push(lowered.func);
  return lowered;
}

function errorCount(unit: UnitContext): number {
  return unit.diagnostics.filter((d) => d.severity === "error").length;
}

function instanceKey(request: InstanceRequest): string {
  const types = request.argTypes.map((t) => (t === undefined ? "" : typeName(t)));
  const open = request.node.parameters.map((p, i) => (isOpenParameter(p) ? types[i] : ""));
  return [request.node.getSourceFile().fileName, request.node.pos, request.name, request.outer?.id ?? 0, ...open].join(
    "|",
  );
}

/** A parameter whose IR type depends on the argument: `x: number`, or a stream (whose depth the type doesn't say). */
function isOpenParameter(p: TS.ParameterDeclaration): boolean {
  return (
    p.type === undefined || p.type.kind === ts.SyntaxKind.NumberKeyword || /^(\w+\.)?Stream\b/.test(p.type.getText())
  );
}

function lowerFunction(unit: UnitContext, request: InstanceRequest, sym: Func["sym"]): FuncInstance | undefined {
  const { node } = request;
  const result = declaredResult({ unit, typeArgs: request.typeArgs }, node);
  if (result === undefined) return undefined;
  const scope: Scope = {
    unit,
    node,
    id: freshId(unit),
    outer: request.outer,
    typeArgs: request.typeArgs,
    bindings: new Map(),
    captures: [],
    roms: new Map(),
    readOnly: new Set(),
    loops: [],
    result,
    block: [],
    conditional: false,
  };
  unit.declarations.add(node);
  const params = bindParameters(scope, node, request.argTypes);
  if (params === undefined) return undefined;
  const before = errorCount(unit);
  const statements = inBlock(scope, () => lowerBody(scope, node));
  if (errorCount(unit) > before) return undefined;
  const settled = settleResult(scope, node, statements);
  if (settled === undefined) return undefined;
  const captured = scope.captures.map((c) => c.param);
  const body = [...scope.roms.values(), ...scope.block, ...settled.body];
  const func: Func = {
    kind: "func",
    sym,
    params: [...params, ...captured],
    body,
    span: nodeSpan(scope, node),
    ...resultField(settled.type),
  };
  return { sym, captures: scope.captures.map((c) => c.symbol), func };
}

function resultField(type: Type | undefined): { result?: ScalarType | TensorType } {
  return type === undefined || type.kind === "stream" ? {} : { result: type };
}

/** An expression-bodied arrow function is a single `return`. */
function lowerBody(scope: Scope, node: FunctionNode): void {
  const body = node.body;
  if (body === undefined) return;
  if (ts.isBlock(body)) body.statements.forEach((s) => lowerStatement(scope, s));
  else lowerReturnValue(scope, body, body);
}

function bindParameters(
  scope: Scope,
  node: FunctionNode,
  argTypes: readonly (Type | undefined)[],
): readonly Param[] | undefined {
  const params = node.parameters.map((p, i) => bindParameter(scope, p, argTypes[i]));
  const known = params.filter((p) => p !== undefined);
  return known.length === params.length ? known : undefined;
}

function bindParameter(scope: Scope, p: TS.ParameterDeclaration, argType: Type | undefined): Param | undefined {
  if (!ts.isIdentifier(p.name))
    return refuse(scope, p.name, kinds.comesLater, ["a destructured parameter", "use one parameter for each value"]);
  const symbol = scope.unit.checker.getSymbolAtLocation(p.name);
  const type = parameterType(scope, p, argType);
  if (symbol === undefined || type === undefined) return undefined;
  const sym = freshSym(scope.unit, p.name.text);
  if (isScalar(type)) bindScalarParameter(scope, p, symbol, sym, type);
  else if (type.kind === "tensor") scope.bindings.set(symbol, { kind: "tensor", sym, type });
  else scope.bindings.set(symbol, { kind: "stream", sym, type });
  return { sym, type, span: nodeSpan(scope, p) };
}

/** A parameter that the body assigns lives on in a variable; in the IR parameters themselves never change. */
function bindScalarParameter(
  scope: Scope,
  p: TS.ParameterDeclaration,
  symbol: TS.Symbol,
  param: Sym,
  type: ScalarType,
): void {
  const mutable = assigns(scope, symbol, p.parent);
  const sym = mutable ? freshSym(scope.unit, param.name) : param;
  scope.bindings.set(symbol, { kind: "scalar", sym, type, mutable, exact: false });
  if (!mutable) return;
  const span = nodeSpan(scope, p);
  scope.block.push({ kind: "let", sym, type, mutable, init: { kind: "var", sym: param, type, span }, span });
}

function parameterType(scope: Scope, p: TS.ParameterDeclaration, argType: Type | undefined): Type | undefined {
  if (p.type === undefined && argType === undefined)
    return refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
  const reading = readType(scope, scope.unit.checker.getTypeAtLocation(p.name));
  if (reading.kind === "type" && reading.type.kind !== "stream") return reading.type;
  if (reading.kind === "problem" && p.type !== undefined)
    return refuse(scope, p.type, typeKinds.notHardwareType, [reading.message]);
  return argType ?? refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
}
