/** `skew`: the inner loop starts later, the later the outer iteration. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import { binary, cast, intConst, variable } from "../../ir/build.js";
import type { Expr, For, Func, Let, Module } from "../../ir/ir.js";
import { contains, index, intervalOf } from "../../ir/types.js";
import { freshSyms } from "../../passes/fresh-syms.js";
import { variablesOf } from "../exchange.js";
import { pipelineErrors, shapeErrors } from "../directives.js";
import { integer, loop } from "../parameters.js";
import { definePrimitive, refused } from "../primitive.js";
import { placesErrors } from "../places.js";
import { around, withLoop } from "../rewrite.js";

export const skew = definePrimitive({
  name: "skew",
  summary: "Counts an inner loop from `factor` times the outer counter on, so that what may run at the same time has "
    + "the same count.",
  elsewhere: {},
  rule: "Always legal: the iterations keep their order. What it is for, putting the new loop outside and making "
    + "the other parallel, is checked as ever.",
  cost: "An addition for each bound, and a subtraction in the body.",
  parameters: {
    outer: loop("the loop around"),
    inner: loop("the loop that is skewed; afterwards it is called `j.skewed`"),
    factor: integer("by how much for each iteration of the outer one", 1),
  },
  positional: ["outer", "inner", "factor"],
  picture: {
    before: `top func f(A: int32[9, 9]) { for i: index = 1 to 9 { for j: index = 1 to 9 {
      A[i, j] = int32(A[index(i - 1), j] + A[i, index(j - 1)])
    } } }`,
    step: `[
      { "primitive": "skew", "outer": "i", "inner": "j", "factor": 1 },
      { "primitive": "reorder", "loops": ["j.skewed", "i"] }, { "primitive": "parallel", "loop": "i" }
    ]`,
    after: `top func f(A: int32[9, 9]) { for j.skewed: index = 2 to 17 { for i: index = max(1, j.skewed - 8) to min(9, j.skewed) parallel {
      const j: index = index(j.skewed - i)
      A[i, j] = int32(A[index(i - 1), j] + A[i, index(j - 1)])
    } } }`,
  },
  legal: (context, { outer, inner, factor }) => {
    const wrong = placesErrors(context, "skew", [outer, inner]);
    if (wrong.length > 0) return wrong;
    if (!around(inner.func, inner.loop).includes(outer.loop)) {
      return refused(context, kinds.notNested, [outer.loop.iter.name, inner.loop.iter.name]);
    }
    const shape = shapeErrors(context, "skew", [inner.loop]);
    if (shape.length > 0) return shape;
    const pipelined = pipelineErrors(context, "skew", inner, `${inner.loop.iter.name}.skewed`);
    if (pipelined.length > 0) return pipelined;
    return fitsIndex(inner.func, outer.loop, inner.loop, factor)
      ? []
      : refused(context, kinds.counterRange, ["skew", `${inner.loop.iter.name}.skewed`]);
  },
  apply: (module, { outer: { loop: outer }, inner: { func, loop: inner }, factor }) => {
    const { name } = inner.iter;
    const made = withLoop(module, func, inner, () => [skewed(module, outer, inner, factor)]);
    return { module: made, gone: [{ name, into: [`${name}.skewed`] }] };
  },
});

/** Does the type of counters hold what the new one may be? */
function fitsIndex(f: Func, outer: For, inner: For, factor: number): boolean {
  const { facts } = variablesOf(f);
  const [i, j] = [facts.get(outer.iter.id)?.range, facts.get(inner.iter.id)?.range];
  if (i === undefined || j === undefined) return false;
  const by = BigInt(factor);
  return contains(intervalOf(index), { lo: j.lo + by * i.lo - 1n, hi: j.hi + by * i.hi + 1n });
}

function skewed(module: Module, outer: For, inner: For, factor: number): For {
  const { span, type } = inner;
  const iter = freshSyms(module).fresh(`${inner.iter.name}.skewed`);
  const counter = variable(outer.iter, outer.type, span);
  const shift = factor === 1 ? counter : binary("mul", counter, intConst(factor, span), span);
  const init = cast(binary("sub", variable(iter, index, span), shift, span), type, span);
  const own: Let = { kind: "let", sym: inner.iter, type, mutable: false, init, span };
  return { ...inner, iter, type: index, lo: shifted(inner.lo, shift), hi: shifted(inner.hi, shift), body: [own, ...inner.body] };
}

function shifted(bound: Expr, by: Expr): Expr {
  return bound.kind === "const" && bound.value === 0n ? by : binary("add", bound, by, bound.span);
}
