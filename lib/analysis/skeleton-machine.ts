/**
 * Steps the skeletons of a network in the interpreter's order of turns (lib/ir/interpret-tasks.ts), so that the run
 * ends or stops just as the program does. Stretches that repeat are skipped (skeleton-periods.ts).
 */
import { noSpan, type Span } from "../diagnostics/source.js";
import { waitCycle } from "../diagnostics/wait-cycle.js";
import type { Blocked as InterpretedBlocked } from "../ir/interpret.js";
import { Periods } from "./skeleton-periods.js";
import { ops, wordSize, type Loop, type Program, type TaskPlan } from "./skeleton-program.js";

/** An instance that can never go on, as the interpreter tells of it. */
export interface Blocked extends InterpretedBlocked {
  /** The channel in the program. */
  readonly channel: number;
}

export type Outcome =
  | { readonly kind: "ends" }
  | { readonly kind: "deadlock"; readonly blocked: readonly Blocked[]; readonly cycle: readonly string[] }
  /** `limit`: too many steps; `forever`: it repeats without end; `value`: something could not be computed. */
  | { readonly kind: "limit" | "forever" }
  | { readonly kind: "value"; readonly span: Span };

/** States of tasks. Those that have not been started are done. */
const ready = 0, waitsToPut = 1, waitsToGet = 2, waitsForNetwork = 3, done = 4;

/** How much work may be done, shared by several runs: an operation, or looking at an instance in a round, is a step. */
export interface Budget {
  steps: number;
}

export class Machine {
  readonly program: Program;
  /** How much each channel holds at most; changed between runs that go on. */
  readonly depths: Int32Array;
  readonly fills: Int32Array;
  /** Where each task stands in its code. */
  readonly places: Int32Array;
  readonly states: Uint8Array;
  /** The slots of all tasks, and where those of each begin. */
  readonly env: Float64Array;
  readonly bases: Int32Array;
  /** The tasks that run, in the order in which they were started; a new list whenever they change. */
  running: readonly number[];
  private readonly envs: readonly Float64Array[];
  private readonly waits: Int32Array;
  private readonly children: Int32Array;
  private readonly budget: Budget;
  private stopped: Outcome | undefined;
  /** Whether a task has ended in this round. */
  private hasEnded = false;

  constructor(program: Program, depths: Int32Array, budget: Budget) {
    const { tasks, channels, first } = program;
    this.program = program;
    this.depths = depths;
    this.budget = budget;
    this.fills = new Int32Array(channels.length);
    this.places = new Int32Array(tasks.length);
    this.states = new Uint8Array(tasks.length).fill(done);
    this.waits = new Int32Array(tasks.length);
    this.children = new Int32Array(tasks.length);
    this.bases = new Int32Array(tasks.length);
    let size = 0;
    tasks.forEach((t, i) => {
      this.bases[i] = size;
      size += t.slots;
    });
    this.env = new Float64Array(size);
    this.envs = tasks.map((t, i) => this.env.subarray(this.bases[i], (this.bases[i] ?? 0) + t.slots));
    this.running = [...first];
    for (const t of first) this.states[t] = ready;
  }

  /** Runs until it ends or stops. After a deadlock it goes on if some depth was raised. */
  run(): Outcome {
    const periods = new Periods(this, this.budget);
    for (;;) {
      const { running } = this;
      const count = running.length;
      let resumed = 0;
      for (let i = 0; i < count; i++) {
        const t = running[i] ?? 0;
        if (!this.canGoOn(t)) continue;
        this.resume(t);
        resumed++;
      }
      this.budget.steps -= count;
      if (this.stopped !== undefined) return this.stopped;
      if (resumed === 0) return this.deadlock();
      if (this.hasEnded) this.running = this.running.filter((t) => this.states[t] !== done);
      this.hasEnded = false;
      if (this.running.length === 0) return { kind: "ends" };
      if (this.budget.steps < 0) return { kind: "limit" };
      if (periods.isEndless()) return { kind: "forever" };
    }
  }

  private canGoOn(t: number): boolean {
    const channel = this.waits[t] ?? 0;
    switch (this.states[t]) {
      case ready: return true;
      case waitsToPut: return (this.fills[channel] ?? 0) < (this.depths[channel] ?? 0);
      case waitsToGet: return (this.fills[channel] ?? 0) > 0;
      case waitsForNetwork: return this.children[t] === 0;
      default: return false;
    }
  }

