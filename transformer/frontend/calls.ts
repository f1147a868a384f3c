/** Calls: casts, Math, Heddle's own functions, stream operations, and the user's functions. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { ScalarType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { lowerAlloc, allocators } from "./alloc.js";
import { builtins, lowerBuiltin } from "./builtins.js";
import { nodeSpan, refuse, freshSym, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { heddleName } from "./heddle-symbols.js";
import { scalarNames } from "./scalar-names.js";
import { readSize, readTypeArg } from "./types.js";
import { callUser } from "./user-calls.js";
import { castTo, scalar, storeAs, toExpr, type Value } from "./value.js";

/** Lowers a call whose value is wanted. */
export function lowerCall(scope: Scope, node: TS.CallExpression): Value | undefined {
  const name = heddleName(scope.unit.checker, node.expression);
  if (name !== undefined && !isStreamMethod(node)) return lowerHeddleCall(scope, node, name);
  if (ts.isPropertyAccessExpression(node.expression)) {
    const { expression: object, name: method } = node.expression;
    if (object.getText() === "Math") return lowerBuiltin(scope, node, `Math.${method.text}`);
    if (isConsole(node))
      return refuse(scope, node, kinds.comesLater, [node.expression.getText(), "remove it from the kernel"]);
    if (isStreamMethod(node)) return lowerStreamCall(scope, node, method.text);
  }
  if (ts.isCallExpression(node.expression)) return lowerCastBy(scope, node);
  return callUser(scope, node, "value");
}

/** Lowers a call that stands as a statement. */
export function lowerCallStatement(scope: Scope, node: TS.CallExpression): void {
  if (ts.isOptionalChain(node)) refuseOptionalChain(scope, node);
  else if (isStreamMethod(node) || heddleName(scope.unit.checker, node.expression) !== undefined || isConsole(node))
    lowerCall(scope, node);
  else if (ts.isPropertyAccessExpression(node.expression) && node.expression.expression.getText() === "Math")
    lowerCall(scope, node);
  else callUser(scope, node, "statement");
}

export function refuseOptionalChain(scope: Scope, node: TS.Expression): undefined {
  return refuse(scope, node, kinds.unsupportedExpression, ["'?.'", "every value exists in hardware: write it without '?'"]);
}

function isConsole(node: TS.CallExpression): boolean {
  return ts.isPropertyAccessExpression(node.expression) && node.expression.expression.getText() === "console";
}

function lowerHeddleCall(scope: Scope, node: TS.CallExpression, name: string): Value | undefined {
  const type = scalarNames.get(name);
  if (type !== undefined) return lowerCast(scope, node, type);
  if (name === "Int" || name === "UInt") return lowerIntCast(scope, node, name);
  if (name === "of") return dtypeOf(scope, node);
  if (name === "dim") return lowerDim(scope, node);
  if (name === "dtype") return lowerDtype(scope, node);
  if (builtins.has(name)) return lowerBuiltin(scope, node, name);
  if (allocators.has(name)) return lowerAlloc(scope, node, name);
  if (name === "grid" || name === "range" || name === "reduction") {
    return refuse(scope, node, kinds.onlyInFor, [name]);
  }
  if (name === "stream") return refuse(scope, node, kinds.streamOutsideRegion, []);
  return refuse(scope, node, kinds.comesLater, [`'${name}'`, "see docs/language.md for what works today"]);
}

// ---- casts and types as values -------------------------------------------------------------------------------------

function lowerCast(scope: Scope, node: TS.CallExpression, type: ScalarType): Value | undefined {
  const argument = node.arguments[0];
  if (argument === undefined || node.arguments.length !== 1) {
    return refuse(scope, node, kinds.argumentCount, [node.expression.getText(), 1, node.arguments.length]);
  }
  const value = lowerExpression(scope, argument);
  const hint = type.kind === "float" ? type : undefined;
  const expr = value === undefined ? undefined : toExpr(scope, argument, value, hint);
  return expr === undefined ? undefined : scalar(castTo(expr, type));
}

/** `Int<7>(x)`. */
function lowerIntCast(scope: Scope, node: TS.CallExpression, name: string): Value | undefined {
  const width = node.typeArguments?.[0];
  const reading =
    width === undefined ? "a width is missing" : readSize(scope, scope.unit.checker.getTypeFromTypeNode(width));
  if (typeof reading === "string") return refuse(scope, node, typeKinds.notHardwareType, [`${name}: ${reading}`]);
  return lowerCast(scope, node, { kind: "int", width: reading, signed: name === "Int" });
}

