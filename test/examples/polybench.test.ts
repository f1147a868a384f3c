import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { dtypes, type Benchmark } from "../../examples/polybench/benchmark.js";
import { loadBenchmarks, runBenchmark, type PolybenchTarget } from "../../scripts/support/polybench.js";
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

  async function differences(target: PolybenchTarget, dtype: (typeof dtypes)[number]): Promise<readonly string[]> {
    const selected = benchmarks.filter((b) => dtype === "float32" || b.run("mini", dtype).dtype === dtype);
    const outcomes = await mapParallel(selected, 2, (b) => runBenchmark(b, "mini", dtype, target));
    return outcomes.flatMap((o) => (o.difference === undefined ? [] : [`${o.name}: ${o.difference}`]));
  }
});

describe("npm run polybench", () => {
  const polybench = (...args: readonly string[]): ReturnType<typeof runNode> =>
    runNode([`${root}dist/scripts/polybench.js`, ...args]);

  it("prints a line for each kernel, and how many are equal", async () => {
    const { status, output } = await polybench("--size", "mini", "--dtype", "float64", "--only", "gemm");
    assert.match(output, /^gemm +\d+\.\d ms {2}equal \(500 values\)$/m);
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

