/** `dataflow`: the statements of a body run as stages side by side. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { For, Func } from "../../ir/ir.js";
import { func, loop, optional, type LoopPlace } from "../parameters.js";
import { definePrimitive, refused } from "../primitive.js";
import { withFunc, withLoop } from "../rewrite.js";
import { stageErrors, type StageBody } from "../stages.js";

export const dataflow = definePrimitive({
  name: "dataflow",
  summary: "Runs the loops and calls of a function or loop as stages side by side, each on the data of the one before.",
  elsewhere: { allo: "s.dataflow(\"top\")" },
  rule: "The body is of loops and calls. A tensor between them is made in the body, written by one stage and read by one later stage; any other is used by one stage.",
  cost: "Hardware for each stage, and two memories, or a FIFO (`to`), for each tensor between them.",
  parameters: {
    function: optional(func("the function, whose body is of stages")),
    loop: optional(loop("or the loop")),
  },
  positional: ["function"],
  picture: {
    before: `top func f(A: int32[8], C: int32[8]) {
      alloc B: int32[8] = int32(0)
      for i: index = 0 to 8 { B[i] = int32(A[i] * 2) }
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
    step: '{ "primitive": "dataflow", "function": "f" }',
    after: `top func f(A: int32[8], C: int32[8]) dataflow {
      alloc B: int32[8] = int32(0)
      for i: index = 0 to 8 { B[i] = int32(A[i] * 2) }
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
  },
  legal: (context, { function: f, loop: place }) => {
    const body = bodyOf(f, place);
    if (body === undefined) return refused(context, kinds.oneOfTwo, ["dataflow", "function", "loop"]);
    const name = place?.loop.iter.name ?? body.func.sym.name;
    if ((place === undefined ? body.func.dataflow : place.loop.directives?.dataflow) === true) {
      return refused(context, kinds.twice, [`'${name}'`, "dataflow"]);
    }
    const against = contradiction(body);
    return against === undefined ? stageErrors(context, body) : refused(context, kinds.noStages, [name, against]);
  },
  apply: (module, { function: f, loop: place }) => {
    if (place !== undefined) {
      const marked = (l: For): readonly For[] => [{ ...l, directives: { ...l.directives, dataflow: true } }];
      return { module: withLoop(module, place.func, place.loop, marked) };
    }
    if (f === undefined) throw new Error("a legal dataflow is of a function or loop");
    return { module: withFunc(module, { ...f, dataflow: true }) };
  },
});

function bodyOf(f: Func | undefined, place: LoopPlace | undefined): StageBody | undefined {
  if (f !== undefined) return place === undefined ? { func: f, stmts: f.body } : undefined;
  return place && { func: place.func, loop: place.loop, stmts: place.loop.body };
}

function contradiction({ func: f, loop: l }: StageBody): string | undefined {
  if (l !== undefined) return l.directives?.pipeline && "the loop is pipelined";
  if (f.external !== undefined) return "its body is code outside of the kernel";
  return f.inline === "always" ? "the function is a part of its callers" : undefined;
}
