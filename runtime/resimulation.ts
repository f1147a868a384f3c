/** Runs a region that ended in a deadlock again, with other depths, to find out what clears it. */
import { cycleOf, deadlockOf, streamWait } from "./deadlock.js";
import { DeadlockError, HeddleError } from "./errors.js";
import type { Task } from "./executor.js";
import { remedyFor, restarter, type Deep, type Ending, type Kept, type Restart, type Simulate } from "./remedy.js";
import { Run, runOnce } from "./run.js";

/** The run that stopped. */
export interface Failed {
  readonly start: () => unknown;
  readonly asks: boolean;
  readonly run: Run;
}

/** Says what would clear the deadlock. What the failed run left is as it was afterwards. */
export function addRemedy(
  error: DeadlockError, kept: Kept | undefined, restart: Restart | undefined, failed: Failed,
): void {
  if (kept === undefined || restart === undefined) {
    error.remedy = { kind: "unknown", reason: "it calls functions from outside (external ones, or those that record its timing), which may not be called again" };
  } else {
    const back = restarter(kept);
    error.remedy = remedyFor(simulator(restart, failed));
    back();
  }
  error.tell([]);
}

/**
 * Both bound the search for a remedy: milliseconds, and turns as a multiple of those of the run that failed. The one clock
 * of this folder: turns are of any length, and whoever waits for an error message waits no longer for a better one. When
 * the time is up, the remedy is reported as unknown, or as not minimal; nothing else depends on it.
 */
const mostTime = 2000;
const mostTurns = { factor: 50, more: 1_000_000 };

class Limit extends Error {}

function simulator(restart: Restart, { start, asks, run }: Failed): Simulate {
  const end = performance.now() + mostTime;
  let left = run.turns * mostTurns.factor + mostTurns.more;
  return (depths, grow) => {
    const again = new Run(depths, true);
    const stuck = (tasks: readonly Task[]): void => {
      const full = cycleOf(tasks).flatMap((t) => fullStream(t, again));
      if (grow === undefined || full.length === 0) throw deadlockOf(tasks);
      const { key, depth } = grow(full);
      again.deepen(key, depth);
    };
    const check = (): void => {
      if (again.turns > left || performance.now() > end) throw new Limit();
    };
    restart();
    const ending = endingOf(() => runOnce(again, start, asks, stuck, check));
    left -= again.turns;
    return ending;
  };
}

function fullStream(task: Task, run: Run): readonly Deep[] {
  const wait = streamWait(task);
  const declared = wait?.kind === "put" ? run.declarationOf(wait.stream) : undefined;
  return declared === undefined ? [] : [declared];
}

function endingOf(simulate: () => unknown): Ending {
  try {
    simulate();
    return { kind: "ended" };
  } catch (error) {
    if (error instanceof DeadlockError) return { kind: "deadlock", blocked: error.blocked, cycle: error.cycle };
    if (error instanceof HeddleError) return { kind: "stopped", why: error.message };
    if (error instanceof Limit) return { kind: "limit" };
    throw error;
  }
}
