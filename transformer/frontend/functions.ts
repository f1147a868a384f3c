/** Instances of functions: parameters bound, body lowered, result type settled. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Func, Param, Return, Stmt } from "../../lib/ir/ir.js";
import { unifyTypes } from "../../lib/ir/typing.js";
import { isScalar, sameType, typeName, type ScalarType, type TensorType, type Type } from "../../lib/ir/types.js";
import { mapStmtChildren } from "../../lib/ir/walk.js";
import { ts } from "../ts.js";
import { freshId, freshSym, inBlock, nodeSpan, refuse, type FuncInstance, type Scope, type UnitContext } from "./context.js";
import { lowerExpression, lowerStatement, type FunctionNode, type InstanceRequest } from "./recursion.js";
import { readType, type TypeScope } from "./types.js";
import { castTo, storeAs, toExpr } from "./value.js";

/** The instance for `request`, lowered on first use; `undefined` when its body was refused. */
export function lowerInstance(unit: UnitContext, request: InstanceRequest, at: TS.Node): FuncInstance | undefined {
  const key = instanceKey(request);
  const known = unit.instances.get(key);
  if (known !== undefined) {
    if (known.func === undefined) refuse({ unit }, at, kinds.recursion, [request.name]);
    return known;
  }
  const sym = freshSym(unit, request.name);
  unit.instances.set(key, { sym, captures: [], func: undefined });
  const lowered = lowerFunction(unit, request, sym);
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
  return [request.node.getSourceFile().fileName, request.node.pos, request.name, request.outer?.id ?? 0, ...open].join("|");
}

/** A parameter whose IR type depends on the argument: `x: number`, or a stream (whose depth the type doesn't say). */
function isOpenParameter(p: TS.ParameterDeclaration): boolean {
  return p.type === undefined || p.type.kind === ts.SyntaxKind.NumberKeyword || /^(\w+\.)?Stream\b/.test(p.type.getText());
}

