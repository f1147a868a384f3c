/** Reads expressions; types that are not written follow from typing.ts. */
import { roundToFloat } from "../../numeric/floats.js";
import { constantType } from "../derive.js";
import type { Aggregate, Arg, BinaryOp, CallExpr, Const, Expr, Load, MessagePart, RefArg, UnaryOp } from "../ir.js";
import { binaryType, unaryType, unifyTypes, type TypingError } from "../typing.js";
import {
  bool, float32, isScalar, isValueType, leavesOf, typeAt, type Path, type ScalarType, type StructType, type Type,
  type ValueType,
} from "../types.js";
import type { Token } from "./lex.js";
import { lookup, parseScalarType, parseSpan, scalarTypeAhead, spelling, type Entry, type Place } from "./state.js";
import { binaryCalls, infixByText, prefixByText, unaryCalls, type InfixOperator } from "./syntax.js";

/** An expression whose type may still be missing: an annotation can give what typing.ts cannot. */
interface Draft {
  readonly make: (type: ScalarType) => Expr;
  readonly type: ScalarType | TypingError;
  readonly token: Token;
}

/** Reads an expression of operators of at least `level`. */
export function parseExpr(p: Place, level = 0): Expr {
  return finish(p, draftExpr(p, level));
}

function draftExpr(p: Place, level: number): Draft {
  let left = draftPrefix(p);
  for (;;) {
    const token = p.cursor.peek();
    const operator = token.kind === "punct" ? infixByText.get(token.text) : undefined;
    if (operator === undefined || operator.level < level) return left;
    p.cursor.next();
    left = infixDraft(p, operator, token, finish(p, left), parseExpr(p, operator.level + 1));
  }
}

/** Demands that the type is known by now. */
function finish(p: Place, d: Draft): Expr {
  if (d.type.kind === "error") throw p.cursor.error(`operands that fit, or a type (${d.type.message})`, d.token);
  return d.make(d.type);
}

function complete(e: Expr, token: Token): Draft {
  return { make: (type) => (type === e.type ? e : { ...e, type }), type: e.type, token };
}

function infixDraft(p: Place, o: InfixOperator, token: Token, left: Expr, right: Expr): Draft {
  const { span } = p;
  switch (o.kind) {
    case "logic":
      return { token, type: bool, make: (type) => ({ kind: "logic", op: o.op, left, right, type, span }) };
    case "compare":
      return { token, type: bool, make: (type) => ({ kind: "compare", op: o.op, left, right, type, span }) };
    case "binary":
      return binaryDraft(p, o.op, token, left, right);
  }
}

function binaryDraft(p: Place, op: BinaryOp, token: Token, left: Expr, right: Expr): Draft {
  const type = binaryType(op, left.type, right.type);
  return { token, type, make: (t) => ({ kind: "binary", op, left, right, type: t, span: p.span }) };
}

function unaryDraft(p: Place, op: UnaryOp, token: Token, operand: Expr): Draft {
  const type = unaryType(op, operand.type);
  return { token, type, make: (t) => ({ kind: "unary", op, operand, type: t, span: p.span }) };
}

function draftPrefix(p: Place): Draft {
  const token = p.cursor.peek();
  const op = token.kind === "punct" ? prefixByText.get(token.text) : undefined;
  if (op === undefined) return draftPostfix(p);
  p.cursor.next();
  const literal = op === "neg" ? literalValue(p.cursor.peek()) : undefined;
  if (literal === undefined || typeof literal.value === "boolean") {
    return unaryDraft(p, op, token, finish(p, draftPrefix(p)));
  }
  p.cursor.next();
  return postfix(p, constDraft(p, { ...literal, value: -literal.value }, token));
}

function draftPostfix(p: Place): Draft {
  return postfix(p, draftPrimary(p));
}

/** Applies `:type` and `@span` to what was read. A span on the next line belongs to the next statement. */
function postfix(p: Place, d: Draft): Draft {
  const annotated = p.cursor.accept(":") ? complete(d.make(parseScalarType(p)), d.token) : d;
  const span = p.cursor.onSameLine() ? parseSpan(p) : undefined;
  return span === undefined ? annotated : complete({ ...finish(p, annotated), span }, d.token);
}

interface Literal {
  readonly value: Const["value"];
  /** `1.5f`. */
  readonly type?: ScalarType;
  /** Of numbers without a type: as written, without a sign. */
  readonly digits?: string;
}

function literalValue(token: Token): Literal | undefined {
  if (token.kind === "number") return numberValue(token.text);
  const words: Readonly<Record<string, Const["value"]>> = { true: true, false: false, nan: NaN, inf: Infinity };
  const value = token.kind === "name" && Object.hasOwn(words, token.text) ? words[token.text] : undefined;
  return value === undefined ? undefined : { value };
}

