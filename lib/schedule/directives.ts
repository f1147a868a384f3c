/** Directives of loops: how primitives set them, and what keeps them from changing a loop that has some. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { For, LoopDirectives, Module } from "../ir/ir.js";
import { visitStmts } from "../ir/walk.js";
import { loopProblem } from "../ir/verify/directives.js";
import { loopsIn } from "./loops.js";
import type { LoopPlace } from "./parameters.js";
import { refused, type StepContext } from "./primitive.js";
import { around, withLoop } from "./rewrite.js";

/** `module` with `added` said of the loop besides what is said already. */
export function withDirectives(module: Module, { func, loop }: LoopPlace, added: LoopDirectives): Module {
  return withLoop(module, func, loop, () => [{ ...loop, directives: { ...loop.directives, ...added } }]);
}

/** The refusal, if `added` repeats or contradicts what is said of the loop. */
export function directiveErrors(
  context: StepContext, { loop }: LoopPlace, added: LoopDirectives,
): readonly Diagnostic[] {
  const [repeated] = (Object.keys(added) as (keyof LoopDirectives)[]).filter((k) => loop.directives?.[k] !== undefined);
  if (repeated !== undefined) return refused(context, kinds.twice, [`'${loop.iter.name}'`, repeated]);
  const problem = loopProblem({ ...loop, directives: { ...loop.directives, ...added } });
  return problem === undefined
    ? []
    : refused(context, kinds.directiveConflict, [Object.keys(added).join(), loop.iter.name, problem]);
}

/**
 * The refusal, if something is said of a loop whose iterations `primitive` changes, or of one inside that is right only as
 * long as the loops around stay as they are. What it would mean of the new loops is not certain: loops get their shape first.
 */
export function shapeErrors(context: StepContext, primitive: string, loops: readonly For[]): readonly Diagnostic[] {
  const said = loops.find((l) => l.directives !== undefined);
  if (said?.directives !== undefined) {
    return refused(context, kinds.directivesFirst, [primitive, said.iter.name, Object.keys(said.directives)]);
  }
  const inside = loops.flatMap((l) => loopsIn(l.body));
  const rewinds = inside.find((l) => l.kind === "for" && l.directives?.pipeline?.rewind === true);
  if (rewinds?.kind !== "for") return [];
  return refused(context, kinds.directivesFirst, [primitive, rewinds.iter.name, ["pipeline with rewind"]]);
}

/** The refusal, if `inner` would stand inside a pipelined loop with bounds that are not constant. */
export function pipelineErrors(
  context: StepContext, primitive: string, place: LoopPlace, inner: string,
): readonly Diagnostic[] {
  const around = pipelinedAround(place);
  if (around === undefined) return [];
  return refused(context, kinds.notUnrollable, [primitive, around.iter.name, `'${inner}', whose bounds are not constant,`]);
}

/** The loop that is pipelined around `loop`. */
export function pipelinedAround({ func, loop }: LoopPlace): For | undefined {
  return around(func, loop).find((s) => s.kind === "for" && s.directives?.pipeline !== undefined) as For | undefined;
}

/** A loop inside `loop` of which `name` is said. */
export function saidInside(loop: For, name: keyof LoopDirectives): For | undefined {
  let found: For | undefined;
  visitStmts(loop.body, (s) => {
    if (s.kind === "for" && s.directives?.[name] !== undefined) found ??= s;
  });
  return found;
}
