/**
 * The order of events: instances take turns. In each round all that can go on are resumed, in the order in which they were
 * started, until they wait or end; instances that one of them starts join in the next round. What networks of blocking
 * reads and writes compute does not depend on the order; what `try…`, `empty`, `full` and merges see does, so every
 * executor keeps to this one.
 */
import { dataflow } from "../diagnostics/catalogue/dataflow.js";
import type { Span } from "../diagnostics/source.js";
import { waitCycle } from "../diagnostics/wait-cycle.js";
import type { Watch } from "./interpret-races.js";
import {
  RunError, type Actor, type Binding, type Machine, type Results, type Running, type Start, type StreamWait, type Wait,
} from "./interpret-values.js";

/** An instance that can never go on. */
export interface Blocked {
  readonly instance: string;
  readonly waitsTo: "put" | "get";
  readonly stream: string;
  readonly fill: number;
  readonly depth: number;
  /** The put or get it waits in. */
  readonly span: Span;
}

/** Every instance that has not finished waits for a stream. */
export class DeadlockRunError extends RunError {
  readonly blocked: readonly Blocked[];
  /** Each waits for the next, and the last for the first; empty when the waits end at an instance that has finished. */
  readonly cycle: readonly string[];

  constructor(blocked: readonly Blocked[], cycle: readonly string[], span: Span) {
    super(dataflow.deadlock.code, dataflow.deadlock.message(blocked.map(describe), cycle), span);
    this.name = "DeadlockRunError";
    this.blocked = blocked;
    this.cycle = cycle;
  }
}

/** After so many rounds in which instances only asked in vain, the run stops. */
export const idleRounds = 100_000;

/** In which order the instances of a round are resumed: that in which they were started, unless a test wants another. */
export type Order = <T>(tasks: readonly T[]) => readonly T[];

interface Task {
  readonly actor: Actor;
  readonly running: Running;
  readonly puts: ReadonlySet<Binding>;
  readonly gets: ReadonlySet<Binding>;
  readonly parent: Task | undefined;
  state: "ready" | "done" | Wait;
  /** How many of the instances it started have not ended. */
  children: number;
  results: Results;
}

/** Runs `top` and all that it starts to the end; what it returns. */
export function runToEnd(top: Running, machine: Machine, order: Order): Results {
  const root = newTask({ title: "", running: top, puts: new Set(), gets: new Set() }, machine.actor, undefined);
  let tasks: Task[] = [root];
  let idle = 0;
  while (root.state !== "done") {
    const moves = machine.moves;
    const resumed = order(tasks).filter((t) => canGoOn(t) && resume(t, tasks, machine));
    if (resumed.length === 0) throw deadlock(tasks);
    const onlyAsked = machine.moves === moves && resumed.every((t) => typeof t.state !== "string" && t.state.kind === "poll");
    idle = onlyAsked ? idle + 1 : 0;
    if (idle > idleRounds) throw livelock(resumed);
    tasks = tasks.filter((t) => t.state !== "done");
  }
  return root.results;
}

function newTask({ running, puts, gets }: Start, actor: Actor, parent: Task | undefined): Task {
  return { actor, running, puts, gets, parent, state: "ready", children: 0, results: [] };
}

function canGoOn({ state, children }: Task): boolean {
  if (typeof state === "string") return state === "ready";
  switch (state.kind) {
    case "put": return state.channel.queue.length < state.channel.depth;
    case "get": return state.channel.queue.length > 0;
    case "poll": return true;
    case "network": return children === 0;
  }
}

/** Runs `task` until it waits or ends; what it starts is added to `tasks`. */
function resume(task: Task, tasks: Task[], machine: Machine): true {
  machine.actor = task.actor;
  const step = task.running.next();
  if (step.done === true) {
    task.state = "done";
    task.results = step.value;
    if (task.parent !== undefined) task.parent.children--;
    return true;
  }
  task.state = step.value;
  if (step.value.kind === "network") {
    const { watch, instances } = step.value;
    task.children = instances.length;
    tasks.push(...instances.map((i) => newTask(i, actorOf(i.title, task.actor, watch), task)));
  }
  return true;
}

function actorOf(title: string, { name, roles }: Actor, watch: Watch): Actor {
  const full = name === "" ? title : `${name}.${title}`;
  return { name: full, roles: watch.size === 0 ? roles : [...roles, { watch, name: full }] };
}

/** The stream that `task` waits for. */
function streamWait({ state }: Task): StreamWait | undefined {
  return typeof state === "string" || state.kind === "poll" || state.kind === "network" ? undefined : state;
}

/** A stopped network: who waits for what, and the cycle of waits if there is one. */
function deadlock(tasks: readonly Task[]): DeadlockRunError {
  const blocked = tasks.flatMap((t): Blocked[] => {
    const wait = streamWait(t);
    if (wait === undefined) return [];
    const { kind, channel, span } = wait;
    const [stream, fill, depth] = [channel.name, channel.queue.length, channel.depth];
    return [{ instance: t.actor.name, waitsTo: kind, stream, fill, depth, span }];
  });
  const [first] = blocked;
  if (first === undefined) throw new Error("nothing is blocked");
  const cycle = waitCycle(tasks.filter((t) => streamWait(t) !== undefined), (t) => otherEnd(t, tasks));
  return new DeadlockRunError(blocked, cycle.map((t) => t.actor.name), first.span);
}

/** Who would have to act for `task` to go on: the other end of the stream it waits for, unless that has finished. */
function otherEnd(task: Task, tasks: readonly Task[]): Task | undefined {
  const wait = streamWait(task);
  if (wait === undefined) return undefined;
  return tasks.find((t) => streamWait(t) !== undefined && (wait.kind === "put" ? t.gets : t.puts).has(wait.channel));
}

function livelock(tasks: readonly Task[]): RunError {
  const asking = tasks.flatMap(({ actor, state }) => (
    typeof state !== "string" && state.kind === "poll" ? [{ text: `${actor.name} asks stream '${state.channel.name}'`, state }] : []
  ));
  const { code, message } = dataflow.livelock;
  const [first] = asking;
  if (first === undefined) throw new Error("nothing asks");
  return new RunError(code, message(asking.map((a) => a.text)), first.state.span);
}

function describe(b: Blocked): string {
  return `${b.instance} waits to ${b.waitsTo} on stream '${b.stream}' (${b.fill} of ${b.depth} full)`;
}
