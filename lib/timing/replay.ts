/**
 * When everything in a trace happens, for given depths: the longest way through what waits for what (max-plus). What
 * tokens networks of blocking reads and writes pass on does not depend on depths, so one trace is enough for all of them.
 *
 * Each instance has a clock. An operation happens at `clock + offset`, or later: a `get` at the earliest one cycle after
 * the `put` of its token; a `put` one cycle after the `get` that freed its place, `depth` tokens before. A delay moves the
 * clock. Each end of a stream moves one token a cycle. Instances are followed in turns; the turns make no difference.
 */
import { SequenceReader } from "./sequence.js";
import type { InstanceTrace, OperationKind, StreamTrace, Trace } from "./trace.js";
import { Times } from "./times.js";

/** Depths of all streams, by position; `Infinity` is a depth. */
export type Depths = readonly number[];

/** Is told of what happens, stream by stream and instance by instance in the order of time. */
export interface ReplayObserver {
  /** From cycle `time` on, `stream` holds `fill` tokens. */
  fill?(stream: number, time: number, fill: number): void;
  /** `instance` waits for `stream` in the cycles from `from` up to `until`. */
  wait?(instance: number, stream: number, kind: OperationKind, from: number, until: number): void;
}

/** The time of one instance, in cycles. */
export interface InstanceTimes {
  readonly start: number;
  readonly end: number;
  /** Waiting for tokens and for room, by the stream's position. */
  readonly input: ReadonlyMap<number, number>;
  readonly output: ReadonlyMap<number, number>;
  /** Of an instance of an inner region: between two calls. Of one that calls such a region: until that has ended. */
  readonly between: number;
  readonly calling: number;
}

export interface StreamTimes {
  readonly tokens: number;
  /** Put, but never got. */
  readonly left: number;
  /** The largest number of tokens that it held at once; a place is taken up to the cycle of the `get`. */
  readonly most: number;
  /** The sum, over all tokens, of the cycles that they spent in it. */
  readonly waited: number;
}

export type Replayed =
  | { readonly kind: "done"; readonly cycles: number; readonly instances: readonly InstanceTimes[];
      readonly streams: readonly StreamTimes[] }
  /** Nobody can go on: the depths are too small. */
  | { readonly kind: "deadlock"; readonly blocked: readonly { readonly instance: number; readonly stream: number }[] }
  /** It takes more than `ReplayOptions.limit` cycles. */
  | { readonly kind: "late" };

export interface ReplayOptions {
  readonly observer?: ReplayObserver;
  /** Stop when it takes more cycles than this. */
  readonly limit?: number;
}

/** Operations of one instance before others have their turn: bounds how far producers run ahead. */
const turn = 4096;

/** The times of `trace` with `depths`, those of the recorded run unless given. */
export function replay(trace: Trace, depths?: Depths, options: ReplayOptions = {}): Replayed {
  const { observer = {}, limit = Infinity } = options;
  const streams = trace.streams.map((s, i) => new Stream(s, i, depths?.[i] ?? s.depth, observer));
  const runners = trace.instances.map((x, i) => new Runner(x, i, streams, observer));
  let ready = [...runners];
  let later: Runner[] = [];
  while (ready.length > 0) {
    for (const runner of ready) {
      if (runner.run(turn, later)) later.push(runner);
      if (runner.clock > limit) return { kind: "late" };
    }
    ready.length = 0;
    [ready, later] = [later, ready];
  }
  const blocked = runners.flatMap((r) => (r.waitsFor === undefined ? [] : [{ instance: r.position, stream: r.waitsFor }]));
  if (blocked.length > 0) return { kind: "deadlock", blocked };
  const cycles = Math.max(0, ...runners.map((r) => r.latest));
  return { kind: "done", cycles, instances: runners.map((r) => r.times()), streams: streams.map((s) => s.times(cycles)) };
}

