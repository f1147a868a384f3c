import assert from "node:assert/strict";
import { plugin } from "../support/project.js";
import { editorPlugin, openEditor, places, type Editor } from "./support.js";

const constants = `export const taps = [1, 2, 3];\nexport const limit = 100;\n`;

const helper = `import type { int32 } from "heddle";
import { limit } from "./constants.js";

export function clip(x: int32): int32 {
  return x > limit ? limit : x;
}
`;

const kernels = `import { grid, int8, int32, kernel, region, stream, zeros, type Tensor } from "heddle";
import { taps } from "./constants.js";
import { clip } from "./helper.js";

/** A filter. */
@kernel()
export function filter(A: Tensor<int32, [16]>): Tensor<int32, [16]> {
  const B = zeros(int32, [16]);
  taps: for (const [i, j] of grid(14, 3)) B[i] += clip(A[i + j] * taps[j]);
  return B;
}

@region()
export function top(A: Tensor<int32, [4]>, B: Tensor<int32, [4]>): void {
  const pipe = stream(int8, { depth: 4 });
  @kernel({ args: [A] })
  function producer(a: Tensor<int32, [4]>) {
    for (const [i] of grid(4)) pipe.put(int8(a[i]));
  }
  @kernel({ args: [B] })
  function consumer(b: Tensor<int32, [4]>) {
    for (const [i] of grid(4)) b[i] = pipe.get();
  }
}
`;

const files = { "src/constants.ts": constants, "src/helper.ts": helper, "src/kernels.ts": kernels };

