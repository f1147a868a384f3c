/**
 * What each statement costs, by the plan that `heddle report` shows: an instance's clock goes on by these cycles as it
 * comes to the statement. All of what stands in a pipeline or between loops happens before its clock, by so many cycles.
 */
import type { For, Stmt } from "../ir/ir.js";
import { CycleCounter } from "../report/cycles.js";
import type { Device } from "../report/devices/device.js";
import type { FuncPlan, Pipelined, Plan, Sequential, Transfers } from "../report/plan.js";

/** The cost of a loop apart from what its body costs. */
export interface LoopCost {
  /** To enter and leave it. */
  readonly entry: number;
  /** Once, if it runs at all: what a pipeline takes longer than from one iteration to the next. */
  readonly filling: number;
  /** Of each iteration of the innermost loop, or of `copies` that run at once. */
  readonly iteration: number;
  readonly copies: number;
}

export interface Costs {
  /** Cycles before a statement runs. */
  readonly before: ReadonlyMap<Stmt, number>;
  readonly loops: ReadonlyMap<For, LoopCost>;
  /** When a put or get happens, in cycles after the clock: at most 0. Those that are not here happen at the clock. */
  readonly offsets: ReadonlyMap<Stmt, number>;
}

/** The costs of a function; they are valid for the statements that it was planned with. */
export function costsOf(f: FuncPlan, device: Device): Costs {
  const collector = new Collector(new CycleCounter(device, f.constants), device);
  f.body.forEach((p) => collector.plan(p));
  return collector;
}

class Collector implements Costs {
  readonly before = new Map<Stmt, number>();
  readonly loops = new Map<For, LoopCost>();
  readonly offsets = new Map<Stmt, number>();
  private readonly counter: CycleCounter;
  private readonly overhead: number;

  constructor(counter: CycleCounter, { loops }: Device) {
    this.counter = counter;
    this.overhead = loops.overhead;
  }

  plan(p: Plan): void {
    switch (p.kind) {
      case "straight": {
        const [first] = p.stmts;
        if (first !== undefined) this.add(first, p.depth);
        return this.transfers(p.transfers, p.depth);
      }
      case "filling":
        return this.add(p.stmt, p.cycles);
      case "pipelined":
        return this.pipelined(p);
      case "sequential":
        return this.sequential(p);
      case "endless":
        return p.body.forEach((b) => this.plan(b));
      case "choice":
        return p.sides.flat().forEach((b) => this.plan(b));
      case "call": // calls that are statements are timed themselves
        return p.node.kind === "call" ? this.add(p.stmt, this.cyclesOf(p)) : undefined;
      case "stages": // one after the other, as they run
        return p.stages.forEach((s) => s.body.forEach((b) => this.plan(b)));
    }
  }

  private add(s: Stmt, cycles: number): void {
    this.before.set(s, (this.before.get(s) ?? 0) + cycles);
  }

  private transfers(transfers: Transfers, depth: number): void {
    for (const [s, start] of transfers) this.offsets.set(s, start - depth);
  }

  private pipelined({ nest, ii, depth, factor, transfers }: Pipelined): void {
    const [outermost, innermost] = [nest[0], nest.at(-1)];
    if (outermost === undefined || innermost === undefined) return;
    const ends = { entry: this.overhead, filling: depth - ii };
    const paces = { iteration: ii, copies: factor };
    if (outermost === innermost) this.loops.set(outermost, { ...ends, ...paces });
    else {
      this.loops.set(outermost, { ...ends, iteration: 0, copies: 1 });
      this.loops.set(innermost, { entry: 0, filling: 0, ...paces });
    }
    this.transfers(transfers, depth);
  }

  /** An iteration takes a cycle, even if nothing happens in it. */
  private sequential({ loop, factor, body }: Sequential): void {
    const isNothing = body.every((b) => this.counter.one(b, new Map()).max === 0);
    this.loops.set(loop, { entry: this.overhead, filling: 0, iteration: isNothing ? 1 : 0, copies: 1 });
    if (factor === 1) return body.forEach((b) => this.plan(b));
    for (const b of body) if (b.kind === "straight") this.copies(loop, b.depth, factor, b.transfers);
  }

  /** The copies run as one. */
  private copies(loop: For, depth: number, factor: number, transfers: Transfers): void {
    this.loops.set(loop, { entry: this.overhead, filling: 0, iteration: Math.max(1, depth), copies: factor });
    this.transfers(transfers, depth);
  }

  /** As many as it takes at most, or at least where nobody knows. */
  private cyclesOf(p: Plan): number {
    const { min, max } = this.counter.one(p, new Map());
    return max ?? min;
  }
}