function numberValue(text: string): Literal {
  if (text.endsWith("f")) return { value: Math.fround(Number(text.slice(0, -1))), type: float32 };
  return /[.e]/.test(text) ? { value: Number(text), digits: text } : { value: BigInt(text), digits: text };
}

function constDraft(p: Place, literal: Literal, token: Token): Draft {
  const type = literal.type ?? constantType(literal.value);
  const make = (t: ScalarType): Const => ({ kind: "const", value: valueAs(p, t, literal, token), type: t, span: p.span });
  return { token, type, make };
}

/** Decimals of a float stand for the nearest one; those of fixed point must be one of its values. */
function valueAs(p: Place, type: ScalarType, { value, digits }: Literal, token: Token): Const["value"] {
  if (type.kind === "fixed") return rawValue(p, type.frac, digits ?? "", Number(value) < 0, token);
  return typeof value === "number" && type.kind === "float" ? roundToFloat(value, type) : value;
}

function rawValue(p: Place, frac: number, digits: string, negative: boolean, token: Token): bigint {
  const [whole = "", fraction = ""] = digits.split(".");
  const scaled = BigInt(whole + fraction) << BigInt(Math.max(0, frac));
  const unit = 10n ** BigInt(fraction.length) << BigInt(Math.max(0, -frac));
  if (scaled % unit !== 0n) throw p.cursor.error("a value of the type", token);
  return negative ? -scaled / unit : scaled / unit;
}

/** Reads a constant of exactly `type`. */
export function parseConstant(p: Place, type: ScalarType): Const["value"] {
  const token = p.cursor.peek();
  const negative = p.cursor.accept("-");
  const literal = literalValue(p.cursor.next());
  if (literal === undefined) throw p.cursor.error("a constant", token);
  const { value } = literal;
  return valueAs(p, type, negative && typeof value !== "boolean" ? { ...literal, value: -value } : literal, token);
}

function draftPrimary(p: Place): Draft {
  const token = p.cursor.next();
  if (token.text === "(" && token.kind === "punct") {
    const inner = draftExpr(p, 0);
    p.cursor.expect(")");
    return inner;
  }
  const literal = literalValue(token);
  if (literal !== undefined) return constDraft(p, literal, token);
  if (token.kind !== "name") throw p.cursor.error("an expression", token);
  if (token.text === "bitcast") return bitcastDraft(p, token);
  const type = scalarTypeAhead(p, token);
  if (type !== undefined) return castDraft(p, type, token);
  return p.cursor.peek().text === "(" ? namedCall(p, token) : named(p, token);
}

function castDraft(p: Place, type: ScalarType, token: Token): Draft {
  const [operand] = parseList(p, 1);
  if (operand === undefined) throw p.cursor.error("one operand", token);
  return complete({ kind: "cast", operand, type, span: p.span }, token);
}

/** `bitcast<int32>(x)`. */
function bitcastDraft(p: Place, token: Token): Draft {
  p.cursor.expect("<");
  const type = parseScalarType(p);
  p.cursor.expect(">");
  const [operand] = parseList(p, 1);
  if (operand === undefined) throw p.cursor.error("one operand", token);
  return complete({ kind: "bitcast", operand, type, span: p.span }, token);
}

/** `(a, b)` with exactly `count` expressions. */
function parseList(p: Place, count: number): readonly Expr[] {
  p.cursor.expect("(");
  const items = [parseExpr(p)];
  while (items.length < count) {
    p.cursor.expect(",");
    items.push(parseExpr(p));
  }
  p.cursor.expect(")");
  return items;
}

/** `select(…)`, an operator written as a call, or a call of a function. */
function namedCall(p: Place, token: Token): Draft {
  if (binaryCalls.has(token.text)) {
    const [left, right] = parseList(p, 2);
    if (left === undefined || right === undefined) throw p.cursor.error("two operands", token);
    return binaryDraft(p, token.text as BinaryOp, token, left, right);
  }
  if (unaryCalls.has(token.text)) {
    const [operand] = parseList(p, 1);
    if (operand === undefined) throw p.cursor.error("one operand", token);
    return unaryDraft(p, token.text as UnaryOp, token, operand);
  }
  return token.text === "select" ? selectDraft(p, token) : callDraft(p, token);
}

function selectDraft(p: Place, token: Token): Draft {
  const [cond, whenTrue, whenFalse] = parseList(p, 3);
  if (cond === undefined || whenTrue === undefined || whenFalse === undefined) {
    throw p.cursor.error("three operands", token);
  }
  const type = unifyTypes(whenTrue.type, whenFalse.type);
  return { token, type, make: (t) => ({ kind: "select", cond, whenTrue, whenFalse, type: t, span: p.span }) };
}

