import * as assert from "node:assert/strict";
import type * as TS from "typescript";
import { wrapProgram } from "../../transformer/plugin.js";
import { programOf, virtualFile } from "../support/program.js";

/** What the wrapped compiler reports in each of `texts`, as `code line`. */
function report(texts: Readonly<Record<string, string>>, options: TS.CompilerOptions = {}): Readonly<Record<string, readonly string[]>> {
  const files = new Map(Object.entries(texts).map(([name, text]) => [virtualFile(name), text]));
  const program = programOf([...files.keys()], files, { noUnusedLocals: true, allowUnusedLabels: false, ...options });
  const wrapped = wrapProgram(program, {}, { printWarnings: false, writeArtefacts: false }).program;
  return Object.fromEntries(Object.keys(texts).map((name) => {
    const file = wrapped.getSourceFile(virtualFile(name));
    assert.ok(file);
    const found = [...wrapped.getSyntacticDiagnostics(file), ...wrapped.getSemanticDiagnostics(file)];
    const lines = found.map((d) => `${d.code} ${file.getLineAndCharacterOfPosition(d.start ?? 0).line + 1}`);
    return [name, lines];
  }));
}

describe("the diagnostics filter", function () {
  this.timeout(30_000);

  let found: ReturnType<typeof report>;
  before(() => {
    found = report({
      "kernel.ts": [
        `import { kernel as k, region, stream, grid, int32, type Tensor } from "heddle";`,
        `import * as h from "heddle";`,
        `@k()`,
        `export function a(x: Tensor<int32, [4]>) { loop: for (const [i] of grid(4)) x[i] = 1; }`,
        `@h.kernel()`,
        `export function b(x: Tensor<int32, [4]>) { x[0] = 1; }`,
        `@region()`,
        `export function top(x: Tensor<int32, [4]>, z: Tensor<int32, [4]>) {`,
        `  const pipe = stream(int32, { depth: 2 });`,
        `  @k({ mapping: [1], args: [x] }) function one(y: Tensor<int32, [4]>) { pipe.put(y[0]); }`,
        `  @k({ mapping: [1], args: [z] }) function two(y: Tensor<int32, [4]>) { y[1] = pipe.get(); }`,
        `}`,
      ].join("\n"),
      "template.ts": [
        `import { kernel, grid, type Tensor } from "heddle";`,
        `@kernel()`,
        `export function scale<T extends number, N extends number>(x: Tensor<T, [N]>, f: T) {`,
        `  for (const [i] of grid(x.shape[0])) x[i] = x[i] * f;`,
        `}`,
        `export function host<T extends number>(f: T): T { return f * 2; }`,
      ].join("\n"),
      "foreign.ts": [
        `function kernel(): (f: unknown) => void { return () => undefined; }`,
        `@kernel()`,
        `export function a(): void {}`,
      ].join("\n"),
      "mixed.ts": [
        `import { kernel } from "heddle";`,
        `const other = (_f: unknown): void => undefined;`,
        `@kernel()`,
        `@other`,
        `export function a(): void {}`,
      ].join("\n"),
      "elsewhere.ts": [
        `import { kernel, type int32, type Tensor } from "heddle";`,
        `export function host(): void {`,
        `  loop: for (;;) break;`,
        `  function unused(): void {}`,
        `}`,
        `@kernel({ mapping: "x" })`,
        `export function wrong(x: Tensor<int32, [4]>) { const t: string = 1; x[0] = 1; }`,
      ].join("\n"),
    });
  });

  it("accepts our decorators under aliases and namespaces, labels, and kernels that only the region runs", () => {
    assert.deepEqual(found["kernel.ts"], []);
  });

  it("accepts a number where a template's element is stored, in kernels only", () => {
    assert.deepEqual(found["template.ts"], ["2322 6"]);
  });

  it("goes by the resolved symbol of a decorator, not by its name", () => {
    assert.deepEqual(found["foreign.ts"], ["1206 2"]);
  });

  it("keeps the error for a function that also has somebody else's decorator", () => {
    assert.ok(found["mixed.ts"]?.includes("1206 3"), String(found["mixed.ts"]));
  });

  it("keeps the same codes elsewhere, checks the decorator's arguments and the kernel's own types", () => {
    const codes = (found["elsewhere.ts"] ?? []).filter((line) => !line.startsWith("100"));
    assert.deepEqual([...new Set(codes)].sort(), ["2322 6", "2322 7", "6133 4", "6133 7", "7028 3"]);
  });

  it("drops what noUncheckedIndexedAccess adds in kernels and in the functions they call, and nowhere else", () => {
    const checked = report({
      "kernel.ts": [
        `import { kernel, type int32, type Tensor } from "heddle";`,
        `import { last, unrelated } from "./helper.js";`,
        `@kernel()`,
        `export function a(x: Tensor<int32, [4, 4]>): void {`,
        `  x[0][1] = x[1][2] + last(x[0][0]);`,
        `  x[1][1] += 1;`,
        `}`,
        `export function host(x: number[][]): number { return x[0][0] + unrelated(x[0]); }`,
      ].join("\n"),
      "helper.ts": [
        `import type { int32 } from "heddle";`,
        `const table = [1, 2, 3];`,
        `export function last(x: int32): int32 { return table[2] + x; }`,
        `export function unrelated(x: number[]): number { return x[0]; }`,
      ].join("\n"),
    }, { noUncheckedIndexedAccess: true });
    assert.deepEqual(checked["helper.ts"], ["2322 4"]);
    assert.deepEqual(new Set(checked["kernel.ts"]), new Set(["2532 8", "2345 8"]));
  });
});
