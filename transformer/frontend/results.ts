/** What a function returns: the declared types, or those that hold every returned value. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { diagnose } from "../../lib/diagnostics/diagnostic.js";
import { completes } from "../../lib/ir/flow.js";
import { ref } from "../../lib/ir/build.js";
import type { Arg, ResultType, Return, Stmt } from "../../lib/ir/ir.js";
import { isScalar, leavesOf, sameType, typeName, type ScalarType, type TensorType, type Type } from "../../lib/ir/types.js";
import { unifyTypes } from "../../lib/ir/typing.js";
import { mapStmtChildren, visitStmts } from "../../lib/ir/walk.js";
import { ts } from "../ts.js";
import { allocated, filling } from "./alloc.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { itemsOf } from "./patterns.js";
import { lowerExpression, type FunctionNode } from "./recursion.js";
import { element, valueAs } from "./structs.js";
import { readType, type TypeScope } from "./types.js";
import { castTo, describeValue, isWhole, toExpr, viewType, type TensorValue, type Value } from "./value.js";
import { overElements, subscripted } from "./views.js";

/** Where types are read and mistakes reported. */
type Reader = TypeScope & Pick<Scope, "unit">;

/** The types the function says it returns, "open" for a plain number. */
export function declaredResults(scope: Reader, node: FunctionNode): Scope["results"] | undefined {
  if (node.asteriskToken !== undefined || node.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)) {
    return refuse(scope, node.name ?? node, kinds.unsupportedStatement, [
      "an async or generator function",
      "write a plain function: streams block by themselves",
    ]);
  }
  const signature = scope.unit.checker.getSignatureFromDeclaration(node);
  if (signature === undefined) return [];
  const declared = scope.unit.checker.getReturnTypeOfSignature(signature);
  if (declared.flags & ts.TypeFlags.Unknown) return "open";
  const reading = readType(scope, declared);
  switch (reading.kind) {
    case "type":
      return resultTypes(scope, node, [reading.type]);
    case "tuple":
      return resultTypes(scope, node, reading.types);
    case "number":
      return "open";
    case "streams":
      return refuse(scope, node.type ?? node, typeKinds.notHardwareType, ["a stream cannot be returned"]);
    case "void":
      return [];
    case "problem":
      return node.type === undefined ? "open" : refuse(scope, node.type, typeKinds.notHardwareType, [reading.message]);
  }
}

function resultTypes(scope: Reader, node: FunctionNode, types: readonly Type[]): readonly ResultType[] | undefined {
  const results = types.filter((t) => t.kind !== "stream");
  if (results.length === types.length) return results;
  return refuse(scope, node.type ?? node, typeKinds.notHardwareType, ["a stream cannot be returned"]);
}

/** Lowers `return value`, converting to the declared results; open ones are converted when all returns are known. */
export function lowerReturnValue(scope: Scope, node: TS.Node, value: TS.Expression): void {
  const lowered = lowerExpression(scope, value);
  if (lowered === undefined) return;
  const { results } = scope;
  if (results !== "open" && results.length === 0) return refuse(scope, value, typeKinds.unexpectedResult, []);
  const isSeveral = results === "open" ? lowered.kind === "tuple" : results.length > 1;
  const items = isSeveral ? itemsOf(lowered) : [lowered];
  if (items === undefined || (results !== "open" && items.length !== results.length)) {
    const expected = results === "open" ? "a value" : `[${results.map(typeName).join(", ")}]`;
    return refuse(scope, value, typeKinds.argumentType, [expected, describeValue(lowered)]);
  }
  const values = items.map((item, i) => {
    const type = results === "open" ? undefined : results[i];
    const isTwice = item.kind === "tensor" && items.slice(0, i).some((x) => x.kind === "tensor" && x.sym.id === item.sym.id);
    return item.kind === "tensor" ? returnedTensor(scope, value, item, type, isTwice) : returnedValue(scope, value, item, type);
  });
  const known = values.filter((v) => v !== undefined);
  if (known.length === values.length) scope.block.push({ kind: "return", values: known, span: nodeSpan(scope, node) });
}

/** One returned value, of the type it is declared with, if any. */
function returnedValue(scope: Scope, node: TS.Expression, v: Value, type: ResultType | undefined): Arg | undefined {
  if (type === undefined) {
    return v.kind === "struct" ? valueAs(scope, node, v, v.type) : toExpr(scope, node, v);
  }
  if (type.kind === "tensor") return refuse(scope, node, typeKinds.argumentType, [typeName(type), describeValue(v)]);
  return valueAs(scope, node, v, type);
}

