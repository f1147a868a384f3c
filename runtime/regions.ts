/** What compiled code calls to run a region, and what such a run tells afterwards. */
import { deadlockOf } from "./deadlock.js";
import { DeadlockError } from "./errors.js";
import type { Task } from "./executor.js";
import { restarter, type Kept } from "./remedy.js";
import { addRemedy } from "./resimulation.js";
import { activeRun, Run, runOnce, runOptions, type LeftOver } from "./run.js";

/** What a run that has ended tells besides its results. */
export interface RunSummary {
  /** One for each stream that still held values, in the order in which their networks ended. */
  readonly leftOver: readonly LeftOver[];
  /** How often an instance was resumed. */
  readonly turns: number;
}

/** What compiled code tells of a module. */
export interface ModuleFacts {
  /** Does any instance ask streams without waiting? */
  readonly asks: boolean;
  /** What a run changes, so that it can be run again; absent when that cannot be undone (external functions). */
  readonly kept?: Kept;
}

let last: RunSummary | undefined;

/** What the last run told that ended well; it is told once. */
export function takeSummary(): RunSummary | undefined {
  const summary = last;
  last = undefined;
  return summary;
}

/** Runs region or kernel `name`, whose coroutine `start` makes, to its end; what it returns. */
export function runRegion(name: string, start: () => unknown, { asks, kept }: ModuleFacts): unknown {
  const { remedies } = runOptions();
  const outer = activeRun();
  const restart = kept && remedies !== false ? restarter(kept) : undefined;
  const run = new Run(new Map(), outer?.quiet ?? false);
  try {
    const result = runOnce(run, start, asks, stopped);
    last = { leftOver: totals(run.leftOver), turns: run.turns };
    if (!run.quiet) warnOfLeftOver(name, last.leftOver);
    return result;
  } catch (error) {
    const isOwn = error instanceof DeadlockError && error.remedy === undefined; // not one of a run inside
    if (isOwn && remedies !== false) addRemedy(error, kept, restart, { start, asks, run });
    throw error;
  }
}

function stopped(tasks: readonly Task[]): never {
  throw deadlockOf(tasks);
}

/** One for each stream, in the order of the first. */
export function totals(all: readonly LeftOver[]): readonly LeftOver[] {
  const counts = new Map<string, number>();
  for (const { stream, count } of all) counts.set(stream, (counts.get(stream) ?? 0) + count);
  return [...counts].map(([stream, count]) => ({ stream, count }));
}

/** On standard error, a line for each stream. */
export function warnOfLeftOver(region: string, leftOver: readonly LeftOver[]): void {
  for (const { stream, count } of leftOver) {
    const values = count === 1 ? "1 value was" : `${count} values were`;
    console.warn(`warning: ${values} left in stream '${stream}' when region '${region}' ended`);
  }
}
