/**
 * Runs of regions, and of kernels that call regions: what all their instances share. Runs may be nested, since the model
 * of an external function may call a kernel; the innermost is the active one.
 */
import { runToEnd, type Order, type Task } from "./executor.js";
import { Fifo, type RingMaker } from "./fifo.js";

/** Values that were put to a stream and never got. */
export interface LeftOver {
  readonly stream: string;
  readonly count: number;
}

/** Another way to run regions than the usual one, for tests and tools. */
export interface RunOptions {
  readonly order?: Order;
  /** False: nobody looks for a remedy when a run ends in a deadlock. */
  readonly remedies?: boolean;
}

/** A declaration of streams; `key` tells it from others of the same name. */
export interface Declared {
  readonly name: string;
  readonly key: string;
  readonly depth: number;
}

/** One run. */
export class Run {
  /** The instance whose turn it is. */
  current: Task | undefined;
  readonly leftOver: LeftOver[] = [];
  turns = 0;
  /** By declaration: how deep its streams are instead. */
  readonly depths: Map<string, number>;
  /** Does it print? */
  readonly quiet: boolean;
  private readonly fifos = new Map<Fifo, Declared>();
  /** Of streams that are gone. */
  private settled = 0;

  constructor(depths: ReadonlyMap<string, number>, quiet: boolean) {
    this.depths = new Map(depths);
    this.quiet = quiet;
  }

  /** Makes a stream of declaration `d`. */
  open(name: string, d: Declared, make: RingMaker, size: number): Fifo {
    const fifo = new Fifo(name, this.depths.get(d.key) ?? d.depth, make, size);
    this.fifos.set(fifo, d);
    return fifo;
  }

  close(fifos: readonly Fifo[]): void {
    for (const f of fifos) {
      this.settled = (this.settled + f.head + f.tail) | 0;
      this.fifos.delete(f);
    }
  }

  /** How many tokens were put and taken so far, modulo 2^32. */
  moves(): number {
    let sum = this.settled;
    for (const f of this.fifos.keys()) sum = (sum + f.head + f.tail) | 0;
    return sum;
  }

  /** The declaration of a stream that is open, with its depth now. */
  declarationOf(fifo: Fifo): Declared | undefined {
    const d = this.fifos.get(fifo);
    return d && { ...d, depth: fifo.depth };
  }

  /** Makes the open streams of a declaration, and those to come, deeper. */
  deepen(key: string, depth: number): void {
    this.depths.set(key, depth);
    for (const [fifo, d] of this.fifos) if (d.key === key) fifo.deepen(depth);
  }
}

let active: Run | undefined;
let options: RunOptions = {};

/** The innermost run that is going on. */
export function activeRun(): Run | undefined {
  return active;
}

/** Calls `f`, in which regions run as `other` says. */
export function runWith<T>(other: RunOptions, f: () => T): T {
  const outer = options;
  options = { ...outer, ...other };
  try {
    return f();
  } finally {
    options = outer;
  }
}

/** How regions run now. */
export function runOptions(): RunOptions {
  return options;
}

/** Runs `start` to its end as `run`; `stuck` is called when no instance can go on, `after` after each round. */
export function runOnce(
  run: Run, start: () => unknown, asks: boolean, stuck: (tasks: readonly Task[]) => void, after?: () => void,
): unknown {
  const outer = active;
  active = run;
  try {
    return runToEnd(start, run, { order: options.order, asks, stuck, after });
  } finally {
    active = outer;
  }
}
