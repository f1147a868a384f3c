/** A step of a schedule is plain data: the name of a primitive, and its arguments by name. */
import type { Span } from "../diagnostics/source.js";

export interface Step {
  readonly primitive: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Where the user wrote it. */
  readonly span?: Span;
}

/** A step as data: `{ "primitive": "split", "loop": "i", "factor": 8 }`. */
export type StepJson = Readonly<Record<string, unknown>>;

/** As it is written in JSON: `{ "primitive": "split", "loop": "i", "factor": 8 }`. */
export function stepToJson({ primitive, args }: Step): StepJson {
  return { primitive, ...args };
}

/** The step that `stepToJson` wrote; its arguments are not checked yet. */
export function stepFromJson(json: StepJson, span?: Span): Step {
  const { primitive, ...args } = json;
  return { primitive: typeof primitive === "string" ? primitive : "", args, ...(span && { span }) };
}
