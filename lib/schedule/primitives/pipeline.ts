/** `pipeline`: iterations overlap. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { For, Func, Stmt } from "../../ir/ir.js";
import { tripCount } from "../../ir/trip-count.js";
import { directiveErrors, pipelinedAround, saidInside, withDirectives } from "../directives.js";
import { loopsIn } from "../loops.js";
import { flag, integer, loop, optional, type LoopPlace } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";

export const pipeline = definePrimitive({
  name: "pipeline",
  summary: "Starts an iteration every `ii` cycles, before the one before has ended; loops inside are unrolled whole.",
  elsewhere: { allo: "s.pipeline(\"i\", initiation_interval=1)" },
  rule: "Never changes a result. Loops inside must have constant bounds, and none inside or around may be "
    + "pipelined. `rewind` needs a nest that is all its function does.",
  cost: "A register for each value that lives longer than a cycle; an operator for each operation that an "
    + "iteration starts in `ii` cycles.",
  parameters: {
    loop: loop("the loop"),
    ii: optional(integer("cycles from the start of one iteration to the start of the next; 1 when left out", 1)),
    rewind: optional(flag("the first iteration of the next run follows the last of this one without a pause")),
  },
  positional: ["loop"],
  picture: {
    before: "top func f(A: int32[20]) { for i: index = 0 to 20 { A[i] = int32(1) } }",
    step: '{ "primitive": "pipeline", "loop": "i", "ii": 2 }',
    after: "top func f(A: int32[20]) { for i: index = 0 to 20 pipeline(ii=2) { A[i] = int32(1) } }",
  },
  legal: (context, { loop: place, ii = 1, rewind = false }) => {
    const own = directiveErrors(context, place, { pipeline: { ii, rewind } });
    if (own.length > 0) return own;
    const nested = nestingErrors(context, place);
    if (nested.length > 0) return nested;
    return rewind && !isAllOf(place.func, place.loop)
      ? refused(context, kinds.rewindBeside, [place.loop.iter.name, place.func.sym.name])
      : [];
  },
  apply: (module, { loop: place, ii = 1, rewind = false }) =>
    ({ module: withDirectives(module, place, { pipeline: { ii, rewind } }) }),
});

function nestingErrors(context: StepContext, place: LoopPlace): readonly Diagnostic[] {
  const name = place.loop.iter.name;
  const [outer, inner] = [pipelinedAround(place), saidInside(place.loop, "pipeline")];
  if (outer !== undefined) return refused(context, kinds.nestedPipeline, [name, outer.iter.name]);
  if (inner !== undefined) return refused(context, kinds.nestedPipeline, [inner.iter.name, name]);
  const stages = saidInside(place.loop, "dataflow");
  if (stages !== undefined) {
    return refused(context, kinds.directiveConflict,
      ["pipeline", name, `'${stages.iter.name}' inside is to run as stages`]);
  }
  for (const l of loopsIn(place.loop.body)) {
    if (l.kind === "while") {
      return refused(
        context, kinds.notUnrollable, ["pipeline", name, "a while loop"],
        [{ span: l.span, message: "it stands here" }],
      );
    }
    if (tripCount(l) === undefined) {
      return refused(
        context, kinds.notUnrollable, ["pipeline", name, `'${l.iter.name}', whose bounds are not constant,`],
        [{ span: l.span, message: "it stands here" }],
      );
    }
  }
  return [];
}

/** Whether `f` only declares scalars, runs the perfect nest down to `loop`, and returns. */
function isAllOf(f: Func, loop: For): boolean {
  let stmts: readonly Stmt[] = f.body.filter((s) => s.kind !== "let" && s.kind !== "return");
  for (;;) {
    const [only, ...others] = stmts;
    if (only?.kind !== "for" || others.length > 0) return false;
    if (only === loop) return true;
    stmts = only.body;
  }
}
