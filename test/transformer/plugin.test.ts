import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { packageFolder, plugin, Project } from "../support/project.js";
import { expectedOutput, helperFile, kernelsFile, sources } from "../support/sources.js";

const units = ["Pipeline", "add", "inner", "scale_float32_3", "top", "triple"];

/** The changes to `text` on the line that contains `marker`. */
function position(text: string, marker: string): string {
  const lines = text.split("\n");
  const line = lines.findIndex((l) => l.includes(marker));
  return `(${line + 1},${(lines[line] ?? "").indexOf(marker) + 1})`;
}

describe("the plugin", function () {
  this.timeout(60_000);

  describe("in an ESM project", () => {
    let project: Project;
    before(async () => {
      project = new Project(sources(), { name: "a project's «folder»", compilerOptions: { sourceMap: true, declaration: true } });
      const { status, output } = await project.tspc();
      assert.deepEqual([status, output], [0, ""]);
    });
    after(() => project.dispose());

    it("builds what runs", async () => {
      const { status, output } = await project.node("out/src/main.js");
      assert.deepEqual([status, output.trim()], [0, expectedOutput(3)]);
    });

    it("writes the artefacts of every kernel, region and instance", () => {
      const folders = new Set(project.files("hardware").map((f) => f.split("/")[0]));
      assert.deepEqual([...folders].filter((f) => f !== ".heddle.json").sort(), units);
      assert.ok(project.exists("hardware/add/vitis/kernel.cpp"));
    });

    it("maps stack traces to the user's lines, in helpers of other files too", async () => {
      const { output } = await project.node("--enable-source-maps", "out/src/stack.js");
      assert.match(output, /helper\.ts:11:/);
      assert.match(output, /kernels\.ts:10:/);
      assert.match(output, /stack\.ts:5:/);
    });

    it("names no absolute path in what it emits", () => {
      const emitted = ["out/src/kernels.js", "out/src/kernels.d.ts", ...project.files("hardware").map((f) => `hardware/${f}`)];
      for (const file of emitted) assert.equal(project.read(file).includes(project.root), false, file);
    });

    it("declares kernels with their types and without decorators", () => {
      const declarations = project.read("out/src/kernels.d.ts");
      assert.match(declarations, /export declare function add\(A: Tensor<int32, \[4\]>, k: int32\): Tensor<int32, \[4\]>;/);
      assert.equal(declarations.includes("@"), false);
    });

    it("leaves files without kernels byte for byte as tsc writes them", async () => {
      const { output } = await project.tsc("--ignoreConfig", "src/plain.ts", "--outDir", "plain", "--rootDir", ".", "--target", "es2022",
        "--module", "nodenext", "--strict", "--sourceMap", "--declaration", "--skipLibCheck", "--lib", "es2023");
      assert.equal(output, "");
      for (const file of ["plain.js", "plain.js.map", "plain.d.ts"]) {
        assert.equal(project.read(`out/src/${file}`), project.read(`plain/src/${file}`), file);
      }
    });

    it("keeps exports and comments of kernels", () => {
      const code = project.read("out/src/kernels.js");
      assert.match(code, /\/\*\* Adds up\. \*\/\nexport function add\(A, k\) \{\n {4}return \$heddle\.call\(add, arguments\);/);
    });

    it("writes nothing with --noEmit, and nothing but errors when there are some", async () => {
      project.remove("out");
      project.remove("hardware");
      assert.deepEqual(await project.tspc("--noEmit"), { status: 0, output: "" });
      assert.deepEqual([...project.files("out"), ...project.files("hardware")], []);

      const wrong = kernelsFile.replace("return a * 3", "return \"three\"").replace("C[i] = scaled", "C[i] = await scaled");
      project.write({ "src/kernels.ts": wrong });
      const { status, output } = await project.tspc("--noEmitOnError");
      assert.notEqual(status, 0);
      assert.match(output, /src\/kernels\.ts\(\d+,\d+\): error TS2322: Type 'string' is not assignable/);
      assert.match(output, /error HDL\d{4}: /);
      assert.deepEqual([...project.files("out"), ...project.files("hardware")], []);
      project.write({ "src/kernels.ts": kernelsFile });
      assert.deepEqual(await project.tspc("--noEmitOnError"), { status: 0, output: "" });
    });

    it("writes JavaScript but no artefacts of a file with errors, whose kernels then say so", async () => {
      const before = project.read("hardware/add/vitis/kernel.cpp");
      project.write({ "src/kernels.ts": kernelsFile.replace("C[i] = divided(C[i], k);", "C[i] = divided(C[i], {});") });
      const { status, output } = await project.tspc();
      assert.notEqual(status, 0);
      assert.match(output, /^src\/kernels\.ts\(10,26\): error /m);
      assert.equal(project.read("hardware/add/vitis/kernel.cpp"), before);
      const run = await project.node("out/src/stack.js");
      assert.match(run.output, /'add' has errors that the compiler reported/);
      project.write({ "src/kernels.ts": kernelsFile });
    });

    it("prints warnings, which neither fail the build nor keep it from writing", async () => {
      project.write({
        "src/warn.ts": `import { kernel, type int8, type Tensor } from "heddle";
@kernel()
export function warn(A: Tensor<int8, [2]>): int8 {
  let sum = A[0];
  sum = sum + A[1];
  return sum;
}
`,
      });
      const { status, output } = await project.tspc("--noEmitOnError");
      assert.deepEqual([status, output.match(/^src\/warn\.ts\(5,\d+\): warning HDL3010: /gm)?.length], [0, 1]);
      assert.ok(project.exists("hardware/warn/vitis/kernel.cpp"));
      project.remove("src/warn.ts");
    });

    it("prints pretty diagnostics with our codes", async () => {
      project.write({ "src/bad.ts": `import { kernel, int32 } from "heddle";\n@kernel()\nexport function bad(a: int32): int32 { return bad(a); }\n` });
      const { output } = await project.tspc("--noEmit", "--pretty");
      assert.match(output, /HDL\d{4}: /);
      assert.equal(output.includes("TS100"), false);
      assert.match(output, /Found 1 error in src\/bad\.ts/);
      project.remove("src/bad.ts");
    });

    it("reports wrong options at their place in tsconfig.json", async () => {
      project.configure({ plugins: [{ ...plugin, targets: ["vits"], outdir: "x" }] });
      const { status, output } = await project.tspc("--noEmit");
      assert.notEqual(status, 0);
      const text = project.read("tsconfig.json");
      assert.ok(output.includes(`tsconfig.json${position(text, `"vits"`)}: error HDL4803: there is no target 'vits'. Did you mean "vitis"?`), output);
      assert.ok(output.includes(`tsconfig.json${position(text, `"outdir"`)}: error HDL4801: `), output);
    });
  });

  describe("with CommonJS output", () => {
    let project: Project;
    before(() => {
      project = new Project(sources(), { packageType: "commonjs", compilerOptions: { sourceMap: true } });
    });
    after(() => project.dispose());

    it("builds what runs, with mapped stack traces", async () => {
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
      const { status, output } = await project.node("out/src/main.js");
      assert.deepEqual([status, output.trim()], [0, expectedOutput(3)]);
      const stack = await project.node("--enable-source-maps", "out/src/stack.js");
      assert.match(stack.output, /helper\.ts:11:[^]*kernels\.ts:10:/);
    });

    it("works with tsc after ts-patch install", async () => {
      const own = project.path("node_modules/typescript");
      fs.rmSync(own);
      fs.cpSync(packageFolder("typescript"), own, { recursive: true });
      const patch = path.join(packageFolder("ts-patch"), "bin/ts-patch.js");
      const { status, output } = await project.node(patch, "install", "--silent");
      assert.equal(status, 0, output);
      project.remove("out");
      assert.deepEqual(await project.tsc(), { status: 0, output: "" });
      const run = await project.node("out/src/main.js");
      assert.equal(run.output.trim(), expectedOutput(3));
    });
  });

  describe("building again", () => {
    let project: Project;
    const incremental = { incremental: true, tsBuildInfoFile: "out/info" };
    before(async () => {
      project = new Project(sources(), { compilerOptions: incremental });
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
    });
    after(() => project.dispose());

    const builtAt = (...files: string[]): readonly number[] => files.map((f) => fs.statSync(project.path(f)).mtimeMs);

    it("emits nothing when nothing changed", async () => {
      const files = ["out/src/kernels.js", "out/src/main.js", "hardware/add/vitis/kernel.cpp", "hardware/.heddle.json"];
      const before = builtAt(...files);
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
      assert.deepEqual(builtAt(...files), before);
    });

    it("compiles kernels anew when a constant or helper in another file changes, and rewrites only what differs", async () => {
      const untouched = ["hardware/top/vitis/kernel.cpp", "hardware/top/vitis/kernel.h"];
      const before = builtAt(...untouched);
      const artefact = project.read("hardware/add/vitis/kernel.cpp");
      project.write({ "src/helper.ts": helperFile(5) });
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
      assert.equal((await project.node("out/src/main.js")).output.trim(), expectedOutput(5));
      assert.notEqual(project.read("hardware/add/vitis/kernel.cpp"), artefact);
      assert.deepEqual(builtAt(...untouched), before);
    });

    it("writes the artefacts again when their directory was removed", async () => {
      project.remove("hardware");
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
      assert.ok(project.exists("hardware/add/vitis/kernel.cpp"));
    });

    it("keeps our diagnostics from one build to the next, and forgets them when they are mended", async () => {
      const bad = `import { kernel, int32 } from "heddle";\n@kernel()\nexport function bad(a: int32): int32 { return bad(a); }\n`;
      project.write({ "src/bad.ts": bad });
      const first = await project.tspc();
      assert.match(first.output, /^src\/bad\.ts\(3,\d+\): error HDL\d{4}: /);
      assert.deepEqual(await project.tspc(), first);
      project.remove("src/bad.ts");
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
    });

    it("takes the files of a renamed kernel and of a removed file away", async () => {
      project.write({
        "src/kernels.ts": kernelsFile.replaceAll("triple", "threefold"),
        "src/main.ts": project.read("src/main.ts").replaceAll("triple", "threefold"),
        "src/more.ts": `import { kernel, int32 } from "heddle";\n@kernel()\nexport function more(a: int32): int32 { return a; }\n`,
      });
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
      assert.deepEqual(["triple", "threefold", "more"].map((u) => project.exists(`hardware/${u}`)), [false, true, true]);
      project.remove("src/more.ts");
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
      assert.equal(project.exists("hardware/more"), false);
    });

    it("refuses two kernels of one name in two files, naming both", async () => {
      project.write({ "src/zz.ts": `import { kernel, int32 } from "heddle";\n@kernel()\nexport function add(a: int32): int32 { return a; }\n` });
      const { status, output } = await project.tspc();
      assert.notEqual(status, 0);
      assert.match(output, /src\/(zz|kernels)\.ts\(\d+,\d+\): error HDL4804: kernel 'add' in src\/(zz|kernels)\.ts [^\n]* in src\/(zz|kernels)\.ts/);
      assert.notEqual((await project.tspc()).status, 0, "the next build tries again");
      project.remove("src/zz.ts");
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
    });

    it("says why artefacts can't be written", async () => {
      project.remove("hardware");
      project.write({ hardware: "a file" });
      const { status, output } = await project.tspc();
      assert.notEqual(status, 0);
      assert.match(output, /error HDL4805: the artefacts of 'add' could not be written: .*: a file stands where a folder is needed/);
      project.remove("hardware");
    });

    it("works with tspc --build", async () => {
      project.configure({ ...incremental, composite: true, declaration: true });
      assert.deepEqual(await project.tspc("-b"), { status: 0, output: "" });
      project.write({ "src/helper.ts": helperFile(9) });
      assert.deepEqual(await project.tspc("-b"), { status: 0, output: "" });
      assert.equal((await project.node("out/src/main.js")).output.trim(), expectedOutput(9).replace("triple", "threefold"));
    });
  });

  it("rebuilds kernels in watch mode, whatever they depend on, and prints errors as they come and go", async () => {
    const project = new Project(sources());
    const watch = project.watch();
    try {
      assert.match(await watch.built(), /Found 0 errors/);
      project.write({ "src/helper.ts": helperFile(7) });
      assert.match(await watch.built(), /Found 0 errors/);
      assert.equal((await project.node("out/src/main.js")).output.trim(), expectedOutput(7));
      project.write({ "src/kernels.ts": kernelsFile.replace("return a * 3", "return Ops.triple(a)") });
      assert.match(await watch.built(), /src\/kernels\.ts.*error.* HDL\d{4}: [^]*Found 1 error/);
      project.write({ "src/kernels.ts": kernelsFile.replace("return a * 3", "return a * 4") });
      assert.match(await watch.built(), /Found 0 errors/);
      assert.match(project.read("hardware/triple/vitis/kernel.cpp"), /4/);
    } finally {
      watch.stop();
      project.dispose();
    }
  });
});
