/**
 * Runs the instances of networks as coroutines in one thread, in turns: in each round all that can go on are resumed, in
 * the order in which they were started, until they wait or end; instances that one of them starts join in the next round.
 * lib/ir/interpret-tasks.ts is the definition of this order.
 */
import { dataflow } from "../lib/diagnostics/catalogue/dataflow.js";
import { heddleError, type HeddleError } from "./errors.js";
import type { Fifo, Wait } from "./fifo.js";
import type { Site } from "./traps.js";

/** A kernel with its arguments bound; `start` runs it to its end, or makes its coroutine when it may wait. */
export interface Instance {
  /** Its name in messages, without that of the instance it is part of. */
  readonly title: string;
  readonly start: () => unknown;
  /** The streams at whose ends it stands itself. */
  readonly puts: readonly Fifo[];
  readonly gets: readonly Fifo[];
}

/** In which order the instances of a round are resumed: that in which they were started, unless a test wants another. */
export type Order = (tasks: readonly Task[]) => readonly Task[];

/** What the executor knows of the run that it drives. */
export interface Driven {
  /** The instance whose turn it is. */
  current: Task | undefined;
  /** How often an instance was resumed. */
  turns: number;
  /** So many tokens were put and taken so far, modulo 2^32. */
  moves(): number;
}

/** How to drive it. */
export interface Driving {
  readonly order?: Order | undefined;
  /** Whether any instance may ask a stream, so that a run may go on without anything moving. */
  readonly asks: boolean;
  /** Called when no instance can go on; returns when one can after all, or throws. */
  readonly stuck: (tasks: readonly Task[]) => void;
  /** Called after each round; may throw to end the run. */
  readonly after?: (() => void) | undefined;
}

/** After so many rounds in which instances only asked in vain, the run stops. */
export const idleRounds = 100_000;

/** A running instance. */
export class Task {
  readonly name: string;
  readonly instance: Instance;
  readonly parent: Task | undefined;
  coroutine: Coroutine | undefined;
  /** What it waits for, unless it is ready to start or has ended. */
  wait: Wait | undefined;
  /** Where it waits for a stream. */
  site: Site | undefined;
  /** How many of the instances it started have not ended. */
  children = 0;
  ended = false;
  result: unknown;

  constructor(instance: Instance, parent: Task | undefined) {
    const outer = parent?.name ?? "";
    this.name = outer === "" ? instance.title : `${outer}.${instance.title}`;
    this.instance = instance;
    this.parent = parent;
  }

  canGoOn(): boolean {
    const { wait } = this;
    if (wait === undefined) return true;
    const { kind, stream } = wait;
    if (kind === "get") return stream.tail !== stream.head;
    if (kind === "put") return ((stream.tail - stream.head) | 0) < stream.depth;
    return kind === "poll" || this.children === 0;
  }

  /** Runs until it waits or ends; what it starts is added to `tasks`. */
  resume(tasks: Task[]): void {
    const coroutine = this.coroutine ?? this.begin();
    if (coroutine === undefined) return;
    const step = coroutine.next();
    if (step.done === true) return this.end(step.value);
    const wait = step.value;
    this.wait = wait;
    this.site = wait.stream.site;
    if (wait.kind === "network") this.startAll(wait.instances, tasks);
  }

  /** Kernels that never wait end at once. */
  private begin(): Coroutine | undefined {
    const started = this.instance.start();
    if (isCoroutine(started)) this.coroutine = started;
    else this.end(started);
    return this.coroutine;
  }

  private startAll(instances: readonly Instance[], tasks: Task[]): void {
    this.children = instances.length;
    for (const i of instances) tasks.push(new Task(i, this));
  }

  private end(result: unknown): void {
    this.ended = true;
    this.result = result;
    this.coroutine = undefined;
    if (this.parent !== undefined) this.parent.children--;
  }
}

type Coroutine = Iterator<Wait, unknown, undefined>;

function isCoroutine(x: unknown): x is Coroutine {
  return typeof x === "object" && x !== null && "next" in x && typeof x.next === "function";
}

/** Runs `start` and all that it starts to the end; what it returns. */
export function runToEnd(start: () => unknown, run: Driven, how: Driving): unknown {
  const root = new Task({ title: "", start, puts: [], gets: [] }, undefined);
  let tasks: Task[] = [root];
  let idle = 0;
  while (!root.ended) {
    const before = how.asks ? run.moves() : 0;
    const { turns, polls, ends } = round(how.order === undefined ? tasks : how.order(tasks), tasks, run);
    run.turns += turns;
    if (turns === 0) how.stuck(tasks);
    idle = how.asks && turns > 0 && polls === turns && run.moves() === before ? idle + 1 : 0;
    if (idle > idleRounds) throw livelock(tasks.filter((t) => t.wait?.kind === "poll"));
    if (ends > 0) tasks = tasks.filter((t) => !t.ended);
    how.after?.();
  }
  return root.result;
}

interface Round {
  readonly turns: number;
  /** How many of the turns ended because something was asked in vain. */
  readonly polls: number;
  readonly ends: number;
}

/** What the instances start is added to `tasks`: it joins in the next round. */
function round(inOrder: readonly Task[], tasks: Task[], run: Driven): Round {
  const { length } = inOrder;
  let [turns, polls, ends] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const task = inOrder[i];
    if (task === undefined || !task.canGoOn()) continue;
    turns++;
    run.current = task;
    task.resume(tasks);
    if (task.ended) ends++;
    else if (task.wait?.kind === "poll") polls++;
  }
  return { turns, polls, ends };
}

function livelock(asking: readonly Task[]): HeddleError {
  const asked = asking.flatMap(({ name, wait }) => (wait === undefined ? [] : [`${name} asks stream '${wait.stream.name}'`]));
  return heddleError(dataflow.livelock, [asked], asking[0]?.site?.span);
}
