import assert from "node:assert/strict";
import type { Benchmark } from "../../examples/polybench/benchmark.js";
import { verify } from "../../lib/equivalence/verify.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { applyStep, unscheduled, type Scheduled } from "../../lib/schedule/apply.js";
import { loopsOf } from "../../lib/schedule/names.js";
import type { Step } from "../../lib/schedule/step.js";
import { descriptorOf } from "../../runtime/kernel.js";
import { loadBenchmarks } from "../../scripts/support/polybench.js";
import { verify as verifyKernels } from "../../tools/verify.js";

function names({ module }: Scheduled): readonly string[] {
  return module.top.kind === "func" ? loopsOf(module.top).map((l) => l.name) : [];
}

function after(s: Scheduled, step: Step): Scheduled {
  const result = applyStep(s, step);
  return result.kind === "done" ? result.scheduled : s;
}

/** Every loop split, and the first reorderings that are legal. */
function scheduled(m: Module): Scheduled {
  const split = names(unscheduled(m)).reduce(
    (s, loop) => after(s, { primitive: "split", args: { loop, factor: 4, tail: "guard" } }), unscheduled(m));
  const pairs = names(split).flatMap((x, i) => names(split).slice(i + 1, i + 4).map((y) => [y, x]));
  const reordered = (s: Scheduled, loops: readonly string[]): Scheduled =>
    s.steps.length < 12 ? after(s, { primitive: "reorder", args: { loops } }) : s;
  return pairs.reduce(reordered, split);
}

describe("verify on PolyBench", () => {
  let benchmarks: readonly Benchmark[] = [];

  before(async function () {
    this.timeout(120_000);
    benchmarks = await loadBenchmarks();
  });

  it("proves schedules of all 30 kernels equal, in a minute", () => {
    const start = process.cpuUsage();
    for (const b of benchmarks) {
      const module = parseModule(descriptorOf(b.run("mini", "float32").kernel)?.ir ?? "");
      const { module: other, steps } = scheduled(module);
      assert.ok(steps.length > 0, b.name);
      assert.deepEqual(verify(module, other), { kind: "equal" }, b.name);
    }
    const { user } = process.cpuUsage(start);
    assert.ok(user < 60_000_000, `${user / 1e6} s`);
  }).timeout(300_000);

  it("takes kernels as the host has them", async () => {
    const kernel = (name: string): never => benchmarks.find((b) => b.name === name)?.run("mini", "float32").kernel as never;
    const [gemm, atax] = [kernel("gemm"), kernel("atax")];
    assert.deepEqual(await verifyKernels(gemm, gemm), { kind: "equal" });
    assert.equal((await verifyKernels(gemm, atax)).kind, "unknown");
    await assert.rejects(verifyKernels(gemm, 3 as never), /kernel/);
  });
});
