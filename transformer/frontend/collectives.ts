/** `gather`, `scatter`, `broadcast` and `merge` in kernels: several streams at once. */
import type * as TS from "typescript";
import { dataflow as kinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as languageKinds } from "../../lib/diagnostics/catalogue/language.js";
import { binary, compare, indexConst, select, unary, variable } from "../../lib/ir/build.js";
import type { Expr, Stmt, Sym } from "../../lib/ir/ir.js";
import { bool, elementCount, index, leavesOf, sameType, tensor, typeName, type TensorType, type TokenType } from "../../lib/ir/types.js";
import { allocated, filling, variableName } from "./alloc.js";
import { freshId, freshSym, inBlock, nodeSpan, refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { copyElements } from "./results.js";
import { streamGroup, type StreamGroup } from "./stream-arrays.js";
import { received, settledToken, tokenFor, tokenVariable, type Token } from "./stream-tokens.js";
import { element } from "./structs.js";
import { castTo, constExpr, describeValue, scalar, viewType, type StreamValue, type TensorValue, type Value } from "./value.js";
import { subscripted } from "./views.js";

/** The streams that argument `at` of the call names, and its other arguments. */
function groupArgument(scope: Scope, node: TS.CallExpression, at: number, count: number): StreamGroup | undefined {
  const name = node.expression.getText();
  if (scope.conditional) return refuse(scope, node, languageKinds.streamInCondition, [name]);
  const argument = node.arguments[at];
  if (argument === undefined || node.arguments.length !== count) {
    return refuse(scope, node, languageKinds.argumentCount, [name, count, node.arguments.length]);
  }
  const value = lowerExpression(scope, argument);
  return value === undefined ? undefined : streamGroup(scope, argument, value, name);
}

/** The tensor with a row for a token of each stream. */
function gatheredType({ shape, type }: StreamGroup): TensorType {
  const { element: token } = type;
  return token.kind === "tensor" ? tensor(token.element, [...shape, ...token.shape]) : tensor(token, shape);
}

/** The row for stream `i`, or the element. */
function rowOf(scope: Scope, t: TensorValue, { shape }: StreamGroup, i: number, node: TS.Node): TensorValue {
  const span = nodeSpan(scope, node);
  return shape.reduce((row, _, d) => {
    const inner = elementCount(shape.slice(d + 1));
    return subscripted(row, indexConst(Math.floor(i / inner) % (shape[d] ?? 1), span), scope);
  }, t);
}

/** `gather(streams)`. */
export function lowerGather(scope: Scope, node: TS.CallExpression): Value | undefined {
  const group = groupArgument(scope, node, 0, 1);
  if (group === undefined) return undefined;
  const type = gatheredType(group);
  const sym = freshSym(scope.unit, variableName(node, "gathered"));
  const made = allocated(scope, node, sym, type, filling(scope, node, type.element, 0));
  group.streams.forEach((s, i) => {
    const token = getFrom(scope, node, s, {});
    storeRow(scope, node, received(scope, node, token, s.type.element), rowOf(scope, made, group, i, node));
  });
  return made;
}

function getFrom(scope: Scope, node: TS.Node, s: StreamValue, ok: { readonly ok?: Sym }): Sym {
  const sym = freshSym(scope.unit, `${s.sym.name}_value`);
  scope.block.push({ kind: "get", stream: s.sym, sym, type: s.type.element, ...ok, span: nodeSpan(scope, node) });
  return sym;
}

/** Stores a token as the row, all dimensions of which are subscripted unless it is a block. */
function storeRow(scope: Scope, node: TS.Node, token: Value, row: TensorValue): void {
  if (token.kind === "tensor") return copyElements(scope, node, token, row);
  const at = row.dims.flatMap((d): readonly Expr[] => (d.kind === "at" ? [d.at] : []));
  const span = nodeSpan(scope, node);
  if (token.kind === "scalar") scope.block.push({ kind: "store", tensor: row.sym, index: at, value: token.expr, span });
  if (token.kind !== "struct") return;
  for (const { path } of leavesOf(token.type)) {
    scope.block.push({ kind: "store", tensor: row.sym, index: at, path, value: token.leaf(path), span });
  }
}

/** `scatter(A, streams)`. */
export function lowerScatter(scope: Scope, node: TS.CallExpression): void {
  const [tensorNode] = node.arguments;
  const value = tensorNode === undefined ? undefined : lowerExpression(scope, tensorNode);
  const group = groupArgument(scope, node, 1, 2);
  if (group === undefined || value === undefined || tensorNode === undefined) return;
  const type = gatheredType(group);
  if (value.kind !== "tensor" || !sameType(viewType(value), type)) {
    return refuse(scope, tensorNode, kinds.scatteredShape, [typeName(type), describeValue(value)]);
  }
  group.streams.forEach((s, i) => {
    const row = rowOf(scope, value, group, i, node);
    const part = s.type.element.kind === "tensor" ? row : element(scope, node, row);
    const token = tokenFor(scope, tensorNode, part, s.sym.name, s.type.element);
    if (token !== undefined) putTo(scope, node, s, token);
  });
}

function putTo(scope: Scope, node: TS.Node, s: StreamValue, value: Token): void {
  scope.block.push({ kind: "put", stream: s.sym, value, span: nodeSpan(scope, node) });
}

/** `broadcast(value, streams)`. */
export function lowerBroadcast(scope: Scope, node: TS.CallExpression): void {
  const [valueNode] = node.arguments;
  const value = valueNode === undefined ? undefined : lowerExpression(scope, valueNode);
  const group = groupArgument(scope, node, 1, 2);
  if (group === undefined || value === undefined || valueNode === undefined) return;
  const token = tokenFor(scope, valueNode, value, node.arguments[1]?.getText() ?? "", group.type.element);
  if (token === undefined) return;
  const settled = settledToken(scope, token);
  for (const s of group.streams) putTo(scope, node, s, settled);
}

/**
 * `merge(streams)`: asks the streams in turn, beginning after the one that was found last, until one has a token.
 *
 *     do { from = turn; turn = from == n - 1 ? 0 : from + 1; switch (from) { case k: found, value = tryGet k } } while (!found)
 */
export function lowerMerge(scope: Scope, node: TS.CallExpression): Value | undefined {
  const group = groupArgument(scope, node, 0, 1);
  if (group === undefined) return undefined;
  const span = nodeSpan(scope, node);
  const zero = indexConst(0, span);
  const [turn, from, found] = ["turn", "from", "found"].map((name) => freshSym(scope.unit, name));
  if (turn === undefined || from === undefined || found === undefined) return undefined;
  scope.registers.push({ kind: "let", sym: turn, type: index, mutable: true, init: zero, span });
  scope.block.push({ kind: "let", sym: from, type: index, mutable: true, init: zero, span });
  scope.block.push({ kind: "let", sym: found, type: bool, mutable: true, init: constExpr(false, bool, span), span });
  const type = group.type.element;
  const value = tokenVariable(scope, node, freshSym(scope.unit, "merged"), type);
  const at = variable(from, index, span);
  const last = indexConst(group.streams.length - 1, span);
  const next = select(compare("eq", at, last, span), zero, castTo(binary("add", at, indexConst(1, span), span), index), span);
  const cases = group.streams.map((s, k) => ({ values: [BigInt(k)], body: ask(scope, node, s, type, found, value.take) }));
  const body: readonly Stmt[] = [
    { kind: "assign", sym: from, value: variable(turn, index, span), span },
    { kind: "assign", sym: turn, value: castTo(next, index), span },
    { kind: "switch", value: at, cases, default: [], id: freshId(scope.unit), span },
  ];
  const cond = unary("not", variable(found, bool, span), span);
  scope.block.push({ kind: "while", bodyFirst: true, cond, update: [], body, id: freshId(scope.unit), span });
  return { kind: "tuple", items: [value.value, scalar(at)] };
}

/** Takes a token of `s`, if it has one. */
function ask(
  scope: Scope, node: TS.Node, s: StreamValue, type: TokenType, found: Sym, take: (from: Value) => void,
): readonly Stmt[] {
  const span = nodeSpan(scope, node);
  return inBlock(scope, () => {
    const ok = freshSym(scope.unit, `${s.sym.name}_ok`);
    const token = getFrom(scope, node, s, { ok });
    const then = inBlock(scope, () => {
      take(received(scope, node, token, type));
      scope.block.push({ kind: "assign", sym: found, value: constExpr(true, bool, span), span });
    });
    scope.block.push({ kind: "if", cond: variable(ok, bool, span), then, else: [], span });
  });
}
