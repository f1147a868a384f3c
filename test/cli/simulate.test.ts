import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Project } from "../support/project.js";
import { heddle } from "./run.js";

const source = `import { int32, kernel, region, stream, type Tensor } from "heddle";

@region()
export function pipeline(A: Tensor<int32, [100]>, B: Tensor<int32, [100]>): void {
  const pipe = stream(int32, { depth: 1 });

  @kernel({ mapping: [1], args: [A] })
  function producer(a: Tensor<int32, [100]>) {
    for (let i = 0; i < 100; i++) pipe.put(a[i] * 2);
  }

  @kernel({ mapping: [1], args: [B] })
  function consumer(b: Tensor<int32, [100]>) {
    for (let i = 0; i < 100; i++) b[i] = pipe.get() + 1;
  }
}
`;

describe("heddle simulate", () => {
  const project = new Project({ "src/pipeline.ts": source });
  after(() => {
    project.dispose();
  });

  const cyclesOf = (out: string): number => Number(/^pipeline: (\d+) cycles/.exec(out)?.[1]);

  it("prints tables, and suggests depths", async () => {
    const { code, out, err } = await heddle(project.root, "simulate", "src/pipeline.ts", "--suggest");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /\nproducer +0 +\d+ .* \(pipe\)\n/);
    assert.match(out, /\npipe +100 +0 +1 +1 +/);
    assert.match(out, /\nsmallest depths for 1\d\d cycles: pipe=2\n/);
    const deeper = await heddle(project.root, "simulate", "src/pipeline.ts", "--depth", "pipe=2");
    assert.ok(cyclesOf(out) - cyclesOf(deeper.out) > 90);
  });

  it("writes pictures and data", async () => {
    const { out } = await heddle(project.root, "simulate", "src/pipeline.ts", "--json", "--zeros", "--trace", "out/t.json", "--vcd", "out/t.vcd");
    assert.deepEqual(Object.keys(JSON.parse(out) as object), ["kernel", "device", "cycles", "instances", "streams", "critical"]);
    const read = (file: string): string => readFileSync(path.join(project.root, file), "utf8");
    assert.ok(Array.isArray((JSON.parse(read("out/t.json")) as { traceEvents: unknown }).traceEvents));
    assert.match(read("out/t.vcd"), /\$var wire 1 # pipe \$end/);
  });

  it("says what is wrong with a depth and a name", async () => {
    const depth = await heddle(project.root, "simulate", "src/pipeline.ts", "--depth", "pipe");
    assert.deepEqual([depth.code, /as pipe=8/.test(depth.err)], [2, true]);
    const stream = await heddle(project.root, "simulate", "src/pipeline.ts", "--depth", "pip=3");
    assert.match(stream.err, /HDL5045: there is no stream 'pip'. Did you mean "pipe"\?/);
    const kernel = await heddle(project.root, "simulate", "src/pipeline.ts", "--kernel", "pip");
    assert.match(kernel.err, /Choose one region with --kernel: there is pipeline\./);
  });
});
