/** `@schedule` and schedule files, in real projects. */
import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { Project } from "../support/project.js";

const head = `import { grid, int32, kernel, region, reorder, schedule, split, stream, zeros, type Tensor } from "heddle";\n`;
const body = `(A: Tensor<int32, [16, 8]>): Tensor<int32, [16, 8]> {
  const C = zeros(int32, [16, 8]);
  for (const [i, j] of grid(16, 8)) C[i][j] = A[i][j] * 3 + 1;
  return C;
}
`;
const plain = `${head}@kernel()\nexport function k${body}`;

const main = `import "reflect-metadata";
import { build, descriptorOf, int32, schedule, tensor } from "heddle";
import { k } from "./k.js";
const A = tensor(int32, [16, 8], Array.from({ length: 128 }, (_, i) => i));
const expected = JSON.stringify(k(A).toArray());
const js = await build(k, { target: "js" });
const csim = await build(k, { target: "vitis", mode: "csim" });
console.log(JSON.stringify({
  steps: Reflect.getMetadata("heddle:schedule", k),
  same: [js, csim].length === 2 && JSON.stringify((await js(A)).toArray()) === expected && JSON.stringify((await csim(A)).toArray()) === expected,
  js: /i_outer|i\\$outer/.test(js.code), native: /outer/.test(descriptorOf(k)?.entry.toString() ?? ""),
  again: schedule(k).steps.length, fresh: schedule(k, []).steps.length,
}));
`;

