/** Applies steps of any primitive. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module } from "../ir/ir.js";
import * as fold from "./fold.js";
import type { Scheduled, StepResult } from "./fold.js";
import { primitives } from "./primitives/index.js";
import type { Step } from "./step.js";

export { unscheduled, type Scheduled, type StepResult } from "./fold.js";

/** `before` with one step more, or why not. */
export function applyStep(before: Scheduled, step: Step): StepResult {
  return fold.applyStep(primitives, before, step);
}

/** All of `steps`; those that are refused are left out, and said why. */
export function applySteps(module: Module, steps: readonly Step[]): { readonly scheduled: Scheduled; readonly errors: readonly Diagnostic[] } {
  return fold.applySteps(primitives, module, steps);
}