/** `dtype<T>()(x)` and `Int.of(7)(x)`. */
function lowerCastBy(scope: Scope, node: TS.CallExpression): Value | undefined {
  const callee = lowerExpression(scope, node.expression);
  if (callee === undefined) return undefined;
  if (callee.kind !== "constant" || callee.value.kind !== "dtype") {
    return refuse(scope, node, kinds.unsupportedExpression, [
      "calling the result of a call",
      "call a function by its name",
    ]);
  }
  return lowerCast(scope, node, callee.value.type);
}

function dtypeOf(scope: Scope, node: TS.CallExpression): Value | undefined {
  const owner = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression.getText() : "";
  const width = node.arguments[0] === undefined ? undefined : lowerExpression(scope, node.arguments[0]);
  if (width?.kind !== "literal" || typeof width.value !== "bigint") {
    return refuse(scope, node, typeKinds.notHardwareType, [`${owner}.of needs a constant width`]);
  }
  return {
    kind: "constant",
    value: { kind: "dtype", type: { kind: "int", width: Number(width.value), signed: owner === "Int" } },
  };
}

function lowerDim(scope: Scope, node: TS.CallExpression): Value | undefined {
  const argument = node.typeArguments?.[0];
  const size =
    argument === undefined
      ? "dim needs a type argument: dim<N>()"
      : readSize(scope, scope.unit.checker.getTypeFromTypeNode(argument));
  if (typeof size === "string") return refuse(scope, node, typeKinds.notHardwareType, [size]);
  return { kind: "literal", value: BigInt(size) };
}

function lowerDtype(scope: Scope, node: TS.CallExpression): Value | undefined {
  const argument = node.typeArguments?.[0];
  const arg =
    argument === undefined
      ? "dtype needs a type argument: dtype<T>()"
      : readTypeArg(scope, scope.unit.checker.getTypeFromTypeNode(argument));
  if (typeof arg === "string") return refuse(scope, node, typeKinds.notHardwareType, [arg]);
  if (arg.kind === "size")
    return refuse(scope, node, typeKinds.notHardwareType, [`${arg.value} is a size, not a type`]);
  return { kind: "constant", value: { kind: "dtype", type: arg.type } };
}

// ---- streams -----------------------------------------------------------------------------------------------------------

function isStreamMethod(node: TS.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(node.expression)) return false;
  return streamMethods.has(node.expression.name.text) && node.expression.expression.getText() !== "Math";
}

const streamMethods: ReadonlySet<string> = new Set(["put", "get", "tryPut", "tryGet", "peek", "empty", "full"]);

function lowerStreamCall(scope: Scope, node: TS.CallExpression, method: string): Value | undefined {
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const stream = lowerExpression(scope, node.expression.expression);
  if (stream === undefined) return undefined;
  if (stream.kind !== "stream") return refuse(scope, node, kinds.notStream, [node.expression.expression.getText()]);
  if (method !== "put" && method !== "get")
    return refuse(scope, node, kinds.comesLater, [`'${method}' on a stream`, "use put and get, which block"]);
  if (scope.conditional) return refuse(scope, node, kinds.streamInCondition, [method]);
  return method === "put" ? lowerPut(scope, node, stream) : lowerGet(scope, node, stream);
}

function lowerPut(scope: Scope, node: TS.CallExpression, stream: Value & { kind: "stream" }): Value | undefined {
  const argument = node.arguments[0];
  if (argument === undefined) return refuse(scope, node, kinds.argumentCount, ["put", 1, 0]);
  const value = lowerExpression(scope, argument);
  const converted = value === undefined ? undefined : storeAs(scope, argument, value, stream.type.element);
  if (converted !== undefined)
    scope.block.push({ kind: "put", stream: stream.sym, value: converted, span: nodeSpan(scope, node) });
  return undefined;
}

/** Reading a stream is a statement in the IR; gets of one expression happen in the order they are written. */
function lowerGet(scope: Scope, node: TS.CallExpression, stream: Value & { kind: "stream" }): Value {
  const span = nodeSpan(scope, node);
  const sym = freshSym(scope.unit, `${stream.sym.name}_value`);
  const type = stream.type.element;
  scope.block.push({ kind: "get", stream: stream.sym, sym, type, span });
  return scalar({ kind: "var", sym, type, span });
}
