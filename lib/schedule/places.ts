/** What primitives that take several loops ask of them. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { LoopPlace } from "./parameters.js";
import { refused, type StepContext } from "./primitive.js";

/** The refusal, if a loop is named twice, or one stands in another function. */
export function placesErrors(
  context: StepContext, primitive: string, places: readonly LoopPlace[],
): readonly Diagnostic[] {
  const [first] = places;
  const twice = places.find((p, i) => places.findIndex((o) => o.loop === p.loop) < i);
  if (twice !== undefined) return refused(context, kinds.namedTwice, [primitive, twice.loop.iter.name]);
  const elsewhere = places.find((p) => p.func !== first?.func);
  if (first === undefined || elsewhere === undefined) return [];
  return refused(context, kinds.notNested, [first.loop.iter.name, elsewhere.loop.iter.name]);
}
