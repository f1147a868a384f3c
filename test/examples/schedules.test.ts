import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { build, HeddleError, report, schedule, verify, type Schedule, type Step } from "heddle";
import { dtypes, sizes, type Benchmark, type Run } from "../../examples/polybench/benchmark.js";
import { compileExamples } from "../../scripts/support/examples.js";
import { argumentsOf, loadBenchmarks } from "../../scripts/support/polybench.js";
import { mapParallel } from "../../scripts/support/processes.js";

const hasCompiler = spawnSync("g++", ["--version"]).status === 0;

/** What `schedule` makes of a benchmark's kernel. */
type Scheduled = Schedule<Run["kernel"]>;
type Schedules = Readonly<Record<string, readonly Step[]>>;

async function loadSchedules(): Promise<Schedules> {
  const folder = await compileExamples("examples/polybench");
  const loaded: unknown = await import(pathToFileURL(path.join(folder, "schedules.js")).href);
  return (loaded as { readonly schedules: Schedules }).schedules;
}

type Bits = readonly (readonly number[])[];

/** What a run leaves in all of its arrays, byte by byte. */
async function bitsAfter(run: Run, execute: (args: readonly unknown[]) => unknown): Promise<Bits> {
  const args = [...argumentsOf(run).values()];
  await execute(args);
  return args.map(({ data }) => [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

async function bitsAsWritten(run: Run): Promise<Bits> {
  return bitsAfter(run, (args) => Reflect.apply(run.kernel, undefined, args));
}

async function bitsScheduled(run: Run, s: Scheduled, target: string): Promise<Bits> {
  const built = await build(s, { target });
  return bitsAfter(run, (args) => built(...args));
}

describe("schedules of PolyBench", () => {
  let benchmarks: readonly Benchmark[] = [];
  let schedules: Schedules = {};

  before(async function () {
    this.timeout(120_000);
    benchmarks = await loadBenchmarks();
    schedules = await loadSchedules();
  });

  const scheduled = (name: string, { kernel }: Run): Scheduled => schedule(kernel, schedules[name]);
  it("are there for every kernel, and do something", () => {
    assert.deepEqual(Object.keys(schedules), benchmarks.map((b) => b.name));
    for (const [name, steps] of Object.entries(schedules)) assert.ok(steps.length > 0, name);
  });

  it("are legal for every size and element type", () => {
    const refused = benchmarks.flatMap((b) => sizes.flatMap((size) => dtypes.flatMap((dtype) => {
      try {
        const { length } = scheduled(b.name, b.run(size, dtype)).steps;
        return length === schedules[b.name]?.length ? [] : [`${b.name}: ${length} steps`];
      } catch (error) {
        if (error instanceof HeddleError) return [`${b.name}, ${size}, ${dtype}: ${error.message}`];
        throw error;
      }
    })));
    assert.deepEqual(refused, []);
  }).timeout(60_000);

  // How long the rows of seidel-2d's wavefronts are is not estimated.
  it("are never estimated slower than the kernel as written", async () => {
    const unknown: string[] = [];
    for (const b of benchmarks) {
      const run = b.run("mini", "float32");
      const [before, after] = [await report(run.kernel), await report(scheduled(b.name, run))];
      if (after.cycles.max === undefined) unknown.push(b.name);
      else assert.ok(after.cycles.max <= (before.cycles.max ?? Infinity), `${b.name}: ${after.cycles.max} cycles`);
    }
    assert.deepEqual(unknown, ["seidel-2d"]);
  }).timeout(60_000);

  it("are proven equal to the kernels", async () => {
    for (const b of benchmarks) {
      const run = b.run("mini", "float32");
      assert.deepEqual(await verify(run.kernel, scheduled(b.name, run)), { kind: "equal" }, b.name);
    }
  }).timeout(120_000);

  it("give the same bits in JavaScript", async () => {
    for (const b of benchmarks) {
      const run = b.run("mini", "float32");
      assert.deepEqual(await bitsScheduled(run, scheduled(b.name, run), "js"), await bitsAsWritten(run), b.name);
    }
  }).timeout(60_000);

  (hasCompiler ? it : it.skip)("give the same bits as C++", async () => {
    await mapParallel(benchmarks, 2, async (b) => {
      const run = b.run("mini", "float32");
      assert.deepEqual(await bitsScheduled(run, scheduled(b.name, run), "vitis"), await bitsAsWritten(run), b.name);
    });
  }).timeout(300_000);
});
