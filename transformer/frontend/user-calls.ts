/** Calls of the user's own functions: which instance is meant, which arguments it gets, and when it may run. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { isPure } from "../../lib/analysis/purity.js";
import type { Arg, Func } from "../../lib/ir/ir.js";
import { isScalar, sameType, typeName, type Type } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { freshSym, nodeSpan, refuse, type FuncInstance, type Scope } from "./context.js";
import { symbolOf, findBinding } from "./names.js";
import { instanceOf, lowerExpression, type FunctionNode } from "./recursion.js";
import { parentPastParentheses } from "./syntax.js";
import { resolveTypeArgs, typeArgsSuffix } from "./templates.js";
import { letType, naturalType, scalar, storeAs, type Value } from "./value.js";

/** Where the value goes: a call that changes tensors or streams must be a statement's whole value. */
export type Wanted = "value" | "statement";

/** Lowers a call of a function of the program. */
export function callUser(scope: Scope, node: TS.CallExpression, wanted: Wanted): Value | undefined {
  const target = calledFunction(scope, node);
  if (target === undefined) return undefined;
  const args = lowerArguments(scope, node, target);
  if (args === undefined) return undefined;
  const typeArgs = resolveTypeArgs(
    scope,
    node,
    target,
    args.map(valueType),
  );
  if (typeArgs === undefined) return undefined;
  const name = `${functionName(target)}${typeArgsSuffix(typeArgs)}`;
  const outer = enclosingScope(scope, target);
  const instance = instanceOf(scope.unit, { node: target, name, typeArgs, argTypes: args.map(valueType), outer }, node);
  if (instance?.func === undefined) return undefined;
  const passed = passArguments(scope, node, instance.func, instance, args);
  return passed === undefined ? undefined : emitCall(scope, node, instance.func, passed, wanted);
}

/** The declaration behind the callee; refuses what is not a function of the program. */
function calledFunction(scope: Scope, node: TS.CallExpression): FunctionNode | undefined {
  const callee = node.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  if (!ts.isIdentifier(name))
    return refuse(scope, node, kinds.unsupportedExpression, [
      `calling '${callee.getText()}'`,
      "call a function by its name",
    ]);
  const symbol = symbolOf(scope, name);
  const target = symbol?.valueDeclaration;
  if (target === undefined) return refuse(scope, callee, kinds.unknownName, [callee.getText()]);
  const fn = functionOf(target);
  if (fn === undefined) return refuse(scope, callee, kinds.notAFunction, [callee.getText()]);
  scope.unit.dependencies.add(fn.getSourceFile());
  return fn;
}

/** The function a declaration holds; `undefined` for anything without a body in this program. */
function functionOf(declaration: TS.Declaration): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(declaration) || ts.isMethodDeclaration(declaration)) {
    return declaration.body === undefined ? undefined : declaration;
  }
  if (!ts.isVariableDeclaration(declaration)) return undefined;
  const init = declaration.initializer;
  return init !== undefined && (ts.isArrowFunction(init) || ts.isFunctionExpression(init)) ? init : undefined;
}

export function functionName(node: FunctionNode): string {
  if (node.name !== undefined && ts.isIdentifier(node.name)) return node.name.text;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
    ? parent.name.text
    : "main";
}

/** The scope of the function in which `target` is declared; `undefined` at module level. */
function enclosingScope(scope: Scope, target: FunctionNode): Scope | undefined {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.outer) {
    if (s.node !== target && contains(s.node, target)) return s;
  }
  return undefined;
}

function contains(outer: TS.Node, inner: TS.Node): boolean {
  return outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;
}

function lowerArguments(scope: Scope, node: TS.CallExpression, target: FunctionNode): readonly Value[] | undefined {
  const optional = target.parameters.find(
    (p) => p.initializer !== undefined || p.questionToken !== undefined || p.dotDotDotToken !== undefined,
  );
  if (optional !== undefined) return refuse(scope, optional, kinds.optionalParameter, [optional.name.getText()]);
  if (node.arguments.length !== target.parameters.length) {
    return refuse(scope, node, kinds.argumentCount, [
      functionName(target),
      target.parameters.length,
      node.arguments.length,
    ]);
  }
  const args = node.arguments.map((a) => lowerExpression(scope, a));
  const known = args.filter((a) => a !== undefined);
  return known.length === args.length ? known : undefined;
}

/** The type an argument brings along, for parameters that leave theirs open. */
function valueType(v: Value): Type | undefined {
  switch (v.kind) {
    case "scalar":
      return v.expr.type;
    case "literal":
      return letType(v.value);
    case "tensor":
      return v.index.length === 0 ? v.type : undefined;
    case "stream":
      return v.type;
    case "table":
    case "constant":
      return undefined;
  }
}

