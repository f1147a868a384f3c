/**
 * Skips what repeats. Two states of a run that differ in loop counters only, each by a multiple of its step, have the
 * same future as long as nothing that those counters decide changes: so the run may be moved on by many such periods at
 * once. Between the rounds of a run its state is compared with earlier ones; of these, a few are kept, ever further back
 * (round r takes the place of that whose number ends in as many zeros), so a period of n rounds is found within 2n.
 */
import type { Value } from "./known-values.js";
import type { Budget, Machine } from "./skeleton-machine.js";
import type { Loop, TaskPlan } from "./skeleton-program.js";

/** What it costs to look at a round, in steps. */
const roundCost = 16;

interface Snapshot {
  hash: number;
  running: readonly number[];
  readonly places: Int32Array;
  readonly states: Uint8Array;
  readonly fills: Int32Array;
  readonly env: Float64Array;
}

/** A counter that was `distance` less one period ago. */
interface Moving {
  readonly at: number;
  readonly loop: Loop;
  readonly task: number;
  readonly now: number;
  readonly distance: number;
  readonly bound: number;
}

export class Periods {
  private readonly machine: Machine;
  private readonly budget: Budget;
  private readonly kept: Snapshot[] = [];
  private round = 0;

  constructor(machine: Machine, budget: Budget) {
    this.machine = machine;
    this.budget = budget;
  }

  /** To be called after each round: moves the run on if it can. Whether it comes back to the very same state. */
  isEndless(): boolean {
    const { machine } = this;
    const hash = hashOf(machine);
    const before = this.alike(hash);
    const moving = before === undefined ? undefined : this.moved(before);
    if (moving?.length === 0) return true;
    if (moving !== undefined) this.skip(moving);
    this.keep(hash);
    return false;
  }

  /** An earlier state that may be the same but for counters: another in each round, for looking at each takes time. */
  private alike(hash: number): Snapshot | undefined {
    const { kept } = this;
    for (let i = 0; i < kept.length; i++) {
      const before = kept[(this.round + i) % kept.length];
      if (before?.hash === hash && sameButCounters(this.machine, before)) return before;
    }
    return undefined;
  }

  private keep(hash: number): void {
    const { running, places, states, fills, env } = this.machine;
    this.round++;
    const level = 31 - Math.clz32(this.round & -this.round);
    const old = this.kept[level];
    if (old === undefined) {
      this.kept[level] = {
        hash, running, places: places.slice(), states: states.slice(), fills: fills.slice(), env: env.slice(),
      };
    } else {
      old.hash = hash;
      old.running = running;
      old.places.set(places);
      old.states.set(states);
      old.fills.set(fills);
      old.env.set(env);
    }
    this.budget.steps -= roundCost + running.length;
  }

  /** The counters that differ; undefined where something else does, or where they do not show how far a task has come. */
  private moved(before: Snapshot): readonly Moving[] | undefined {
    const { program: { tasks }, env, bases, running } = this.machine;
    const found: Moving[] = [];
    for (const task of running) {
      const [plan, base] = [tasks[task], bases[task] ?? 0];
      if (plan === undefined) return undefined;
      let others = 0;
      for (let at = base; at < base + plan.slots; at++) {
        if (env[at] === before.env[at]) continue;
        if (others++ > 0 || plan.code.repeats) return undefined;
        const loop = counterAt(plan, at - base, this.machine.places[task] ?? 0);
        const now = env[at] ?? 0;
        const distance = now - (before.env[at] ?? 0);
        if (loop === undefined || distance * loop.step < 0) return undefined;
        found.push({ at, loop, task, now, distance, bound: env[base + loop.bound] ?? 0 });
      }
    }
    const moving = new Set(found.map((f) => f.task));
    return found.some((f) => hasMovingParent(tasks, f.task, moving)) ? undefined : found;
  }

  /** Moves the run on by as many periods as all counters allow. */
  private skip(moving: readonly Moving[]): void {
    let periods = Infinity;
    for (const m of moving) periods = Math.min(periods, withinBounds(m));
    for (const m of moving) periods = Math.min(periods, this.whileDecided(m, periods));
    if (periods < 1) return;
    for (const { at, now, distance } of moving) this.machine.env[at] = now + periods * distance;
  }

  /** How many periods go by before something that the counter decides is other than in the period before. */
  private whileDecided({ loop: { decides = [], slot, step }, task, now, distance }: Moving, periods: number): number {
    const { env: all, bases, program } = this.machine;
    const base = bases[task] ?? 0;
    const env = all.slice(base, base + (program.tasks[task]?.slots ?? 0));
    const valueAt = (f: Value, n: number): number => {
      env[slot] = n;
      return f(env);
    };
    let most = periods;
    for (const f of decides) {
      const last = now + most * distance;
      for (let n = now; step > 0 ? n <= last : n >= last; n += step) {
        this.budget.steps -= 0.25;
        if (valueAt(f, n) === valueAt(f, n - distance)) continue;
        most = Math.max(0, Math.floor((n - step - now) / distance));
        break;
      }
    }
    return most;
  }
}

/** The counted loop around `place` whose counter is in `slot`, unless more than its counter decides something in it. */
function counterAt({ code }: TaskPlan, slot: number, place: number): Loop | undefined {
  const loop = code.loops.find((l) => l.slot === slot && place >= l.from && place < l.to);
  return loop?.decides === undefined ? undefined : loop;
}

function hasMovingParent(tasks: readonly TaskPlan[], t: number, moving: ReadonlySet<number>): boolean {
  const parent = tasks[t]?.parent ?? -1;
  return parent >= 0 && (moving.has(parent) || hasMovingParent(tasks, parent, moving));
}

/** How many periods the loop goes on for. */
function withinBounds({ loop: { step }, now, distance, bound }: Moving): number {
  const last = step > 0 ? bound - 1 : bound + 1;
  return Math.max(0, Math.floor((last - now) / distance));
}

function hashOf({ running, places, fills }: Machine): number {
  let hash = running.length;
  for (const t of running) hash = (Math.imul(hash, 31) + (places[t] ?? 0)) | 0;
  for (let i = 0; i < fills.length; i++) hash = (Math.imul(hash, 31) + (fills[i] ?? 0)) | 0;
  return hash;
}

function sameButCounters(m: Machine, s: Snapshot): boolean {
  if (!sameNumbers(m.running, s.running) || !sameNumbers(m.fills, s.fills)) return false;
  for (const t of m.running) if (m.places[t] !== s.places[t] || m.states[t] !== s.states[t]) return false;
  return true;
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