/** A tensor that was made here as it is; any other (a parameter, a state, a part, one returned already) is copied. */
function returnedTensor(
  scope: Scope, node: TS.Expression, v: TensorValue, type: ResultType | undefined, isTwice: boolean,
): Arg | undefined {
  const own = viewType(v);
  if (type !== undefined && !sameType(type, own)) {
    return refuse(scope, node, typeKinds.argumentType, [typeName(type), typeName(own)]);
  }
  const whole = isWhole(v) && scope.made.has(v.sym.id) && !isTwice ? v : copyOf(scope, node, v, own);
  scope.tensors.set(whole.sym.id, own);
  return ref(whole.sym, nodeSpan(scope, node));
}

/** A tensor of its own with the elements of `v`. */
export function copyOf(scope: Scope, node: TS.Node, v: TensorValue, type: TensorType): TensorValue {
  const made = allocated(scope, node, freshSym(scope.unit, "copy"), type, filling(scope, node, type.element, 0));
  copyElements(scope, node, v, made);
  return made;
}

/** Stores each element of `from` into `to`, which has the same shape. */
export function copyElements(scope: Scope, node: TS.Node, from: TensorValue, to: TensorValue): void {
  const span = nodeSpan(scope, node);
  overElements(scope, node, viewType(to).shape, (at) => {
    const [source, target] = [from, to].map((t) => element(scope, node, at.reduce((part, i) => subscripted(part, i, scope), t)));
    if (target?.kind === "scalar" && target.expr.kind === "load" && source?.kind === "scalar") {
      scope.block.push({ kind: "store", tensor: target.expr.tensor, index: target.expr.index, value: source.expr, span });
    }
    if (target?.kind === "struct" && target.place !== undefined && source?.kind === "struct") {
      const { tensor, index } = target.place;
      for (const { path } of leavesOf(source.type)) {
        scope.block.push({ kind: "store", tensor, index, path, value: source.leaf(path), span });
      }
    }
  });
}

interface Settled {
  readonly results: readonly ResultType[];
  readonly body: readonly Stmt[];
}

/** Gives open results the types that hold every returned value, and checks that no path ends without them. */
export function settleResults(scope: Scope, node: FunctionNode, body: readonly Stmt[]): Settled | undefined {
  const results = scope.results === "open" ? unifyReturns(scope, body) : scope.results;
  if (results === undefined) return undefined;
  if (results.length === 0) return { results, body };
  if (completes(body)) return refuse(scope, node.name ?? node, typeKinds.missingReturn, [results.map(typeName).join(", ")]);
  return { results, body: scope.results === "open" ? body.map((s) => castReturns(s, results)) : body };
}

/** All returns give as many values; each position gets the type that holds all that is returned there. */
function unifyReturns(scope: Scope, body: readonly Stmt[]): readonly ResultType[] | undefined {
  const returns: Return[] = [];
  visitStmts(body, (s) => {
    if (s.kind === "return") returns.push(s);
  });
  const [first, ...others] = returns;
  if (first === undefined) return [];
  const uneven = others.find((r) => !isLike(scope, r, first));
  if (uneven !== undefined) return refuseUneven(scope, uneven, first);
  return first.values.flatMap((_, i) => unifyAt(scope, returns.map((r) => r.values[i])));
}

/** Do both give as many values, of the same kinds? Scalars of all types are of one kind. */
function isLike(scope: Scope, r: Return, first: Return): boolean {
  return r.values.length === first.values.length && r.values.every((v, i) => {
    const other = first.values[i];
    const [a, b] = [typeOf(scope, v), other === undefined ? undefined : typeOf(scope, other)];
    return a !== undefined && b !== undefined && ((isScalar(a) && isScalar(b)) || sameType(a, b));
  });
}

function refuseUneven(scope: Scope, r: Return, first: Return): undefined {
  const related = [{ span: first.span, message: "the first return" }];
  scope.unit.diagnostics.push(diagnose(shapeKinds.unevenReturns, r.span, [], related));
}

function unifyAt(scope: Scope, values: readonly (Arg | undefined)[]): readonly ResultType[] {
  const types = values.flatMap((v) => (v === undefined ? [] : typeOf(scope, v) ?? []));
  const scalars = types.filter((t) => isScalar(t));
  return scalars.length > 0 ? [scalars.reduce(unifyTypes)] : types.slice(0, 1);
}

function typeOf(scope: Scope, v: Arg): ResultType | undefined {
  return v.kind === "ref" ? scope.tensors.get(v.sym.id) : v.type;
}

function castReturns(s: Stmt, results: readonly ResultType[]): Stmt {
  if (s.kind !== "return") return mapStmtChildren(s, { stmts: (list) => list.map((c) => castReturns(c, results)) });
  const values = s.values.map((v, i): Arg => {
    const type = results[i];
    return v.kind === "ref" || v.kind === "aggregate" || type === undefined || !isScalar(type) ? v : castTo(v, type);
  });
  return { ...s, values };
}

/** A scalar of a function of one result, for callers that need no more. */
export function onlyScalar(results: readonly ResultType[]): ScalarType | undefined {
  const [only] = results;
  return results.length === 1 && only !== undefined && isScalar(only) ? only : undefined;
}
