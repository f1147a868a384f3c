/** What is done to a module before JavaScript is made of it: it comes down to integers, floats, bools and arrays. */
import type { Module } from "../../ir/ir.js";
import { lowerFixed } from "../../passes/lower-fixed.js";
import { splitStructs } from "../../passes/split-structs.js";

/** `m` without structs and fixed point; `m` itself when it has none. */
export function simplified(m: Module): Module {
  return lowerFixed(splitStructs(m));
}
