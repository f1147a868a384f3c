/** The passes by which a module becomes simpler, in the order in which they run. */
import type { Module } from "../ir/ir.js";
import { lowerFixed } from "./lower-fixed.js";
import { splitStructs } from "./split-structs.js";

export interface Pass {
  readonly name: string;
  /** What is gone afterwards, as a phrase. */
  readonly summary: string;
  readonly run: (m: Module) => Module;
}

export const passes: readonly Pass[] = [
  { name: "split-structs", summary: "structs become their scalars, tensors of them one tensor for each", run: splitStructs },
  { name: "lower-fixed", summary: "fixed point becomes integers with shifts and roundings", run: lowerFixed },
];

/** `m` after the pass called `name` and all before it; `undefined` when there is no such pass. */
export function afterPass(m: Module, name: string): Module | undefined {
  const last = passes.findIndex((p) => p.name === name);
  return last < 0 ? undefined : passes.slice(0, last + 1).reduce((module, p) => p.run(module), m);
}
