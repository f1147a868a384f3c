/** `const pipe = stream(int32, { depth: 4 })` and the other declarations of streams in a region. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { StreamDecl } from "../../lib/ir/ir.js";
import { tensor, type StreamType, type TokenType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { lowerShape } from "./alloc.js";
import { evaluate } from "./constants.js";
import { freshSym, nodeSpan, refuse, type Binding, type Scope } from "./context.js";
import { heddleName, resolveAlias } from "./heddle-symbols.js";
import { optionNode } from "./options.js";
import { lowerExpression } from "./recursion.js";
import { declaredStreams } from "./stream-arrays.js";
import { typeValue } from "./type-values.js";

/** A stream, or an array of them, that a region declares. */
export interface DeclaredStream {
  readonly decl: StreamDecl;
  readonly binding: Binding;
  readonly node: TS.Node;
  /** Each consumer sees every value: settled when all kernels are known. */
  readonly isBroadcast: boolean;
  /** The depth is to be found; that of `decl` is provisional. */
  readonly isAuto: boolean;
}

/** The functions that declare streams, and what they take before their options. */
const declarers: ReadonlyMap<string, number> = new Map([["stream", 1], ["streams", 2], ["broadcast", 1], ["merge", 1]]);

/** Does `init` declare a stream? */
export function isStreamDeclaration(scope: Scope, init: TS.Expression | undefined): init is TS.CallExpression {
  return init !== undefined && ts.isCallExpression(init) && declarers.has(heddleName(scope.unit.checker, init.expression) ?? "");
}

/** The stream that `init` declares as `name`; `undefined` when it is refused. */
export function lowerStreamDeclaration(
  scope: Scope, node: TS.Node, name: TS.Node, init: TS.CallExpression,
): DeclaredStream | undefined {
  const maker = heddleName(scope.unit.checker, init.expression) ?? "";
  const element = declaredTokens(scope, init);
  const extents = maker === "streams" ? arrayShape(scope, init) : [];
  const depth = depthOf(scope, init.arguments[declarers.get(maker) ?? 1]);
  if (element === undefined || extents === undefined || depth === undefined) return undefined;
  const shape = extents.length === 0 ? undefined : extents;
  const sym = freshSym(scope.unit, name.getText());
  const type: StreamType = { kind: "stream", element, depth: depth === "auto" ? 1 : depth };
  const decl: StreamDecl = {
    sym, type, ...(shape === undefined ? {} : { shape }), ...(maker === "merge" ? { merge: true } : {}), span: nodeSpan(scope, node),
  };
  const binding: Binding = shape === undefined
    ? { kind: "stream", sym, type } : { kind: "streams", streams: declaredStreams(scope, sym, type, shape) };
  return { decl, binding, node, isBroadcast: maker === "broadcast", isAuto: depth === "auto" };
}

/** What the stream carries; `undefined` when that was refused. */
function declaredTokens(scope: Scope, init: TS.CallExpression): TokenType | undefined {
  const [tokens] = init.arguments;
  const element = tokens === undefined ? undefined : tokenType(scope, tokens);
  if (element !== undefined) return element === "refused" ? undefined : element;
  const what = `'${(tokens ?? init).getText()}' is nothing that streams carry: scalars, structs, or blocks, tensorOf(int8, [4])`;
  return refuse(scope, tokens ?? init, typeKinds.notHardwareType, [what]);
}

function arrayShape(scope: Scope, init: TS.CallExpression): readonly number[] | undefined {
  const [, shape] = init.arguments;
  return shape === undefined ? refuse(scope, init, kinds.argumentCount, ["streams", 2, 1]) : lowerShape(scope, shape);
}

/** `tensorOf(int8, [4])`: only streams take it. */
export function isTokenType(scope: Scope, node: TS.Expression): node is TS.CallExpression {
  return ts.isCallExpression(node) && heddleName(scope.unit.checker, node.expression) === "tensorOf";
}

/** What the tokens are: a type, or `tensorOf(T, shape)`, which a constant may stand for. */
function tokenType(scope: Scope, node: TS.Expression): TokenType | "refused" | undefined {
  const made = constantValueOf(scope, node);
  if (!isTokenType(scope, made)) return typeValue(scope, node);
  const [elementNode, shapeNode] = made.arguments;
  const element = elementNode === undefined ? undefined : typeValue(scope, elementNode);
  if (element === undefined || shapeNode === undefined) return undefined;
  const shape = lowerShape(scope, shapeNode);
  return shape === undefined ? "refused" : tensor(element, shape);
}

/** What the constant that `node` names is initialised with; `node` itself when it names none. */
function constantValueOf(scope: Scope, node: TS.Expression): TS.Expression {
  const symbol = ts.isIdentifier(node) ? scope.unit.checker.getSymbolAtLocation(node) : undefined;
  const d = symbol === undefined ? undefined : resolveAlias(scope.unit.checker, symbol).valueDeclaration;
  if (d === undefined || !ts.isVariableDeclaration(d) || d.initializer === undefined) return node;
  if (!(ts.getCombinedNodeFlags(d) & ts.NodeFlags.Const)) return node;
  scope.unit.dependencies.add(d.getSourceFile());
  return constantValueOf(scope, d.initializer);
}

/** Vitis gives a stream without a depth two places; so do we. */
const defaultDepth = 2;
const mostDepth = 2 ** 24;

function depthOf(scope: Scope, options: TS.Expression | undefined): number | "auto" | undefined {
  const node = options === undefined ? undefined : optionNode(options, "depth");
  if (node === undefined) return defaultDepth;
  const found = evaluate(scope, node);
  if (found.kind === "known" && found.value.kind === "string" && found.value.value === "auto") return "auto";
  const value = found.kind === "known" ? undefined : lowerExpression(scope, node);
  const given = found.kind === "known" && found.value.kind === "int" ? found.value.value : value?.kind === "literal" ? value.value : 0n;
  const depth = typeof given === "bigint" ? Number(given) : 0;
  return depth >= 1 && depth <= mostDepth ? depth : refuse(scope, node, kinds.badDepth, [node.getText()]);
}
