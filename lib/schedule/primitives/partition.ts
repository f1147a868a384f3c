/** `partition`: a tensor is spread over several memories. */
import { schedule as kinds } from "../../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Partition } from "../../ir/ir.js";
import { saidOf, withSaid } from "../memories.js";
import { choice, dimension, integer, memory, optional, type MemoryPlace } from "../parameters.js";
import { definePrimitive, refused, type StepContext } from "../primitive.js";
import { withFunc } from "../rewrite.js";
import { sameMemory, type Member } from "../same-memory.js";

export const partition = definePrimitive({
  name: "partition",
  summary: "Spreads a tensor over several memories along one dimension, or all, wherever functions pass it.",
  elsewhere: { allo: "s.partition(s.A, Partition.Cyclic, dim=1, factor=4)" },
  rule: "Each dimension once. It holds in every function that is given the tensor, and for every other tensor that "
    + "one of them is given in its place; an external function among them refuses it.",
  cost: "As many memories, each with ports of its own, and multiplexers where it is not known which one an access "
    + "reaches.",
  parameters: {
    memory: memory("the tensor"),
    kind: choice(
      "a memory for each index, runs of neighbours, or neighbours by turns", ["complete", "block", "cyclic"],
    ),
    dim: optional(dimension("the dimension, counted from 1; all without it, or with 0", 0)),
    factor: optional(integer("how many memories; not of `complete`", 2)),
  },
  positional: ["memory"],
  picture: {
    before: `func g(X: int32[4, 8]) { X[0, 0] = int32(1) }
      top func f(A: int32[4, 8]) { call g(A) }`,
    step: '{ "primitive": "partition", "memory": "A", "kind": "cyclic", "dim": 2, "factor": 4 }',
    after: `func g(X: int32[4, 8]) {
        memory X: cyclic(dim=1, factor=4)
        X[0, 0] = int32(1)
      }
      top func f(A: int32[4, 8]) {
        memory A: cyclic(dim=1, factor=4)
        call g(A)
      }`,
  },
  legal: (context, args) => {
    const { memory: place, kind, dim, factor } = args;
    if ((kind === "complete") !== (factor === undefined)) return refused(context, kinds.partitionFactor, [kind]);
    const rank = place.type.shape.length;
    if (dim !== undefined && dim >= rank) {
      return refused(context, kinds.noDimension, ["partition", place.sym.name, dim, rank]);
    }
    return [...factorErrors(context, args), ...memberErrors(context, args)];
  },
  apply: (module, args) => {
    const added = partitionsOf(args);
    const changed = sameMemory(module, args.memory.sym).members.reduce((m, { func, sym }) => {
      const now = m.functions.find((f) => f.sym.id === func.sym.id) ?? func;
      return withFunc(m, withSaid(now, sym, (said) => ({ ...said, partitions: [...said.partitions, ...added] })));
    }, module);
    return { module: changed };
  },
});

interface Args {
  readonly memory: MemoryPlace;
  readonly kind: Partition["kind"];
  readonly dim?: number | undefined;
  readonly factor?: number | undefined;
}

function partitionsOf({ memory: { type }, kind, dim, factor }: Args): readonly Partition[] {
  const dims = dim === undefined ? type.shape.map((_, d) => d) : [dim];
  return dims.map((d) => (factor === undefined ? { dim: d, kind } : { dim: d, kind, factor }));
}

function factorErrors(context: StepContext, args: Args): readonly Diagnostic[] {
  const { sym, type } = args.memory;
  return partitionsOf(args).flatMap(({ dim, factor = 0 }) => {
    const extent = type.shape[dim] ?? 0;
    return factor <= extent ? [] : refused(
      context, kinds.factorPastExtent, ["partition", sym.name, factor, dim, extent, "is more than"],
    );
  });
}

function memberErrors(context: StepContext, args: Args): readonly Diagnostic[] {
  const { members } = sameMemory(context.module, args.memory.sym);
  const external = members.find((m) => m.func.external !== undefined);
  if (external !== undefined) {
    return refused(context, kinds.reachesExternal, ["partition", args.memory.sym.name, external.func.sym.name]);
  }
  const fifo = members.find(({ func, sym }) => saidOf(func, sym)?.streamDepth !== undefined);
  if (fifo !== undefined) return refused(context, kinds.saidOfMemory, ["partition", fifo.sym.name, "is a FIFO"]);
  for (const { dim } of partitionsOf(args)) {
    const owner = members.find((m) => hasPartition(m, dim));
    if (owner !== undefined) {
      return refused(context, kinds.twice, [`dimension ${dim + 1} of '${owner.sym.name}'`, "partition"]);
    }
  }
  return [];
}

function hasPartition({ func, sym }: Member, dim: number): boolean {
  return saidOf(func, sym)?.partitions.some((p) => p.dim === dim) === true;
}
