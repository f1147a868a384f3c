import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Project } from "../support/project.js";
import { heddle } from "./run.js";

const region = (name: string): string => `
@region()
export function ${name}(A: Tensor<int32, [16]>, B: Tensor<int32, [16]>): void {
  const pipe = stream(int32, { depth: 4 });

  @kernel({ mapping: [1], args: [A] })
  function producer(a: Tensor<int32, [16]>) {
    for (let i = 0; i < 16; i++) pipe.put(a[i] * 2);
  }

  @kernel({ mapping: [1], args: [B] })
  function consumer(b: Tensor<int32, [16]>) {
    for (let i = 0; i < 16; i++) b[i] = pipe.get() + 1;
  }
}
`;

const imports = "import { int32, kernel, region, stream, type Tensor } from \"heddle\";\n";

describe("heddle graph", () => {
  const project = new Project({
    "src/pipeline.ts": imports + region("pipeline"), "src/two.ts": imports + region("first") + region("second"),
    "src/kernel.ts": "import { int32, kernel } from \"heddle\";\n@kernel()\nexport function twice(x: int32): int32 {\n  return x * 2;\n}\n",
  });
  after(() => {
    project.dispose();
  });

  it("prints the only region as text", async () => {
    const { code, out, err } = await heddle(project.root, "graph", "src/pipeline.ts");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /^pipeline: 2 instances, 1 stream\n/);
    assert.match(out, /\n {2}pipe: producer.* → consumer.*; int32, depth 4; 16 tokens\n/);
    assert.match(out, /\n {2}A: Tensor<int32, \[16\]>; read by producer/);
  });

  it("prints the other forms", async () => {
    const svg = await heddle(project.root, "graph", "src/pipeline.ts", "--svg");
    assert.match(svg.out, /^<svg [^]*<\/svg>\n$/);
    const dot = await heddle(project.root, "graph", "src/pipeline.ts", "--dot");
    assert.match(dot.out, /^digraph "pipeline" \{[^]*\}\n$/);
    const json = JSON.parse((await heddle(project.root, "graph", "src/pipeline.ts", "--json")).out) as { readonly name: string; readonly streams: number };
    assert.deepEqual([json.name, json.streams], ["pipeline", 1]);
  });

  it("writes a file whole", async () => {
    const printed = await heddle(project.root, "graph", "src/pipeline.ts", "--svg");
    const { code, out } = await heddle(project.root, "graph", "src/pipeline.ts", "--svg", "--out", "pictures/p.svg");
    assert.deepEqual({ code, out }, { code: 0, out: "" });
    assert.equal(readFileSync(path.join(project.root, "pictures/p.svg"), "utf8"), printed.out);
    assert.deepEqual(readdirSync(path.join(project.root, "pictures")), ["p.svg"]);
  });

  it("says why a file cannot be written", async () => {
    writeFileSync(path.join(project.root, "taken"), "");
    const { code, err } = await heddle(project.root, "graph", "src/pipeline.ts", "--out", "taken/p.txt");
    assert.equal(code, 1);
    assert.match(err, /p\.txt cannot be written: a file stands where a folder is needed\./);
  });

  it("says what there is when the name is missing or wrong", async () => {
    const several = await heddle(project.root, "graph", "src/two.ts");
    assert.equal(several.code, 1);
    assert.match(several.err, /Name one region after the file: there are first, second\./);
    assert.match((await heddle(project.root, "graph", "src/two.ts", "second")).out, /^second: 2 instances/);
    assert.match((await heddle(project.root, "graph", "src/two.ts", "secnd")).err, /There is no region "secnd"\. Did you mean "second"\?/);
    assert.match((await heddle(project.root, "graph", "src/kernel.ts")).err, /No regions found: .*one with type parameters/);
    assert.match((await heddle(project.root, "graph", "src/kernel.ts", "twice")).out, /^twice: 1 instance, 0 streams\n {2}twice\n$/);
  });

  it("takes one form", async () => {
    const { code, err } = await heddle(project.root, "graph", "src/pipeline.ts", "--svg", "--dot");
    assert.equal(code, 2);
    assert.match(err, /Choose one form of --svg and --dot\./);
  });

  it("is part of the report of a region", async () => {
    const { out } = await heddle(project.root, "report", "src/pipeline.ts", "--svg", "reported");
    assert.match(out, /^pipeline on [^]*\n\npipeline: 2 instances, 1 stream\n/);
    assert.match(readFileSync(path.join(project.root, "reported/pipeline.svg"), "utf8"), /^<svg /);
    const [json] = JSON.parse((await heddle(project.root, "report", "src/pipeline.ts", "--json")).out) as readonly { readonly graph?: { readonly name: string } }[];
    assert.equal(json?.graph?.name, "pipeline");
  });
});
