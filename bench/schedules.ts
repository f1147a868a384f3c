/** How long schedules take: 20 steps on each PolyBench kernel. */
import { forgetAnswers } from "../lib/analysis/components.js";
import type { Module } from "../lib/ir/ir.js";
import { parseModule } from "../lib/ir/parse.js";
import { printModule } from "../lib/ir/print.js";
import { applyStep, applySteps, unscheduled } from "../lib/schedule/apply.js";
import { loopsOf } from "../lib/schedule/names.js";
import type { Step } from "../lib/schedule/step.js";
import { loadBenchmarks } from "../scripts/support/polybench.js";
import { unitOfKernel } from "./compile.js";
import { interleaved } from "./measure.js";
import type { Section } from "./report.js";

const count = 20;

/** All 30 kernels at mini, float32. */
export async function scheduleSection(): Promise<Section> {
  const rows: [name: string, steps: number, milliseconds: number, what: string][] = [];
  for (const benchmark of await loadBenchmarks()) {
    const { module } = unitOfKernel(benchmark.run("mini", "float32").kernel);
    const steps = someSchedule(module);
    // Nothing is known from the run before: a module of its own, and no answers.
    const text = printModule(module);
    const prepare = (): (() => unknown) => {
      const fresh = parseModule(text);
      forgetAnswers();
      return () => applySteps(fresh, steps);
    };
    const { schedule = NaN } = interleaved([{ name: "schedule", prepare }], 300);
    rows.push([benchmark.name, steps.length, schedule, kindsOf(steps)]);
  }
  const slowest = Math.max(...rows.map((r) => r[2]));
  return {
    title: `Applying ${count} steps to each PolyBench kernel (mini, float32), medians`,
    head: ["kernel", "steps", "ms", "which"],
    rows,
    summary: [{ name: "the slowest kernel's schedule", value: slowest, unit: "ms", aim: 20 }],
  };
}

function kindsOf(steps: readonly Step[]): string {
  const names = [...new Set(steps.map((s) => s.primitive))];
  return names.map((n) => `${steps.filter((s) => s.primitive === n).length} ${n}`).join(", ");
}

/** Steps of every kind in turn, of those that are legal; the same each time. */
function someSchedule(module: Module): readonly Step[] {
  let at = unscheduled(module);
  for (let n = 0; at.steps.length < count && n < 40 * count; n++) {
    if (at.module.top.kind === "region") break;
    const names = loopsOf(at.module.top).map((l) => l.name);
    const result = applyStep(at, candidate(names, n));
    if (result.kind === "done") at = result.scheduled;
  }
  return at.steps;
}

function candidate(names: readonly string[], n: number): Step {
  const kind = n % 8;
  const at = (7 * n + (n >> 3)) % names.length;
  const [loop = "", next = ""] = [names[at], names[at + 1] ?? names[0]];
  const steps: readonly Step[] = [
    { primitive: "reorder", args: { loops: [next, loop], reassociate: true } },
    { primitive: "split", args: { loop, factor: 4, tail: "min" } },
    { primitive: "parallel", args: { loop } },
    { primitive: "tile", args: { loops: [loop, next], factors: [4, 4], reassociate: true } },
    { primitive: "skew", args: { outer: loop, inner: next, factor: 1 } },
    { primitive: "pipeline", args: { loop } },
    { primitive: "unroll", args: { loop, factor: 2 } },
    { primitive: "split", args: { loop, factor: 2 } },
  ];
  return steps[kind] ?? { primitive: "split", args: { loop, factor: 2 } };
}