class Stream {
  readonly depth: number;
  readonly internal: StreamTrace["internal"];
  readonly puts = new Times();
  readonly gets = new Times();
  /** Who waits for a token, and who for room or their turn: several for a merge only. */
  reader: Runner | undefined;
  writer: Runner | undefined;
  lastPut = -1;
  lastGet = -1;
  dropped = 0;
  readonly position: number;
  private readonly observer: ReplayObserver;
  private readonly order: SequenceReader | undefined;
  private readonly otherWriters: Runner[] = [];
  private next = -1;
  /** Puts and gets that are counted, in the order of time. */
  private countedPuts = 0;
  private countedGets = 0;
  private most = 0;
  private waited = 0;

  constructor(s: StreamTrace, position: number, depth: number, observer: ReplayObserver) {
    this.depth = s.internal === undefined ? depth : Infinity;
    this.internal = s.internal;
    this.position = position;
    this.observer = observer;
    this.order = s.order === undefined ? undefined : new SequenceReader(s.order);
    this.next = this.order?.next() ?? -1;
  }

  /** Whether `instance` may put now, as far as the order of a merge goes and room is known. */
  takes(instance: number): boolean {
    const isNext = this.order === undefined || this.next === instance;
    return isNext && this.puts.count - this.gets.count < this.depth;
  }

  /** The cycle from which on the next token has room. */
  get roomAt(): number {
    const freedBy = this.puts.count - this.depth;
    return freedBy < 0 ? 0 : this.gets.at(freedBy) + 1;
  }

  put(time: number, woken: Runner[]): void {
    this.lastPut = time;
    if (this.puts.isFull) this.settle();
    this.puts.push(time);
    if (this.order !== undefined) {
      this.next = this.order.next();
      this.wakeWriters(woken);
    }
    if (this.reader === undefined) return;
    woken.push(this.reader);
    this.reader = undefined;
  }

  get(time: number, woken: Runner[]): void {
    this.waited += time - this.puts.at(this.gets.count);
    this.lastGet = time;
    if (this.gets.isFull) this.settle();
    this.gets.push(time);
    if (this.writer !== undefined) this.wakeWriters(woken);
  }

  /** Wakes `writer` as soon as anything changes for those who put. */
  wake(writer: Runner): void {
    if (this.writer === undefined) this.writer = writer;
    else this.otherWriters.push(writer);
  }

  times(end: number): StreamTimes {
    this.settle();
    while (this.countedGets < this.gets.count) this.countGet();
    while (this.countedPuts < this.puts.count) this.countPut();
    for (let i = this.gets.count; i < this.puts.count; i++) this.waited += end - this.puts.at(i);
    const [tokens, left] = [this.puts.count, this.puts.count - this.gets.count + this.dropped];
    return { tokens, left, most: this.most, waited: this.waited };
  }

  private wakeWriters(woken: Runner[]): void {
    if (this.writer !== undefined) woken.push(this.writer, ...this.otherWriters.splice(0));
    this.writer = undefined;
  }

  /** Counts tokens as far as it is known what comes first, in one cycle the put, and forgets what nobody needs. */
  private settle(): void {
    const { puts, gets, depth } = this;
    if (this.internal !== undefined) this.countedPuts = this.countedGets = gets.count;
    while (this.countedPuts < puts.count && this.countedGets < gets.count) {
      if (puts.at(this.countedPuts) <= gets.at(this.countedGets)) this.countPut();
      else this.countGet();
    }
    puts.forget(Math.min(this.countedPuts, gets.count));
    gets.forget(depth === Infinity ? this.countedGets : Math.min(this.countedGets, puts.count - depth));
  }

  private countPut(): void {
    const fill = ++this.countedPuts - this.countedGets;
    if (fill > this.most) this.most = fill;
    this.observer.fill?.(this.position, this.puts.at(this.countedPuts - 1), fill);
  }

  private countGet(): void {
    const fill = this.countedPuts - ++this.countedGets;
    this.observer.fill?.(this.position, this.gets.at(this.countedGets - 1) + 1, fill);
  }
}

/** An operation with its stream, and how long it has waited. */
interface Step {
  readonly kind: OperationKind;
  readonly isPut: boolean;
  readonly isInternal: boolean;
  readonly stream: Stream;
  readonly advance: number;
  readonly offset: number;
  waited: number;
}

