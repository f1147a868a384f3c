/** Calls of the user's own functions: which instance is meant, and what it is given. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { shapesOf } from "./arguments.js";
import { fitParameters, lowerArguments, passArguments, valueType } from "./call-arguments.js";
import { emitCall, type Wanted } from "./call-statements.js";
import { evaluatedCall } from "./constant-calls.js";
import { refuse, type Scope } from "./context.js";
import { callExternal, externalOf } from "./externals.js";
import { refuseName, symbolOf } from "./names.js";
import { instanceOf, type FunctionNode } from "./recursion.js";
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
  if (evaluated !== "run") return evaluated;
  const given = lowerArguments(scope, node, target);
  if (given === undefined) return undefined;
  const typeArgs = resolveTypeArgs(scope, node, target, given.map(typedArgument));
  if (typeArgs === undefined) return undefined;
  const args = fitParameters(scope, node, target, given, (p) => readType({ unit: scope.unit, typeArgs }, p));
  if (args === undefined) return undefined;
  const name = `${functionName(target)}${typeArgsSuffix(typeArgs)}`;
  const outer = enclosingScope(scope, target);
  const constantAt = (i: number): bigint | undefined => constantParameter(scope, target.parameters[i], typeArgs);
  const shapes = shapesOf(args, valueType, constantAt);
  const instance = instanceOf(scope.unit, { node: target, name, typeArgs, args: shapes, outer }, node);
  if (instance?.func === undefined) return undefined;
  const passed = passArguments(scope, { node, instance, callee: instance.func, outer }, args, shapes);
  return passed === undefined ? undefined : emitCall(scope, node, instance.func, passed, wanted);
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

function typedArgument(v: Value): TypedArgument {
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
function enclosingScope(scope: Scope, target: FunctionNode): Scope | undefined {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.outer) {
    if (s.node !== target && contains(s.node, target)) return s;
  }
  return undefined;
}
