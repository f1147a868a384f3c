/** What a function returns: the declared type, or the one that holds every returned value. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr, Return, Stmt } from "../../lib/ir/ir.js";
import { isScalar, sameType, typeName, type ScalarType, type Type } from "../../lib/ir/types.js";
import { unifyTypes } from "../../lib/ir/typing.js";
import { mapStmtChildren } from "../../lib/ir/walk.js";
import { ts } from "../ts.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { lowerExpression, type FunctionNode } from "./recursion.js";
import { readType, type TypeScope } from "./types.js";
import { castTo, storeAs, toExpr, type Value } from "./value.js";

/** The type the function says it returns, "open" for a plain number, "none" for nothing. */
export function declaredResult(scope: TypeScope, node: FunctionNode): Scope["result"] | undefined {
  if (node.asteriskToken !== undefined || node.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)) {
    return refuse(scope, node.name ?? node, kinds.unsupportedStatement, [
      "an async or generator function",
      "write a plain function: streams block by themselves",
    ]);
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

/** Lowers `return value`, converting to the declared result; open results are converted when all returns are known. */
export function lowerReturnValue(scope: Scope, node: TS.Node, value: TS.Expression): void {
  const span = nodeSpan(scope, node);
  const lowered = lowerExpression(scope, value);
  if (lowered === undefined) return;
  if (scope.result === "none") {
    refuse(scope, value, typeKinds.unexpectedResult, []);
  } else if (lowered.kind === "tensor" && lowered.index.length === 0) {
    if (scope.result === "open" || sameType(scope.result, lowered.type)) {
      scope.block.push({ kind: "return", value: { kind: "ref", sym: lowered.sym, span }, span });
    } else {
      refuse(scope, value, typeKinds.argumentType, [typeName(scope.result), typeName(lowered.type)]);
    }
  } else {
    const type = scope.result === "open" ? undefined : scope.result;
    const expr =
      type !== undefined && isScalar(type) ? storeAs(scope, value, lowered, type) : openReturn(scope, value, lowered);
    if (expr !== undefined) scope.block.push({ kind: "return", value: expr, span });
  }
}

function openReturn(scope: Scope, node: TS.Node, value: Value): Expr | undefined {
  const type = scope.result;
  if (type !== "open" && type !== "none" && !isScalar(type))
    return refuse(scope, node, typeKinds.argumentType, [typeName(type), "a scalar"]);
  return toExpr(scope, node, value);
}

interface Settled {
  readonly type: Type | undefined;
  readonly body: readonly Stmt[];
}

/** Gives an open result the type that holds every returned value, and checks that no path ends without one. */
export function settleResult(scope: Scope, node: FunctionNode, body: readonly Stmt[]): Settled | undefined {
  const returns = collectReturns(body);
  const type =
    scope.result === "open" ? unifyReturns(scope, returns) : scope.result === "none" ? undefined : scope.result;
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
  if (s.kind === "return")
    return s.value === undefined || s.value.kind === "ref" ? s : { ...s, value: castTo(s.value, type) };
  return mapStmtChildren(s, { expr: (e) => e, stmts: (list) => list.map((c) => castReturns(c, type)) });
}

function alwaysReturns(stmts: readonly Stmt[]): boolean {
  return stmts.some(
    (s) =>
      s.kind === "return" ||
      (s.kind === "if" && alwaysReturns(s.then) && alwaysReturns(s.else)) ||
      (s.kind === "while" && s.cond.kind === "const" && s.cond.value === true && !breaksOut(s.body, s.id)),
  );
}

function breaksOut(stmts: readonly Stmt[], id: number): boolean {
  return stmts.some(
    (s) =>
      (s.kind === "break" && s.loop === id) ||
      (s.kind === "if" && (breaksOut(s.then, id) || breaksOut(s.else, id))) ||
      ((s.kind === "for" || s.kind === "while") && breaksOut(s.body, id)),
  );
}
