/**
 * Whether a network whose control does not depend on the data can deadlock, and how deep its streams must be. The
 * skeletons are stepped: what networks of blocking reads and writes do does not depend on the order of events (Kahn
 * 1974), so one run decides for all.
 */
import { noSpan, type Span } from "../diagnostics/source.js";
import type { Module } from "../ir/ir.js";
import type { PlacedNetwork } from "../ir/networks.js";
import { mergeReason } from "./skeleton-lowering.js";
import { Machine, type Blocked, type Budget, type Outcome } from "./skeleton-machine.js";
import { programOf, type Program } from "./skeleton-program.js";
import { Skeletons, type Unknown } from "./skeleton.js";

export type { Blocked, Budget } from "./skeleton-machine.js";
export type { Unknown } from "./skeleton.js";

/** Depths by the ids of the streams' names; of an array of streams, of each. */
export type Depths = ReadonlyMap<number, number>;

export type SafeDepths =
  /** `isMinimal`: none of them can be smaller by itself; else the budget ended before that was sure. */
  | { readonly kind: "depths"; readonly depths: Depths; readonly isMinimal: boolean }
  | Unknown;

export type Freedom =
  | { readonly kind: "free" }
  | {
    readonly kind: "deadlocks";
    readonly blocked: readonly Blocked[];
    /** Each waits for the next, and the last for the first; empty when the waits end at an instance that has finished. */
    readonly cycle: readonly string[];
  }
  | Unknown;

/** Steps that one question may take unless told otherwise. */
const defaultSteps = 10_000_000;

/**
 * The smallest depths of the streams `auto` (ids of their names; streams of `n` and of networks that it starts) with
 * which `n` runs to its end; all others keep theirs. They are found in two passes. First the run begins with depth 1 for
 * each; whenever it deadlocks, of the streams of `auto` that something waits to put to, the one with the smallest depth
 * gets twice that (ties: the one declared first), and the run goes on (Parks 1995). Then each in turn, in the order of
 * declaration, is made as small as it can be while the others stay as they are. So no single one can be smaller; but
 * other depths may be as good, or smaller in all: of those that the first pass allows, this order makes the streams
 * that are declared first small at the cost of the others.
 */
export function safeDepths(
  m: Module, n: PlacedNetwork, auto: ReadonlySet<number>, budget: Budget = { steps: defaultSteps },
): SafeDepths {
  const program = staticProgram(m, n);
  return program.kind === "unknown" ? program : smallest(program.program, auto, new Map(), budget, placeOf(m, n));
}

/** Whether `n` runs to its end with the depths its streams have. */
export function deadlockFreedom(m: Module, n: PlacedNetwork, budget: Budget = { steps: defaultSteps }): Freedom {
  const program = staticProgram(m, n);
  if (program.kind === "unknown") return program;
  const outcome = new Machine(program.program, depthsOf(program.program, new Map()), budget).run();
  switch (outcome.kind) {
    case "ends": return { kind: "free" };
    case "deadlock": return { ...outcome, kind: "deadlocks" };
    case "limit": case "forever": case "value": return notStepped(outcome, placeOf(m, n));
  }
}

/**
 * The smallest change of declared depths that lets `n` run to its end: that of a single stream where one is enough, and
 * then the smallest increase; else of several. Undefined when no depths help or nothing is known.
 */
export function curingDepths(m: Module, n: PlacedNetwork, budget: Budget = { steps: defaultSteps }): Depths | undefined {
  const found = staticProgram(m, n);
  if (found.kind === "unknown") return undefined;
  const { program } = found;
  const declared = new Map(program.channels.map((c) => [c.stream, c.depth]));
  const first = new Machine(program, depthsOf(program, new Map()), budget).run();
  if (first.kind !== "deadlock") return undefined;
  let best: { readonly change: number; readonly depths: Depths } | undefined;
  for (const [stream, depth] of declared) {
    const one = smallest(program, new Set([stream]), declared, budget, placeOf(m, n));
    const deeper = one.kind === "depths" ? one.depths.get(stream) ?? depth : depth;
    if (deeper > depth && (best === undefined || deeper - depth < best.change)) {
      best = { change: deeper - depth, depths: new Map([[stream, deeper]]) };
    }
  }
  if (best !== undefined) return best.depths;
  const all = smallest(program, new Set(declared.keys()), declared, budget, placeOf(m, n));
  if (all.kind === "unknown") return undefined;
  return new Map([...all.depths].filter(([stream, depth]) => depth > (declared.get(stream) ?? depth)));
}

