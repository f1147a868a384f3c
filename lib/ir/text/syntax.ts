/** What the printer and the parser of the text form share: operators, reserved words, how names and numbers look. */
import { formatScalar } from "../../numeric/format.js";
import type { BinaryOp, CompareOp, Logic, Sym, UnaryOp } from "../ir.js";
import type { FixedType, Overflow, Rounding, ScalarType, Type } from "../types.js";

/** An operator between its operands; a higher `level` binds tighter. All of them group to the left. */
export type InfixOperator = { readonly text: string; readonly level: number } & (
  | { readonly kind: "logic"; readonly op: Logic["op"] }
  | { readonly kind: "compare"; readonly op: CompareOp }
  | { readonly kind: "binary"; readonly op: BinaryOp }
);

const infixOperators: readonly InfixOperator[] = [
  { kind: "logic", op: "or", text: "||", level: 1 },
  { kind: "logic", op: "and", text: "&&", level: 2 },
  { kind: "binary", op: "or", text: "|", level: 3 },
  { kind: "binary", op: "xor", text: "^", level: 4 },
  { kind: "binary", op: "and", text: "&", level: 5 },
  { kind: "compare", op: "eq", text: "==", level: 6 },
  { kind: "compare", op: "ne", text: "!=", level: 6 },
  { kind: "compare", op: "lt", text: "<", level: 7 },
  { kind: "compare", op: "le", text: "<=", level: 7 },
  { kind: "compare", op: "gt", text: ">", level: 7 },
  { kind: "compare", op: "ge", text: ">=", level: 7 },
  { kind: "binary", op: "shl", text: "<<", level: 8 },
  { kind: "binary", op: "shr", text: ">>", level: 8 },
  { kind: "binary", op: "ushr", text: ">>>", level: 8 },
  { kind: "binary", op: "add", text: "+", level: 9 },
  { kind: "binary", op: "sub", text: "-", level: 9 },
  { kind: "binary", op: "mul", text: "*", level: 10 },
  { kind: "binary", op: "div", text: "/", level: 10 },
  { kind: "binary", op: "rem", text: "%", level: 10 },
];

/** How tightly prefix operators bind, and everything that needs no parentheses. */
export const prefixLevel = 11;
export const primaryLevel = 12;

export const infixByText: ReadonlyMap<string, InfixOperator> = new Map(infixOperators.map((o) => [o.text, o]));

const infixByOp = new Map(infixOperators.map((o) => [`${o.kind} ${o.op}`, o]));

/** The infix form of an operator; undefined for those written as calls, `min(a, b)`. */
export function infixOf(kind: InfixOperator["kind"], op: BinaryOp | CompareOp): InfixOperator | undefined {
  return infixByOp.get(`${kind} ${op}`);
}

export const prefixByText: ReadonlyMap<string, UnaryOp> = new Map([["-", "neg"], ["~", "bitnot"], ["!", "not"]]);
export const prefixByOp: ReadonlyMap<UnaryOp, string> = new Map([...prefixByText].map(([text, op]) => [op, text]));

export const binaryCalls: ReadonlySet<string> = new Set<BinaryOp>(["floordiv", "mod", "min", "max", "pow", "hypot"]);
export const unaryCalls: ReadonlySet<string> = new Set<UnaryOp>([
  "abs", "sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "floor", "ceil", "round", "trunc", "sign", "reverse",
]);

const statementWords = [
  "let", "const", "alloc", "rom", "state", "for", "reduction", "while", "do", "if", "switch", "break", "continue",
  "return", "call", "put", "get", "probe", "print", "assert", "memory",
];
const literalWords = [
  "true", "false", "nan", "inf", "select", "bitcast", "index", "bool", "float16", "bfloat16", "float32", "float64",
  "fixed", "ufixed", "stream",
];

/** Words that can begin an expression or a statement; a user's name spelled so is quoted. */
const reserved: ReadonlySet<string> = new Set([...statementWords, ...literalWords, ...binaryCalls, ...unaryCalls]);

export const intTypePattern = /^(u?)int([1-9][0-9]*)$/;

/** What a name may look like unquoted: an identifier, or several joined by dots (`i.outer`). */
export const namePattern = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*`;
const plainName = new RegExp(String.raw`^${namePattern}(?:\.${namePattern})*$`, "u");

/** A user's spelling as the text form writes it: in backquotes when it would read as something else. */
export function nameText(spelling: string): string {
  const plain = plainName.test(spelling) && !reserved.has(spelling) && !intTypePattern.test(spelling);
  return plain ? spelling : `\`${JSON.stringify(spelling).slice(1, -1).replaceAll("`", "\\u0060")}\``;
}

/** Undoes `nameText`; a `#2` that tells names of one spelling apart is dropped. Throws on malformed escapes. */
export function spellingOf(text: string): string {
  const name = text.replace(/#[0-9]+$/, "");
  return name.startsWith("`") ? (JSON.parse(`"${name.slice(1, -1)}"`) as string) : name;
}

/** The modes of fixed-point types, by the words the text form shares with the language. */
export const roundings: ReadonlySet<string> = new Set<Rounding>([
  "trunc", "truncZero", "round", "roundZero", "roundMinInf", "roundInf", "roundConv",
]);
export const overflows: ReadonlySet<string> = new Set<Overflow>(["wrap", "saturate", "saturateZero", "saturateSym"]);

export function typeText(t: Type): string {
  switch (t.kind) {
    case "int":
      return `${t.signed ? "int" : "uint"}${t.width}`;
    case "index":
    case "bool":
      return t.kind;
    case "fixed":
      return fixedText(t);
    case "float":
      return t.precision === 8 ? "bfloat16" : `float${t.width}`;
    case "struct":
      return nameText(t.name);
    case "tensor":
      return `${typeText(t.element)}[${t.shape.join(", ")}]`;
    case "stream":
      return `stream<${typeText(t.element)}, ${t.depth}>`;
  }
}

/** The modes are left out where both are the usual ones. */
function fixedText({ width, frac, signed, rounding, overflow }: FixedType): string {
  const modes = rounding === "trunc" && overflow === "wrap" ? [] : [rounding, overflow];
  return `${signed ? "" : "u"}fixed<${[width, frac, ...modes].join(", ")}>`;
}

/** A literal of `type` without its type: decimals, those of floats with a point or an exponent; `nan`, `inf`, `-inf`. */
export function valueText(value: bigint | number | boolean, type: ScalarType): string {
  if (typeof value !== "number") return formatScalar(value, type);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  const digits = formatScalar(value, type);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

/** Gives each `Sym` a text of its own: its spelling, and `#2`, `#3` … for later ones of the same spelling. */
export interface Names {
  of(sym: Sym): string;
  /** Names for an inner scope: knows all of these, adds its own. */
  inner(): Names;
}

export function names(
  known: ReadonlyMap<number, string> = new Map(),
  uses: ReadonlyMap<string, number> = new Map(),
): Names {
  const texts = new Map(known);
  const counts = new Map(uses);
  return {
    of: (sym) => {
      const text = texts.get(sym.id) ?? nextText(sym.name, counts);
      texts.set(sym.id, text);
      return text;
    },
    inner: () => names(texts, counts),
  };
}

function nextText(spelling: string, counts: Map<string, number>): string {
  const count = (counts.get(spelling) ?? 0) + 1;
  counts.set(spelling, count);
  return count === 1 ? nameText(spelling) : `${nameText(spelling)}#${count}`;
}
