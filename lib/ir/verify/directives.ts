/** The rules of directives: that they say something, once, about something that is there. */
import { allInstances } from "../networks.js";
import type { LoopDirectives, MemoryBinding, MemoryDirectives, Partition } from "../directives.js";
import type { For, Func } from "../ir.js";
import { tripCount } from "../trip-count.js";
import type { TensorType } from "../types.js";
import { romOf, tensorType, type FuncContext } from "./context.js";
import { isCount } from "./values.js";

/** What cannot be said of one loop at once: which words, and why. */
const contradictions: readonly (readonly [keyof LoopDirectives, keyof LoopDirectives, string])[] = [
  ["vectorize", "unroll", "is unrolled by being vectorized"],
  ["vectorize", "pipeline", "is vectorized, so there are no iterations to pipeline"],
  ["dataflow", "pipeline", "is pipelined, so its statements are no stages"],
];

/** What is wrong with the directives of `s`. */
export function loopProblem(s: For): string | undefined {
  const { directives: d } = s;
  if (d === undefined) return undefined;
  if (Object.keys(d).length === 0) return "the directives are empty";
  const both = contradictions.find(([a, b]) => d[a] !== undefined && d[b] !== undefined);
  if (both !== undefined) return `the loop ${both[2]}`;
  if (d.pipeline !== undefined && !isCount(d.pipeline.ii)) return `an ii is a whole number from 1, not ${d.pipeline.ii}`;
  return d.unroll !== undefined ? unrollProblem(d.unroll.factor, s) : d.vectorize && constantTripsProblem(s);
}

function unrollProblem(factor: number | undefined, s: For): string | undefined {
  if (factor === undefined) {
    return s.directives?.pipeline === undefined ? constantTripsProblem(s)
      : "the loop is unrolled whole, so there are no iterations to pipeline";
  }
  const trips = tripCount(s);
  return factorProblem(factor, trips === undefined ? Infinity : Number(trips), "iterations");
}

function constantTripsProblem(s: For): string | undefined {
  return tripCount(s) === undefined ? "the loop is unrolled whole, but its bounds are not constant" : undefined;
}

function factorProblem(factor: number, most: number, what: string): string | undefined {
  if (!isCount(factor) || factor < 2) return `a factor is a whole number from 2, not ${factor}`;
  return factor <= most ? undefined : `the factor ${factor} is more than the ${most} ${what}`;
}

/** What is wrong with the directives of `f`, those of its memories apart. */
export function directiveProblems(f: Func, { module }: FuncContext): readonly string[] {
  const isCalled = f.sym.id !== module.top.sym.id && allInstances(module).every((i) => i.callee.id !== f.sym.id);
  const has = [f.memories, f.dataflow, f.inline].some((d) => d !== undefined);
  return [
    ...(f.inline === "always" && !isCalled ? ["it is to be inlined, but is hardware by itself"] : []),
    ...(f.inline === "always" && f.dataflow === true ? ["it is to be inlined, so its statements are no stages"] : []),
    ...(f.external !== undefined && has ? ["an external function has directives"] : []),
  ];
}

/** What is wrong with what `f` says of its memories. */
export function memoryProblems({ memories = [] }: Func, c: FuncContext): readonly string[] {
  return memories.flatMap((m, i) => {
    const isFirst = memories.findIndex((other) => other.sym.id === m.sym.id) === i;
    const message = isFirst ? memoryProblem(m, c) : "two directives are about it";
    return message === undefined ? [] : [`memory ${m.sym.name}: ${message}`];
  });
}

function memoryProblem(m: MemoryDirectives, c: FuncContext): string | undefined {
  const type = tensorType(c, m.sym.id);
  if (type === undefined) return "it is no tensor of the function";
  const { partitions, bind, streamDepth } = m;
  if (partitions.length === 0 && bind === undefined && streamDepth === undefined) return "the directives are empty";
  const partition = partitions.map((p, i) => partitionProblem(p, i, m, type)).find((problem) => problem !== undefined);
  return partition ?? (bind && bindingProblem(bind)) ?? streamProblem(m, c);
}

function partitionProblem(p: Partition, at: number, { partitions }: MemoryDirectives, type: TensorType): string | undefined {
  const extent = type.shape[p.dim];
  if (extent === undefined) return `there is no dimension ${p.dim}`;
  if (partitions.findIndex((other) => other.dim === p.dim) !== at) return `dimension ${p.dim} is partitioned twice`;
  if (p.kind === "complete") return p.factor === undefined ? undefined : "a complete partition has no factor";
  return p.factor === undefined ? `a ${p.kind} partition needs a factor` : factorProblem(p.factor, extent, "indices");
}

function bindingProblem({ latency }: MemoryBinding): string | undefined {
  return latency === undefined || isCount(latency) ? undefined : `a latency is a whole number from 1, not ${latency}`;
}

/** Stages of one function are joined by what it makes itself; a FIFO has its own ports. */
function streamProblem({ sym, bind, streamDepth }: MemoryDirectives, c: FuncContext): string | undefined {
  if (streamDepth === undefined) return undefined;
  if (!isCount(streamDepth)) return `a depth is a whole number from 1, not ${streamDepth}`;
  const by = c.variables.get(sym.id)?.by;
  const isMade = by !== undefined && "kind" in by && romOf(c, sym.id) === undefined;
  if (!isMade) return "a FIFO is a tensor that the function makes";
  return bind?.ports === undefined && bind?.latency === undefined ? undefined : "a FIFO has neither ports nor latency";
}