  /** Runs a task until it waits or ends: one loop over one switch, for speed. */
  private resume(t: number): void {
    const task = this.program.tasks[t];
    const env = this.envs[t];
    if (task === undefined || env === undefined) return;
    const { code: { words, values, loops }, channels } = task;
    const { fills, depths } = this;
    let at = this.places[t] ?? 0;
    const limit = this.budget.steps;
    let steps = 0;
    for (;; steps++) {
      const a = words[at + 1] ?? 0;
      const b = words[at + 2] ?? 0;
      switch (words[at]) {
        case ops.put: {
          const channel = channels[a] ?? 0;
          const fill = fills[channel] ?? 0;
          if (fill >= (depths[channel] ?? 0)) return this.wait(t, waitsToPut, at, channel, steps);
          fills[channel] = fill + 1;
          at += wordSize;
          break;
        }
        case ops.get: {
          const channel = channels[a] ?? 0;
          const fill = fills[channel] ?? 0;
          if (fill === 0) return this.wait(t, waitsToGet, at, channel, steps);
          fills[channel] = fill - 1;
          at += wordSize;
          break;
        }
        case ops.next:
          at = goesOn(loops[a], env) ? b : at + wordSize;
          if (steps > limit) return this.stop(t, at, steps, { kind: "limit" });
          break;
        case ops.enter: {
          const enters = enter(loops[a], env);
          if (enters === undefined) return this.stop(t, at, steps, notKnown(task, at));
          at = enters ? at + wordSize : b;
          break;
        }
        case ops.test: {
          const truth = values[a]?.(env) ?? NaN;
          if (Number.isNaN(truth)) return this.stop(t, at, steps, notKnown(task, at));
          at = truth === 0 ? b : at + wordSize;
          break;
        }
        case ops.set:
          env[a] = values[b]?.(env) ?? NaN;
          at += wordSize;
          break;
        case ops.jump:
          at = a;
          if (steps > limit) return this.stop(t, at, steps, { kind: "limit" });
          break;
        case ops.start:
          this.start(t, task, a, env);
          return this.wait(t, waitsForNetwork, at + wordSize, 0, steps);
        default:
          return this.end(t, task, at, steps);
      }
    }
  }

  private wait(t: number, state: number, at: number, channel: number, steps: number): void {
    this.states[t] = state;
    this.places[t] = at;
    this.waits[t] = channel;
    this.budget.steps -= steps;
  }

  private stop(t: number, at: number, steps: number, outcome: Outcome): void {
    this.wait(t, ready, at, 0, steps);
    this.stopped = outcome;
  }

  private end(t: number, { parent }: TaskPlan, at: number, steps: number): void {
    this.hasEnded = true;
    if (parent >= 0) this.children[parent] = (this.children[parent] ?? 0) - 1;
    this.wait(t, done, at, 0, steps);
  }

  private start(t: number, { starts }: TaskPlan, which: number, env: Float64Array): void {
    const { tasks = [], channels = [] } = starts[which] ?? {};
    for (const channel of channels) this.fills[channel] = 0;
    for (const child of tasks) {
      this.states[child] = ready;
      this.places[child] = 0;
      const own = this.envs[child];
      for (const { slot, value } of this.program.tasks[child]?.given ?? []) if (own !== undefined) own[slot] = value(env);
    }
    this.running = [...this.running, ...tasks];
    this.children[t] = tasks.length;
  }

  private deadlock(): Outcome {
    const { tasks, channels } = this.program;
    const waiting = this.running.filter((t) => this.states[t] === waitsToPut || this.states[t] === waitsToGet);
    const blocked = waiting.map((t): Blocked => {
      const [task, channel] = [tasks[t], this.waits[t] ?? 0];
      const span = task?.code.spans[(this.places[t] ?? 0) / wordSize] ?? noSpan;
      return {
        instance: task?.title ?? "", waitsTo: this.states[t] === waitsToPut ? "put" : "get",
        stream: channels[channel]?.name ?? "", fill: this.fills[channel] ?? 0, depth: this.depths[channel] ?? 0, span, channel,
      };
    });
    const otherEnd = (t: number): number | undefined => {
      const [channel, end] = [this.waits[t] ?? 0, this.states[t] === waitsToPut ? "gets" : "puts"] as const;
      return waiting.find((other) => tasks[other]?.[end].has(channel));
    };
    return { kind: "deadlock", blocked, cycle: waitCycle(waiting, otherEnd).map((t) => tasks[t]?.title ?? "") };
  }
}

/** Sets the counter and the bound of a loop; whether it runs at all, undefined when that is not known. */
function enter(loop: Loop | undefined, env: Float64Array): boolean | undefined {
  if (loop === undefined) return undefined;
  const lo = loop.lo(env);
  const hi = loop.hi(env);
  env[loop.slot] = lo;
  env[loop.bound] = hi;
  return Number.isNaN(lo + hi) ? undefined : loop.step > 0 ? lo < hi : lo > hi;
}

/** Counts on, unless that was the last iteration. */
function goesOn(loop: Loop | undefined, env: Float64Array): boolean {
  if (loop === undefined) return false;
  const next = (env[loop.slot] ?? 0) + loop.step;
  const bound = env[loop.bound] ?? 0;
  const goes = loop.step > 0 ? next < bound : next > bound;
  if (goes) env[loop.slot] = next;
  return goes;
}

function notKnown({ code }: TaskPlan, at: number): Outcome {
  return { kind: "value", span: code.spans[at / wordSize] ?? noSpan };
}
