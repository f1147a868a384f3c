/** The meaning of regions: a Kahn network with bounded channels, its instances run in turn, each until it blocks. */
import { waitCycle } from "../diagnostics/wait-cycle.js";
import { dataflow } from "../diagnostics/catalogue/dataflow.js";
import type { Span } from "../diagnostics/source.js";
import { effectsOf } from "./effects.js";
import { runFunction } from "./interpret-call.js";
import { RunError, type Binding, type Channel, type Machine, type Running, type Wait } from "./interpret-values.js";
import type { Instance, Module, Region } from "./ir.js";

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

/** Values that were put but never got. */
export interface LeftOver {
  readonly stream: string;
  readonly count: number;
}

interface Task {
  readonly name: string;
  /** The channels at whose ends it stands. */
  readonly puts: ReadonlySet<Binding>;
  readonly gets: ReadonlySet<Binding>;
  readonly running: Running;
  /** What it waits for; "done" at its end. */
  state: "ready" | "done" | Wait;
}

/** Runs all instances of `region` to their end; `args` are bound to its parameters. Returns what is left in streams. */
export function runRegion(m: Module, region: Region, args: readonly Binding[], machine: Machine): readonly LeftOver[] {
  const names = new Map<number, Binding>();
  region.params.forEach((p, i) => names.set(p.sym.id, present(args[i], p.sym.name)));
  const channels = region.streams.map(({ sym, type }): Channel => (
    { kind: "stream", sym, element: type.element, depth: type.depth, queue: [] }
  ));
  for (const c of channels) names.set(c.sym.id, c);
  const titles = instanceNames(region.instances);
  const tasks = region.instances.map((instance, i) => startTask(m, instance, titles[i] ?? "", names, machine));
  while (runAll(tasks)) continue;
  if (tasks.some((t) => t.state !== "done")) throw deadlock(tasks);
  const visible = channels.filter((_, i) => region.streams[i]?.partOf === undefined);
  return visible.filter((c) => c.queue.length > 0).map((c) => ({ stream: c.sym.name, count: c.queue.length }));
}

/** The kernel's name; with a number when the region runs it several times. */
function instanceNames(instances: readonly Instance[]): readonly string[] {
  return instances.map((instance, i) => {
    const same = (x: Instance): boolean => x.callee.id === instance.callee.id;
    const { name } = instance.callee;
    return instances.filter(same).length === 1 ? name : `${name}[${instances.slice(0, i).filter(same).length}]`;
  });
}

function startTask(
  m: Module, instance: Instance, name: string, names: ReadonlyMap<number, Binding>, machine: Machine,
): Task {
  const func = machine.functions.get(instance.callee.id);
  if (func === undefined) throw new Error(`no function ${instance.callee.name}`);
  const args = instance.args.map((sym) => present(names.get(sym.id), sym.name));
  const { puts, gets } = effectsOf(func, m);
  const boundTo = (ids: ReadonlySet<number>): ReadonlySet<Binding> =>
    new Set(args.filter((_, i) => ids.has(func.params[i]?.sym.id ?? NaN)));
  return { name, puts: boundTo(puts), gets: boundTo(gets), running: runFunction(func, args, machine), state: "ready" };
}

function present(b: Binding | undefined, name: string): Binding {
  if (b === undefined) throw new Error(`nothing is bound to ${name}`);
  return b;
}

/** Lets every instance that can go on run until it blocks or ends, in declaration order; whether any could. */
function runAll(tasks: readonly Task[]): boolean {
  let progress = false;
  for (const task of tasks) {
    if (!canRun(task)) continue;
    const step = task.running.next();
    task.state = step.done === true ? "done" : step.value;
    progress = true;
  }
  return progress;
}

function canRun({ state }: Task): boolean {
  if (state === "done" || state === "ready") return state === "ready";
  const { queue, depth } = state.channel;
  return state.kind === "put" ? queue.length < depth : queue.length > 0;
}

/** A stopped network: who waits for what, and the cycle of waits if there is one. */
function deadlock(tasks: readonly Task[]): DeadlockRunError {
  const waits = tasks.flatMap(({ name, state }) => (typeof state === "string" ? [] : [{ name, state }]));
  const blocked = waits.map(({ name, state: { kind, channel, span } }): Blocked => (
    { instance: name, waitsTo: kind, stream: channel.sym.name, fill: channel.queue.length, depth: channel.depth, span }
  ));
  const [first] = blocked;
  if (first === undefined) throw new Error("nothing is blocked");
  return new DeadlockRunError(blocked, waitCycle(tasks, (t) => otherEnd(t, tasks)).map((t) => t.name), first.span);
}

/** Who would have to act for `task` to go on: the other end of the stream it waits for, unless that has finished. */
function otherEnd({ state }: Task, tasks: readonly Task[]): Task | undefined {
  if (typeof state === "string") return undefined;
  const other = tasks.find((t) => (state.kind === "put" ? t.gets : t.puts).has(state.channel));
  return other?.state === "done" ? undefined : other;
}

function describe(b: Blocked): string {
  return `${b.instance} waits to ${b.waitsTo} on stream '${b.stream}' (${b.fill} of ${b.depth} full)`;
}
