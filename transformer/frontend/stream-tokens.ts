/** What goes into streams and comes out of them: scalars, structs, and blocks, which are whole tensors. */
import type * as TS from "typescript";
import { dataflow as kinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { ref } from "../../lib/ir/build.js";
import type { Expr, Put, Sym } from "../../lib/ir/ir.js";
import { isScalar, leavesOf, sameType, typeName, type TensorType, type TokenType } from "../../lib/ir/types.js";
import { convert } from "../../lib/numeric/convert.js";
import { allocated, filling } from "./alloc.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { copyElements, copyOf } from "./results.js";
import { kept } from "./settled.js";
import { declareStruct, structOfBinding, structVariable, valueAs } from "./structs.js";
import { tableTensor } from "./tables.js";
import { constExpr, describeValue, isWhole, scalar, viewType, wholeTensor, type TensorValue, type Value } from "./value.js";

export type Token = Put["value"];

/** `value` as a token of `type`, to be put to `stream`. */
export function tokenFor(scope: Scope, node: TS.Node, value: Value, stream: string, type: TokenType): Token | undefined {
  const wrong = (): undefined => refuse(scope, node, kinds.wrongToken, [stream, typeName(type), describeValue(value)]);
  if (type.kind === "tensor") {
    const block = value.kind === "table" && isScalar(type.element) ? tableTensor(scope, node, value, type.element) : value;
    if (block === undefined) return undefined;
    return block.kind === "tensor" && sameType(viewType(block), type) ? blockToken(scope, node, block, type) : wrong();
  }
  const isNumber = ["scalar", "literal", "placed", "table"].includes(value.kind);
  const isOther = type.kind === "struct"
    ? value.kind !== "object" && !(value.kind === "struct" && sameType(value.type, type))
    : !isNumber;
  return isOther ? wrong() : valueAs(scope, node, value, type);
}

/** A part of a tensor is copied first: a token is a whole one. */
function blockToken(scope: Scope, node: TS.Node, block: TensorValue, type: TensorType): Token {
  const whole = isWhole(block) ? block : copyOf(scope, node, block, type);
  return ref(whole.sym, nodeSpan(scope, node));
}

/** `token` for several statements: what it is computed from is computed once, now. */
export function settledToken(scope: Scope, token: Token): Token {
  if (token.kind === "ref") return token;
  if (token.kind === "aggregate") return { ...token, leaves: token.leaves.map((e) => kept(scope, e, "part")) };
  return kept(scope, token, "token");
}

/** What the constant or new tensor `sym` holds that a `get` declares. */
export function received(scope: Scope, node: TS.Node, sym: Sym, type: TokenType): Value {
  if (type.kind === "tensor") return wholeTensor(sym, type);
  if (type.kind === "struct") return structVariable(sym, type, scope, node);
  return scalar({ kind: "var", sym, type, span: nodeSpan(scope, node) });
}

/** A variable for a token: what it holds, and how it takes another. */
export interface TokenVariable {
  readonly value: Value;
  /** The variables that the scalars of a struct are, by their paths joined with dots. */
  readonly parts: ReadonlyMap<string, Sym>;
  readonly take: (from: Value) => void;
}

/** Declares a variable for tokens of `type`, zeros at first unless `init` is given: `sym`, for a struct one for each scalar. */
export function tokenVariable(scope: Scope, node: TS.Node, sym: Sym, type: TokenType, init?: Value): TokenVariable {
  const span = nodeSpan(scope, node);
  if (type.kind === "tensor") {
    const made = allocated(scope, node, sym, type, filling(scope, node, type.element, 0));
    if (init !== undefined) copyBlock(scope, node, init, made);
    return { value: made, parts: new Map(), take: (from) => copyBlock(scope, node, from, made) };
  }
  if (type.kind === "struct") {
    const binding = declareStruct(scope, node, sym.name, type, init?.kind === "struct" ? leavesOf(type).map((l) => init.leaf(l.path)) : [], true);
    const parts = new Map([...binding.parts].map(([path, part]) => [path, part.sym]));
    return { value: structOfBinding(binding, scope, node), parts, take: (from) => takeStruct(scope, node, parts, from) };
  }
  const first = init?.kind === "scalar" ? init.expr : constExpr(convert(0n, type), type, span);
  scope.block.push({ kind: "let", sym, type, mutable: true, init: first, span });
  const value: Expr = { kind: "var", sym, type, span };
  return { value: scalar(value), parts: new Map(), take: (from) => {
    if (from.kind === "scalar") scope.block.push({ kind: "assign", sym, value: from.expr, span });
  } };
}

function copyBlock(scope: Scope, node: TS.Node, from: Value, to: TensorValue): void {
  if (from.kind === "tensor") copyElements(scope, node, from, to);
}

function takeStruct(scope: Scope, node: TS.Node, parts: ReadonlyMap<string, Sym>, from: Value): void {
  if (from.kind !== "struct") return;
  const span = nodeSpan(scope, node);
  for (const { path } of leavesOf(from.type)) {
    const sym = parts.get(path.join("."));
    if (sym !== undefined) scope.block.push({ kind: "assign", sym, value: from.leaf(path), span });
  }
}
