/** Records what an instrumented module tells: one call of a method for each event of instrument.ts. */
import type { TimingEvent } from "./events.js";
import { streamNumber, type NetworkInfo } from "./network-info.js";
import { SequenceWriter } from "./sequence.js";
import type { InstanceTrace, Operation, OperationKind, StreamTrace, Trace } from "./trace.js";

/** The trace is longer than `RecorderOptions.limit`. */
export class TraceLimitError extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`the trace has more than ${limit} entries`);
    this.name = "TraceLimitError";
    this.limit = limit;
  }
}

export interface RecorderOptions {
  /** The most entries of a trace; what repeats counts once. */
  readonly limit?: number;
}

/** 4 bytes each. */
const defaultLimit = 100_000_000;

interface StreamLog {
  readonly name: string;
  readonly declared: string;
  readonly depth: number;
  readonly internal?: "start" | "end";
  readonly order?: SequenceWriter;
}

/** One running of a network by one caller: where its instances and streams begin. */
interface Frame {
  readonly info: NetworkInfo;
  readonly instances: number;
  readonly streams: number;
  /** The streams by which instances start and end. */
  readonly control: number;
}

export class Recorder implements Readonly<Record<TimingEvent, (...args: never[]) => unknown>> {
  private readonly networks: readonly NetworkInfo[];
  private readonly limit: number;
  private readonly logs: InstanceLog[] = [];
  private readonly streams: StreamLog[] = [];
  /** How many tokens each stream holds. */
  private readonly held: number[] = [];
  private readonly frames = new Map<string, Frame>();
  private readonly isRegion: boolean;
  private stored = 0;

  /** `kernel` is the top's name where it is no region. */
  constructor(networks: readonly NetworkInfo[], kernel: string | undefined, { limit = defaultLimit }: RecorderOptions = {}) {
    this.networks = networks;
    this.limit = limit;
    this.isRegion = kernel === undefined;
    this.logs.push(new InstanceLog(kernel ?? "", ""));
  }

  enter(parent: number, network: number, position: number): number {
    const { instances, control } = this.frame(parent, network);
    const me = instances + position;
    this.transfer("get", me, control + 2 * position, 0);
    return me;
  }

  stream(parent: number, network: number, key: number): number {
    return key >= streamNumber.none ? key : this.frame(parent, network).streams + streamNumber.position(key);
  }

  open(me: number, network: number): void {
    const { info, control } = this.frame(me, network);
    info.instances.forEach((_, position) => {
      this.transfer("put", me, control + 2 * position, 0);
    });
  }

  /** What is left in the streams of an inner region is gone. */
  close(me: number, network: number): void {
    const { info, instances, control, streams } = this.frame(me, network);
    info.instances.forEach((_, position) => {
      this.transfer("put", instances + position, control + 2 * position + 1, 0);
      this.transfer("get", me, control + 2 * position + 1, 0);
    });
    if (me === 0 && this.isRegion) return;
    info.streams.forEach((_, at) => {
      while ((this.held[streams + at] ?? 0) > 0) this.transfer("drop", me, streams + at, 0);
    });
  }

  tick(me: number, cycles: number): void {
    const log = this.logs[me];
    if (log !== undefined) log.pending += cycles;
  }

  put(me: number, stream: number, offset: number): void {
    if (stream !== streamNumber.none) this.transfer("put", me, stream, offset);
  }

  get(me: number, stream: number, offset: number): void {
    if (stream !== streamNumber.none) this.transfer("get", me, stream, offset);
  }

  poll(me: number): void {
    this.logs[me]?.poll();
  }

  /** All that was recorded. */
  finish(): Trace {
    return {
      instances: this.logs.map((log, i) => log.finish(i === 0 && this.isRegion)),
      streams: this.streams.map(({ name, declared, depth, internal, order }): StreamTrace => ({
        name, declared, depth, ...(internal && { internal }), ...(order && { order: order.finish() }),
      })),
    };
  }

  private transfer(kind: OperationKind, me: number, stream: number, offset: number): void {
    const log = this.logs[me];
    if (log === undefined) throw new Error(`there is no instance ${me}`);
    if (!log.add(kind, stream, offset) && ++this.stored > this.limit) throw new TraceLimitError(this.limit);
    if (kind !== "put") {
      this.held[stream] = (this.held[stream] ?? 0) - 1;
      return;
    }
    this.held[stream] = (this.held[stream] ?? 0) + 1;
    this.streams[stream]?.order?.push(me);
  }

  /** The same for each time that `parent` runs the network. */
  private frame(parent: number, network: number): Frame {
    const key = `${parent}.${network}`;
    const known = this.frames.get(key) ?? this.newFrame(parent, this.networks[network]);
    this.frames.set(key, known);
    return known;
  }

  private newFrame(parent: number, info: NetworkInfo | undefined): Frame {
    if (info === undefined) throw new Error("there is no such network");
    const prefix = this.logs[parent]?.prefix ?? "";
    const instances = this.logs.length;
    this.logs.push(...info.instances.map((title) => new InstanceLog(prefix + title, `${prefix}${title}.`)));
    const streams = this.streams.length;
    this.streams.push(...info.streams.map(({ name, declared, depth, isMerge }): StreamLog => (
      { name: prefix + name, declared: prefix + declared, depth, ...(isMerge && { order: new SequenceWriter() }) }
    )));
    const control = this.streams.length;
    for (const title of info.instances) {
      const base = { name: prefix + title, declared: prefix + title, depth: Infinity };
      this.streams.push({ ...base, internal: "start" }, { ...base, internal: "end" });
    }
    while (this.held.length < this.streams.length) this.held.push(0);
    return { info, instances, streams, control };
  }
}

class InstanceLog {
  readonly name: string;
  /** What the names of instances and streams of the regions that it runs begin with. */
  readonly prefix: string;
  /** Cycles since the last operation. */
  pending = 0;
  private readonly operations: Operation[] = [];
  private readonly codes = new Map<string, number>();
  private readonly sequence = new SequenceWriter();
  /** Cycles before it asked in vain for the first time since the last operation. */
  private beforePoll = -1;

  constructor(name: string, prefix: string) {
    this.name = name;
    this.prefix = prefix;
  }

  /** Whether it was expected, and took no room. */
  add(kind: OperationKind, stream: number, offset: number): boolean {
    const { expected } = this.sequence;
    const known = expected < 0 ? undefined : this.operations[expected];
    const isSame = known?.stream === stream && known.advance === this.pending && known.offset === offset && known.kind === kind;
    if (isSame) this.sequence.repeat();
    else this.sequence.push(this.codeOf({ kind, stream, advance: this.pending, offset }));
    this.pending = 0;
    this.beforePoll = -1;
    return isSame;
  }

  /** All of a time of asking in vain counts as its end: what it waited for comes when it comes. */
  poll(): void {
    if (this.beforePoll < 0) this.beforePoll = this.pending;
    this.pending = this.beforePoll;
  }

  finish(isHidden: boolean): InstanceTrace {
    const { name, operations, pending } = this;
    return { name, operations, sequence: this.sequence.finish(), tail: pending, ...(isHidden && { isHidden }) };
  }

  private codeOf(o: Operation): number {
    const key = `${o.kind} ${o.stream} ${o.advance} ${o.offset}`;
    const known = this.codes.get(key) ?? this.operations.push(o) - 1;
    this.codes.set(key, known);
    return known;
  }
}
