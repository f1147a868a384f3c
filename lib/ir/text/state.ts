/** What the parser knows while it reads: the names in scope, the loops around, the files of the span table. */
import { noSpan, type Span } from "../../diagnostics/source.js";
import type { Sym } from "../ir.js";
import { float32, float64, bool, index, int, maxIntWidth, tensor, type ScalarType, type Type } from "../types.js";
import type { Cursor, Token } from "./lex.js";
import { intTypePattern, spellingOf } from "./syntax.js";

/** What a name stands for; a function has its result type, if any. */
export interface Entry {
  readonly sym: Sym;
  readonly kind: "variable" | "function";
  readonly type?: Type;
}

/** Names by their text; inner scopes see outer ones. */
export interface Scope {
  readonly entries: Map<string, Entry>;
  readonly outer?: Scope;
}

/** A loop that jumps may name; `number` as the text gives it. */
export interface OpenLoop {
  readonly id: number;
  readonly number?: string;
}

/** Where in the tree the parser is: replaced, never changed, on the way in. */
export interface Place {
  readonly cursor: Cursor;
  readonly scope: Scope;
  readonly loops: readonly OpenLoop[];
  readonly files: readonly string[];
  /** The file of spans that name none. */
  readonly file: number;
  /** The span of the statement being read: expressions have it unless they say otherwise. */
  readonly span: Span;
  /** Makes ids for names and loops. */
  readonly freshId: () => number;
}

export function innerScope(p: Place): Place {
  return { ...p, scope: { entries: new Map(), outer: p.scope } };
}

/** Reads a name and declares it in the current scope. */
export function declareName(p: Place, what: string): { token: Token; sym: Sym } {
  const token = p.cursor.expectKind("name", what);
  if (p.scope.entries.has(token.text)) throw p.cursor.error(`${what} that is not declared yet`, token);
  return { token, sym: { name: spelling(p, token), id: p.freshId() } };
}

export function declare(p: Place, token: Token, entry: Entry): void {
  p.scope.entries.set(token.text, entry);
}

/** The text of a name token as the user spelt it. */
export function spelling(p: Place, token: Token): string {
  try {
    return spellingOf(token.text);
  } catch {
    throw p.cursor.error("a quoted name with valid escapes", token);
  }
}

export function lookup(p: Place, text: string): Entry | undefined {
  for (let scope: Scope | undefined = p.scope; scope !== undefined; scope = scope.outer) {
    const entry = scope.entries.get(text);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** Reads the name of something declared. */
export function knownName(p: Place, kind: Entry["kind"], what: string): Entry {
  const token = p.cursor.expectKind("name", what);
  const entry = lookup(p, token.text);
  if (entry?.kind !== kind) throw p.cursor.error(`${what} that is declared`, token);
  return entry;
}

const simpleTypes: Readonly<Record<string, ScalarType>> = { index, bool, float32, float64 };

/** The scalar type a word names; undefined for other words. */
export function scalarTypeNamed(word: string): ScalarType | undefined {
  const match = intTypePattern.exec(word);
  if (match === null) return Object.hasOwn(simpleTypes, word) ? simpleTypes[word] : undefined;
  const width = Number(match[2]);
  return width <= maxIntWidth ? int(width, match[1] === "") : undefined;
}

export function parseScalarType(p: Place): ScalarType {
  const token = p.cursor.expectKind("name", "a scalar type");
  const type = scalarTypeNamed(token.text);
  if (type === undefined) throw p.cursor.error("a scalar type", token);
  return type;
}

/** `int8`, `float32[4, 4]`, `stream<int8, 2>`. */
export function parseType(p: Place): Type {
  if (p.cursor.peek().text === "stream") return parseStreamType(p);
  const element = parseScalarType(p);
  if (!p.cursor.accept("[")) return element;
  const shape = [parseCount(p, "an extent")];
  while (p.cursor.accept(",")) shape.push(parseCount(p, "an extent"));
  p.cursor.expect("]");
  return tensor(element, shape);
}

export function parseStreamType(p: Place): Extract<Type, { kind: "stream" }> {
  p.cursor.expect("stream");
  p.cursor.expect("<");
  const element = parseScalarType(p);
  p.cursor.expect(",");
  const depth = parseCount(p, "a depth");
  p.cursor.expect(">");
  return { kind: "stream", element, depth };
}

/** A non-negative whole number that JavaScript holds exactly. */
export function parseCount(p: Place, what: string): number {
  const token = p.cursor.expectKind("number", what);
  const value = Number(token.text);
  if (!/^[0-9]+$/.test(token.text) || !Number.isSafeInteger(value)) throw p.cursor.error(what, token);
  return value;
}

/** Reads `@123+45`, `@1:123+45` or `@-` if it stands here. */
export function parseSpan(p: Place): Span | undefined {
  if (!p.cursor.accept("@")) return undefined;
  if (p.cursor.accept("-")) return noSpan;
  const token = p.cursor.peek();
  const first = parseCount(p, "an offset");
  const named = p.cursor.accept(":");
  const start = named ? parseCount(p, "an offset") : first;
  p.cursor.expect("+");
  const length = parseCount(p, "a length");
  const file = p.files[named ? first : p.file];
  if (file === undefined) throw p.cursor.error("the number of a file in the table", token);
  return { file, start, length };
}

/** The number of the table's file that `span` is in; the first one for no file. */
export function fileNumber(p: Place, span: Span): number {
  return Math.max(0, p.files.indexOf(span.file));
}
