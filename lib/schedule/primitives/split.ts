/** `split`: one loop becomes two. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import { binary, cast, compare, intConst, variable } from "../../ir/build.js";
import type { For, Stmt, Sym } from "../../ir/ir.js";
import { index } from "../../ir/types.js";
import { freshSyms } from "../../passes/fresh-syms.js";
import { pipelineErrors, shapeErrors } from "../directives.js";
import { counterAt, freshLoopId, redirected, tripCount } from "../loops.js";
import { choice, integer, loop, optional } from "../parameters.js";
import { definePrimitive, refused } from "../primitive.js";
import { substituted, withLoop } from "../rewrite.js";

export const split = definePrimitive({
  name: "split",
  summary: "Cuts a loop into an outer loop over blocks and an inner loop of `factor` iterations.",
  elsewhere: { allo: "s.split(\"i\", 8)", exo: "divide_loop(p, \"i\", 8, [\"io\", \"ii\"])", halide: "f.split(i, io, ii, 8)", tvm: "sch.split(i, [None, 8])" },
  rule: "Always legal: the iterations keep their order. The number of iterations must be known, and nothing may "
    + "be said of the loop yet.",
  cost: "None but the counter; a guard costs a comparison in each iteration.",
  parameters: {
    loop: loop("the loop"),
    factor: integer("iterations of the inner loop", 2),
    tail: optional(choice(
      "what becomes of a rest: `guard` tests in each iteration, `min` shortens the last run, `perfect` refuses", ["guard", "min", "perfect"],
    )),
  },
  positional: ["loop", "factor"],
  picture: {
    before: "top func f(A: int32[20]) { for i: index = 0 to 20 { A[i] = int32(1) } }",
    step: '{ "primitive": "split", "loop": "i", "factor": 8 }',
    after: `top func f(A: int32[20]) {
      for i.outer: index = 0 to 3 { for i.inner: index = 0 to 8 {
        if i.outer * 8 + i.inner < 20 { A[index(i.outer * 8 + i.inner)] = int32(1) }
      } }
    }`,
  },
  legal: (context, { loop: place, factor, tail }) => {
    const { loop: l } = place;
    const trips = tripCount(l);
    if (trips === undefined) return refused(context, kinds.dynamicLoop, ["split", l.iter.name]);
    if (BigInt(factor) > trips) return refused(context, kinds.factorTooLarge, ["split", l.iter.name, factor, String(trips)]);
    if (tail === "perfect" && trips % BigInt(factor) !== 0n) return refused(context, kinds.imperfectSplit, [l.iter.name, factor, String(trips)]);
    const varies = tail === "min" && trips % BigInt(factor) !== 0n;
    const pipelined = varies ? pipelineErrors(context, "split", place, `${l.iter.name}.inner`) : [];
    if (pipelined.length > 0) return pipelined;
    return shapeErrors(context, "split", [l]);
  },
  apply: (module, { loop: { func, loop: l }, factor, tail }) => {
    const name = l.iter.name;
    const syms = freshSyms(module);
    const [outer, inner] = [syms.fresh(`${name}.outer`), syms.fresh(`${name}.inner`)];
    return {
      module: withLoop(module, func, l, () => [blocks({ outer, inner }, func.body, l, BigInt(factor), tail ?? "guard")]),
      gone: [{ name, into: [outer.name, inner.name] }],
      made: { outer: { kind: "loop", sym: outer }, inner: { kind: "loop", sym: inner } },
    };
  },
});

interface Counters {
  readonly outer: Sym;
  readonly inner: Sym;
}

function blocks({ outer, inner }: Counters, all: readonly Stmt[], l: For, factor: bigint, tail: "guard" | "min" | "perfect"): For {
  const { span, iter } = l;
  const trips = tripCount(l) ?? 0n;
  const first = binary("mul", variable(outer, index, span), intConst(factor, span), span);
  const count = binary("add", first, variable(inner, index, span), span);
  const hasRest = trips % factor !== 0n;
  const id = freshLoopId(all);
  const body = substituted(redirected(l.body, l.id, { break: id, continue: l.id }), iter, counterAt(l, count));
  const guarded: readonly Stmt[] = hasRest && tail === "guard"
    ? [{ kind: "if", cond: compare("lt", count, intConst(trips, span), span), then: body, else: [], span }]
    : body;
  const most = hasRest && tail === "min"
    ? cast(binary("min", intConst(factor, span), binary("sub", intConst(trips, span), first, span), span), index, span)
    : intConst(factor, span);
  const common = { kind: "for", type: index, lo: intConst(0, span), step: 1n, reduction: l.reduction, span } as const;
  const innerLoop: For = { ...common, iter: inner, hi: most, body: guarded, id: l.id };
  const outerLoop: For = { ...common, iter: outer, hi: intConst((trips + factor - 1n) / factor, span), body: [innerLoop], id };
  return l.label === undefined ? outerLoop : { ...outerLoop, label: l.label };
}