describe("the editor's diagnostics", function () {
  this.timeout(60_000);

  describe("in an open project", () => {
    let editor: Editor;
    before(() => {
      editor = openEditor(files, { name: "a project's «folder»" });
    });
    after(() => editor.close());

    it("has none of TypeScript's at our constructs", async () => {
      const shown = await editor.server.check(editor.file("src/kernels.ts"));
      assert.deepEqual(shown, { syntaxDiag: [], semanticDiag: [], suggestionDiag: [] });
    });

    it("shows ours while they are in the text, with code, help and the place of the mistake", async () => {
      const { server } = editor;
      const file = editor.file("src/kernels.ts");
      server.edit(file, "return B;", "B[0] = null;\n  return B;");
      const found = (await server.check(file)).semanticDiag.filter((d) => d.source === "heddle");
      assert.deepEqual(places(found), ["10 1001001"]);
      assert.match(found[0]?.text ?? "", /^HDL1001: a kernel cannot use 'null'\n {2}help: every variable has a value/);
      assert.equal(found[0]?.category, "error");
      server.edit(file, "B[0] = null;\n  ", "");
      assert.deepEqual((await server.check(file)).semanticDiag, []);
    });

    it("keeps TypeScript's where they hold", async () => {
      const { server } = editor;
      const file = editor.file("src/kernels.ts");
      server.edit(file, "return B;", "const text: string = 1;\n  return B;");
      assert.ok(places((await server.check(file)).semanticDiag).includes("10 2322"));
      server.edit(file, "const text: string = 1;\n  ", "");
    });

    it("says what to write where a type is too narrow, and not how types are declared", async () => {
      const { server } = editor;
      const file = editor.file("src/kernels.ts");
      server.edit(file, "return B;", "let b: int8 = 0;\n  b = A[0];\n  return B;");
      const found = (await server.check(file)).semanticDiag.filter((d) => d.code === 2322);
      assert.deepEqual(found.map((d) => d.text), [
        "Type 'int32' is not assignable to type 'int8'.\n  Not every value of 'int32' is one of 'int8': convert it with int8(…).",
      ]);
      server.edit(file, "let b: int8 = 0;\n  b = A[0];\n  ", "");
    });

    it("moves with the text around it", async () => {
      const { server } = editor;
      const file = editor.file("src/kernels.ts");
      server.edit(file, "zeros(int32, [16])", "zeros(int32, [i])");
      server.edit(file, "/** A filter. */", "/**\n * A filter.\n */");
      const line = server.textOf(file).split("\n").findIndex((l) => l.includes("[i])")) + 1;
      assert.ok(places((await server.check(file)).semanticDiag).includes(`${line} 1001005`));
      server.edit(file, "zeros(int32, [i])", "zeros(int32, [16])");
      assert.deepEqual((await server.check(file)).semanticDiag, []);
    });

    it("follows constants and helpers of other files", async () => {
      const { server } = editor;
      const [kernelFile, constantFile] = [editor.file("src/kernels.ts"), editor.file("src/constants.ts")];
      server.edit(constantFile, "[1, 2, 3]", "[1, 2, [3]]");
      assert.match((await server.check(kernelFile)).semanticDiag.map((d) => d.text).join("\n"), /HDL3003: 'taps'/);
      server.edit(constantFile, "[1, 2, [3]]", "[1, 2, 3]");
      assert.deepEqual((await server.check(kernelFile)).semanticDiag, []);
    });

    it("shows a helper's mistake in the helper, and at the import of the kernel's file", async () => {
      const { server } = editor;
      const [kernelFile, helperFile] = [editor.file("src/kernels.ts"), editor.file("src/helper.ts")];
      server.edit(helperFile, "return x >", "x + 1;\n  return x >");
      const inHelper = (await server.check(helperFile)).semanticDiag;
      assert.deepEqual(places(inHelper), ["5 1001024"]);
      const atImport = (await server.check(kernelFile)).semanticDiag;
      assert.deepEqual(places(atImport), ["3 1001024"]);
      assert.match(atImport[0]?.text ?? "", /in src\/helper\.ts, which a kernel of this file uses/);
      assert.equal(atImport[0]?.relatedInformation?.[0]?.span?.file, helperFile);
      server.edit(helperFile, "x + 1;\n  ", "");
      assert.deepEqual((await server.check(helperFile)).semanticDiag, []);
      assert.deepEqual((await server.check(kernelFile)).semanticDiag, []);
    });

    it("names related places", async () => {
      const { server } = editor;
      const [kernelFile, constantFile] = [editor.file("src/kernels.ts"), editor.file("src/constants.ts")];
      server.edit(constantFile, "const taps", "let taps");
      const found = (await server.check(kernelFile)).semanticDiag.find((d) => d.code === 1_001_006);
      assert.deepEqual(found?.relatedInformation?.map((r) => [r.span?.file, r.span?.start.line]), [[constantFile, 1]]);
      assert.match(found.relatedInformation[0]?.message ?? "", /is a variable/);
      server.edit(constantFile, "let taps", "const taps");
    });

    it("shows what the targets of the project cannot take", async () => {
      const { server } = editor;
      const file = editor.file("src/kernels.ts");
      const head = "export function wide(x: UInt<4095>, A: Tensor<UInt<4096>, [1]>): void";
      const wide = `@kernel()\n${head} { A[0] = x * 1; }\n`;
      server.edit(file, "@region()", `${wide}@region()`);
      server.edit(file, "type Tensor", "type UInt, type Tensor");
      assert.deepEqual((await server.check(file)).semanticDiag.map((d) => d.code), [1_004_001]);
      server.edit(file, wide, "");
      server.edit(file, "type UInt, ", "");
      assert.deepEqual((await server.check(file)).semanticDiag, []);
    });

    it("goes on in a file that does not parse", async () => {
      const { server } = editor;
      const file = editor.file("src/kernels.ts");
      server.edit(file, "return B;", "return B[;");
      const broken = await server.check(file);
      assert.ok(broken.syntaxDiag.length > 0);
      const wrong = broken.semanticDiag.filter((d) => d.code === 1206 || d.text.includes("''"));
      assert.deepEqual(wrong, []);
      server.edit(file, "return B[;", "return B;");
      assert.deepEqual(await server.check(file), { syntaxDiag: [], semanticDiag: [], suggestionDiag: [] });
    });

    it("writes nothing to standard error", () => assert.equal(editor.server.errors, ""));
  });

  it("shows in the visible part of a long file what it shows in all of it", async () => {
    const last = "@kernel()\nexport function last(A: Tensor<int32, [4]>): void { A[4] = 1; }\n";
    const long = kernels + "\n".repeat(600) + last;
    const editor = openEditor({ ...files, "src/kernels.ts": long });
    try {
      const { server } = editor;
      const file = editor.file("src/kernels.ts");
      const line = long.split("\n").findIndex((l) => l.includes("last(")) + 1;
      assert.deepEqual(places((await server.checkLines(file, line - 5, line + 1)) ?? []), [`${line} 1003008`]);
      assert.deepEqual(places((await server.check(file)).semanticDiag), [`${line} 1003008`]);
    } finally {
      await editor.close();
    }
  });

  it("leaves projects without the plugin to TypeScript", async () => {
    const editor = openEditor(files, { compilerOptions: { plugins: [plugin] } });
    try {
      const { semanticDiag } = await editor.server.check(editor.file("src/kernels.ts"));
      assert.deepEqual([...new Set(semanticDiag.map((d) => d.code))], [1206]);
    } finally {
      await editor.close();
    }
  });

  it("works without the transformer's entry, and in projects without kernels", async () => {
    const plain = `export function twice(x: number): number { return x * 2; }\nloop: for (;;) break;\n`;
    const compilerOptions = { plugins: [editorPlugin], allowUnusedLabels: false };
    const editor = openEditor({ ...files, "src/plain.ts": plain }, { compilerOptions });
    try {
      const { server } = editor;
      assert.deepEqual((await server.check(editor.file("src/kernels.ts"))).semanticDiag, []);
      assert.deepEqual(places((await server.check(editor.file("src/plain.ts"))).semanticDiag), ["2 7028"]);
    } finally {
      await editor.close();
    }
  });

  it("accepts what noUncheckedIndexedAccess adds, and unused names, in kernels only", async () => {
    const strict = { noUncheckedIndexedAccess: true, noUnusedLocals: true, allowUnusedLabels: false };
    const editor = openEditor(files, { compilerOptions: strict });
    try {
      assert.deepEqual((await editor.server.check(editor.file("src/kernels.ts"))).semanticDiag, []);
      assert.deepEqual((await editor.server.check(editor.file("src/helper.ts"))).semanticDiag, []);
    } finally {
      await editor.close();
    }
  });
});
