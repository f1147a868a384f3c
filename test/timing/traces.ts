/** Traces written by hand. */
import { sequenceOf } from "../../lib/timing/sequence.js";
import type { InstanceTrace, Operation, Trace } from "../../lib/timing/trace.js";

/** An operation: `get a`, `put b`, after `advance` cycles, `offset` from then. */
export interface Step {
  readonly does: string;
  readonly advance?: number;
  readonly offset?: number;
}

export type Steps = readonly (string | Step)[];

/** The same steps `times` times. */
export function repeated(times: number, steps: Steps): Steps {
  return Array.from({ length: times }, () => steps).flat();
}

/** A trace of named instances and streams with their depths; a step that is text takes one cycle. */
export function traceOf(
  streams: Readonly<Record<string, number>>, instances: Readonly<Record<string, Steps>>,
): Trace {
  const names = Object.keys(streams);
  return {
    instances: Object.entries(instances).map(([name, steps]) => instanceOf(name, steps, names)),
    streams: Object.entries(streams).map(([name, depth]) => ({ name, declared: name, depth })),
  };
}

function instanceOf(name: string, steps: Steps, streams: readonly string[]): InstanceTrace {
  const operations: Operation[] = [];
  const known = new Map<string, number>();
  const codes = steps.map((step) => {
    const { does, advance = 0, offset = 0 } = typeof step === "string" ? { does: step, advance: 1 } : step;
    const key = [does, advance, offset].join();
    const [kind, stream = ""] = does.split(" ");
    if (!known.has(key)) {
      known.set(key, operations.length);
      operations.push({ kind: kind === "put" ? "put" : "get", stream: streams.indexOf(stream), advance, offset });
    }
    return known.get(key) ?? 0;
  });
  return { name, operations, sequence: sequenceOf(codes), tail: 0 };
}
