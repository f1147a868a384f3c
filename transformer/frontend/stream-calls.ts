/** `pipe.put(x)`, `pipe.get()` and the other methods of streams. */
import type * as TS from "typescript";
import { dataflow as kinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as languageKinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Span } from "../../lib/diagnostics/source.js";
import type { Sym } from "../../lib/ir/ir.js";
import { bool, type StreamType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { variableName } from "./alloc.js";
import { freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { heddleReference } from "./types.js";
import { isDeclaredByHeddle } from "./heddle-symbols.js";
import { notePeek } from "./peeks.js";
import { lowerExpression } from "./recursion.js";
import { overStreams } from "./stream-choices.js";
import { streamMethods, type StreamMethod } from "./stream-methods.js";
import { received, settledToken, tokenFor, tokenVariable, type Token } from "./stream-tokens.js";
import { scalar, type StreamsValue, type StreamValue, type Value } from "./value.js";

/** What a method's statement declares. */
interface Declared {
  readonly token?: Sym;
  readonly ok?: Sym;
}

/** One call of a method on one stream. */
interface Operation {
  readonly scope: Scope;
  readonly node: TS.CallExpression;
  readonly stream: StreamValue;
  readonly span: Span;
  readonly token: Token | undefined;
}

interface Method {
  readonly takes: "token" | "nothing";
  readonly gives: readonly (keyof Declared)[];
  readonly emit: (o: Operation) => Declared | undefined;
}

const methods: Readonly<Record<StreamMethod, Method>> = {
  put: { takes: "token", gives: [], emit: (o) => put(o, {}) },
  tryPut: { takes: "token", gives: ["ok"], emit: (o) => put(o, { ok: named(o, "fits") }) },
  get: { takes: "nothing", gives: ["token"], emit: (o) => get(o, {}) },
  tryGet: { takes: "nothing", gives: ["ok", "token"], emit: (o) => get(o, { ok: named(o, "ok") }) },
  peek: { takes: "nothing", gives: ["token"], emit: peek },
  empty: { takes: "nothing", gives: ["ok"], emit: (o) => probe(o, "empty") },
  full: { takes: "nothing", gives: ["ok"], emit: (o) => probe(o, "full") },
};

function methodCalled(name: string): Method | undefined {
  const known = streamMethods.find((m) => m === name);
  return known === undefined ? undefined : methods[known];
}

function named({ scope, stream }: Operation, suffix: string): Sym {
  return freshSym(scope.unit, `${stream.sym.name}_${suffix}`);
}

function put({ scope, stream, span, token }: Operation, ok: Declared): Declared {
  if (token !== undefined) scope.block.push({ kind: "put", stream: stream.sym, value: token, ...ok, span });
  return ok;
}

/** A block is called after the variable that it becomes. */
function get(o: Operation, ok: Declared): Declared {
  const { scope, node, stream, span } = o;
  const type = stream.type.element;
  const token = type.kind === "tensor" ? freshSym(scope.unit, variableName(node, `${stream.sym.name}_block`)) : named(o, "value");
  scope.block.push({ kind: "get", stream: stream.sym, sym: token, type, ...ok, span });
  return { token, ...ok };
}

function peek(o: Operation): Declared | undefined {
  const declared = get(o, {});
  return declared.token !== undefined && notePeek(o.scope, o.node, declared.token) ? declared : undefined;
}

function probe(o: Operation, asks: "empty" | "full"): Declared {
  const ok = named(o, asks);
  o.scope.block.push({ kind: "probe", asks, stream: o.stream.sym, sym: ok, span: o.span });
  return { ok };
}

/** A call of a method that streams have, on something that is not a function of the program's own. */
export function isStreamCall(scope: Scope, node: TS.CallExpression): boolean {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const { checker } = scope.unit;
  const symbol = checker.getSymbolAtLocation(callee.name);
  if (methodCalled(callee.name.text) !== undefined) return symbol === undefined || isDeclaredByHeddle(symbol);
  const reference = heddleReference(checker, checker.getTypeAtLocation(callee.expression));
  return reference?.name === "Stream" || reference?.name === "StreamArray";
}

/** Lowers the call; the operations of one expression happen in the order in which they are written. */
export function lowerStreamCall(scope: Scope, node: TS.CallExpression, wanted: "value" | "statement"): Value | undefined {
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: object, name } = node.expression;
  const stream = lowerExpression(scope, object);
  if (stream === undefined) return undefined;
  if (stream.kind !== "stream" && stream.kind !== "streams") return refuse(scope, node, languageKinds.notStream, [object.getText()]);
  const method = methodCalled(name.text);
  if (method === undefined) return refuse(scope, name, languageKinds.unknownProperty, [name.text, object.getText(), streamMethods]);
  if (stream.kind === "streams" && stream.shape.length > 0) return refuse(scope, object, kinds.wholeStreams, [object.getText(), stream.shape]);
  if (scope.conditional) return refuse(scope, node, languageKinds.streamInCondition, [name.text]);
  if (wanted === "value" && method.gives.length === 0) {
    return refuse(scope, node, typeKinds.needsScalar, [`the call of ${node.expression.getText()}, which gives nothing`]);
  }
  const type = stream.kind === "stream" ? stream.type : stream.array.type;
  const token = tokenOf(scope, node, method, type);
  if (token === undefined) return undefined;
  return stream.kind === "stream" ? onOne(scope, node, method, stream, token.token) : onChosen(scope, node, method, stream, token.token);
}

/** The token that the call puts, if its method takes one. */
function tokenOf(
  scope: Scope, node: TS.CallExpression, method: Method, type: StreamType,
): { readonly token: Token | undefined } | undefined {
  const [argument] = node.arguments;
  const count = method.takes === "token" ? 1 : 0;
  const name = node.expression.getText();
  if (node.arguments.length !== count) return refuse(scope, node, languageKinds.argumentCount, [name, count, node.arguments.length]);
  if (argument === undefined) return { token: undefined };
  const value = lowerExpression(scope, argument);
  const target = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression.getText() : name;
  const token = value === undefined ? undefined : tokenFor(scope, argument, value, target, type.element);
  return token === undefined ? undefined : { token };
}

function onOne(scope: Scope, node: TS.CallExpression, method: Method, stream: StreamValue, token: Token | undefined): Value | undefined {
  const declared = method.emit({ scope, node, stream, span: nodeSpan(scope, node), token });
  return declared === undefined ? undefined : valueOf(method, valuesOf(scope, node, declared, stream.type));
}

type Values = { readonly [K in keyof Declared]: Value };

function valuesOf(scope: Scope, node: TS.Node, { token, ok }: Declared, type: StreamType): Values {
  return {
    ...(token === undefined ? {} : { token: received(scope, node, token, type.element) }),
    ...(ok === undefined ? {} : { ok: scalar({ kind: "var", sym: ok, type: bool, span: nodeSpan(scope, node) }) }),
  };
}

function valueOf({ gives }: Method, values: Values): Value | undefined {
  const items = gives.map((g) => values[g]).filter((v) => v !== undefined);
  return gives.length > 1 ? { kind: "tuple", items } : items[0];
}

/** On one of several streams: a switch, and variables for what its cases give. */
function onChosen(
  scope: Scope, node: TS.CallExpression, method: Method, v: StreamsValue, token: Token | undefined,
): Value | undefined {
  const { type, name } = v.array;
  const settled = token === undefined ? undefined : settledToken(scope, token);
  const variables = new Map(method.gives.map((g) => {
    const sym = freshSym(scope.unit, g === "ok" ? `${name}_ok` : variableName(node, `${name}_value`));
    return [g, tokenVariable(scope, node, sym, g === "ok" ? bool : type.element)] as const;
  }));
  const before = scope.unit.diagnostics.length;
  overStreams(scope, node, v, (stream) => {
    const declared = method.emit({ scope, node, stream, span: nodeSpan(scope, node), token: settled });
    const values = declared === undefined ? {} : valuesOf(scope, node, declared, type);
    for (const g of method.gives) {
      const value = values[g];
      if (value !== undefined) variables.get(g)?.take(value);
    }
  });
  if (scope.unit.diagnostics.length > before) return undefined;
  return valueOf(method, Object.fromEntries([...variables].map(([g, variable]) => [g, variable.value])));
}
