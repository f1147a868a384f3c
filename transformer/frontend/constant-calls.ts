/** Calls of JavaScript's own functions on constants and tuples: `A.shape.slice(1)`, `Math.log2(N)`, `at.with(0, i)`. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { evaluate } from "./constants.js";
import { refuse, type Scope } from "./context.js";
import { constantValue, refuseUnknown, symbolOf } from "./names.js";
import { decided } from "./placed.js";
import { lowerExpression, type FunctionNode } from "./recursion.js";
import { readType } from "./types.js";
import type { Value } from "./value.js";

/** Is the callee one of the functions that come with JavaScript, kernels' own `Math` apart? */
export function isBuiltInCall(scope: Scope, { expression: callee }: TS.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const declaration = ts.isIdentifier(name) ? symbolOf(scope, name)?.valueDeclaration : undefined;
  return declaration !== undefined && scope.unit.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
}

/** What the call gives, when it is known at compile time; a tuple's methods work on run-time values too. */
export function lowerBuiltInCall(scope: Scope, node: TS.CallExpression): Value | undefined {
  const method = tupleMethod(scope, node);
  if (method !== undefined) return method;
  const found = evaluate(scope, node);
  return found.kind === "known" ? constantValue(found.value, "table") : refuseUnknown(scope, node, node.getText(), found);
}

/** `Math.log2(N)`: a function that hardware does not have, of constants. */
export function constantCall(scope: Scope, node: TS.CallExpression): Value | undefined {
  const found = evaluate(scope, node);
  return found.kind === "known" ? constantValue(found.value, "table") : undefined;
}

/**
 * A call of a function without hardware types, when it is known at compile time: "run" when the function has to be lowered
 * instead. One whose result is no hardware type can only be known now.
 */
export function evaluatedCall(scope: Scope, node: TS.CallExpression, target: FunctionNode): Value | "run" | undefined {
  const signature = scope.unit.checker.getSignatureFromDeclaration(target);
  const isTemplate = target.typeParameters !== undefined;
  if (signature === undefined || isTemplate || !isPlain(scope, signature, target)) return "run";
  const found = evaluate(scope, node);
  if (found.kind === "known") return constantValue(found.value, "table");
  const result = readType(scope, signature.getReturnType());
  return result.kind === "problem" ? refuseUnknown(scope, node, node.getText(), found) : "run";
}

/** Are all types TypeScript's own, of the signature and inside, and is there a result? */
function isPlain(scope: Scope, signature: TS.Signature, target: FunctionNode): boolean {
  const { checker } = scope.unit;
  const result = signature.getReturnType();
  const params = signature.getParameters().map((p) => checker.getTypeOfSymbolAtLocation(p, target));
  const isVoid = readType(scope, result).kind === "void";
  if (isVoid || [...params, result].some((t) => isHardwareType(scope, t))) return false;
  return !holdsHardwareTypes(scope, target, new Set());
}

/** Does the function, or one that it calls, say types of variables that JavaScript would not convert to? */
function holdsHardwareTypes(scope: Scope, node: TS.Node, seen: Set<TS.Node>): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  const visit = (n: TS.Node): boolean => {
    if (ts.isTypeNode(n)) return isHardwareType(scope, scope.unit.checker.getTypeFromTypeNode(n));
    const called = ts.isIdentifier(n) ? functionCalled(scope, n) : undefined;
    if (called !== undefined && holdsHardwareTypes(scope, called, seen)) return true;
    return ts.forEachChild(n, (child) => visit(child) || undefined) === true;
  };
  return visit(node);
}

/** The function of the program that `name` names. */
function functionCalled(scope: Scope, name: TS.Identifier): TS.FunctionDeclaration | undefined {
  const d = symbolOf(scope, name)?.valueDeclaration;
  return d !== undefined && ts.isFunctionDeclaration(d) && !d.getSourceFile().isDeclarationFile ? d : undefined;
}

function isHardwareType(scope: Scope, type: TS.Type): boolean {
  const reading = readType(scope, type);
  return (reading.kind === "type" && reading.type.kind !== "bool") || reading.kind === "tuple";
}

const tupleMethods: Readonly<Record<string, (items: readonly Value[], args: readonly Value[]) => readonly Value[] | undefined>> = {
  with: (items, [at, value]) => {
    const i = positionIn(items, at);
    return i === undefined || value === undefined ? undefined : items.with(i, value);
  },
  slice: (items, [from, to]) => {
    const [a, b] = [integer(from), integer(to)];
    return (from !== undefined && a === undefined) || (to !== undefined && b === undefined) ? undefined : items.slice(a, b);
  },
  concat: (items, args) => [...items, ...args.flatMap((a) => (a.kind === "tuple" ? a.items : [a]))],
  toReversed: (items) => items.toReversed(),
};

/** A method of a tuple whose parts are known at run time only. */
function tupleMethod(scope: Scope, node: TS.CallExpression): Value | undefined {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  const object = lowerExpression({ ...scope, block: [] }, callee.expression);
  const method = tupleMethods[callee.name.text];
  if (object?.kind !== "tuple" || method === undefined) return undefined;
  const args = node.arguments.map((a) => decided(scope, lowerExpression(scope, a)));
  const known = args.filter((a) => a !== undefined);
  const items = known.length === args.length ? method(object.items, known) : undefined;
  if (items !== undefined) return { kind: "tuple", items };
  return refuse(scope, node, kinds.unsupportedExpression, [`'${node.getText()}'`, "give positions that are known at compile time"]);
}

function integer(v: Value | undefined): number | undefined {
  return v?.kind === "literal" && typeof v.value === "bigint" ? Number(v.value) : undefined;
}

function positionIn(items: readonly Value[], at: Value | undefined): number | undefined {
  const i = integer(at);
  const from = i === undefined || i >= 0 ? i : i + items.length;
  return from !== undefined && from >= 0 && from < items.length ? from : undefined;
}
