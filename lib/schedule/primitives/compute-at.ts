/** `computeAt`: a producer's loops become those of its consumer. */
import { findDependence, type Dependence } from "../../analysis/dependences.js";
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Func, Module, Stmt } from "../../ir/ir.js";
import { mapStmtChildren, refArgs, visitStmts } from "../../ir/walk.js";
import { fusedNest, nestsOf, type Fused, type Nests } from "../fusion.js";
import { refusal } from "../legality.js";
import { loopsOf } from "../names.js";
import { loop, type LoopPlace } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { around, withFunc } from "../rewrite.js";

export const computeAt = definePrimitive({
  name: "computeAt",
  summary: "Merges the nest of `producer` into that of `consumer`, down to these loops: each iteration produces, then consumes.",
  elsewhere: {
    allo: "s.compute_at(\"i\", \"j\")", exo: "fuse(p, \"i\", \"j\")",
    halide: "g.compute_at(f, j)", tvm: "sch.compute_at(b, j)",
  },
  rule: "Nothing that the consumer does comes before something that the producer does and that it depends on. The loops run over the same values; constant bounds may differ, and are tested then.",
  cost: "None, or less: what is produced is used at once. Bounds that differ cost a comparison in each iteration.",
  parameters: {
    producer: loop("the loop whose body comes first"),
    consumer: loop("the loop that stays; as deep in its nest as the other"),
  },
  positional: ["producer", "consumer"],
  picture: {
    before: `top func f(A: int32[8], C: int32[8]) {
      alloc B: int32[8] = int32(0)
      for i: index = 0 to 8 { B[i] = int32(A[i] * 2) }
      for j: index = 0 to 6 { C[j] = B[j] }
    }`,
    step: '{ "primitive": "computeAt", "producer": "i", "consumer": "j" }',
    after: `top func f(A: int32[8], C: int32[8]) {
      alloc B: int32[8] = int32(0)
      for j: index = 0 to 8 {
        B[j] = int32(A[j] * 2)
        if j < 6 { C[j] = B[j] }
      }
    }`,
  },
  legal: (context, { producer, consumer }) => {
    const nests = nestsIn(producer, consumer);
    if (nests === undefined) {
      return refused(context, kinds.otherFunction, [producer.func.sym.name, consumer.func.sym.name]);
    }
    if ("reason" in nests) {
      return refused(
        context, kinds.notFused, [producer.loop.iter.name, consumer.loop.iter.name, nests.reason],
        [{ span: nests.at.span, message: "here" }],
      );
    }
    const errors = dependenceErrors(context, producer.func, nests);
    return errors.length > 0 ? errors : streamErrors(context, producer, nests);
  },
  apply: (module, { producer, consumer }) => {
    const nests = nestsIn(producer, consumer);
    if (nests === undefined || "reason" in nests) throw new Error("legal nests become one");
    const { func } = producer;
    const nameOf = (l: Stmt | undefined): string => loopsOf(func).find((n) => n.loop === l)?.name ?? "";
    const gone = nests.producer.map((l, i) => ({ name: nameOf(l), into: [nameOf(nests.consumer[i])] }));
    return { module: fusedIn(module, func, nests).module, gone };
  },
});

function nestsIn(producer: LoopPlace, consumer: LoopPlace): ReturnType<typeof nestsOf> | undefined {
  return producer.func === consumer.func ? nestsOf(producer.func, producer.loop, consumer.loop) : undefined;
}

interface FusedIn extends Fused {
  readonly module: Module;
  readonly func: Func;
}

function fusedIn(m: Module, f: Func, nests: Nests): FusedIn {
  const fused = fusedNest(nests);
  const [first, last] = [nests.producer[0], nests.consumer[0]];
  const inPlace = (stmts: readonly Stmt[]): readonly Stmt[] => stmts.flatMap((s) => {
    if (s === first) return [];
    return s === last ? [fused.loop] : [mapStmtChildren(s, { stmts: inPlace })];
  });
  const func = { ...f, body: inPlace(f.body) };
  return { ...fused, func, module: withFunc(m, func) };
}

function dependenceErrors(context: StepContext, f: Func, nests: Nests): readonly Diagnostic[] {
  const past = carriedPast(context.module, f, nests);
  if (past !== undefined) return refusal(context, "computeAt", past);
  const { func, module, producer, consumer } = fusedIn(context.module, f, nests);
  const outer = depthOf(f, nests);
  // In the one nest, whatever leads from the consumer to the producer led from the producer to the consumer before.
  const turned = findDependence(func, module, undefined, ({ from, to }) => {
    if (!consumer.has(from.stmt) || !producer.has(to.stmt)) return undefined;
    return (directions) => (directions.slice(0, outer).some((d) => d !== "=") ? "no" : "more");
  });
  return turned === undefined ? [] : refusal(context, "computeAt", reversed(turned));
}

/** In another order of puts and gets on different streams, kernels might wait for each other. */
function streamErrors(
  context: StepContext, { func, loop: l }: LoopPlace, { producer, consumer, between }: Nests,
): readonly Diagnostic[] {
  const streams = new Set(func.params.flatMap((p) => (p.type.kind === "stream" ? [p.sym.id] : [])));
  const uses = (stmts: readonly Stmt[]): boolean => {
    let found = false;
    visitStmts(stmts, (s) => {
      found ||= s.kind === "put" || s.kind === "get" || refArgs(s).some((r) => streams.has(r.sym.id));
    });
    return found;
  };
  if (!uses(producer.slice(0, 1)) || !uses([...between, ...consumer.slice(0, 1)])) return [];
  return refused(
    context, kinds.notFused, [l.iter.name, consumer[0]?.iter.name ?? "", "both use streams, which would take turns"],
  );
}

/** What the producer does for a statement between the nests, which it would come after. */
function carriedPast(m: Module, f: Func, { producer, between }: Nests): Dependence | undefined {
  const setOf = (stmts: readonly Stmt[]): ReadonlySet<Stmt> => {
    const all = new Set<Stmt>();
    visitStmts(stmts, (s) => all.add(s));
    return all;
  };
  const [mine, others] = [setOf(producer.slice(0, 1)), setOf(between)];
  if (others.size === 0) return undefined;
  return findDependence(f, m, undefined, ({ from, to }) => {
    if (!mine.has(from.stmt) || !others.has(to.stmt)) return undefined;
    return (directions) => (directions.some((d) => d !== "=") ? "no" : "more");
  });
}

/** How many loops are around both nests. */
function depthOf(f: Func, { consumer: [outermost] }: Nests): number {
  return outermost === undefined ? 0
    : around(f, outermost).filter((s) => s.kind === "for" || s.kind === "while").length;
}

const turnedKind = { flow: "anti", anti: "flow", output: "output" } as const;
const turnedDirection = { "<": ">", "=": "=", ">": "<" } as const;

function reversed(d: Dependence): Dependence {
  return {
    ...d, kind: turnedKind[d.kind], from: d.to, to: d.from, directions: d.directions.map((x) => turnedDirection[x]),
  };
}
