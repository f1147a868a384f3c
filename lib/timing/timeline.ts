/** A timed run as pictures need it: who does what when, and how full streams are, in steps of so many cycles. */
import { replay, type Depths } from "./replay.js";
import type { Trace } from "./trace.js";

/** What an instance does; `idle` before it starts, after its end, and between calls of its region. */
export type State = "idle" | "busy" | "get" | "put" | "call";

export interface Slice {
  readonly state: State;
  /** Of `get` and `put`: what it waits for. */
  readonly stream?: string;
  /** In cycles; `until` is not part of it. */
  readonly from: number;
  readonly until: number;
}

/** From cycle `from` on. */
export interface Level {
  readonly from: number;
  readonly fill: number;
}

export interface Timeline {
  readonly cycles: number;
  /** Cycles of a step: what takes most of it stands for all of it, of a stream the most that it holds. 1 is exact. */
  readonly step: number;
  readonly instances: readonly { readonly name: string; readonly slices: readonly Slice[] }[];
  readonly streams: readonly { readonly name: string; readonly depth: number; readonly levels: readonly Level[] }[];
}

/** The timeline of a run of `trace`, which must not deadlock; at most `points` slices and levels. */
export function timelineOf(trace: Trace, depths: Depths | undefined, points: number): Timeline {
  const total = replay(trace, depths);
  if (total.kind !== "done") throw new Error("a run that does not end has no timeline");
  const rows = trace.instances.length + trace.streams.length;
  const steps = Math.max(16, Math.floor(points / Math.max(1, rows)));
  const { cycles } = total;
  const step = Math.max(1, Math.ceil((cycles + 1) / steps));
  const rooms = trace.instances.map(() => new States(cycles, step));
  const levels = trace.streams.map(() => new Levels(cycles, step));
  replay(trace, depths, {
    observer: {
      fill: (stream, time, fill) => levels[stream]?.set(time, fill),
      wait: (instance, stream, kind, from, until) => {
        const { internal } = trace.streams[stream] ?? {};
        const state = internal === "start" ? "idle" : internal === "end" ? "call" : kind === "put" ? "put" : "get";
        rooms[instance]?.set(state, stream, from, until);
      },
    },
  });
  const nameOf = (stream: number): string => trace.streams[stream]?.name ?? "";
  return {
    cycles, step,
    instances: trace.instances.flatMap(({ name, isHidden }, i) => {
      const times = total.instances[i];
      const slices = rooms[i]?.slices(times?.start ?? 0, times?.end ?? 0, nameOf) ?? [];
      return isHidden === true ? [] : [{ name, slices }];
    }),
    streams: trace.streams.flatMap(({ name, depth, internal }, i) => (
      internal === undefined ? [{ name, depth: depths?.[i] ?? depth, levels: levels[i]?.finish() ?? [] }] : []
    )),
  };
}

const waits = ["get", "put", "call", "idle"] as const;

/** How the cycles of each step are spent. */
class States {
  private readonly cycles: number;
  private readonly step: number;
  private readonly spent: readonly Float64Array[];
  private readonly streams: Int32Array;

  constructor(cycles: number, step: number) {
    const steps = Math.floor(cycles / step) + 1;
    this.cycles = cycles;
    this.step = step;
    this.spent = waits.map(() => new Float64Array(steps));
    this.streams = new Int32Array(steps);
  }

  set(state: State, stream: number, from: number, until: number): void {
    const spent = this.spent[waits.findIndex((w) => w === state)];
    for (let at = from; spent !== undefined && at < until;) {
      const n = Math.floor(at / this.step);
      const end = Math.min(until, (n + 1) * this.step);
      spent[n] = (spent[n] ?? 0) + end - at;
      this.streams[n] = stream;
      at = end;
    }
  }

  slices(start: number, end: number, nameOf: (stream: number) => string): readonly Slice[] {
    this.set("idle", 0, 0, start);
    this.set("idle", 0, end, this.cycles);
    const slices: Slice[] = [];
    for (let n = 0; n * this.step < this.cycles; n++) {
      const next = this.slice(n, nameOf);
      const last = slices.at(-1);
      if (last?.state === next.state && last.stream === next.stream) slices[slices.length - 1] = { ...last, until: next.until };
      else slices.push(next);
    }
    return slices;
  }

  private slice(n: number, nameOf: (stream: number) => string): Slice {
    const from = n * this.step;
    const until = Math.min(from + this.step, this.cycles);
    const shares = this.spent.map((s) => s[n] ?? 0);
    const busy = until - from - shares.reduce((a, b) => a + b, 0);
    const most = Math.max(...shares);
    const state = busy >= most ? "busy" : waits[shares.indexOf(most)] ?? "busy";
    const isStream = state === "get" || state === "put";
    return { state, from, until, ...(isStream && { stream: nameOf(this.streams[n] ?? 0) }) };
  }
}

/** How full a stream is in each step. */
class Levels {
  private readonly cycles: number;
  private readonly step: number;
  private readonly levels: Level[] = [];
  private fill = 0;
  private since = 0;
  /** Of the step that is under way. */
  private current = 0;
  private most = 0;

  constructor(cycles: number, step: number) {
    this.cycles = cycles;
    this.step = step;
  }

  /** What happens in one cycle counts as one change. */
  set(time: number, fill: number): void {
    this.advance(time);
    this.fill = fill;
  }

  finish(): readonly Level[] {
    this.advance(this.cycles);
    this.close();
    return this.levels;
  }

  /** It has been as full as it is up to `to`. */
  private advance(to: number): void {
    const time = Math.min(to, this.cycles);
    if (time <= this.since) return;
    const first = Math.floor(this.since / this.step);
    const last = Math.floor((time - 1) / this.step);
    if (first !== this.current) this.open(first);
    this.most = Math.max(this.most, this.fill);
    if (last !== first) this.open(last > first + 1 ? first + 1 : last);
    if (last > first + 1) this.open(last);
    this.since = time;
  }

  /** Begins another step, as full as the stream is. */
  private open(step: number): void {
    this.close();
    this.current = step;
    this.most = this.fill;
  }

  private close(): void {
    if (this.levels.at(-1)?.fill === this.most) return;
    this.levels.push({ from: this.current * this.step, fill: this.most });
  }
}
