/** Integer types as numbers, to be stored in nodes: twice the width, and 1 when signed. */
import { bitWidth, type BoolType, type IndexType, type IntType } from "../ir/types.js";
import type { Range } from "./graph.js";

export type Integral = IntType | IndexType | BoolType;

/** A number for the width and sign of a type. */
export function rangeCode(t: Integral): number {
  return bitWidth(t) * 2 + (t.kind === "index" || (t.kind === "int" && t.signed) ? 1 : 0);
}

export const widthOf = (code: number): number => code >> 1;
export const isSigned = (code: number): boolean => (code & 1) === 1;

/** Whether the type of code `outer` holds all values of that of code `inner`. */
export function holdsCode(outer: number, inner: number): boolean {
  const spare = widthOf(outer) - widthOf(inner);
  return isSigned(outer) === isSigned(inner) ? spare >= 0 : isSigned(outer) && spare > 0;
}

const knownRanges: Range[] = [];

/** The values of the type of this code, as doubles: from 2^53 on the greatest is rounded up. */
export function rangeOfCode(code: number): Range {
  const known = knownRanges[code];
  if (known !== undefined) return known;
  const values = 2 ** (widthOf(code) - (isSigned(code) ? 1 : 0));
  const range = { lo: isSigned(code) ? -values : 0, hi: values - 1 };
  knownRanges[code] = range;
  return range;
}

/** All values of a type. */
export function rangeOf(t: Integral): Range {
  return rangeOfCode(rangeCode(t));
}
