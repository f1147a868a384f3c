import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { array, dtypes, type Benchmark } from "../../examples/polybench/benchmark.js";
import { argumentsOf, loadBenchmarks, runBenchmark, type PolybenchTarget } from "../../scripts/support/polybench.js";
import { mapParallel, root, runNode } from "../../scripts/support/processes.js";

const hasCompiler = spawnSync("g++", ["--version"]).status === 0;

describe("PolyBench", () => {
  let benchmarks: readonly Benchmark[] = [];

  before(async function () {
    this.timeout(120_000);
    benchmarks = await loadBenchmarks();
  });

  it("has its 30 kernels", () => {
    assert.equal(new Set(benchmarks.map((b) => b.name)).size, 30);
  });

  for (const dtype of dtypes) {
    it(`gives the golden bits natively: mini, ${dtype}`, async () => {
      assert.deepEqual(await differences("js", dtype), []);
    });
  }

  // The two integer kernels are the same in both: they need not be compiled twice.
  for (const dtype of dtypes) {
    (hasCompiler ? it : it.skip)(`gives the golden bits as C++: mini, ${dtype}`, async () => {
      assert.deepEqual(await differences("vitis", dtype), []);
    }).timeout(240_000);
  }

  it("notices a kernel that does nothing, and one that fails", async () => {
    const gemm = benchmarks.find((b) => b.name === "gemm");
    assert.ok(gemm !== undefined);
    const idle: Benchmark = { ...gemm, run: (size, dtype) => ({ ...gemm.run(size, dtype), kernel: () => undefined }) };
    const outcome = await runBenchmark(idle, "mini", "float64", "js");
    assert.equal(outcome.difference, "C in the order of the dump: element 0 is 0.05, not 0.06");
    const failing: Benchmark = { ...gemm, run: (size, dtype) => ({ ...gemm.run(size, dtype), kernel: fail }) };
    assert.equal((await runBenchmark(failing, "mini", "float64", "js")).difference, "it failed");
  });

  // The golden output of heat-3d is its input: its second differences are all 0.
  it("computes heat-3d on data that changes", () => {
    const run = benchmarks.find((b) => b.name === "heat-3d")?.run("mini", "float64");
    assert.ok(run !== undefined);
    const bumpy = array([10, 10, 10], (i, j, k) => (i * 7 + j * j * 3 + k * 11) % 17);
    const args = argumentsOf({ ...run, data: () => ({ A: bumpy, B: bumpy }) });
    Reflect.apply(run.kernel, undefined, [...args.values()]);
    assert.deepEqual(args.get("A")?.data, heat(20, 10, bumpy.values));
  });

  async function differences(target: PolybenchTarget, dtype: (typeof dtypes)[number]): Promise<readonly string[]> {
    const selected = benchmarks.filter((b) => dtype === "float32" || b.run("mini", dtype).dtype === dtype);
    const outcomes = await mapParallel(selected, 2, (b) => runBenchmark(b, "mini", dtype, target));
    return outcomes.flatMap((o) => (o.difference === undefined ? [] : [`${o.name}: ${o.difference}`]));
  }
});

function fail(): void {
  throw new Error("it failed");
}

/** heat-3d with each axis treated alike, in doubles. */
function heat(steps: number, n: number, initial: Float64Array): Float64Array {
  let from = initial.slice();
  for (let step = 0; step < 2 * steps; step++) {
    const at = (i: number): number => from[i] ?? NaN;
    const second = (i: number, by: number): number => 0.125 * (at(i + by) - 2 * at(i) + at(i - by));
    const isInner = (i: number): boolean => [n * n, n, 1].every((by) => ![0, n - 1].includes(Math.floor(i / by) % n));
    from = from.map((x, i) => (isInner(i) ? second(i, n * n) + second(i, n) + second(i, 1) + x : x));
  }
  return from;
}

describe("npm run polybench", () => {
  const polybench = (...args: readonly string[]): ReturnType<typeof runNode> =>
    runNode([`${root}dist/scripts/polybench.js`, ...args]);

  it("prints a line for each kernel, and how many are equal", async () => {
    const { status, output } = await polybench("--size", "mini", "--dtype", "float64", "--only", "gemm");
    assert.match(output, /^gemm +\d+\.\d+ ms {2}equal \(500 values\)$/m);
    assert.match(output, /^polybench: 1 of 1 bit-equal$/m);
    assert.equal(status, 0);
  }).timeout(60_000);

  it("explains wrong arguments", async () => {
    const size = await polybench("--size", "huge");
    assert.match(size.output, /argument 'huge' is invalid\. Allowed choices are mini, small, medium/);
    assert.notEqual(size.status, 0);
    const kernel = await polybench("--only", "gem");
    assert.match(kernel.output, /there is no kernel 'gem'; there are 2mm, 3mm/);
    assert.notEqual(kernel.status, 0);
  }).timeout(60_000);
});

