/** Tensors between stages as FIFOs: whether they are written and read in one order, and how deep they must be. */
import { placeText, traceOf, type Trace } from "../analysis/traces.js";
import type { RelatedNote } from "../diagnostics/diagnostic.js";
import type { Module, Stmt, Sym } from "../ir/ir.js";
import type { TensorType } from "../ir/types.js";
import { channelsOf, stageName, stagesOf, type Channel, type StageBody } from "./stages.js";

/** Why a tensor is no FIFO. */
interface FifoProblem {
  readonly reason: string;
  readonly related: readonly RelatedNote[];
}

/** A tensor that is a FIFO. */
interface Fifo {
  readonly sym: Sym;
  readonly depth: number;
}

/** The tensors that the directives make FIFOs. */
function fifosOf({ func, stmts }: StageBody): readonly Fifo[] {
  return (func.memories ?? []).flatMap(({ sym, streamDepth: depth }) =>
    depth !== undefined && stmts.some((s) => s.kind === "alloc" && s.sym.id === sym.id) ? [{ sym, depth }] : []);
}

/**
 * The least depth with which the stages of the body run to their end, if `fifo` is one besides those that are: each
 * stage runs as far as it can; one that reads another tensor starts when that is complete.
 */
export function leastDepth(m: Module, b: StageBody, fifo: Sym): number | FifoProblem {
  const known = depths.get(m) ?? new Map<number, number | FifoProblem>();
  depths.set(m, known);
  const depth = known.get(fifo.id) ?? computedDepth(m, b, fifo);
  known.set(fifo.id, depth);
  return depth;
}

/** By modules and ids of tensors: each depth is asked for more than once. */
const depths = new WeakMap<Module, Map<number, number | FifoProblem>>();

function computedDepth(m: Module, b: StageBody, fifo: Sym): number | FifoProblem {
  const fifos = fifosOf(b).filter((f) => f.sym.id !== fifo.id);
  const network = networkOf(m, b, [...fifos.map((f) => f.sym), fifo]);
  if ("reason" in network) return network;
  const run = (depth: number): boolean => completes(network, [...fifos, { sym: fifo, depth }]);
  return leastThat(run, sizeOf(b, fifo))
    ?? { reason: "the stages wait for each other, however deep it is", related: [] };
}

/** Why the FIFOs of the body cannot be, or the stages do not come to their end with their depths. */
export function fifoProblem(m: Module, b: StageBody): FifoProblem | undefined {
  const fifos = fifosOf(b);
  const network = fifos.length === 0 ? undefined : networkOf(m, b, fifos.map((f) => f.sym));
  if (network === undefined || "reason" in network) return network;
  return completes(network, fifos) ? undefined
    : { reason: "the stages would wait for each other with the depths there are", related: [] };
}

function sizeOf(b: StageBody, { id }: Sym): number {
  return typesOf(b).get(id)?.shape.reduce((n, extent) => n * extent, 1) ?? 1;
}

/** The tensors that the body makes. */
function typesOf({ stmts }: StageBody): ReadonlyMap<number, TensorType> {
  return new Map(stmts.flatMap((s) => (s.kind === "alloc" ? [[s.sym.id, s.type] as const] : [])));
}

/**
 * The least number from 1 to `most` with which `holds`, which holds for all greater ones. Small ones are tried first.
 */