/** Arguments in the form the callee's parameters take, captured variables last. */
function passArguments(
  scope: Scope,
  node: TS.CallExpression,
  callee: Func,
  instance: FuncInstance,
  args: readonly Value[],
): readonly Arg[] | undefined {
  const explicit = args.map((value, i) => {
    const param = callee.params[i];
    const at = node.arguments[i] ?? node;
    return param === undefined ? undefined : passOne(scope, at, value, param.type);
  });
  const captured = instance.captures.map((symbol): Arg | undefined => {
    const binding = findBinding(scope, symbol);
    if (binding === undefined || binding.kind === "constant") return undefined;
    const span = nodeSpan(scope, node);
    return binding.kind === "scalar"
      ? { kind: "var", sym: binding.sym, type: binding.type, span }
      : { kind: "ref", sym: binding.sym, span };
  });
  const passed = [...explicit, ...captured].filter((a) => a !== undefined);
  if (passed.length !== explicit.length + captured.length) return undefined;
  return checkAliases(scope, node, passed) ? passed : undefined;
}

/** Tensor parameters never alias: the same tensor may not be passed twice. */
function checkAliases(scope: Scope, node: TS.CallExpression, args: readonly Arg[]): boolean {
  const refs = args.flatMap((a) => (a.kind === "ref" ? [a.sym] : []));
  const twice = refs.find((sym, i) => refs.findIndex((s) => s.id === sym.id) !== i);
  if (twice === undefined) return true;
  refuse(scope, node, kinds.aliasedArgument, [twice.name]);
  return false;
}

function passOne(scope: Scope, at: TS.Node, value: Value, type: Type): Arg | undefined {
  if (isScalar(type)) return storeAs(scope, at, value, type);
  if (value.kind === "tensor" && value.index.length > 0)
    return refuse(scope, at, kinds.comesLater, [
      "a row of a tensor as an argument",
      "pass the tensor and the row's index",
    ]);
  if ((value.kind === "tensor" || value.kind === "stream") && sameType(value.type, type)) {
    return { kind: "ref", sym: value.sym, span: nodeSpan(scope, at) };
  }
  const got = value.kind === "tensor" || value.kind === "stream" ? typeName(value.type) : describe(value);
  return refuse(scope, at, typeKinds.argumentType, [typeName(type), got]);
}

function describe(value: Value): string {
  if (value.kind === "literal") return typeName(naturalType(value.value));
  return value.kind === "scalar" ? typeName(value.expr.type) : "a constant";
}

/** A pure scalar function is an expression; anything else a statement, and so may stand only where its order is plain. */
function emitCall(
  scope: Scope,
  node: TS.CallExpression,
  callee: Func,
  args: readonly Arg[],
  wanted: Wanted,
): Value | undefined {
  const span = nodeSpan(scope, node);
  const module = { functions: scope.unit.functions, top: callee };
  const pure = isPure(callee, module);
  if (callee.result !== undefined && isScalar(callee.result) && pure && wanted === "value") {
    return scalar({ kind: "call", callee: callee.sym, args, type: callee.result, span });
  }
  if (scope.conditional) return refuse(scope, node, kinds.effectInCondition, [callee.sym.name]);
  if (wanted === "value" && !pure && !isWholeValue(node))
    return refuse(scope, node, kinds.effectInExpression, [callee.sym.name]);
  return emitCallStatement(scope, node, callee, args);
}

function emitCallStatement(
  scope: Scope,
  node: TS.CallExpression,
  callee: Func,
  args: readonly Arg[],
): Value | undefined {
  const span = nodeSpan(scope, node);
  const type = callee.result;
  if (type === undefined) {
    scope.block.push({ kind: "callstmt", callee: callee.sym, args, span });
    return undefined;
  }
  const sym = freshSym(scope.unit, resultName(node, callee));
  scope.block.push({ kind: "callstmt", callee: callee.sym, args, result: { sym, type }, span });
  return isScalar(type) ? scalar({ kind: "var", sym, type, span }) : { kind: "tensor", sym, type, index: [] };
}

/** Is the call all of what its statement computes? Then hoisting it changes no order. */
function isWholeValue(node: TS.CallExpression): boolean {
  const parent = parentPastParentheses(node);
  if (ts.isVariableDeclaration(parent) || ts.isExpressionStatement(parent) || ts.isReturnStatement(parent)) return true;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.right === node &&
    ts.isIdentifier(parent.left)
  );
}

function resultName(node: TS.CallExpression, callee: Func): string {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
    ? parent.name.text
    : `${callee.sym.name}_result`;
}
