/** A timeline as a trace in JSON, as https://ui.perfetto.dev and chrome://tracing read it: a microsecond is a cycle. */
import type { Slice, State, Timeline } from "./timeline.js";

interface TraceEvent {
  readonly ph: "X" | "C" | "M";
  readonly pid: number;
  readonly tid?: number;
  readonly name: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly cname?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

const [instances, streams] = [1, 2];

/** The colours of slices in chrome://tracing; Perfetto takes those that it likes. */
const colours: Readonly<Record<State, string>> = {
  idle: "white", busy: "good", get: "bad", put: "terrible", call: "grey",
};

/** Instances as threads, with a slice for each stretch of time, and streams as counters. */
export function perfettoTrace(name: string, timeline: Timeline): string {
  const events = [
    ...metadata(name, timeline),
    ...timeline.instances.flatMap((i, tid) => i.slices.filter((s) => s.state !== "idle").map((s) => sliceEvent(s, tid))),
    ...timeline.streams.flatMap((s) => s.levels.map(({ from, fill }): TraceEvent => (
      { ph: "C", pid: streams, name: s.name, ts: from, args: { tokens: fill } }
    ))),
  ];
  const other = { kernel: name, cycles: timeline.cycles, cyclesPerStep: timeline.step };
  return `{"otherData":${JSON.stringify(other)},"traceEvents":[\n${events.map((e) => JSON.stringify(e)).join(",\n")}\n]}\n`;
}

function metadata(name: string, { instances: all }: Timeline): readonly TraceEvent[] {
  const process = (pid: number, title: string): TraceEvent => ({ ph: "M", pid, name: "process_name", args: { name: title } });
  return [
    process(instances, `${name}: kernels`), process(streams, `${name}: streams`),
    ...all.flatMap((i, tid): TraceEvent[] => [
      { ph: "M", pid: instances, tid, name: "thread_name", args: { name: i.name } },
      { ph: "M", pid: instances, tid, name: "thread_sort_index", args: { sort_index: tid } },
    ]),
  ];
}

function sliceEvent({ state, stream, from, until }: Slice, tid: number): TraceEvent {
  const base = { ph: "X", pid: instances, tid, name: sliceTitle(state, stream), ts: from, dur: until - from } as const;
  return { ...base, cname: colours[state] };
}

/** `busy`, `waits to get from a`. */
export function sliceTitle(state: State, stream = ""): string {
  switch (state) {
    case "busy": case "idle":
      return state;
    case "get":
      return `waits to get from ${stream}`;
    case "put":
      return `waits to put to ${stream}`;
    case "call":
      return "waits for a region";
  }
}
