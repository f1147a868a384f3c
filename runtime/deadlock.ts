/** Stopped networks: who waits for what. */
import { waitCycle } from "../lib/diagnostics/wait-cycle.js";
import { DeadlockError, type BlockedInstance } from "./errors.js";
import type { Task } from "./executor.js";
import type { Fifo } from "./fifo.js";

/** The error of a network in which no task can go on. */
export function deadlockOf(tasks: readonly Task[]): DeadlockError {
  const blocked = tasks.flatMap((t): BlockedInstance[] => {
    const wait = streamWait(t);
    if (wait === undefined) return [];
    const { kind, stream } = wait;
    const base = { instance: t.name, waitsTo: kind, stream: stream.name, fill: stream.count, depth: stream.depth };
    return [t.site === undefined ? base : { ...base, span: t.site.span }];
  });
  return new DeadlockError(blocked, cycleOf(tasks).map((t) => t.name));
}

/** Tasks of which each waits for the next, and the last for the first; empty when the waits end at one that has ended. */
export function cycleOf(tasks: readonly Task[]): readonly Task[] {
  const waiting = tasks.filter((t) => streamWait(t) !== undefined);
  return waitCycle(waiting, (t) => otherEnd(t, waiting));
}

/** The stream that `task` waits for, to put or to get. */
export function streamWait({ ended, wait }: Task): StreamWait | undefined {
  if (ended || wait === undefined || wait.kind === "network" || wait.kind === "poll") return undefined;
  return { kind: wait.kind, stream: wait.stream };
}

interface StreamWait {
  readonly kind: "put" | "get";
  readonly stream: Fifo;
}

/** Who would have to act for `task` to go on. */
function otherEnd(task: Task, waiting: readonly Task[]): Task | undefined {
  const wait = streamWait(task);
  if (wait === undefined) return undefined;
  const ends = wait.kind === "put" ? "gets" : "puts";
  return waiting.find((t) => t.instance[ends].includes(wait.stream));
}
