/** `reorder`: the loops of a nest change places. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { For, Func, Jump, Module } from "../../ir/ir.js";
import { exchanged, variablesOf } from "../exchange.js";
import { shapeErrors } from "../directives.js";
import { isolated, type Isolated } from "../distribute.js";
import { orderErrors } from "../legality.js";
import { jumpsTo, redirected, unsteadyBound } from "../loops.js";
import { rebuilt, type Nest } from "../nests.js";
import { flag, loops, optional } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { placesErrors } from "../places.js";
import { around, withLoop } from "../rewrite.js";

export const reorder = definePrimitive({
  name: "reorder",
  summary: "Puts the loops of a nest in the order given; others between them stay where they are. What stands beside "
    + "an inner loop gets loops of its own, `i.before` and `i.after`.",
  elsewhere: { allo: "s.reorder(\"j\", \"i\")", exo: "reorder_loops(p, \"i j\")", halide: "f.reorder(i, j)", tvm: "sch.reorder(j, i)" },
  rule: "Every dependence between iterations must still point forward, as it must between what stands beside an "
    + "inner loop and that loop. Sums of integers may change their order; sums of floats only with "
    + "`reassociate`.",
  cost: "None; it decides what is reused and which memory is walked in which order.",
  parameters: {
    loops: loops("the loops, outermost first", 2),
    reassociate: optional(flag("sums of floats may be rounded otherwise")),
  },
  positional: ["loops"],
  picture: {
    before: `top func f(A: int32[4, 8], s: int32[4]) { for i: index = 0 to 4 {
      s[i] = int32(0)
      for j: index = 0 to 8 { s[i] = int32(s[i] + A[i, j]) }
    } }`,
    step: '{ "primitive": "reorder", "loops": ["j", "i"] }',
    after: `top func f(A: int32[4, 8], s: int32[4]) {
      for i.before: index = 0 to 4 { s[i.before] = int32(0) }
      for j: index = 0 to 8 { for i: index = 0 to 4 { s[i] = int32(s[i] + A[i, j]) } }
    }`,
  },
  legal: (context, { loops: places, reassociate }) => {
    const wrong = placesErrors(context, "reorder", places);
    const [first] = places;
    if (wrong.length > 0 || first === undefined) return wrong;
    const wanted = wantedOrder(first.func, places.map((p) => p.loop));
    if (wanted.length === 0) return nestingErrors(context, first.func, places.map((p) => p.loop));
    const nest = isolated(context.module, first.func, wanted.map((l) => l.id), "reorder", context);
    return "errors" in nest ? nest.errors : nestErrors(context, nest, wanted, reassociate === true);
  },
  apply: (module, { loops: places }) => {
    const [first] = places;
    const wanted = first === undefined ? [] : wantedOrder(first.func, places.map((p) => p.loop));
    return { module: first === undefined || wanted.length === 0 ? module : reordered(module, first.func, wanted) };
  },
});

/** The loops that move, in their new order: not those that are outermost as they are to be, nor innermost. */
function wantedOrder(f: Func, chosen: readonly For[]): readonly For[] {
  const depths = new Map(chosen.map((l) => [l, around(f, l).length]));
  const now = [...chosen].sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
  const moves = (l: For, i: number): boolean => l !== now[i];
  const first = chosen.findIndex(moves);
  return first < 0 ? [] : chosen.slice(first, chosen.findLastIndex(moves) + 1);
}

/** The refusal, if one of the loops is not inside the one before. */
function nestingErrors(context: StepContext, f: Func, chosen: readonly For[]): readonly Diagnostic[] {
  for (const [i, inner] of chosen.entries()) {
    const outer = chosen[i - 1];
    if (outer !== undefined && !around(f, inner).includes(outer)) {
      return refused(context, kinds.notNested, [outer.iter.name, inner.iter.name]);
    }
  }
  return [];
}

function nestErrors(
  context: StepContext, { module, func, nest }: Isolated, wanted: readonly For[], reassociate: boolean,
): readonly Diagnostic[] {
  const { band } = nest;
  const unsteady = unsteadyBound(band);
  if (unsteady !== undefined) return refused(context, kinds.unsteadyBound, ["reorder", unsteady.iter.name]);
  const shape = shapeErrors(context, "reorder", band);
  if (shape.length > 0) return shape;
  const jump = wrongJump(band);
  if (jump !== undefined) {
    return refused(
      context, kinds.lostJump, ["reorder", jump.kind, band[0]?.iter.name ?? ""],
      [{ span: jump.span, message: "it stands here" }],
    );
  }
  const order = newOrder(band, wanted);
  const bounds = sorted(func, shaped(nest), order);
  if (!Array.isArray(bounds)) return refused(context, kinds.boundDepends, [bounds.inner, bounds.outer]);
  return orderErrors({ ...context, module }, "reorder", func, band, order, reassociate);
}

/** A jump to a loop of the nest that does more than end one run of the innermost body. */
function wrongJump(band: readonly For[]): Jump | undefined {
  return band.flatMap((l, i) => jumpsTo(l).filter((j) => j.kind === "break" || i < band.length - 1))[0];
}

function reordered(module: Module, f: Func, wanted: readonly For[]): Module {
  const made = isolated(module, f, wanted.map((l) => l.id), "reorder");
  if ("errors" in made) throw new Error("a legal reorder is of a nest");
  const { nest, func } = made;
  const [outermost] = nest.band;
  const order = sorted(func, shaped(nest), newOrder(nest.band, wanted));
  if (outermost === undefined || !Array.isArray(order)) throw new Error("a legal reorder has bounds");
  const was = nest.band.at(-1)?.id ?? outermost.id;
  const body = redirected(nest.body, was, { break: was, continue: order.at(-1)?.id ?? was });
  return withLoop(made.module, func, outermost, () => rebuilt(order, body, outermost.label));
}

/** The loops of a nest with the bounds that need nothing of what stood between them. */
function shaped({ band, bounds }: Nest): readonly For[] {
  return band.map((l, i) => ({ ...l, ...bounds[i] }));
}

/** The loops that move take the places of the loops that move. */
function newOrder(band: readonly For[], wanted: readonly For[]): readonly For[] {
  const next = [...wanted];
  return band.map((l) => {
    const id = wanted.some((w) => w.id === l.id) ? next.shift()?.id : l.id;
    return band.find((b) => b.id === id) ?? l;
  });
}

type Pair = { readonly outer: string; readonly inner: string };

/** `band` in the new order with the bounds for it: neighbours change places, pair by pair; or the first pair that cannot. */
function sorted(f: Func, band: readonly For[], order: readonly For[]): For[] | Pair {
  const variables = variablesOf(f);
  const rank = new Map(order.map((l, i) => [l.id, i]));
  const made = [...band];
  for (let end = made.length - 1; end > 0; end--) {
    for (let i = 0; i < end; i++) {
      const [outer, inner] = [made[i], made[i + 1]];
      if (outer === undefined || inner === undefined || (rank.get(outer.id) ?? 0) < (rank.get(inner.id) ?? 0)) continue;
      const pair = exchanged(outer, inner, variables);
      if (pair === undefined) return { outer: outer.iter.name, inner: inner.iter.name };
      made.splice(i, 2, ...pair);
    }
  }
  return made;
}
