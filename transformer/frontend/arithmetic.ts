/** The arithmetic operators as users write them; with `=` appended they are the compound assignments. */
import type { BinaryOp } from "../../lib/ir/ir.js";

export const arithmetic: ReadonlyMap<string, BinaryOp> = new Map([
  ["+", "add"],
  ["-", "sub"],
  ["*", "mul"],
  ["/", "div"],
  ["%", "rem"],
  ["**", "pow"],
  ["<<", "shl"],
  [">>", "shr"],
  [">>>", "ushr"],
  ["&", "and"],
  ["|", "or"],
  ["^", "xor"],
]);