function callDraft(p: Place, token: Token): Draft {
  const entry = lookup(p, token.text);
  if (entry?.kind !== "function") throw p.cursor.error("a function that is declared", token);
  const type = entry.type;
  if (type === undefined || !isScalar(type)) throw p.cursor.error("a function that returns a scalar", token);
  const args = parseArgs(p, entry);
  const make = (t: ScalarType): CallExpr => ({ kind: "call", callee: entry.sym, args, type: t, span: p.span });
  return { token, type, make };
}

/** `(a + 1, A, pipe)`: the arguments of a call of `callee`. */
export function parseArgs(p: Place, callee: Entry): readonly Arg[] {
  p.cursor.expect("(");
  const args: Arg[] = [];
  while (!p.cursor.accept(")")) {
    if (args.length > 0) p.cursor.expect(",");
    args.push(parseArg(p, callee.params?.[args.length]));
  }
  return args;
}

/** An expression, the bare name of a tensor or stream, or `{a, b}` where a struct of type `type` goes. */
export function parseArg(p: Place, type: Type | undefined): Arg {
  const token = p.cursor.peek();
  if (type?.kind === "struct") return parseAggregate(p, type);
  const entry = token.kind === "name" ? lookup(p, token.text) : undefined;
  const byReference = entry?.type !== undefined && !isValueType(entry.type) && entry.kind === "variable";
  if (!byReference || p.cursor.peek(1).text === "[") return parseExpr(p);
  p.cursor.next();
  return { kind: "ref", sym: entry.sym, span: p.span };
}

/** A value of type `type`: an expression, or `{a, b}`. */
export function parseValue(p: Place, type: ValueType | undefined): Expr | Aggregate {
  return type?.kind === "struct" ? parseAggregate(p, type) : parseExpr(p);
}

function parseAggregate(p: Place, type: StructType): Aggregate {
  p.cursor.expect("{");
  const leaves = leavesOf(type).map((_, i) => {
    if (i > 0) p.cursor.expect(",");
    return parseExpr(p);
  });
  p.cursor.expect("}");
  return { kind: "aggregate", type, leaves, span: p.span };
}

/** `"text", x, A`: the pieces of a message. */
export function parseMessage(p: Place): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  do parts.push(parsePart(p));
  while (p.cursor.accept(","));
  return parts;
}

function parsePart(p: Place): MessagePart {
  if (p.cursor.peek().kind === "string") return { kind: "text", text: p.cursor.text() };
  const token = p.cursor.peek();
  const arg = parseArg(p, undefined);
  if (arg.kind === "aggregate") throw p.cursor.error("text, an expression or a tensor", token);
  return arg.kind === "ref" ? parseTensorPart(p, arg, token) : arg;
}

/** What follows the name of a tensor in a message: nothing, or `as fixed<16, 8>`. */
function parseTensorPart(p: Place, { sym, span }: RefArg, token: Token): MessagePart {
  const type = lookup(p, token.text)?.type;
  const own = type?.kind === "tensor" && isScalar(type.element) ? type.element : undefined;
  const element = p.cursor.accept("as") ? parseScalarType(p) : own;
  if (element === undefined) throw p.cursor.error("a tensor of scalars", token);
  return { kind: "tensor", sym, element, span };
}

function named(p: Place, token: Token): Draft {
  const entry = lookup(p, token.text);
  if (entry?.kind !== "variable") throw p.cursor.error("a variable that is declared", token);
  if (p.cursor.peek().text === "[") return loadDraft(p, entry, token);
  const { path, type } = parsePath(p, entry.type, token);
  return complete({ kind: "var", sym: entry.sym, ...path, type, span: p.span }, token);
}

function loadDraft(p: Place, entry: Entry, token: Token): Draft {
  if (entry.type?.kind !== "tensor") throw p.cursor.error("a tensor", token);
  const index = parseIndex(p);
  const { path, type } = parsePath(p, entry.type.element, token);
  const load: Load = { kind: "load", tensor: entry.sym, index, ...path, type, span: p.span };
  return complete(load, token);
}

/** `->pos->x` and the scalar it leads to; nothing where there is no struct. */
export function parsePath(
  p: Place, from: Type | undefined, token: Token,
): { readonly path: { path?: Path }; readonly type: ScalarType } {
  const path: string[] = [];
  while (p.cursor.accept("->")) path.push(spelling(p, p.cursor.expectKind("name", "a field")));
  const type = from !== undefined && isValueType(from) ? typeAt(from, path) : undefined;
  if (type === undefined || !isScalar(type)) throw p.cursor.error("a scalar (only calls take tensors and streams)", token);
  return { path: path.length === 0 ? {} : { path }, type };
}

/** `[i, j + 1]`. */
export function parseIndex(p: Place): readonly Expr[] {
  p.cursor.expect("[");
  const at = [parseExpr(p)];
  while (p.cursor.accept(",")) at.push(parseExpr(p));
  p.cursor.expect("]");
  return at;
}

