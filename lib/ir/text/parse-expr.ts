/** Reads expressions; types that are not written follow from typing.ts. */
import { constantType } from "../derive.js";
import type { Arg, BinaryOp, CallExpr, Const, Expr, Load, UnaryOp } from "../ir.js";
import { binaryType, unaryType, unifyTypes, type TypingError } from "../typing.js";
import { bool, float32, isScalar, type ScalarType } from "../types.js";
import type { Token } from "./lex.js";
import { lookup, parseScalarType, parseSpan, scalarTypeNamed, type Entry, type Place } from "./state.js";
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
}

function literalValue(token: Token): Literal | undefined {
  if (token.kind === "number") return numberValue(token.text);
  const words: Readonly<Record<string, Const["value"]>> = { true: true, false: false, nan: NaN, inf: Infinity };
  const value = token.kind === "name" && Object.hasOwn(words, token.text) ? words[token.text] : undefined;
  return value === undefined ? undefined : { value };
}

function numberValue(text: string): Literal {
  if (text.endsWith("f")) return { value: Math.fround(Number(text.slice(0, -1))), type: float32 };
  return { value: /[.e]/.test(text) ? Number(text) : BigInt(text) };
}

function constDraft(p: Place, literal: Literal, token: Token): Draft {
  const { value } = literal;
  const type = literal.type ?? constantType(value);
  return { token, type, make: (t) => ({ kind: "const", value: roundedTo(t, value), type: t, span: p.span }) };
}

/** Decimals of a float32 stand for the nearest one. */
export function roundedTo(type: ScalarType, value: Const["value"]): Const["value"] {
  return typeof value === "number" && type.kind === "float" && type.width === 32 ? Math.fround(value) : value;
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
  const type = scalarTypeNamed(token.text);
  if (type !== undefined) return castDraft(p, type, token);
  return p.cursor.peek().text === "(" ? namedCall(p, token) : named(p, token);
}

function castDraft(p: Place, type: ScalarType, token: Token): Draft {
  const [operand] = parseList(p, 1);
  if (operand === undefined) throw p.cursor.error("one operand", token);
  return complete({ kind: "cast", operand, type, span: p.span }, token);
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
  const args = parseArgs(p);
  const make = (t: ScalarType): CallExpr => ({ kind: "call", callee: entry.sym, args, type: t, span: p.span });
  return { token, type, make };
}

/** `(a + 1, A, pipe)`: the arguments of a call. */
export function parseArgs(p: Place): readonly Arg[] {
  p.cursor.expect("(");
  const args: Arg[] = [];
  while (!p.cursor.accept(")")) {
    if (args.length > 0) p.cursor.expect(",");
    args.push(parseArg(p));
  }
  return args;
}

/** An expression, or the bare name of a tensor or stream. */
export function parseArg(p: Place): Arg {
  const token = p.cursor.peek();
  const entry = token.kind === "name" ? lookup(p, token.text) : undefined;
  const byReference = entry?.type !== undefined && !isScalar(entry.type) && entry.kind === "variable";
  if (!byReference || p.cursor.peek(1).text === "[") return parseExpr(p);
  p.cursor.next();
  return { kind: "ref", sym: entry.sym, span: p.span };
}

function named(p: Place, token: Token): Draft {
  const entry = lookup(p, token.text);
  if (entry?.kind !== "variable") throw p.cursor.error("a variable that is declared", token);
  if (p.cursor.peek().text === "[") return loadDraft(p, entry, token);
  const type = entry.type;
  if (!type || !isScalar(type)) throw p.cursor.error("a scalar (only calls take tensors and streams)", token);
  return complete({ kind: "var", sym: entry.sym, type, span: p.span }, token);
}

function loadDraft(p: Place, entry: Entry, token: Token): Draft {
  if (entry.type?.kind !== "tensor") throw p.cursor.error("a tensor", token);
  const load: Load = { kind: "load", tensor: entry.sym, index: parseIndex(p), type: entry.type.element, span: p.span };
  return complete(load, token);
}

/** `[i, j + 1]`. */
export function parseIndex(p: Place): readonly Expr[] {
  p.cursor.expect("[");
  const at = [parseExpr(p)];
  while (p.cursor.accept(",")) at.push(parseExpr(p));
  p.cursor.expect("]");
  return at;
}

