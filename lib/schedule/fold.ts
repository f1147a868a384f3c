/** Applies steps one after the other: a fold over the module. A step that is refused changes nothing. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.js";
import { noSpan } from "../diagnostics/source.js";
import type { Func, Module } from "../ir/ir.js";
import { allFunctions } from "../ir/walk.js";
import { resolveArguments, type Replaced } from "./arguments.js";
import type { Parameters, Resolved } from "./parameters.js";
import { fifoProblem } from "./fifos.js";
import { reachableFrom } from "./instances.js";
import { refused, type MadeThings, type Primitive, type StepContext } from "./primitive.js";
import { stageBodies, stageErrors, type StageBody } from "./stages.js";
import type { Step } from "./step.js";

/** Primitives by name. */
export type Table = ReadonlyMap<string, Primitive>;

/** A module, and the steps that made it of the kernel as written. */
export interface Scheduled {
  readonly module: Module;
  readonly steps: readonly Step[];
  readonly replaced: readonly Replaced[];
}

export type StepResult =
  | { readonly kind: "done"; readonly scheduled: Scheduled; readonly made: MadeThings }
  | { readonly kind: "refused"; readonly errors: readonly Diagnostic[] };

/** `module` before any step. */
export function unscheduled(module: Module): Scheduled {
  return { module, steps: [], replaced: [] };
}

/** `before` with one step more, or why not. */
export function applyStep(primitives: Table, before: Scheduled, step: Step): StepResult {
  const span = step.span ?? noSpan;
  const primitive = primitives.get(step.primitive);
  if (primitive === undefined) {
    return {
      kind: "refused", errors: [diagnose(kinds.unknownPrimitive, span, [step.primitive, [...primitives.keys()]])],
    };
  }
  const resolution = resolveArguments(before.module, step, primitive, before.replaced);
  if (resolution.kind === "errors") return { kind: "refused", errors: resolution.errors };
  const errors = primitive.legal({ module: before.module, span }, resolution.args);
  if (errors.length > 0) return { kind: "refused", errors };
  const { scheduled, made } = changed(before, step, primitive, resolution.args);
  const broken = brokenStages({ module: scheduled.module, span });
  return broken.length > 0 ? { kind: "refused", errors: broken } : { kind: "done", scheduled, made };
}

function changed(
  before: Scheduled, step: Step, primitive: Primitive, args: Resolved<Parameters>,
): { readonly scheduled: Scheduled; readonly made: MadeThings } {
  const { module, gone = [], made = {} } = primitive.apply(before.module, args);
  const number = before.steps.length + 1;
  const replaced = gone.map((g) => ({ ...g, primitive: primitive.name, step: number }));
  const scheduled = { module, steps: [...before.steps, step], replaced: [...before.replaced, ...replaced] };
  return { scheduled, made };
}

/** Functions whose stages are known to be right, with what they call. */
const checked = new WeakMap<Func, readonly Func[]>();

/** Why what earlier steps made stages and FIFOs of no longer can be. */
function brokenStages(context: StepContext): readonly Diagnostic[] {
  const { module } = context;
  for (const f of allFunctions(module)) {
    const bodies = stageBodies(f);
    if (bodies.length === 0) continue;
    const callees = reachableFrom(module, f);
    const known = checked.get(f);
    if (known?.length === callees.length && callees.every((g) => known.includes(g))) continue;
    const errors = bodies.flatMap((b) => bodyErrors(context, b));
    if (errors.length > 0) return errors;
    checked.set(f, callees);
  }
  return [];
}

function bodyErrors(context: StepContext, b: StageBody): readonly Diagnostic[] {
  const errors = stageErrors(context, b);
  const problem = errors.length > 0 ? undefined : fifoProblem(context.module, b);
  return problem === undefined ? errors
    : refused(context, kinds.brokenFifo, [b.func.sym.name, problem.reason], problem.related);
}

/** All of `steps`; those that are refused are left out, and said why. */
export function applySteps(
  primitives: Table, module: Module, steps: readonly Step[],
): { readonly scheduled: Scheduled; readonly errors: readonly Diagnostic[] } {
  let scheduled = unscheduled(module);
  const errors: Diagnostic[] = [];
  for (const step of steps) {
    const result = applyStep(primitives, scheduled, step);
    if (result.kind === "done") ({ scheduled } = result);
    else errors.push(...result.errors);
  }
  return { scheduled, errors };
}
