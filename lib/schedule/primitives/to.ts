/** `to`: a tensor between two stages becomes a FIFO. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Func, MemoryDirectives, Stmt } from "../../ir/ir.js";
import { sayingOfMemories } from "../copies.js";
import { leastDepth } from "../fifos.js";
import { integer, memory, optional, text, type MemoryPlace } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { withFunc } from "../rewrite.js";
import { channelsOf, stageBodies, stageErrors, stageName, type StageBody } from "../stages.js";

export const to = definePrimitive({
  name: "to",
  summary: "Makes a FIFO of a tensor that one stage of a dataflow body writes and `consumer` reads.",
  elsewhere: { allo: "s.to(s.B, \"C\", depth=4)" },
  rule: "Each element is written once and read once, in the same order, in which no run-time value has a say. With less than the least depth, which is taken if none is given, the stages would wait for each other.",
  cost: "A FIFO of `depth` elements instead of two memories for all; the consumer starts with the first element.",
  parameters: {
    memory: memory("the tensor"),
    consumer: text("the stage that reads it: its label, its loop, or the function it calls"),
    depth: optional(integer("elements that fit in", 1)),
  },
  positional: ["memory", "consumer"],
  picture: {
    before: `top func f(A: int32[8], C: int32[8]) dataflow {
      alloc B: int32[8] = int32(0)
      for i: index = 0 to 8 { B[i] = int32(A[i] * 2) }
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
    step: '{ "primitive": "to", "memory": "B", "consumer": "j" }',
    after: `top func f(A: int32[8], C: int32[8]) dataflow {
      alloc B: int32[8] = int32(0)
      memory B: stream(depth=1)
      for i: index = 0 to 8 { B[i] = int32(A[i] * 2) }
      for j: index = 0 to 8 { C[j] = B[j] }
    }`,
  },
  legal: (context, { memory: place, consumer, depth }) => {
    const { sym } = place;
    const body = bodyOf(place);
    if (body === undefined) return refused(context, kinds.notBetweenStages, [sym.name, "no dataflow body makes it"]);
    const errors = stageErrors(context, body);
    if (errors.length > 0) return errors;
    const channel = channelsOf(context.module, body).find((c) => c.sym.id === sym.id);
    if (channel === undefined) {
      return refused(context, kinds.notBetweenStages, [sym.name, "no stage writes what another reads"]);
    }
    if (!namesOfStage(channel.to).includes(consumer)) {
      return refused(
        context, kinds.notBetweenStages, [sym.name, `it is read by '${stageName(channel.to)}', not '${consumer}'`],
        [{ span: channel.to.span, message: "it is read here" }],
      );
    }
    return fifoErrors(context, place, body, depth);
  },
  apply: (module, { memory: place, depth }) => {
    const body = bodyOf(place);
    const least = body === undefined ? undefined : leastDepth(module, body, place.sym);
    const streamDepth = depth ?? least;
    if (typeof streamDepth !== "number") throw new Error("a legal FIFO has a depth");
    return { module: withFunc(module, withFifo(place.func, { ...saidOf(place), streamDepth })) };
  },
});

function fifoErrors(
  context: StepContext, place: MemoryPlace, body: StageBody, depth: number | undefined,
): readonly Diagnostic[] {
  const { sym } = place;
  const said = saidOf(place);
  if (said.streamDepth !== undefined) return refused(context, kinds.twice, [`'${sym.name}'`, "to"]);
  if (said.bind?.ports !== undefined || said.bind?.latency !== undefined) {
    return refused(context, kinds.noFifo, [sym.name, "it is bound to a memory with ports or a latency"]);
  }
  const least = leastDepth(context.module, body, sym);
  if (typeof least !== "number") return refused(context, kinds.noFifo, [sym.name, least.reason], least.related);
  return depth !== undefined && depth < least ? refused(context, kinds.shallowFifo, [sym.name, depth, least]) : [];
}

/** The dataflow body that makes the tensor. */
function bodyOf({ func, sym }: MemoryPlace): StageBody | undefined {
  return stageBodies(func).find((b) => b.stmts.some((s) => s.kind === "alloc" && s.sym.id === sym.id));
}

function namesOfStage(s: Stmt): readonly string[] {
  return s.kind === "for" ? [stageName(s), s.iter.name] : [stageName(s)];
}

function saidOf({ func, sym }: MemoryPlace): MemoryDirectives {
  return func.memories?.find((m) => m.sym.id === sym.id) ?? { sym, partitions: [] };
}

function withFifo(f: Func, said: MemoryDirectives): Func {
  return sayingOfMemories(f, [...(f.memories ?? []).filter((m) => m.sym.id !== said.sym.id), said]);
}
