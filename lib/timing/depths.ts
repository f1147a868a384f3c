/** The smallest depths that cost nothing, found by replaying a trace with others. */
import { replay, type Depths } from "./replay.js";
import type { Trace } from "./trace.js";

export interface DepthOptions {
  /** How much longer than with endless streams the run may take: 0.02 is 2 %. 0 unless given. */
  readonly tolerance?: number;
}

export interface SuggestedDepths {
  /** By the names that streams were declared by; all streams of an array are as deep. */
  readonly depths: Readonly<Record<string, number>>;
  /** With these, and with endless streams. */
  readonly cycles: number;
  readonly endless: number;
  /** How often the trace was replayed. */
  readonly replays: number;
}

/**
 * Deeper streams never make a run longer, so each depth is found by bisection, the deepest first, with those of the
 * others as they are by then. No single one of the result could be smaller.
 */
export function suggestDepths(trace: Trace, { tolerance = 0 }: DepthOptions = {}): SuggestedDepths {
  const deep = replay(trace, trace.streams.map(() => Infinity));
  if (deep.kind !== "done") throw new Error("endless streams are never full");
  const limit = Math.floor(deep.cycles * (1 + tolerance));
  const search = new Search(trace, limit, deep.streams.map((s) => s.most));
  const names = [...search.chosen.keys()].sort((a, b) => (search.chosen.get(b) ?? 0) - (search.chosen.get(a) ?? 0));
  for (const name of names) search.shrink(name);
  return {
    depths: Object.fromEntries(search.chosen), cycles: search.cycles ?? deep.cycles, endless: deep.cycles,
    replays: search.replays + 1,
  };
}

class Search {
  readonly chosen = new Map<string, number>();
  replays = 0;
  /** Of the smallest depths so far. */
  cycles: number | undefined;
  private readonly trace: Trace;
  private readonly limit: number;

  /** Begins with what endless streams hold at most, which makes no difference to them. */
  constructor(trace: Trace, limit: number, most: readonly number[]) {
    this.trace = trace;
    this.limit = limit;
    trace.streams.forEach(({ declared, internal }, i) => {
      if (internal !== undefined) return;
      this.chosen.set(declared, Math.max(this.chosen.get(declared) ?? 1, most[i] ?? 1));
    });
  }

  /** Makes the streams declared as `name` as small as can be. */
  shrink(name: string): void {
    let [least, enough] = [1, this.chosen.get(name) ?? 1];
    while (least < enough) {
      const tried = Math.floor((least + enough) / 2);
      if (this.isEnough(new Map([...this.chosen, [name, tried]]))) enough = tried;
      else least = tried + 1;
    }
    this.chosen.set(name, enough);
  }

  private isEnough(depths: ReadonlyMap<string, number>): boolean {
    this.replays++;
    const r = replay(this.trace, depthsOf(this.trace, depths), { limit: this.limit });
    if (r.kind === "done") this.cycles = r.cycles;
    return r.kind === "done";
  }
}

/** A depth for each stream: by its own name, or that of its array; as it was recorded when neither is given. */
export function depthsOf({ streams }: Trace, given: ReadonlyMap<string, number>): Depths {
  return streams.map(({ name, declared, depth }) => given.get(name) ?? given.get(declared) ?? depth);
}
