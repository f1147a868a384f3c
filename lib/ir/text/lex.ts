/** Cuts the text form into tokens and reports where it is not well formed. */
import { namePattern } from "./syntax.js";

/** The text is not a module: says where (line and column from 1), what was expected there, and what stands there. */
export class IrSyntaxError extends Error {
  readonly line: number;
  readonly column: number;
  readonly expected: string;

  constructor(at: Pick<Token, "line" | "column" | "text">, expected: string, file?: string) {
    const found = at.text === "" ? "the end" : `'${at.text}'`;
    super(`${file ?? "IR"}(${at.line},${at.column}): expected ${expected}, found ${found}`);
    this.name = "IrSyntaxError";
    this.line = at.line;
    this.column = at.column;
    this.expected = expected;
  }
}

export interface Token {
  readonly kind: "name" | "number" | "string" | "punct" | "end";
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

const pattern = new RegExp(
  [
    String.raw`[ \t\r\n]+|//[^\n]*`,
    `(?:${namePattern}(?:\\.${namePattern})*|\`[^\`\\n]*\`)(?:#[0-9]+)?`,
    String.raw`[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?f?`,
    String.raw`"(?:[^"\\\n]|\\.)*"`,
    String.raw`->|\|\||&&|==|!=|>>>|>>|>=|>|<<|<=|<|[-+*/%&|^~!=:,@#()[\]{}]`,
  ].join("|"),
  "uy",
);

/** The tokens of `text`, the last of kind `end`. `file` only serves messages. */
export function tokens(text: string, file?: string): readonly Token[] {
  const found: Token[] = [];
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const piece = pattern.exec(text)?.[0];
    const here = { line, column: at - lineStart + 1 };
    if (piece === undefined) {
      throw new IrSyntaxError({ ...here, text: text.charAt(at) }, "a name, number or operator", file);
    }
    const kind = kindOf(piece);
    if (kind !== undefined) found.push({ kind, text: piece, ...here });
    for (let end = piece.indexOf("\n"); kind === undefined && end >= 0; end = piece.indexOf("\n", end + 1)) {
      line++;
      lineStart = at + end + 1;
    }
  }
  found.push({ kind: "end", text: "", line, column: text.length - lineStart + 1 });
  return found;
}

/** The first character decides (the pattern has checked the rest); undefined for spaces and comments. */
function kindOf(piece: string): Token["kind"] | undefined {
  if (/^(?:\s|\/\/)/.test(piece)) return undefined;
  if (/^[0-9]/.test(piece)) return "number";
  if (piece.startsWith('"')) return "string";
  return /^[!-#%-/:-@[-^{-~]/.test(piece) ? "punct" : "name";
}

/** Reads tokens one after another. */
export interface Cursor {
  /** The token to be read next, or one further on. */
  peek(ahead?: number): Token;
  next(): Token;
  /** Reads the next token if it is `text`. */
  accept(text: string): boolean;
  expect(text: string): Token;
  /** Whether the next token is on the line of the last one read. */
  onSameLine(): boolean;
  expectKind(kind: Token["kind"], what: string): Token;
  /** Reads a string. */
  text(): string;
  /** The error to throw at the next token (or at `token`). */
  error(expected: string, token?: Token): IrSyntaxError;
}

export function cursor(text: string, file?: string): Cursor {
  const all = [...tokens(text, file)];
  const end: Token = all.at(-1) ?? { kind: "end", text: "", line: 1, column: 1 };
  let at = 0;
  const peek = (ahead = 0): Token => all[at + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    at++;
    return token;
  };
  const error = (expected: string, token = peek()): IrSyntaxError => new IrSyntaxError(token, expected, file);
  /** Cuts `>>` in two where a bracket closes: `bitcast<fixed<8, 4>>(x)`. */
  const splitBrackets = (): void => {
    const token = peek();
    if (token.kind !== "punct" || !/^>>+$/.test(token.text)) return;
    all.splice(at, 1, { ...token, text: ">" }, { ...token, text: token.text.slice(1), column: token.column + 1 });
  };
  const is = (text: string): boolean => peek().text === text && peek().kind !== "string" && peek().kind !== "end";
  return {
    peek,
    next,
    error,
    onSameLine: () => peek().line === all[at - 1]?.line,
    accept: (text) => is(text) && next() !== end,
    expect: (text) => {
      if (text === ">") splitBrackets();
      if (!is(text)) throw error(`'${text}'`);
      return next();
    },
    expectKind: (kind, what) => {
      if (peek().kind !== kind) throw error(what);
      return next();
    },
    text: () => {
      const token = peek();
      if (token.kind !== "string") throw error("a string");
      try {
        return JSON.parse(next().text) as string;
      } catch {
        throw error("a string with valid escapes", token);
      }
    },
  };
}
