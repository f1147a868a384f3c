/**
 * Runs the instances of a region as coroutines in one thread: each until it blocks or ends, in turn. What they compute
 * does not depend on the order, since each stream has one producer and one consumer; the order is fixed all the same.
 */
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

interface Running {
  readonly instance: Instance;
  readonly coroutine: Coroutine;
  readonly streams: readonly Fifo<unknown>[];
  /** What it waits for, and where; `undefined` when it can go on. */
  waits: { readonly wait: Wait; readonly site: Site | undefined } | undefined;
  ended: boolean;
}

/** Runs all of `instances` to their ends; throws a `DeadlockError` when those that are left all wait. */
export function runRegion(name: string, instances: readonly Instance[]): void {
  const running = instances.map(begin).filter((r) => r !== undefined);
  const waiting = new Map<Fifo<unknown>, Running[]>();
  let ready = running;
  while (ready.length > 0) {
    const next: Running[] = [];
    for (const r of ready) {
      advance(r, waiting);
      for (const stream of r.streams) wake(stream, waiting, next);
    }
    ready = next;
  }
  const blocked = running.filter((r) => !r.ended);
  if (blocked.length > 0) throw deadlock(blocked, running);
  warnOfLeftovers(name, running);
}

/** Kernels without streams have run when `start` returns. */
function begin(instance: Instance): Running | undefined {
  const coroutine = instance.start();
  if (!isCoroutine(coroutine)) return undefined;
  return { instance, coroutine, streams: instance.streams, waits: undefined, ended: false };
}

function isCoroutine(x: unknown): x is Coroutine {
  return typeof x === "object" && x !== null && "next" in x && typeof x.next === "function";
}

function advance(r: Running, waiting: Map<Fifo<unknown>, Running[]>): void {
  r.waits = undefined;
  const step = r.coroutine.next();
  if (step.done === true) {
    r.ended = true;
    return;
  }
  const wait = step.value;
  r.waits = { wait, site: wait.stream.site };
  const others = waiting.get(wait.stream);
  if (others === undefined) waiting.set(wait.stream, [r]);
  else others.push(r);
}

/** Moves the instances that `stream` no longer blocks to `next`. */
function wake(stream: Fifo<unknown>, waiting: Map<Fifo<unknown>, Running[]>, next: Running[]): void {
  const blocked = waiting.get(stream);
  if (blocked === undefined || blocked.length === 0) return;
  const still = blocked.filter((r) => r.waits !== undefined && blocks(r.waits.wait));
  if (still.length === blocked.length) return;
  next.push(...blocked.filter((r) => !still.includes(r)));
  waiting.set(stream, still);
}

function blocks({ stream, to }: Wait): boolean {
  return to === "put" ? stream.count === stream.depth : stream.count === 0;
}

function deadlock(blocked: readonly Running[], all: readonly Running[]): DeadlockError {
  const labels = new Map(all.map((r, i) => [r, label(r, i, all)]));
  const described = blocked.map((r): BlockedInstance => {
    const instance = labels.get(r) ?? r.instance.name;
    if (r.waits === undefined) throw new Error(`${instance} neither ended nor waits`);
    const { wait, site } = r.waits;
    const { name: stream, count: fill, depth } = wait.stream;
    const base = { instance, waitsTo: wait.to, stream, fill, depth };
    return site === undefined ? base : { ...base, span: site.span };
  });
  return new DeadlockError(described, cycle(blocked).map((r) => labels.get(r) ?? r.instance.name));
}

/** Instances of one kernel are told apart by a number, from 0. */
function label(r: Running, position: number, all: readonly Running[]): string {
  const { name } = r.instance;
  const twins = all.filter((other) => other.instance.name === name);
  if (twins.length === 1) return name;
  return `${name}#${all.slice(0, position).filter((other) => other.instance.name === name).length}`;
}

/** Instances each of which waits for the next, and the last for the first. */
function cycle(blocked: readonly Running[]): readonly Running[] {
  const path: Running[] = [];
  let at: Running | undefined = blocked[0];
  for (const start of blocked) {
    path.length = 0;
    at = start;
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      at = waitsFor(at, blocked);
    }
    if (at !== undefined) return path.slice(path.indexOf(at));
  }
  return [];
}

/** Who is at the other end of the stream that `r` waits on. */
function waitsFor(r: Running, blocked: readonly Running[]): Running | undefined {
  const stream = r.waits?.wait.stream;
  return blocked.find((other) => other !== r && other.streams.some((s) => s === stream));
}

function warnOfLeftovers(region: string, running: readonly Running[]): void {
  const streams = new Set(running.flatMap((r) => r.streams));
  for (const { name, count } of streams) {
    if (count > 0) console.warn(`warning: region '${region}' ended with ${count} values left in stream '${name}'`);
  }
}
