/** What a timed run comes to: cycles, and who waited for what. */
import { replay, type Depths, type InstanceTimes, type Replayed, type StreamTimes } from "./replay.js";
import type { StreamTrace, Trace } from "./trace.js";

/** Cycles spent waiting for one stream. */
export interface StreamWaits {
  readonly stream: string;
  readonly cycles: number;
}

/** The cycles of one instance: from `start` to `end` it is busy, or waits. */
export interface InstanceTiming {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly busy: number;
  /** For tokens, by stream, the longest first. */
  readonly input: readonly StreamWaits[];
  /** For room, likewise. */
  readonly output: readonly StreamWaits[];
  /** Of an instance of an inner region: between two calls of that. */
  readonly between: number;
  /** For the ends of inner regions that it calls. */
  readonly calling: number;
  /** The part of all cycles of the run in which it is busy, from 0 to 1. */
  readonly utilisation: number;
}

export interface StreamTiming {
  readonly name: string;
  /** The name it was declared by: streams of an array share it. */
  readonly declared: string;
  readonly depth: number;
  readonly tokens: number;
  /** How many were put but never got. */
  readonly left: number;
  /** The most tokens that it held at once, and how many it held in the mean of all cycles. */
  readonly most: number;
  readonly mean: number;
}

/** A timed run. */
export interface Timing {
  readonly cycles: number;
  readonly instances: readonly InstanceTiming[];
  readonly streams: readonly StreamTiming[];
  /** Who is busy longest: to shorten the run, begin there. */
  readonly critical: string;
}

/** The timing of `trace` with `depths`, those of the recorded run unless given; `undefined` when it deadlocks with them. */
export function timingOf(trace: Trace, depths?: Depths): Timing | undefined {
  const r = replay(trace, depths);
  return r.kind === "done" ? made(trace, r, depths) : undefined;
}

function made(trace: Trace, r: Replayed & { readonly kind: "done" }, depths?: Depths): Timing {
  const instances = trace.instances.flatMap((x, i): InstanceTiming[] => {
    const times = r.instances[i];
    return x.isHidden === true || times === undefined ? [] : [instanceTiming(x.name, times, trace, r.cycles)];
  });
  const streams = trace.streams.flatMap((s, i): StreamTiming[] => {
    const times = r.streams[i];
    return s.internal !== undefined || times === undefined ? [] : [streamTiming(s, times, depths?.[i] ?? s.depth, r.cycles)];
  });
  const critical = instances.reduce<InstanceTiming | undefined>((a, b) => (a !== undefined && a.busy >= b.busy ? a : b), undefined);
  return { cycles: r.cycles, instances, streams, critical: critical?.name ?? "" };
}

function instanceTiming(name: string, times: InstanceTimes, { streams }: Trace, cycles: number): InstanceTiming {
  const { start, end, between, calling } = times;
  const named = (waits: ReadonlyMap<number, number>): readonly StreamWaits[] => (
    [...waits].map(([stream, n]) => ({ stream: streams[stream]?.name ?? "", cycles: n })).sort((a, b) => b.cycles - a.cycles)
  );
  const [input, output] = [named(times.input), named(times.output)];
  const busy = end - start - totalOf(input) - totalOf(output) - between - calling;
  return { name, start, end, busy, input, output, between, calling, utilisation: cycles === 0 ? 0 : busy / cycles };
}

function streamTiming({ name, declared }: StreamTrace, times: StreamTimes, depth: number, cycles: number): StreamTiming {
  const { tokens, left, most, waited } = times;
  return { name, declared, depth, tokens, left, most, mean: cycles === 0 ? 0 : waited / cycles };
}

/** All cycles of `waits`. */
export function totalOf(waits: readonly StreamWaits[]): number {
  return waits.reduce((sum, w) => sum + w.cycles, 0);
}
