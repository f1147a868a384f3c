/** `tile`: a nest runs block by block. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Func, Module } from "../../ir/ir.js";
import { allFunctions } from "../../ir/walk.js";
import { loopById } from "../loops.js";
import { choice, flag, integers, loops, optional, type LoopPlace, type Resolved } from "../parameters.js";
import { placesErrors } from "../places.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { around } from "../rewrite.js";
import { reorder } from "./reorder.js";
import { split } from "./split.js";

const parameters = {
  loops: loops("the loops, outermost first", 2),
  factors: integers("the size of a block in each", 2),
  tail: optional(choice(
    "what becomes of a rest, as in `split`", ["guard", "min", "perfect"],
  )),
  reassociate: optional(flag("sums of floats may be rounded otherwise")),
};

export const tile = definePrimitive({
  name: "tile",
  summary: "Cuts a nest into blocks: splits each loop, and puts the loops over blocks outside, `i.outer`, `j.outer`, "
    + "`i.inner`, `j.inner`.",
  elsewhere: { exo: "tile(p, \"i\", \"j\", …)", halide: "f.tile(i, j, io, jo, ii, ji, 8, 8)" },
  rule: "As `split` and `reorder`.",
  cost: "As `split`; a block's data can be kept close by.",
  parameters,
  positional: ["loops", "factors"],
  picture: {
    before: "top func f(A: int32[16, 16]) { for i: index = 0 to 16 { for j: index = 0 to 16 { A[i, j] = int32(1) } } }",
    step: '{ "primitive": "tile", "loops": ["i", "j"], "factors": [8, 4] }',
    after: `top func f(A: int32[16, 16]) {
      for i.outer: index = 0 to 2 { for j.outer: index = 0 to 4 { for i.inner: index = 0 to 8 { for j.inner: index = 0 to 4 {
        A[index(i.outer * 8 + i.inner), index(j.outer * 4 + j.inner)] = int32(1)
      } } } }
    }`,
  },
  legal: (context, args) => {
    const { loops: places, factors } = args;
    const wrong = placesErrors(context, "tile", places);
    if (wrong.length > 0) return wrong;
    if (places.length !== factors.length) {
      return refused(context, kinds.factorCount, ["tile", places.length, factors.length]);
    }
    const made = splitAll(context.module, args, context);
    if ("errors" in made) return made.errors;
    return reorder.legal({ ...context, module: made.module }, reordering(made, args));
  },
  apply: (module, args) => {
    const made = splitAll(module, args);
    if ("errors" in made) throw new Error("a legal tiling splits");
    const { module: tiled } = reorder.apply(made.module, reordering(made, args));
    const names = args.loops.map((p) => p.loop.iter.name);
    return { module: tiled, gone: names.map((name) => ({ name, into: [`${name}.outer`, `${name}.inner`] })) };
  },
});

type Args = Resolved<typeof parameters>;

/** A module, and the loops in it over blocks and in them. */
interface Split {
  readonly module: Module;
  readonly outer: readonly number[];
  readonly inner: readonly number[];
  readonly func: Func;
}

/** Splits one loop after the other; with `context`, the refusal where that is not legal. */
function splitAll(
  module: Module, { loops: places, factors, tail }: Args, context?: StepContext,
): Split | { readonly errors: readonly Diagnostic[] } {
  let made = module;
  const outer: number[] = [];
  for (const [i, { func: { sym }, loop: { id } }] of places.entries()) {
    const func = functionOf(made, sym.id);
    const args = { loop: { func, loop: loopById(func, id) }, factor: factors[i] ?? 2, tail };
    const errors = context === undefined ? [] : split.legal({ ...context, module: made }, args);
    if (errors.length > 0) return { errors };
    made = split.apply(made, args).module;
    const cut = functionOf(made, sym.id);
    const blocks = around(cut, loopById(cut, id)).at(-1);
    if (blocks?.kind === "for") outer.push(blocks.id);
  }
  return { module: made, outer, inner: places.map((p) => p.loop.id), func: functionOf(made, places[0]?.func.sym.id) };
}

function functionOf(module: Module, id: number | undefined): Func {
  const found = allFunctions(module).find((f) => f.sym.id === id);
  if (found === undefined) throw new Error("a step keeps its function");
  return found;
}

/** The arguments of the `reorder` that brings the loops over blocks outside. */
function reordering({ func, outer, inner }: Split, { reassociate }: Args): Resolved<typeof reorder.parameters> {
  return { loops: [...outer, ...inner].map((id): LoopPlace => ({ func, loop: loopById(func, id) })), reassociate };
}
