/** Steps from data that anybody may have written. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.js";
import { noSpan } from "../diagnostics/source.js";
import { mostSteps } from "./json-schema.js";
import { stepFromJson, type Step, type StepJson } from "./step.js";

/**
 * The steps of `[{ "primitive": "split", "loop": "i", "factor": 8 }, split("j", 4), …]`, or what is wrong with the
 * list. Arguments are checked when they are applied.
 */
export function stepsFromJson(data: unknown): readonly Step[] | Diagnostic {
  if (!Array.isArray(data)) return diagnose(kinds.wrongForm, noSpan, ["", "must be a list of steps"]);
  if (data.length > mostSteps) return diagnose(kinds.fileTooLarge, noSpan, ["a list of steps", `${mostSteps} steps`]);
  const items: readonly unknown[] = data;
  const wrong = items.findIndex((item) => !isStep(item));
  if (wrong < 0) return items.filter(isStep).map((x) => (isMade(x) ? { primitive: x.primitive, args: x.args } : stepFromJson(x)));
  return diagnose(kinds.wrongForm, noSpan, [`[${wrong}]`, 'must be a step: { "primitive": "split", … }']);
}

/** Is it what a call of a primitive gives, and no data? */
function isMade(x: StepJson): x is StepJson & Step {
  const { args } = x;
  const isRecord = typeof args === "object" && args !== null && !Array.isArray(args);
  return isRecord && Object.keys(x).every((k) => ["primitive", "args", "span"].includes(k));
}

function isStep(x: unknown): x is StepJson & { readonly primitive: string } {
  if (typeof x !== "object" || x === null || !Object.hasOwn(x, "primitive")) return false;
  return "primitive" in x && typeof x.primitive === "string";
}
