/** How many cycles a plan takes, as far as that is known before it runs. */
import type { For } from "../ir/ir.js";
import type { Interval } from "../ir/types.js";
import { boundIds, counterRange, rangeOf, tripsOf, type Constants, type Ranges } from "./bounds.js";
import { dividedBy, either, exactly, isExact, larger, plus, times, total, unknown, type Count } from "./counts.js";
import type { Device } from "./devices/device.js";
import type { Call, FuncPlan, Pipelined, Plan, Sequential, Stages } from "./plan.js";

/** Iterations of loops whose inner loops vary are counted one by one up to this many. */
const mostCounted = 300_000;

export class CycleCounter {
  private readonly device: Device;
  private readonly constants: Constants;
  private readonly needs = new WeakMap<Plan, ReadonlySet<number>>();
  private counted = 0;

  constructor(device: Device, constants: Constants) {
    this.device = device;
    this.constants = constants;
  }

  /** One after the other. */
  of(plans: readonly Plan[], ranges: Ranges): Count {
    return total(plans.map((p) => this.one(p, ranges)));
  }

  one(p: Plan, ranges: Ranges): Count {
    switch (p.kind) {
      case "straight":
        return exactly(p.depth);
      case "filling":
        return exactly(p.cycles);
      case "pipelined":
        return this.pipelined(p, ranges);
      case "sequential":
        return plus(this.iterations(p, ranges), exactly(this.device.loops.overhead));
      case "endless":
        return unknown("how often a `while` loop runs is known only as it runs");
      case "choice":
        return p.sides.map((side) => this.of(side, ranges)).reduce(either);
      case "call":
        return this.call(p, ranges);
      case "stages":
        return this.stages(p, ranges);
    }
  }

  /** The iterations of the nest. */
  nestTrips(nest: readonly For[], ranges: Ranges): Count {
    return nest.map((l) => tripsOf(l, ranges, this.constants)).reduce(times);
  }

  private pipelined({ nest, factor, ii, depth }: Pipelined, ranges: Ranges): Count {
    const inner = nest.at(-1);
    const outer = nest.slice(0, -1).map((l) => tripsOf(l, ranges, this.constants));
    const last = inner === undefined ? exactly(1) : dividedBy(tripsOf(inner, ranges, this.constants), factor);
    const trips = [...outer, last].reduce(times);
    const cycles = (n: number): number => (n === 0 ? 0 : (n - 1) * ii + depth) + this.device.loops.overhead;
    return { ...trips, min: cycles(trips.min), ...(trips.max !== undefined && { max: cycles(trips.max) }) };
  }

  /** All iterations; one by one where they differ. */
  private iterations(p: Sequential, ranges: Ranges): Count {
    const trips = dividedBy(tripsOf(p.loop, ranges, this.constants), p.factor);
    const range = counterRange(p.loop, ranges, this.constants);
    const varies = p.body.some((b) => this.namesIn(b).has(p.loop.iter.id));
    if (varies && isExact(trips) && range !== undefined && (this.counted += trips.min) < mostCounted) {
      const { iter, step } = p.loop;
      let sum = exactly(0);
      let at = step > 0n ? range.lo : range.hi;
      for (let n = 0; n < trips.min; n++, at += step * BigInt(p.factor)) {
        sum = plus(sum, this.of(p.body, new Map([...ranges, [iter.id, { lo: at, hi: at }]])));
      }
      return sum;
    }
    return times(trips, larger(exactly(1), this.of(p.body, inside(p.loop, range, ranges))));
  }

  private call({ callee, node }: Call, ranges: Ranges): Count {
    const passed = new Map<number, Interval>();
    callee.func.params.forEach(({ sym }, i) => {
      const arg = node.args[i];
      const range = arg === undefined || arg.kind === "ref" || arg.kind === "aggregate"
        ? undefined : rangeOf(arg, ranges, this.constants);
      if (range !== undefined) passed.set(sym.id, range);
    });
    return functionCycles(callee, this.device, passed);
  }

  /** A stage begins when those before it are done, or at once where a FIFO joins them; the last to end ends all. */
  private stages({ stages, loop }: Stages, ranges: Ranges): Count {
    const inner = loop === undefined ? ranges : inside(loop, counterRange(loop, ranges, this.constants), ranges);
    const own = stages.map((s) => this.of(s.body, inner));
    const ends: Count[] = [];
    stages.forEach(({ after }, n) => {
      const start = after.filter((a) => !a.isFifo).map((a) => ends[a.stage] ?? exactly(0)).reduce(larger, exactly(0));
      const fed = after.filter((a) => a.isFifo).map((a) => ends[a.stage] ?? exactly(0)).reduce(larger, exactly(0));
      ends.push(larger(plus(start, own[n] ?? exactly(0)), fed));
    });
    const once = ends.reduce(larger, exactly(0));
    if (loop === undefined) return once;
    const slowest = own.reduce(larger, exactly(0));
    const again = tripsOf(loop, ranges, this.constants);
    const rest = { ...again, min: Math.max(0, again.min - 1),
      ...(again.max !== undefined && { max: Math.max(0, again.max - 1) }) };
    return total([times(rest, slowest), once, exactly(this.device.loops.overhead)]);
  }

  /** The names that the bounds of loops in `p` depend on. */
  private namesIn(p: Plan): ReadonlySet<number> {
    const known = this.needs.get(p) ?? new Set(loopsIn(p).flatMap((l) => [...boundIds(l, this.constants)]));
    this.needs.set(p, known);
    return known;
  }
}

/** `ranges` for the body of `loop`. */
export function inside(loop: For, range: Interval | undefined, ranges: Ranges): Ranges {
  return range === undefined ? ranges : new Map([...ranges, [loop.iter.id, range]]);
}

/** The cycles of one run of a function. */
export function functionCycles(f: FuncPlan, device: Device, ranges: Ranges): Count {
  return new CycleCounter(device, f.constants).of(f.body, ranges);
}

function loopsIn(p: Plan): readonly For[] {
  switch (p.kind) {
    case "pipelined":
      return p.nest;
    case "sequential":
      return [p.loop, ...p.body.flatMap(loopsIn)];
    case "endless":
      return p.body.flatMap(loopsIn);
    case "choice":
      return p.sides.flat().flatMap(loopsIn);
    case "stages":
      return [...(p.loop === undefined ? [] : [p.loop]), ...p.stages.flatMap((s) => s.body.flatMap(loopsIn))];
    case "straight": case "filling": case "call":
      return [];
  }
}
