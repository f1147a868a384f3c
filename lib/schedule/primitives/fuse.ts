/** `fuse`: the loops of a nest become one. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { binary, cast, intConst, variable } from "../../ir/build.js";
import type { Expr, For, Let, Module, Stmt } from "../../ir/ir.js";
import { index, intervalOf } from "../../ir/types.js";
import { freshSyms } from "../../passes/fresh-syms.js";
import { shapeErrors } from "../directives.js";
import { counterAt, freshLoopId, isSteady, jumpsTo, redirected, tripCount } from "../loops.js";
import { perfectNest, type Nest } from "../nests.js";
import { loops, type LoopPlace } from "../parameters.js";
import { definePrimitive, refused, type Applied, type StepContext } from "../primitive.js";
import { placesErrors } from "../places.js";
import { withLoop } from "../rewrite.js";

export const fuse = definePrimitive({
  name: "fuse",
  summary: "Makes one loop of a nest, over all combinations of its counters in the same order; it is called `i_j`.",
  elsewhere: {
    allo: "s.fuse(\"i\", \"j\")", exo: "mult_loops(p, \"i j\", \"ij\")",
    halide: "f.fuse(i, j, ij)", tvm: "sch.fuse(i, j)",
  },
  rule: "Always legal: the iterations keep their order. The loops stand directly inside each other, and the "
    + "number of iterations of each is known.",
  cost: "A division and a remainder by a constant for each counter: wires where the number of iterations is a "
    + "power of two.",
  parameters: { loops: loops("the loops, outermost first", 2) },
  positional: ["loops"],
  picture: {
    before: "top func f(A: int32[4, 8]) { for i: index = 0 to 4 { for j: index = 0 to 8 { A[i, j] = int32(1) } } }",
    step: '{ "primitive": "fuse", "loops": ["i", "j"] }',
    after: `top func f(A: int32[4, 8]) { for i_j: index = 0 to 32 {
      const i: index = index(floordiv(i_j, 8))
      const j: index = index(mod(i_j, 8))
      A[i, j] = int32(1)
    } }`,
  },
  legal: (context, { loops: places }) => {
    const wrong = placesErrors(context, "fuse", places);
    const [first] = places;
    if (wrong.length > 0 || first === undefined) return wrong;
    const chosen = places.map((p) => p.loop);
    const nest = perfectNest(first.func, chosen);
    if (!("body" in nest)) {
      return refused(context, kinds.notNested, [nest.band.at(-1)?.iter.name ?? "", nest.inner.iter.name]);
    }
    return fusionErrors(context, nest, chosen);
  },
  apply: (module, { loops: places }) => fused(module, places),
});

function fusionErrors(context: StepContext, { band }: Nest, chosen: readonly For[]): readonly Diagnostic[] {
  const at = band.findIndex((l, i) => l !== chosen[i]);
  if (at >= 0) return refused(context, kinds.wrongOrder, ["fuse", band.map((l) => l.iter.name)]);
  const [outermost] = band;
  const dynamic = band.find((l) => tripCount(l) === undefined || !isSteady(l.lo, outermost?.body ?? []));
  if (dynamic !== undefined) return refused(context, kinds.dynamicLoop, ["fuse", dynamic.iter.name]);
  const total = band.reduce((product, l) => product * (tripCount(l) ?? 1n), 1n);
  if (total > intervalOf(index).hi) {
    return refused(context, kinds.counterRange, ["fuse", band.map((l) => l.iter.name).join("_")]);
  }
  const jump = wrongJump(band);
  if (jump !== undefined) {
    return refused(
      context, kinds.lostJump, ["fuse", jump.stmt.kind, jump.loop.iter.name],
      [{ span: jump.stmt.span, message: "it stands here" }],
    );
  }
  return shapeErrors(context, "fuse", band);
}

/** A jump that ends some of the loops and not others: leaving all, or going on in the innermost, still means the same. */
function wrongJump(band: readonly For[]): { readonly stmt: Stmt; readonly loop: For } | undefined {
  for (const [i, loop] of band.entries()) {
    const stmt = jumpsTo(loop).find((j) => (j.kind === "break" ? i > 0 : i < band.length - 1));
    if (stmt !== undefined) return { stmt, loop };
  }
  return undefined;
}

function fused(module: Module, places: readonly LoopPlace[]): Applied {
  const [first] = places;
  const nest = first === undefined ? undefined : perfectNest(first.func, places.map((p) => p.loop));
  if (first === undefined || nest === undefined || !("body" in nest)) throw new Error("a legal fusion is of a nest");
  const name = nest.band.map((l) => l.iter.name).join("_");
  const made = fusedLoop(module, first, nest, name);
  const gone = nest.band.map((l) => ({ name: l.iter.name, into: [name] }));
  return { module: withLoop(module, first.func, first.loop, () => [made]), gone };
}

function fusedLoop(
  module: Module, { func, loop: { span, label } }: LoopPlace, { band, bounds, body }: Nest, name: string,
): For {
  const iter = freshSyms(module).fresh(name);
  const trips = band.map((l) => tripCount(l) ?? 0n);
  const total = trips.reduce((a, b) => a * b, 1n);
  const id = freshLoopId(func.body);
  const counters = band.map((l, i): Let => {
    const count = countOf(variable(iter, index, span), trips, i);
    const init = counterAt({ ...l, lo: bounds[i]?.lo ?? l.lo }, count);
    return { kind: "let", sym: l.iter, type: l.type, mutable: false, init: cast(init, l.type, span), span };
  });
  const inside = band.reduce((stmts, l) => redirected(stmts, l.id, { break: id, continue: id }), body);
  return {
    kind: "for", iter, type: index, lo: intConst(0, span), hi: intConst(total, span), step: 1n, body: [...counters, ...inside],
    ...(label !== undefined && { label }), reduction: band.every((l) => l.reduction), id, span,
  };
}

/** How often loop number `at` has run when all of them together have `total` times. */
function countOf(total: Expr, trips: readonly bigint[], at: number): Expr {
  const inner = trips.slice(at + 1).reduce((a, b) => a * (b > 0n ? b : 1n), 1n);
  const blocks = inner === 1n ? total : binary("floordiv", total, intConst(inner, total.span), total.span);
  const own = trips[at] ?? 1n;
  return at === 0 || own === 0n ? blocks : binary("mod", blocks, intConst(own, total.span), total.span);
}
