/** Whether loops that were said to be parallel still are. */
import { findDependence, type Direction } from "../analysis/dependences.js";
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module } from "../ir/ir.js";
import type { Loop } from "../analysis/accesses.js";
import { loopsOf } from "./names.js";
import type { MemoryPlace } from "./parameters.js";
import { refused, type StepContext } from "./primitive.js";

/** The refusal, if `after` the step iterations of a parallel or vectorized loop depend on each other by the tensor. */
export function sideBySideErrors(
  context: StepContext, primitive: string, { func, sym }: MemoryPlace, after: () => Module,
): readonly Diagnostic[] {
  if (!loopsOf(func).some((l) => isParallel(l.loop))) return [];
  const module = after();
  const changed = module.functions.find((f) => f.sym.id === func.sym.id);
  const carried = changed === undefined ? undefined : findDependence(changed, module, undefined, ({ from, loops }) => {
    if (from.target.id !== sym.id || !loops.some((l) => isParallel(l.node))) return undefined;
    return (directions) => decide(directions, loops);
  });
  const loop = carried?.loops[carried.directions.indexOf("<")]?.node;
  if (loop?.kind !== "for") return [];
  const directive = loop.directives?.parallel === true ? "parallel" : "vectorize";
  return refused(context, kinds.sideBySide, [primitive, sym.name, loop.iter.name, directive]);
}

function decide(directions: readonly Direction[], loops: readonly Loop[]): "no" | "more" | "yes" {
  const last = loops[directions.length - 1];
  if (directions.at(-1) === "<") return last !== undefined && isParallel(last.node) ? "yes" : "no";
  return directions.length === loops.length ? "no" : "more";
}

function isParallel(l: Loop["node"]): boolean {
  return l.kind === "for" && (l.directives?.parallel === true || l.directives?.vectorize === true);
}