function smallest(
  program: Program, auto: ReadonlySet<number>, floors: Depths, budget: Budget, place: Place,
): SafeDepths {
  const raised = raise(program, auto, floors, budget, place);
  return raised.kind === "unknown" ? raised : shrink(program, raised.depths, floors, budget);
}

/** Depths with which the run ends. */
function raise(
  program: Program, auto: ReadonlySet<number>, floors: Depths, budget: Budget, place: Place,
): Unknown | { readonly kind: "depths"; readonly depths: Map<number, number> } {
  const streams = [...new Set(program.channels.map((c) => c.stream))].filter((s) => auto.has(s));
  const depths = new Map(streams.map((s) => [s, floors.get(s) ?? 1]));
  const machine = new Machine(program, depthsOf(program, depths), budget);
  for (;;) {
    const outcome = machine.run();
    if (outcome.kind === "ends") return { kind: "depths", depths };
    if (outcome.kind !== "deadlock") return notStepped(outcome, place);
    const putting = outcome.blocked.filter((b) => b.waitsTo === "put");
    const full = new Set(putting.map((b) => program.channels[b.channel]?.stream));
    const [least] = streams.filter((s) => full.has(s)).sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
    const [first] = outcome.blocked;
    if (least === undefined || (depths.get(least) ?? 0) >= deepest) return hopeless(first, place);
    depths.set(least, Math.min(deepest, 2 * (depths.get(least) ?? 1)));
    machine.depths.set(depthsOf(program, depths));
  }
}

/** No stream may be declared deeper than this. */
const deepest = 2 ** 24;

function hopeless(blocked: Blocked | undefined, place: Place): Unknown {
  if (blocked === undefined) return { kind: "unknown", reason: "it deadlocks", span: place.span };
  const { instance, waitsTo, stream, span } = blocked;
  return { kind: "unknown", reason: `with any depths '${instance}' waits forever to ${waitsTo} on '${stream}'`, span };
}

/** Each in turn as small as it can be while the others stay. What runs with some depths runs with greater ones. */
function shrink(program: Program, depths: Map<number, number>, floors: Depths, budget: Budget): SafeDepths {
  for (const [stream, start] of depths) {
    let [low, high] = [floors.get(stream) ?? 1, start];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      depths.set(stream, middle);
      const outcome = new Machine(program, depthsOf(program, depths), budget).run();
      if (outcome.kind === "limit") {
        depths.set(stream, high);
        return { kind: "depths", depths, isMinimal: false };
      }
      if (outcome.kind === "ends") high = middle;
      else low = middle + 1;
    }
    depths.set(stream, high);
  }
  return { kind: "depths", depths, isMinimal: true };
}

/** Of all channels: those of streams that are not in `depths` have what is declared. */
function depthsOf({ channels }: Program, depths: Depths): Int32Array {
  return Int32Array.from(channels, (c) => depths.get(c.stream) ?? c.depth);
}

/** What questions are about: for reasons that have no better place. */
interface Place {
  readonly name: string;
  readonly span: Span;
}

function placeOf(m: Module, { sym, instances }: PlacedNetwork): Place {
  const node = m.top.sym.id === sym.id ? m.top : m.functions.find((f) => f.sym.id === sym.id);
  return { name: sym.name, span: node?.span ?? instances[0]?.span ?? noSpan };
}

function notStepped(outcome: Exclude<Outcome, { kind: "ends" | "deadlock" }>, { name, span }: Place): Unknown {
  switch (outcome.kind) {
    case "limit": return { kind: "unknown", reason: `'${name}' takes too many steps to follow`, span };
    case "forever": return { kind: "unknown", reason: `'${name}' never ends`, span };
    case "value": return { kind: "unknown", reason: "a number here is too large, or not known", span: outcome.span };
  }
}

function staticProgram(m: Module, n: PlacedNetwork): Unknown | { readonly kind: "program"; readonly program: Program } {
  const outside = n.params.find((p) => p.type.kind === "stream");
  if (outside !== undefined) {
    const reason = `the other end of '${outside.sym.name}' is outside '${n.sym.name}'`;
    return { kind: "unknown", reason, span: outside.span };
  }
  const merge = n.streams.find((s) => s.merge === true);
  if (merge !== undefined) return { kind: "unknown", reason: mergeReason(merge.sym), span: merge.span };
  const network = new Skeletons(m).network(n, new Map());
  for (const { skeleton, title } of network.parts) {
    if (skeleton.kind === "unknown") return { ...skeleton, reason: `in '${title}', ${skeleton.reason}` };
  }
  const program = programOf(m, network);
  if (program !== undefined) return { kind: "program", program };
  return { kind: "unknown", reason: "there are too many instances", span: placeOf(m, n).span };
}
