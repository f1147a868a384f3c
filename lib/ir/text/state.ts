/** What the parser knows while it reads: the names in scope, the loops around, the files of the span table. */
import { noSpan, type Span } from "../../diagnostics/source.js";
import type { MemoryDirectives, Sym } from "../ir.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, maxIntWidth, tensor,
  type FixedType, type Overflow, type Rounding, type ScalarType, type StructType, type Type, type ValueType,
} from "../types.js";
import type { Cursor, Token } from "./lex.js";
import { intTypePattern, overflows, roundings, spellingOf } from "./syntax.js";

/** What a name stands for; a function has the type of its one result, if it has one. */
export interface Entry {
  readonly sym: Sym;
  readonly kind: "variable" | "function";
  readonly type?: Type;
  /** Of a function: the types of its parameters and results. */
  readonly params?: readonly Type[];
  readonly results?: readonly Type[];
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
  /** Struct types by name. */
  readonly structs: Map<string, StructType>;
  /** What the function around returns. */
  readonly results: readonly Type[];
  /** What the function around says of its memories, gathered where it says so. */
  readonly memories: MemoryDirectives[];
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

const simpleTypes: Readonly<Record<string, ScalarType>> = { index, bool, float16, bfloat16, float32, float64 };

/** The scalar type that begins with `token`, which has been read; undefined where none does. */
export function scalarTypeAhead(p: Place, token: Token): ScalarType | undefined {
  if (token.kind !== "name") return undefined;
  if (token.text === "fixed" || token.text === "ufixed") return parseFixed(p, token.text === "fixed");
  const match = intTypePattern.exec(token.text);
  if (match === null) return Object.hasOwn(simpleTypes, token.text) ? simpleTypes[token.text] : undefined;
  const width = Number(match[2]);
  return width <= maxIntWidth ? int(width, match[1] === "") : undefined;
}

/** `<16, 8>`, `<16, 8, round, saturate>`. */
function parseFixed(p: Place, signed: boolean): FixedType {
  p.cursor.expect("<");
  const width = parseCount(p, "a width");
  p.cursor.expect(",");
  const negative = p.cursor.accept("-");
  const frac = parseCount(p, "a number of fraction bits");
  const [rounding, overflow]: readonly [Rounding?, Overflow?] = p.cursor.accept(",") ? parseModes(p) : [];
  p.cursor.expect(">");
  return fixed(width, negative ? -frac : frac, signed, rounding, overflow);
}

function parseModes(p: Place): [Rounding, Overflow] {
  const word = (known: ReadonlySet<string>, what: string): string => {
    const token = p.cursor.expectKind("name", what);
    if (!known.has(token.text)) throw p.cursor.error(what, token);
    return token.text;
  };
  const rounding = word(roundings, "a rounding mode");
  p.cursor.expect(",");
  return [rounding as Rounding, word(overflows, "an overflow mode") as Overflow];
}

export function parseScalarType(p: Place): ScalarType {
  const token = p.cursor.expectKind("name", "a scalar type");
  const type = scalarTypeAhead(p, token);
  if (type === undefined) throw p.cursor.error("a scalar type", token);
  return type;
}

/** A scalar type or the name of a struct. */
export function parseValueType(p: Place): ValueType {
  const token = p.cursor.expectKind("name", "a type");
  const type = scalarTypeAhead(p, token) ?? p.structs.get(spelling(p, token));
  if (type === undefined) throw p.cursor.error("a scalar type or the name of a struct", token);
  return type;
}

/** `int8`, `float32[4, 4]`, `stream<int8, 2>`. */
export function parseType(p: Place): Type {
  if (p.cursor.peek().text === "stream") return parseStreamType(p);
  const element = parseValueType(p);
  if (!p.cursor.accept("[")) return element;
  return tensor(element, parseCounts(p));
}

/** What follows `[`: numbers up to the bracket that closes. */
export function parseCounts(p: Place): readonly number[] {
  const counts = [parseCount(p, "a number")];
  while (p.cursor.accept(",")) counts.push(parseCount(p, "a number"));
  p.cursor.expect("]");
  return counts;
}

export function parseStreamType(p: Place): Extract<Type, { kind: "stream" }> {
  p.cursor.expect("stream");
  p.cursor.expect("<");
  const token = p.cursor.peek();
  const element = parseType(p);
  if (element.kind === "stream") throw p.cursor.error("the type of a token", token);
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
