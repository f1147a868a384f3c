/** `pipe.put(x)`, `pipe.get()`. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { isDeclaredByHeddle } from "./heddle-symbols.js";
import { lowerExpression } from "./recursion.js";
import { structVariable, valueAs } from "./structs.js";
import { scalar, type Value } from "./value.js";

const streamMethods: ReadonlySet<string> = new Set(["put", "get", "tryPut", "tryGet", "peek", "empty", "full"]);

/** A call of a method that streams have, on something that is not a function of the program's own. */
export function isStreamCall(scope: Scope, node: TS.CallExpression): boolean {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || !streamMethods.has(callee.name.text)) return false;
  const symbol = scope.unit.checker.getSymbolAtLocation(callee.name);
  return symbol === undefined || isDeclaredByHeddle(symbol);
}

export function lowerStreamCall(scope: Scope, node: TS.CallExpression): Value | undefined {
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: object, name } = node.expression;
  const stream = lowerExpression(scope, object);
  if (stream === undefined) return undefined;
  if (stream.kind !== "stream") return refuse(scope, node, kinds.notStream, [object.getText()]);
  const method = name.text;
  if (method !== "put" && method !== "get")
    return refuse(scope, node, kinds.comesLater, [`'${method}' on a stream`, "use put and get, which block"]);
  if (scope.conditional) return refuse(scope, node, kinds.streamInCondition, [method]);
  return method === "put" ? lowerPut(scope, node, stream) : lowerGet(scope, node, stream);
}

function lowerPut(scope: Scope, node: TS.CallExpression, stream: Value & { kind: "stream" }): Value | undefined {
  const argument = node.arguments[0];
  if (argument === undefined) return refuse(scope, node, kinds.argumentCount, ["put", 1, 0]);
  const value = lowerExpression(scope, argument);
  const converted = value === undefined ? undefined : valueAs(scope, argument, value, stream.type.element);
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
  return type.kind === "struct" ? structVariable(sym, type, scope, node) : scalar({ kind: "var", sym, type, span });
}
