/** Integers as numbers or bigints: going from one to the other, and wrapping to the width of a type. */
import { contains, intervalOf, type IndexType, type Interval, type IntType } from "../../ir/types.js";
import { asInt } from "../../ir/typing.js";
import {
  bigintLiteral, call, infix, numberLiteral, precedence, prefix, primary, type Code, type IntCode,
} from "./code.js";
import { fitsInt32, fitsNumber, fitsUint32 } from "./storage.js";

/** A number with values in `range`. */
export function number(code: Code, range: Interval, mayBeMinusZero = false): IntCode {
  const zero = range.lo <= 0n && range.hi >= 0n;
  return { ...code, carrier: "number", range, mayBeMinusZero: mayBeMinusZero && zero };
}

/** A bigint with values in `range`. */
export function bigint(code: Code, range: Interval): IntCode {
  return { ...code, carrier: "bigint", range, mayBeMinusZero: false };
}

/** The integer `value`, as a number if that is exact. */
export function integerLiteral(value: bigint): IntCode {
  const range = { lo: value, hi: value };
  return fitsNumber(range) ? number(numberLiteral(Number(value)), range) : bigint(bigintLiteral(value), range);
}

/** `c` as a number; its values must fit one. */
export function toNumber(c: IntCode): IntCode {
  return c.carrier === "number" ? c : number(call("Number", c), c.range);
}

/** Is `c` a number written down? */
export function isLiteral(c: IntCode): boolean {
  return /^-?[0-9]+$/.test(c.text);
}

/** `c` as a bigint. */
export function toBigint(c: IntCode): IntCode {
  if (c.carrier === "bigint") return c;
  if (isLiteral(c)) return bigint(bigintLiteral(BigInt(c.text)), c.range);
  return bigint(call("BigInt", c), c.range);
}

/** A number that is 0 where `c` is -0. */
export function settled(c: IntCode): IntCode {
  if (!c.mayBeMinusZero) return c;
  return number(fitsInt32(c.range) ? infix("|", c, primary("0")) : infix("+", c, primary("0")), c.range);
}

/** `c` as variables and elements of type `t` are carried. */
export function carried(c: IntCode, t: IntType | IndexType): IntCode {
  return t.kind === "int" && t.width > 53 ? toBigint(c) : settled(toNumber(c));
}

/** `c` as a variable with this carrier holds it. */
export function inCarrier(c: IntCode, carrier: "number" | "bigint" | "boolean"): IntCode {
  return carrier === "bigint" ? toBigint(c) : settled(toNumber(c));
}

/** `c` modulo 2^32 as any number: for consumers that look at the low 32 bits only. */
export function low32(c: IntCode): IntCode {
  if (c.carrier === "number") return c;
  if (fitsNumber(c.range)) return toNumber(c);
  return number(call("Number", call("BigInt.asIntN", "32", c)), intervalOf({ kind: "int", width: 32, signed: true }));
}

/** Converts to `t` by two's complement, `c` being any integer. */
export function wrapped(c: IntCode, t: IntType | IndexType, runtime: string): IntCode {
  const type = asInt(t);
  const range = intervalOf(type);
  if (contains(range, c.range)) return c;
  if (type.width <= 32) return wrapped32(low32(c), type);
  if (type.width <= 53 && c.carrier === "number") {
    const helper = `${runtime}.${type.signed ? "wrapSigned" : "wrapUnsigned"}`;
    return number(call(helper, c, String(2 ** type.width)), range, c.mayBeMinusZero);
  }
  const cut = bigint(call(type.signed ? "BigInt.asIntN" : "BigInt.asUintN", String(type.width), toBigint(c)), range);
  return type.width <= 53 ? toNumber(cut) : cut;
}

/** A statement that brings variable `name`, which holds any number, into a type of 33 to 53 bits. */
export function wrapLine(name: string, { range }: IntCode, { width, signed }: IntType, runtime: string): string {
  const modulus = String(2 ** width);
  const wrap = (helper: string): string => `${name} = ${runtime}.${helper}(${name}, ${modulus});`;
  if (signed) return `if (Math.abs(${name}) >= ${2 ** (width - 1)}) ${wrap("wrapSigned")}`;
  const below = range.lo < 0n ? `${name} < 0 || ` : "";
  return `if (${below}${name} >= ${modulus}) ${wrap("wrapUnsigned")}`;
}

/** Wraps any number to at most 32 bits with JavaScript's own 32-bit operators. */
export function wrapped32(c: Code, { width, signed }: IntType): IntCode {
  const range = intervalOf({ kind: "int", width, signed });
  if (width === 32) return number(signed ? asInt32(c) : infix(">>>", c, primary("0")), range);
  if (!signed) return number(infix("&", c, primary(String(2 ** width - 1))), range);
  const by = primary(String(32 - width));
  return number(infix(">>", infix("<<", c, by), by), range);
}

/** `c | 0`, once. */
function asInt32(c: Code): Code {
  return c.precedence === precedence.bitOr && c.text.endsWith(" | 0") ? c : infix("|", c, primary("0"));
}

/** Whether the low 32 bits of all of these are what the 32-bit operators take them for. */
export function isWord(r: Interval): boolean {
  return fitsInt32(r) || fitsUint32(r);
}

/** `-c` as a number without making -0. */
export function negated(c: IntCode, range: Interval): IntCode {
  return c.carrier === "bigint" ? bigint(prefix("-", c), range) : number(infix("-", primary("0"), c), range);
}