function leastThat(holds: (n: number) => boolean, most: number): number | undefined {
  if (!holds(most)) return undefined;
  let [low, high] = [1, 1];
  while (high < most && !holds(high)) [low, high] = [high + 1, Math.min(most, high * 2)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

// ---- order ----------------------------------------------------------------------------------------------------------

/** What the stages do to the channels between them. */
interface Network {
  readonly channels: readonly Channel[];
  readonly programs: readonly Program[];
}

function networkOf(m: Module, b: StageBody, fifos: readonly Sym[]): Network | FifoProblem {
  if (b.func.params.some((p) => p.type.kind === "stream")) {
    return { reason: "how the stages wait for streams from outside is not known", related: [] };
  }
  const channels = channelsOf(m, b);
  const types = new Map([...typesOf(b)].filter(([id]) => fifos.some((f) => f.id === id)));
  const traces = new Map<Stmt, Trace>();
  for (const s of stagesOf(b)) {
    const traced = traceOf(m, b.stmts.slice(0, b.stmts.indexOf(s)), s, types);
    if (traced.kind === "unknown") {
      return { reason: traced.reason, related: [{ span: traced.span, message: traced.reason }] };
    }
    traces.set(s, traced.trace);
  }
  for (const f of fifos) {
    const problem = orderProblem(f, channels, traces, types.get(f.id));
    if (problem !== undefined) return problem;
  }
  return { channels, programs: stagesOf(b).map((s) => programOf(s, channels, fifos, traces.get(s))) };
}

/** The accesses of one tensor in a trace, as places in its lists. */
function accessesOf(trace: Trace | undefined, { id }: Sym): readonly number[] {
  const found: number[] = [];
  trace?.tensors.forEach((t, n) => {
    if (t === id) found.push(n);
  });
  return found;
}

function orderProblem(
  sym: Sym, channels: readonly Channel[], traces: ReadonlyMap<Stmt, Trace>, type: TensorType | undefined,
): FifoProblem | undefined {
  const channel = channels.find((c) => c.sym.id === sym.id);
  const [from, to] = channel === undefined ? [] : [traces.get(channel.from), traces.get(channel.to)];
  if (channel === undefined || from === undefined || to === undefined || type === undefined) {
    return { reason: "it does not join two stages", related: [] };
  }
  const [writes, reads] = [accessesOf(from, sym), accessesOf(to, sym)];
  const placeOf = (trace: Trace, n: number | undefined): number => trace.places[n ?? -1] ?? 0;
  const note = (trace: Trace, n: number | undefined): readonly RelatedNote[] => {
    const span = trace.spans[n ?? -1];
    return span === undefined ? [] : [{ span, message: `${placeOf(trace, n) < 0 ? "written" : "read"} here` }];
  };
  const wrong = writes.find((n) => placeOf(from, n) >= 0);
  if (wrong !== undefined) return { reason: "a stage both writes and reads it", related: note(from, wrong) };
  const seen = new Uint8Array(type.shape.reduce((n, extent) => n * extent, 1));
  const twice = writes.find((n) => {
    const place = -1 - placeOf(from, n);
    seen[place] = (seen[place] ?? 0) + 1;
    return seen[place] === 2;
  });
  if (twice !== undefined) {
    return { reason: `${placeText(placeOf(from, twice), type)} is written twice`, related: note(from, twice) };
  }
  const at = writes.findIndex((n, i) => i < reads.length && -1 - placeOf(from, n) !== placeOf(to, reads[i]));
  if (at >= 0) {
    const [w, r] = [placeText(placeOf(from, writes[at]), type), placeText(placeOf(to, reads[at]), type)];
    return {
      reason: `access ${at + 1} writes ${w} and reads ${r}`,
      related: [...note(from, writes[at]), ...note(to, reads[at])],
    };
  }
  if (writes.length === reads.length) return undefined;
  const [writer, reader] = [stageName(channel.from), stageName(channel.to)];
  const reason = `${writer} writes ${writes.length} elements, ${reader} reads ${reads.length}`;
  return { reason, related: [...note(from, writes.at(-1)), ...note(to, reads.at(-1))] };
}

// ---- depth ----------------------------------------------------------------------------------------------------------

/** What a stage does to channels, one after the other: `n` + 1 puts on channel n, −1 − `n` gets from it. */
type Program = Int32Array;

/** A tensor that is no FIFO is there as a whole: got before the stage starts, put when it has ended. */
function programOf(s: Stmt, channels: readonly Channel[], fifos: readonly Sym[], trace: Trace | undefined): Program {
  const numbers = new Map(channels.map((c, n) => [c.sym.id, n]));
  const whole = (end: "from" | "to"): number[] =>
    channels.flatMap((c, n) => (c[end] === s && fifos.every((f) => f.id !== c.sym.id) ? [n] : []));
  const { tensors, places } = trace ?? { tensors: [], places: [] };
  const steps = places.map((place, i) => {
    const n = numbers.get(tensors[i] ?? Number.NaN) ?? 0;
    return place < 0 ? n + 1 : -1 - n;
  });
  return Int32Array.from([...whole("to").map((n) => -1 - n), ...steps, ...whole("from").map((n) => n + 1)]);
}

/** Whether the stages run to their end: which depends on the depths only, not on who runs when (a Kahn network). */
function completes({ channels, programs }: Network, fifos: readonly Fifo[]): boolean {
  const depths = channels.map((c) => fifos.find((f) => f.sym.id === c.sym.id)?.depth ?? Infinity);
  const levels = channels.map(() => 0);
  const next = programs.map(() => 0);
  const advance = (program: Program, p: number): boolean => {
    const start = next[p] ?? 0;
    let at = start;
    for (; at < program.length; at++) {
      const step = program[at] ?? 0;
      const n = Math.abs(step) - 1;
      const level = levels[n] ?? 0;
      if (step > 0 ? level >= (depths[n] ?? 0) : level === 0) break;
      levels[n] = level + Math.sign(step);
    }
    next[p] = at;
    return at > start;
  };
  while (programs.reduce((moved, program, p) => advance(program, p) || moved, false)) continue;
  return programs.every((program, p) => next[p] === program.length);
}