function lowerFunction(unit: UnitContext, request: InstanceRequest, sym: Func["sym"]): FuncInstance | undefined {
  const { node } = request;
  const result = declaredResult({ unit, typeArgs: request.typeArgs }, node);
  if (result === undefined) return undefined;
  const scope: Scope = {
    unit, node, id: freshId(unit), outer: request.outer, typeArgs: request.typeArgs, bindings: new Map(), captures: [],
    roms: new Map(), readOnly: new Set(), loops: [], result, block: [], conditional: false,
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
  const body = [...scope.roms.values(), ...settled.body];
  const func: Func = { kind: "func", sym, params: [...params, ...captured], body, span: nodeSpan(scope, node), ...resultField(settled.type) };
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

/** The type the function says it returns, "open" for a plain number, "none" for nothing. */
function declaredResult(scope: TypeScope, node: FunctionNode): Scope["result"] | undefined {
  if (node.asteriskToken !== undefined || node.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)) {
    return refuse(scope, node.name ?? node, kinds.unsupportedStatement, ["an async or generator function", "write a plain function: streams block by themselves"]);
  }
  const signature = scope.unit.checker.getSignatureFromDeclaration(node);
  if (signature === undefined) return "none";
  const reading = readType(scope, scope.unit.checker.getReturnTypeOfSignature(signature));
  switch (reading.kind) {
    case "type":
      return reading.type;
    case "number":
      return "open";
    case "void":
      return "none";
    case "problem":
      return node.type === undefined ? "open" : refuse(scope, node.type, typeKinds.notHardwareType, [reading.message]);
  }
}

function bindParameters(scope: Scope, node: FunctionNode, argTypes: readonly (Type | undefined)[]): readonly Param[] | undefined {
  const params = node.parameters.map((p, i) => bindParameter(scope, p, argTypes[i]));
  const known = params.filter((p) => p !== undefined);
  return known.length === params.length ? known : undefined;
}

function bindParameter(scope: Scope, p: TS.ParameterDeclaration, argType: Type | undefined): Param | undefined {
  if (!ts.isIdentifier(p.name)) return refuse(scope, p.name, kinds.comesLater, ["a destructured parameter", "use one parameter for each value"]);
  const symbol = scope.unit.checker.getSymbolAtLocation(p.name);
  const type = parameterType(scope, p, argType);
  if (symbol === undefined || type === undefined) return undefined;
  const sym = freshSym(scope.unit, p.name.text);
  if (isScalar(type)) scope.bindings.set(symbol, { kind: "scalar", sym, type, mutable: true, exact: false });
  else if (type.kind === "tensor") scope.bindings.set(symbol, { kind: "tensor", sym, type });
  else scope.bindings.set(symbol, { kind: "stream", sym, type });
  return { sym, type, span: nodeSpan(scope, p) };
}

function parameterType(scope: Scope, p: TS.ParameterDeclaration, argType: Type | undefined): Type | undefined {
  if (p.type === undefined && argType === undefined) return refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
  const reading = readType(scope, scope.unit.checker.getTypeAtLocation(p.name));
  if (reading.kind === "type" && reading.type.kind !== "stream") return reading.type;
  if (reading.kind === "problem" && p.type !== undefined) return refuse(scope, p.type, typeKinds.notHardwareType, [reading.message]);
  return argType ?? refuse(scope, p, typeKinds.parameterNeedsType, [p.name.getText()]);
}

// ---- results ---------------------------------------------------------------------------------------------------------

/** Lowers `return value`, converting to the declared result; open results are converted when all returns are known. */
export function lowerReturnValue(scope: Scope, node: TS.Node, value: TS.Expression): void {
  const span = nodeSpan(scope, node);
  const lowered = lowerExpression(scope, value);
  if (lowered === undefined) return;
  if (scope.result === "none") {
    refuse(scope, value, typeKinds.unexpectedResult, []);
  } else if (lowered.kind === "tensor" && lowered.index.length === 0) {
    const fits = scope.result === "open" || sameType(scope.result, lowered.type);
    if (fits) scope.block.push({ kind: "return", value: { kind: "ref", sym: lowered.sym, span }, span });
    else refuse(scope, value, typeKinds.argumentType, [typeName(scope.result as Type), typeName(lowered.type)]);
  } else {
    const type = scope.result === "open" ? undefined : scope.result;
    const expr = type !== undefined && isScalar(type) ? storeAs(scope, value, lowered, type) : openReturn(scope, value, lowered);
    if (expr !== undefined) scope.block.push({ kind: "return", value: expr, span });
  }
}

function openReturn(scope: Scope, node: TS.Node, value: Parameters<typeof storeAs>[2]) {
  const type = scope.result;
  if (type !== "open" && type !== "none" && !isScalar(type)) return refuse(scope, node, typeKinds.argumentType, [typeName(type), "a scalar"]);
  return toExpr(scope, node, value);
}

interface Settled {
  readonly type: Type | undefined;
  readonly body: readonly Stmt[];
}

/** Gives an open result the type that holds every returned value, and checks that no path ends without one. */
function settleResult(scope: Scope, node: FunctionNode, body: readonly Stmt[]): Settled | undefined {
  const returns = collectReturns(body);
  const type = scope.result === "open" ? unifyReturns(scope, returns) : scope.result === "none" ? undefined : scope.result;
  if (type === undefined) return { type, body };
  if (!alwaysReturns(body)) return refuse(scope, node.name ?? node, typeKinds.missingReturn, [typeName(type)]);
  return { type, body: isScalar(type) ? body.map((s) => castReturns(s, type)) : body };
}

function collectReturns(stmts: readonly Stmt[]): readonly Return[] {
  return stmts.flatMap((s): readonly Return[] => {
    if (s.kind === "return") return [s];
    if (s.kind === "if") return [...collectReturns(s.then), ...collectReturns(s.else)];
    return s.kind === "for" || s.kind === "while" ? collectReturns(s.body) : [];
  });
}

function unifyReturns(scope: Scope, returns: readonly Return[]): Type | undefined {
  const values = returns.flatMap((r) => (r.value === undefined ? [] : [r.value]));
  const ref = values.find((v) => v.kind === "ref");
  if (ref !== undefined) return tensorTypeOf(scope, ref.sym.id);
  const scalars = values.flatMap((v) => (v.kind === "ref" ? [] : [v.type]));
  return scalars.length === 0 ? undefined : scalars.reduce(unifyTypes);
}

function tensorTypeOf(scope: Scope, id: number): Type | undefined {
  const binding = [...scope.bindings.values()].find((b) => b.kind === "tensor" && b.sym.id === id);
  return binding?.kind === "tensor" ? binding.type : undefined;
}

function castReturns(s: Stmt, type: ScalarType): Stmt {
  if (s.kind === "return") return s.value === undefined || s.value.kind === "ref" ? s : { ...s, value: castTo(s.value, type) };
  return mapStmtChildren(s, { expr: (e) => e, stmts: (list) => list.map((c) => castReturns(c, type)) });
}

export function alwaysReturns(stmts: readonly Stmt[]): boolean {
  return stmts.some((s) => s.kind === "return"
    || (s.kind === "if" && alwaysReturns(s.then) && alwaysReturns(s.else))
    || (s.kind === "while" && s.cond.kind === "const" && s.cond.value === true && !breaksOut(s.body, s.id)));
}

function breaksOut(stmts: readonly Stmt[], id: number): boolean {
  return stmts.some((s) => (s.kind === "break" && s.loop === id)
    || (s.kind === "if" && (breaksOut(s.then, id) || breaksOut(s.else, id)))
    || ((s.kind === "for" || s.kind === "while") && breaksOut(s.body, id)));
}
