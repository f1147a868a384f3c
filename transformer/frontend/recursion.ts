/**
 * The knot of the recursive descent: expressions hold calls, calls make functions, functions hold statements, statements
 * hold expressions. Each file calls the others through the unit, so that the files themselves form no import cycle.
 */
import type * as TS from "typescript";
import type { Expr } from "../../lib/ir/ir.js";
import type { ArgShape } from "./arguments.js";
import type { FuncInstance, Place, Scope, TypeArgs, UnitContext } from "./context.js";
import type { Value } from "./value.js";

/** A declaration with a body that can be lowered. */
export type FunctionNode = TS.FunctionDeclaration | TS.FunctionExpression | TS.ArrowFunction | TS.MethodDeclaration;

/** What can be lowered to a function: a class is a region, whose parameters are fields. */
export type CompiledNode = FunctionNode | TS.ClassDeclaration;

/** What one instance of a function is made from. */
export interface InstanceRequest {
  readonly node: CompiledNode;
  readonly name: string;
  readonly typeArgs: TypeArgs;
  /** Types of the arguments, for parameters that leave theirs open (`number`) and for streams, and their layouts. */
  readonly args: readonly ArgShape[];
  /** The function in which this one is declared, if any. */
  readonly outer: Scope | undefined;
  /** Of a kernel: its place in its mapping. */
  readonly place?: Place;
}

export interface Lowering {
  readonly expression: (scope: Scope, node: TS.Expression) => Value | undefined;
  readonly condition: (scope: Scope, node: TS.Expression) => Expr | boolean | undefined;
  readonly statement: (scope: Scope, node: TS.Statement) => void;
  readonly instance: (unit: UnitContext, request: InstanceRequest, at: TS.Node) => FuncInstance | undefined;
}

/** Lowers an expression; `undefined` when it was refused (and reported). */
export function lowerExpression(scope: Scope, node: TS.Expression): Value | undefined {
  return scope.unit.lower.expression(scope, node);
}

/** Lowers a condition; a literal one comes back as it is, to be specialised. */
export function lowerCondition(scope: Scope, node: TS.Expression): Expr | boolean | undefined {
  return scope.unit.lower.condition(scope, node);
}

export function lowerStatement(scope: Scope, node: TS.Statement): void {
  scope.unit.lower.statement(scope, node);
}

/** The function instance for `request`, lowered on first use. Reports recursion and bodies that can't be lowered. */
export function instanceOf(unit: UnitContext, request: InstanceRequest, at: TS.Node): FuncInstance | undefined {
  return unit.lower.instance(unit, request, at);
}
