/**
 * Runs the instances of a region as coroutines in one thread: each until it blocks or ends, in turn. What they compute
 * does not depend on the order, since each stream has one producer and one consumer; the order is fixed all the same.
 */
import { waitCycle } from "../lib/diagnostics/wait-cycle.js";
import { DeadlockError, type BlockedInstance } from "./errors.js";
import type { Fifo, Wait } from "./fifo.js";
import type { Site } from "./traps.js";

/** A kernel with its arguments bound; `start` runs it to its end, or makes its coroutine when it uses streams. */
export interface Instance {
  readonly name: string;
  readonly streams: readonly Fifo<never>[];
  readonly start: () => unknown;
}

type Coroutine = Iterator<Wait, unknown, undefined>;

interface Task {
  readonly name: string;
  readonly streams: readonly Fifo<unknown>[];
  readonly start: () => unknown;
  coroutine: Coroutine | undefined;
  /** What it waits for. */
  state: "ready" | "done" | { readonly wait: Wait; readonly site: Site | undefined };
}

/** Runs all of `instances` to their ends; throws a `DeadlockError` when those that are left all wait. */
export function runRegion(region: string, instances: readonly Instance[]): void {
  const tasks = instances.map(({ streams, start }, i): Task => (
    { name: titleOf(instances, i), streams, start, coroutine: undefined, state: "ready" }
  ));
  while (runAll(tasks)) continue;
  if (tasks.some((t) => t.state !== "done")) throw deadlock(tasks);
  warnOfLeftovers(region, tasks);
}

/** The kernel's name; with a number when the region runs it several times. */
function titleOf(instances: readonly Instance[], i: number): string {
  const name = instances[i]?.name ?? "";
  const same = (x: Instance): boolean => x.name === name;
  return instances.filter(same).length === 1 ? name : `${name}[${instances.slice(0, i).filter(same).length}]`;
}

/** Lets every instance that can go on run until it blocks or ends; whether any could. */
function runAll(tasks: readonly Task[]): boolean {
  let progress = false;
  for (const task of tasks) {
    if (!canRun(task)) continue;
    advance(task);
    progress = true;
  }
  return progress;
}

function canRun({ state }: Task): boolean {
  if (typeof state === "string") return state === "ready";
  const { stream, to } = state.wait;
  return to === "put" ? stream.count < stream.depth : stream.count > 0;
}

/** Kernels without streams have run when `start` returns. */
function advance(task: Task): void {
  const coroutine = task.coroutine ?? task.start();
  if (!isCoroutine(coroutine)) {
    task.state = "done";
    return;
  }
  task.coroutine = coroutine;
  const step = coroutine.next();
  task.state = step.done === true ? "done" : { wait: step.value, site: step.value.stream.site };
}

function isCoroutine(x: unknown): x is Coroutine {
  return typeof x === "object" && x !== null && "next" in x && typeof x.next === "function";
}

function deadlock(tasks: readonly Task[]): DeadlockError {
  const blocked = tasks.flatMap(({ name, state }): BlockedInstance[] => {
    if (typeof state === "string") return [];
    const { stream, to } = state.wait;
    const base = { instance: name, waitsTo: to, stream: stream.name, fill: stream.count, depth: stream.depth };
    return [state.site === undefined ? base : { ...base, span: state.site.span }];
  });
  return new DeadlockError(blocked, waitCycle(tasks, (t) => otherEnd(t, tasks)).map((t) => t.name));
}

/** Who else has the stream that `task` waits for (itself, when nobody has), unless that one has ended. */
function otherEnd(task: Task, tasks: readonly Task[]): Task | undefined {
  if (typeof task.state === "string") return undefined;
  const { stream } = task.state.wait;
  const other = tasks.find((t) => t !== task && t.streams.includes(stream)) ?? task;
  return other.state === "done" ? undefined : other;
}

function warnOfLeftovers(region: string, tasks: readonly Task[]): void {
  for (const { name, count } of new Set(tasks.flatMap((t) => t.streams))) {
    if (count === 0) continue;
    const values = count === 1 ? "1 value was" : `${count} values were`;
    console.warn(`warning: ${values} left in stream '${name}' when region '${region}' ended`);
  }
}
