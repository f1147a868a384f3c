/** Calls of the user's own functions: which instance is meant, and what it is given. */
import type * as TS from "typescript";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { shapesOf } from "./arguments.js";
import {
  fitParameters, lowerArguments, passArguments, valueType, type Calling, type UserCall,
} from "./call-arguments.js";
import { emitCall, type Wanted } from "./call-statements.js";
import { evaluatedCall } from "./constant-calls.js";
import { refuse, type Scope, type UnitContext } from "./context.js";
import { heddleDecorators, type DecoratorName } from "./decorators.js";
import { callExternal, externalOf } from "./externals.js";
import { refuseName, symbolOf } from "./names.js";
import { parametersOf } from "./parameters.js";
import { decided } from "./placed.js";
import { instanceOf, type CompiledNode, type FunctionNode } from "./recursion.js";
import { contains, functionName } from "./syntax.js";
import { constantParameter, resolveTypeArgs, typeArgsSuffix, type TypedArgument } from "./templates.js";
import { readType } from "./types.js";
import type { Value } from "./value.js";

/** Lowers a call of a function of the program. */
export function callUser(scope: Scope, node: TS.CallExpression, wanted: Wanted): Value | undefined {
  const declaration = calledDeclaration(scope, node);
  if (declaration === undefined) return undefined;
  const external = externalOf(scope, declaration);
  if (external !== undefined) return callExternal(scope, node, external, wanted);
  const target = functionOf(declaration);
  if (target === undefined) return refuse(scope, node.expression, kinds.notAFunction, [node.expression.getText()]);
  scope.unit.dependencies.add(target.getSourceFile());
  const evaluated = evaluatedCall(scope, node, target);
  return evaluated === "run" ? callTarget(scope, { node, target, nodes: node.arguments }, wanted) : evaluated;
}

/** `run(Inner, A, B)`: a region that is a class. */
export function callClass(scope: Scope, node: TS.CallExpression, wanted: Wanted): Value | undefined {
  const call = classCall(scope, node);
  return call === undefined ? undefined : callTarget(scope, call, wanted);
}

/** The class that `run` is given, and the arguments for its fields. */
export function classCall(scope: Scope, node: TS.CallExpression): UserCall | undefined {
  const [name, ...nodes] = node.arguments;
  const symbol = name !== undefined && ts.isIdentifier(name) ? symbolOf(scope, name) : undefined;
  const target = symbol?.valueDeclaration;
  if (target !== undefined && ts.isClassDeclaration(target) && isDecorated(scope, target, "region")) {
    scope.unit.dependencies.add(target.getSourceFile());
    return { node, target, nodes };
  }
  return refuse(scope, name ?? node, dataflow.notARegion, [name?.getText() ?? "nothing"]);
}

/** The function that a call names, if it is one with a body in this program. */
export function namedTarget(scope: Scope, node: TS.CallExpression): FunctionNode | undefined {
  const declaration = calledDeclaration(scope, node);
  const target = declaration === undefined ? undefined : functionOf(declaration);
  if (target !== undefined) scope.unit.dependencies.add(target.getSourceFile());
  return target;
}

/** Does the declaration carry this decorator of Heddle's? */
export function isDecorated(scope: { readonly unit: UnitContext }, node: TS.Node, name: DecoratorName): boolean {
  return heddleDecorators(scope.unit.checker, node).some((d) => d.name === name);
}

function callTarget(scope: Scope, call: UserCall, wanted: Wanted): Value | undefined {
  const calling = instanceFor(scope, call);
  const passed = calling === undefined ? undefined : passArguments(scope, calling);
  return calling === undefined || passed === undefined ? undefined : emitCall(scope, call.node, calling.callee, passed, wanted);
}

/** The instance that is meant, and what it is given. */
export function instanceFor(scope: Scope, call: UserCall): Calling | undefined {
  const { node, target, nodes } = call;
  const given = lowerArguments(scope, call);
  if (given === undefined) return undefined;
  const typeArgs = resolveTypeArgs(scope, node, target, given.map((v) => typedArgument(scope, target, v)));
  if (typeArgs === undefined) return undefined;
  const args = fitParameters(scope, call, given, (p) => readType({ unit: scope.unit, typeArgs }, p));
  if (args === undefined) return undefined;
  const name = `${functionName(target)}${typeArgsSuffix(typeArgs)}`;
  const outer = enclosingScope(scope, target);
  const params = parametersOf(target);
  const constantAt = (i: number): bigint | undefined => constantParameter(scope, params[i], typeArgs);
  const shapes = shapesOf(args, valueType, constantAt);
  const instance = instanceOf(scope.unit, { node: target, name, typeArgs, args: shapes, outer }, node);
  if (instance?.func === undefined) return undefined;
  return { node, nodes, instance, callee: instance.func, outer, args, shapes };
}

/** The declaration behind the callee. */
function calledDeclaration(scope: Scope, node: TS.CallExpression): TS.Declaration | undefined {
  const callee = node.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  if (!ts.isIdentifier(name))
    return refuse(scope, node, kinds.unsupportedExpression, [
      `calling '${callee.getText()}'`,
      "call a function by its name",
    ]);
  const symbol = symbolOf(scope, name);
  const declaration = symbol?.declarations?.find(hasBody) ?? symbol?.valueDeclaration;
  if (declaration !== undefined) return declaration;
  if (!ts.isPropertyAccessExpression(callee)) return refuseName(scope, callee, callee.getText());
  return refuse(scope, name, kinds.unknownProperty, [name.text, callee.expression.getText(), []]);
}

/** Of overloads, the one that is the implementation. */
function hasBody(d: TS.Declaration): boolean {
  return ts.isFunctionDeclaration(d) && d.body !== undefined;
}

/** Templates of constants are told those that depend on a place, which then are decided. */
function typedArgument(scope: Scope, target: CompiledNode, given: Value): TypedArgument {
  const isOfConstants = target.typeParameters?.some((p) => p.modifiers?.some((m) => m.kind === ts.SyntaxKind.ConstKeyword));
  const v = isOfConstants === true ? decided(scope, given) : given;
  if (v.kind === "placed") return { type: valueType(v), isOpen: true };
  if (v.kind === "streams") return { type: v.array.type, shape: v.shape };
  if (v.kind !== "literal") return { type: valueType(v) };
  return { type: valueType(v), isOpen: true, constant: typeof v.value === "bigint" ? v.value : undefined };
}

/** The function a declaration holds; `undefined` for anything without a body in this program. */
function functionOf(declaration: TS.Declaration): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(declaration) || ts.isMethodDeclaration(declaration)) {
    return declaration.body === undefined ? undefined : declaration;
  }
  if (!ts.isVariableDeclaration(declaration) && !ts.isPropertyAssignment(declaration)) return undefined;
  const init = declaration.initializer;
  return init !== undefined && (ts.isArrowFunction(init) || ts.isFunctionExpression(init)) ? init : undefined;
}

/** The scope of the function in which `target` is declared; `undefined` at module level. */
function enclosingScope(scope: Scope, target: CompiledNode): Scope | undefined {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.outer) {
    if (s.node !== target && contains(s.node, target)) return s;
  }
  return undefined;
}
