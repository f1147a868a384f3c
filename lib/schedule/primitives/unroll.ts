/** `unroll`: copies of the body, side by side. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { binary, intConst, variable } from "../../ir/build.js";
import type { Expr, For, LoopDirectives, Module } from "../../ir/ir.js";
import { tripCount as constantTripCount } from "../../ir/trip-count.js";
import { copied, freshIn, memoriesWithCopies, type Fresh } from "../repetitions.js";
import { directiveErrors, shapeErrors, withDirectives } from "../directives.js";
import { counterAt, countOf, jumpsTo, loopsIn, mentions, tripCount } from "../loops.js";
import { flag, integer, loop, optional, type LoopPlace } from "../parameters.js";
import { definePrimitive, refused, type Applied, type StepContext } from "../primitive.js";
import { substituted, withFunc, replaced } from "../rewrite.js";

/** More statements than this no tool takes either. */
const mostStatements = 20_000;

export const unroll = definePrimitive({
  name: "unroll",
  summary: "Makes `factor` copies of the body, or one for each iteration; with `real` they are written out, "
    + "otherwise the tool is told to.",
  elsewhere: {
    allo: "s.unroll(\"i\", factor=4)", exo: "unroll_loop(p, \"i\")",
    halide: "f.unroll(i, 4)", tvm: "sch.unroll(i)",
  },
  rule: "Never changes a result. Without a factor the bounds must be constant; with `real` the number of "
    + "iterations must be known, and nothing may leave or continue the loop.",
  cost: "The operators of the body, `factor` times.",
  parameters: {
    loop: loop("the loop"),
    factor: optional(integer("how many copies; all iterations when left out", 2)),
    real: optional(flag("writes the copies out, and the rest after them")),
  },
  positional: ["loop"],
  picture: {
    before: "top func f(A: int32[10]) { for i: index = 0 to 10 { A[i] = int32(i) } }",
    step: '{ "primitive": "unroll", "loop": "i", "factor": 4, "real": true }',
    after: `top func f(A: int32[10]) {
      for i: index = 0 to 8 step 4 {
        A[i] = int32(i)
        A[index(i + 1)] = int32(index(i + 1))
        A[index(i + 2)] = int32(index(i + 2))
        A[index(i + 3)] = int32(index(i + 3))
      }
      A[8:index] = int32(8:index)
      A[9:index] = int32(9:index)
    }`,
  },
  legal: (context, { loop: place, factor, real }) =>
    (real === true ? realErrors(context, place, factor) : toldErrors(context, place, factor)),
  apply: (module, { loop: place, factor, real }) =>
    (real === true ? writtenOut(module, place, factor) : { module: withDirectives(module, place, directiveOf(factor)) }),
});

function directiveOf(factor: number | undefined): LoopDirectives {
  return { unroll: factor === undefined ? {} : { factor } };
}

function toldErrors(context: StepContext, place: LoopPlace, factor: number | undefined): readonly Diagnostic[] {
  const trips = constantTripCount(place.loop);
  const name = place.loop.iter.name;
  if (factor === undefined && trips === undefined) return refused(context, kinds.dynamicLoop, ["unroll", name]);
  if (factor !== undefined && trips !== undefined && BigInt(factor) > trips) {
    return refused(context, kinds.factorTooLarge, ["unroll", name, factor, String(trips)]);
  }
  return directiveErrors(context, place, directiveOf(factor));
}

function realErrors(context: StepContext, { loop: l }: LoopPlace, factor: number | undefined): readonly Diagnostic[] {
  const name = l.iter.name;
  const trips = tripCount(l);
  if (trips === undefined) return refused(context, kinds.dynamicLoop, ["unroll", name]);
  if (factor !== undefined && BigInt(factor) > trips) {
    return refused(context, kinds.factorTooLarge, ["unroll", name, factor, String(trips)]);
  }
  const [jump] = jumpsTo(l);
  if (jump !== undefined) {
    return refused(
      context, kinds.lostJump, ["unroll", jump.kind, name],
      [{ span: jump.span, message: "it stands here" }],
    );
  }
  const copies = factor === undefined ? trips : BigInt(factor) + trips % BigInt(factor);
  const statements = copies * BigInt(countOf(l.body));
  if (statements > mostStatements) {
    return refused(context, kinds.tooManyCopies, ["unroll", String(statements), mostStatements]);
  }
  const inside = loopsIn(l.body).filter((inner): inner is For => inner.kind === "for" && countsFrom(inner, l));
  return shapeErrors(context, "unroll", [l, ...inside]);
}

/** Is something said of `inner` that need not be right for what its bounds are in a copy? */
function countsFrom({ lo, hi, directives }: For, l: For): boolean {
  return directives?.unroll?.factor !== undefined && [lo, hi].some((e) => mentions(e, l.iter.id));
}

function writtenOut(module: Module, { func, loop: l }: LoopPlace, factor: number | undefined): Applied {
  const trips = tripCount(l) ?? 0n;
  const size = factor === undefined ? trips : BigInt(factor);
  const whole = size === 0n || size === trips ? 0n : trips - trips % size;
  const fresh = freshIn(module, func.body);
  const rest = Array.from({ length: Number(trips - whole) }, (_, k) => {
    const one = substituted(l.body, l.iter, counterAt(l, intConst(whole + BigInt(k), l.span)));
    // The first may keep its names when there is no loop.
    return whole === 0n && k === 0 ? one : copied(one, fresh);
  }).flat();
  const made = whole === 0n ? rest : [grouped(l, size, whole, fresh), ...rest];
  const changed = withFunc(module, { ...func, body: replaced(func.body, l, () => made), ...memoriesWithCopies(func, fresh) });
  return whole === 0n ? { module: changed, gone: [{ name: l.iter.name, into: [] }] } : { module: changed };
}

/** `size` iterations in one, for the first `whole`. */
function grouped(l: For, size: bigint, whole: bigint, fresh: Fresh): For {
  const { span, step, type } = l;
  const counter = variable(l.iter, type, span);
  const others = Array.from({ length: Number(size) - 1 }, (_, k) =>
    copied(substituted(l.body, l.iter, counterAt({ ...l, lo: counter }, intConst(k + 1, span))), fresh)).flat();
  const hi = counterEnd(l, whole);
  return { ...l, hi, step: step * size, body: [...l.body, ...others] };
}

function counterEnd({ lo, step, span }: For, count: bigint): Expr {
  return lo.kind === "const" && typeof lo.value === "bigint"
    ? intConst(lo.value + step * count, span)
    : binary("add", lo, intConst(step * count, span), span);
}
