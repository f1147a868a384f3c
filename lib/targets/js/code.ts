/** Pieces of JavaScript text that know how tightly they bind, and what kind of value they give. */
import type { Interval } from "../../ir/types.js";

/** Binding strengths, as in the ECMAScript grammar. */
export const precedence = {
  conditional: 2, or: 3, and: 4, bitOr: 6, bitXor: 7, bitAnd: 8, equality: 9, relational: 10, shift: 11,
  additive: 12, multiplicative: 13, unary: 15, call: 18, primary: 20,
} as const;

/** An expression as text. */
export interface Code {
  readonly text: string;
  readonly precedence: number;
}

/**
 * An integer as JavaScript: a number (exact, so within ±2^53) or a bigint. `range` holds it. A number that
 * `mayBeMinusZero` stands for 0 when it is -0: harmless in arithmetic, but not to be let out (`settled` in carriers.ts).
 */
export interface IntCode extends Code {
  readonly carrier: "number" | "bigint";
  readonly range: Interval;
  readonly mayBeMinusZero: boolean;
}

export function primary(text: string): Code {
  return { text, precedence: precedence.primary };
}

/** `callee(args)`. */
export function call(callee: string, ...args: readonly (Code | string)[]): Code {
  const list = args.map((a) => (typeof a === "string" ? a : a.text));
  return { text: `${callee}(${list.join(", ")})`, precedence: precedence.call };
}

/** `c` where at least the strength `level` is needed. */
export function inside(c: Code, level: number): string {
  return c.precedence >= level ? c.text : `(${c.text})`;
}

const levels: Readonly<Record<string, number>> = {
  "*": precedence.multiplicative, "/": precedence.multiplicative, "%": precedence.multiplicative,
  "+": precedence.additive, "-": precedence.additive,
  "<<": precedence.shift, ">>": precedence.shift, ">>>": precedence.shift,
  "<": precedence.relational, "<=": precedence.relational, ">": precedence.relational, ">=": precedence.relational,
  "===": precedence.equality, "!==": precedence.equality,
  "&": precedence.bitAnd, "^": precedence.bitXor, "|": precedence.bitOr,
  "&&": precedence.and, "||": precedence.or,
};

/** `left op right`; all operators here associate to the left. */
export function infix(op: string, left: Code, right: Code): Code {
  const level = levels[op];
  if (level === undefined) throw new Error(`no precedence for '${op}'`);
  return { text: `${inside(left, level)} ${op} ${inside(right, level + 1)}`, precedence: level };
}

/** `op operand`. */
export function prefix(op: string, operand: Code): Code {
  const text = inside(operand, precedence.unary);
  const separator = text.startsWith(op) ? " " : "";
  return { text: op + separator + text, precedence: precedence.unary };
}

/** `cond ? whenTrue : whenFalse`. */
export function conditional(cond: Code, whenTrue: Code, whenFalse: Code): Code {
  const [yes, no] = [inside(whenTrue, precedence.conditional), inside(whenFalse, precedence.conditional)];
  return { text: `${inside(cond, precedence.or)} ? ${yes} : ${no}`, precedence: precedence.conditional };
}

/** A number as a literal that reads back as exactly that number. */
export function numberLiteral(value: number): Code {
  if (Number.isNaN(value)) return primary("NaN");
  const magnitude = Math.abs(value);
  const text = magnitude === Infinity ? "Infinity" : String(magnitude);
  const negative = value < 0 || Object.is(value, -0);
  return negative ? { text: `-${text}`, precedence: precedence.unary } : primary(text);
}

/** A bigint as a literal. */
export function bigintLiteral(value: bigint): Code {
  return value < 0n ? { text: `${value}n`, precedence: precedence.unary } : primary(`${value}n`);
}
