/** What is said of each loop, in the order of the text. */
import type { For } from "../ir/ir.js";
import { counterRange, tripsOf, type Ranges } from "./bounds.js";
import { exactly } from "./counts.js";
import { CycleCounter, inside } from "./cycles.js";
import type { Device } from "./devices/device.js";
import { describeLimit } from "./limits.js";
import type { FuncPlan, Limit, Pipelined, Plan } from "./plan.js";
import type { LoopMode, LoopReport } from "./report.js";

function limitReport(limit: Limit): LoopReport["limit"] & object {
  const target = limit.kind === "ports" ? limit.use.name : limit.recurrence.target;
  return { kind: limit.kind, target, text: describeLimit(limit).text };
}

/** The loops of a function. */
export function loopReports(f: FuncPlan, isTop: boolean, device: Device): readonly LoopReport[] {
  const writer = new LoopWriter(f, isTop, device);
  writer.block(f.body, 0, new Map());
  return writer.reports;
}

class LoopWriter {
  readonly reports: LoopReport[] = [];
  private readonly func: FuncPlan;
  private readonly prefix: string;
  private readonly counter: CycleCounter;

  constructor(func: FuncPlan, isTop: boolean, device: Device) {
    this.func = func;
    this.prefix = isTop ? "" : `${func.func.sym.name}:`;
    this.counter = new CycleCounter(device, func.constants);
  }

  block(plans: readonly Plan[], level: number, ranges: Ranges): void {
    for (const p of plans) this.plan(p, level, ranges);
  }

  private plan(p: Plan, level: number, ranges: Ranges): void {
    switch (p.kind) {
      case "straight": case "filling": case "call":
        return;
      case "pipelined":
        return this.pipelined(p, level, ranges);
      case "sequential": {
        const inner = this.inside(p.loop, ranges);
        this.add(p.loop, "sequential", level, ranges,
          { iteration: this.counter.of(p.body, inner), cycles: this.counter.one(p, ranges), copies: p.factor });
        return this.block(p.body, level + 1, inner);
      }
      case "endless":
        return this.block(p.body, level + 1, ranges);
      case "choice":
        for (const side of p.sides) this.block(side, level, ranges);
        return;
      case "stages": {
        const inner = p.loop === undefined ? ranges : this.inside(p.loop, ranges);
        if (p.loop !== undefined) this.add(p.loop, "dataflow", level, ranges,
          { cycles: this.counter.one(p, ranges), copies: 1 });
        for (const s of p.stages) this.block(s.body, level + (p.loop === undefined ? 0 : 1), inner);
      }
    }
  }

  private pipelined(p: Pipelined, level: number, ranges: Ranges): void {
    let at = ranges;
    p.nest.forEach((l, n) => {
      const isLast = n === p.nest.length - 1;
      const pipeline = {
        ii: p.ii, askedIi: p.asked, iteration: exactly(p.depth), cycles: this.counter.one(p, ranges),
        ...(p.limit !== undefined && { limit: limitReport(p.limit) }),
      };
      const mode = !isLast ? "flattened" : p.isAutomatic ? "automatic" : "pipelined";
      this.add(l, mode, level + n, at, { copies: isLast ? p.factor : 1, ...(isLast && pipeline) });
      at = this.inside(l, at);
    });
    for (const l of p.unrolled) this.unrolled(l, level + p.nest.length, at);
  }

  private unrolled(l: For, level: number, ranges: Ranges): void {
    const trips = tripsOf(l, ranges, this.func.constants);
    this.add(l, "unrolled", level, ranges, { copies: trips.max ?? trips.min });
  }

  private inside(l: For, ranges: Ranges): Ranges {
    return inside(l, counterRange(l, ranges, this.func.constants), ranges);
  }

  private add(
    l: For, mode: LoopMode, level: number, ranges: Ranges, more: Partial<LoopReport> & Pick<LoopReport, "copies">,
  ): void {
    const label = l.label === undefined ? {} : { label: l.label };
    const trips = tripsOf(l, ranges, this.func.constants);
    this.reports.push({ name: `${this.prefix}${l.iter.name}`, ...label, span: l.span, id: l.id, level, mode, trips,
      ...more });
  }
}