class Runner {
  readonly position: number;
  clock = 0;
  /** The last cycle in which it did something. */
  latest = 0;
  /** The stream it is blocked on. */
  waitsFor: number | undefined;
  private readonly observer: ReplayObserver;
  private readonly reader: SequenceReader;
  private readonly steps: readonly Step[];
  private readonly tail: number;
  private current: number;
  private start: number | undefined;
  private between = 0;
  private calling = 0;

  constructor({ operations, sequence, tail }: InstanceTrace, position: number, streams: readonly Stream[], observer: ReplayObserver) {
    this.tail = tail;
    this.position = position;
    this.observer = observer;
    this.reader = new SequenceReader(sequence);
    this.steps = operations.map(({ kind, stream: at, advance, offset }): Step => {
      const stream = streams[at];
      if (stream === undefined) throw new Error(`there is no stream ${at}`);
      return { kind, isPut: kind === "put", isInternal: stream.internal !== undefined, stream, advance, offset, waited: 0 };
    });
    this.current = this.reader.next();
  }

  /** Follows at most `most` operations; true when there are more. Whoever can go on because of them is added to `woken`. */
  run(most: number, woken: Runner[]): boolean {
    const { steps, reader } = this;
    for (let n = 0; n < most; n++) {
      const step = steps[this.current];
      if (step === undefined) return this.end();
      const { stream } = step;
      const canGoOn = step.isPut ? stream.takes(this.position) : stream.gets.count < stream.puts.count;
      if (!canGoOn) return this.block(step);
      this.clock += step.advance;
      const wanted = this.clock + step.offset;
      if (step.isInternal) this.control(step, wanted, woken);
      else if (step.isPut) this.put(step, wanted, woken);
      else this.get(step, wanted, woken);
      this.current = reader.next();
    }
    return true;
  }

  times(): InstanceTimes {
    const [input, output] = [new Map<number, number>(), new Map<number, number>()];
    for (const { isPut, stream, waited } of this.steps) {
      const to = isPut ? output : input;
      if (waited > 0) to.set(stream.position, (to.get(stream.position) ?? 0) + waited);
    }
    const { start = 0, latest, between, calling } = this;
    return { start, end: latest, input, output, between, calling };
  }

  private end(): false {
    this.waitsFor = undefined;
    this.clock += this.tail;
    this.latest = Math.max(this.latest, this.clock);
    return false;
  }

  private block({ isPut, stream }: Step): false {
    this.waitsFor = stream.position;
    if (isPut) stream.wake(this);
    else stream.reader = this;
    return false;
  }

  private put(step: Step, wanted: number, woken: Runner[]): void {
    const { stream } = step;
    const own = Math.max(wanted, stream.lastPut + 1);
    const time = Math.max(own, stream.roomAt);
    if (time > own) this.delay(step, own, time);
    if (time > this.latest) this.latest = time;
    stream.put(time, woken);
  }

  private get(step: Step, wanted: number, woken: Runner[]): void {
    const { stream } = step;
    const isDrop = step.kind === "drop";
    const own = isDrop ? wanted : Math.max(wanted, stream.lastGet + 1);
    const time = Math.max(own, stream.puts.at(stream.gets.count) + 1);
    if (isDrop) stream.dropped++;
    else if (time > own) this.delay(step, own, time);
    if (time > this.latest) this.latest = time;
    stream.get(time, woken);
  }

  private control({ isPut, kind, stream }: Step, wanted: number, woken: Runner[]): void {
    if (isPut) return stream.put(wanted, woken);
    const time = Math.max(wanted, stream.puts.at(stream.gets.count));
    if (time > wanted) this.observer.wait?.(this.position, stream.position, kind, wanted, time);
    if (stream.internal === "end") this.calling += time - wanted;
    else if (this.start === undefined) this.start = time;
    else this.between += time - wanted;
    this.clock += time - wanted;
    stream.get(time, woken);
  }

  /** Waits from `from` up to `until`. */
  private delay(step: Step, from: number, until: number): void {
    this.observer.wait?.(this.position, step.stream.position, step.kind, from, until);
    step.waited += until - from;
    this.clock += until - from;
  }
}