describe("@schedule", function () {
  this.timeout(60_000);
  let project: Project;
  before(() => {
    project = new Project({
      "src/sizes.ts": `import { reorder } from "heddle";\nexport const block = 2 + 2;\nexport const order = [reorder("j", "i.outer", "i.inner")];\n`,
      "src/k.ts": `${head}import { block, order } from "./sizes.js";\n@schedule(split("i", block), ...order)\n@kernel()\nexport function k${body}`,
      "src/main.ts": main,
    }, { packages: ["reflect-metadata"] });
  });
  after(() => project.dispose());

  it("is what targets build, while calls run the kernel as written", async () => {
    assert.deepEqual(await project.tspc(), { status: 0, output: "" });
    const cpp = project.read("hardware/k/vitis/kernel.cpp");
    assert.match(cpp, /\/\/ Schedule:\n\/\/ {3}split\("i", 4\)\n\/\/ {3}reorder\("j", "i\.outer", "i\.inner"\)\n/);
    assert.match(cpp, /for \(int j .*\n.*for \(int i_outer .*\n.*for \(int i_inner/);
    const { output } = await project.node("out/src/main.js");
    assert.deepEqual(JSON.parse(output), {
      steps: [{ primitive: "split", loop: "i", factor: 4 }, { primitive: "reorder", loops: ["j", "i.outer", "i.inner"] }],
      same: true, js: true, native: false, again: 2, fresh: 0,
    });
  });

  it("is checked for types as the primitive's parameters are", async () => {
    project.write({ "src/k.ts": `${head}@schedule(split("i", "8"))\n@kernel()\nexport function k${body}` });
    const { output } = await project.tspc("--noEmit");
    assert.match(output, /k\.ts\(2,22\): error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'/);
    assert.match(output, /k\.ts\(2,11\): error HDL2002: 'factor' of split must be an integer of at least 2, not "8"/);
  });

  it("is refused at the line of the step, with both accesses", async () => {
    const text = `${head}@schedule(
  split("j", 4),
  reorder("j.outer",
    "i"),
)
@kernel()
export function k(A: Tensor<int32, [16, 8]>): void {
  for (const [i, j] of grid(15, 7)) A[i + 1][j] = A[i][j + 1];
}
`;
    project.write({ "src/k.ts": text, "src/main.ts": "" });
    const { status, output: coloured } = await project.tspc("--pretty");
    const output = stripVTControlCharacters(coloured);
    assert.equal(status, 2);
    assert.match(output, /src\/k\.ts:4:3 - error HDL2020: reorder would reverse a flow dependence on 'A', of direction \(<, >\)/);
    assert.match(output, /src\/k\.ts:9:37\n[^]*written here first[^]*src\/k\.ts:9:51\n[^]*read here by a later iteration/);
    assert.match(output, /Found 1 error/);
  });

  it("works on regions, templates and static methods, in unused imports' and decorators' sight", async () => {
    project.write({
      "src/main.ts": `import { t } from "./k.js";\nexport const four = t<4>;\n`,
      "src/k.ts": `${head}
@schedule(split("producer:i", 2))
@region()
export function top(A: Tensor<int32, [4]>, B: Tensor<int32, [4]>): void {
  const pipe = stream(int32, { depth: 2 });
  @kernel({ args: [A] })
  function producer(a: Tensor<int32, [4]>) { for (const [i] of grid(4)) pipe.put(a[i]); }
  @kernel({ args: [B] })
  function consumer(b: Tensor<int32, [4]>) { for (const [i] of grid(4)) b[i] = pipe.get() + 1; }
}
@kernel() @schedule(split("i", 2))
export function t<N extends number>(A: Tensor<int32, [N]>): void { for (const [i] of grid(A.shape[0])) A[i] = 1; }
export class Ops {
  @schedule(reorder("j", "i")) @kernel() static m${body.trim()}
}
`,
    });
    assert.deepEqual(await project.tspc("--noUnusedLocals"), { status: 0, output: "" });
    assert.match(project.read("hardware/top/vitis/kernel.cpp"), /i_outer/);
    assert.match(project.read("hardware/t_4/vitis/kernel.cpp"), /i_outer/);
    assert.match(project.read("hardware/m/vitis/kernel.cpp"), /for \(int j .*\n.*for \(int i /);
  });

  it("says at run time that the file was compiled without the transformer", async () => {
    project.configure({ plugins: [], experimentalDecorators: true });
    project.write({
      "src/k.ts": `${head}export class Ops { @schedule(reorder("j", "i")) @kernel() static m${body.trim()} }\n`,
      "src/main.ts": `import { tensor, int32, schedule } from "heddle";\nimport { Ops } from "./k.js";\ntry { schedule(Ops.m); } catch (e) { console.log(String(e)); }\nOps.m(tensor(int32, [16, 8]));\n`,
    });
    await project.tsc();
    const { output } = await project.node("out/src/main.js");
    assert.match(output, /HDL2101: schedule\(\) needs a kernel or a region/);
    assert.match(output, /HDL6010|transformer/);
  });
});

describe("schedule files", function () {
  this.timeout(60_000);
  let project: Project;
  before(() => {
    project = new Project({ "src/k.ts": plain }, { compilerOptions: { incremental: true, tsBuildInfoFile: "out/.tsbuildinfo" } });
  });
  after(() => project.dispose());

  const build = async (text: string): Promise<string> => {
    project.write({ "src/k.schedule.json": text });
    return (await project.tspc()).output;
  };
  const splitI = '{ "primitive": "split", "loop": "i", "factor": 4 }';
  const cpp = (): string => project.read("hardware/k/vitis/kernel.cpp");

  it("apply to the kernels beside them, and a change compiles again", async () => {
    assert.equal((await project.tspc()).output, "");
    assert.doesNotMatch(cpp(), /outer/);
    assert.equal(await build(`{ "$schema": "x", "kernels": { "k": [${splitI}] } }`), "");
    assert.match(cpp(), /i_outer < 4/);
    assert.equal(await build(`{ "kernels": { "k": [${splitI.replace("4", "8")}] } }`), "");
    assert.match(cpp(), /i_outer < 2/);
    project.remove("src/k.schedule.json");
    assert.equal((await project.tspc()).output, "");
    assert.doesNotMatch(cpp(), /outer/);
  });

  it("come after the steps of the decorator", async () => {
    project.write({ "src/k.ts": plain.replace("@kernel()", '@schedule(split("i", 4))\n@kernel()') });
    assert.equal(await build('{ "kernels": { "k": [{ "primitive": "split", "loop": "i.inner", "factor": 2 }] } }'), "");
    assert.match(cpp(), /i_inner_outer/);
    project.write({ "src/k.ts": plain });
  });

  it("have errors at their own lines, in incremental builds too", async () => {
    const wrong = `{ "kernels": { "k": [\n  ${splitI},\n  { "primitive": "split", "loop": "i", "factor": 2 }\n] } }`;
    const expected = /^src\/k\.schedule\.json\(3,3\): error HDL2005: 'i' is gone: step 1 \(split\) made i\.outer, i\.inner of it$/m;
    assert.match(await build(wrong), expected);
    assert.match((await project.tspc()).output, expected);
  });
});
