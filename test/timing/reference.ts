/** A slow simulation, cycle by cycle, of traces whose operations are in cycles of their own: what replay must agree with. */
import { itemsOf } from "../../lib/timing/sequence.js";
import type { Operation, Trace } from "../../lib/timing/trace.js";

interface Queue {
  /** The cycles in which tokens that are there were put, and in which places were freed. */
  readonly puts: number[];
  readonly freed: number[];
  most: number;
}

/** What all ends, and the largest fill of each stream, come to; `undefined` for a deadlock. */
export function simulated(trace: Trace, depths: readonly number[]): {
  readonly cycles: number;
  readonly ends: readonly number[];
  readonly most: readonly number[];
  readonly left: readonly number[];
} | undefined {
  const queues = trace.streams.map((): Queue => ({ puts: [], freed: [], most: 0 }));
  const instances = trace.instances.map(({ operations, sequence }) => ({
    rest: itemsOf(sequence).map((code) => operations[code]).filter((o) => o !== undefined), clock: 0, since: 0,
  }));
  let idle = 0;
  for (let now = 0; instances.some((x) => x.rest.length > 0); now++) {
    if (idle++ > 50) return undefined;
    for (const x of instances) {
      const [op] = x.rest;
      const queue = queues[op?.stream ?? -1];
      if (op === undefined || queue === undefined || x.clock + op.advance > now) continue;
      if (!move(op, queue, depths[op.stream] ?? 0, now)) continue;
      x.rest.shift();
      x.clock = now;
      idle = 0;
    }
  }
  const ends = instances.map((x) => x.clock);
  const left = queues.map((q) => q.puts.length);
  return { cycles: Math.max(0, ...ends), ends, most: queues.map((q) => q.most), left };
}

function move({ kind }: Operation, queue: Queue, depth: number, now: number): boolean {
  const taken = queue.puts.length + queue.freed.filter((t) => t >= now).length;
  if (kind === "put") {
    if (taken >= depth) return false;
    queue.puts.push(now);
    queue.most = Math.max(queue.most, taken + 1);
    return true;
  }
  const [oldest] = queue.puts;
  if (oldest === undefined || oldest >= now) return false;
  queue.puts.shift();
  queue.freed.push(now);
  return true;
}
