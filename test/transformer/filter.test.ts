import * as assert from "node:assert/strict";
import type * as TS from "typescript";
import { loadTypeScript } from "../../transformer/ts.js";
import { wrapProgram } from "../../transformer/plugin.js";
import { programOf, virtualFile } from "../support/program.js";

type Texts = Readonly<Record<string, string>>;
type Found = Readonly<Record<string, readonly string[]>>;
type Shown = (d: TS.Diagnostic, file: TS.SourceFile) => string;

/** What the wrapped compiler reports in each of `texts`. */
function report(texts: Texts, options: TS.CompilerOptions = {}, shown: Shown = codeAndLine): Found {
  const files = new Map(Object.entries(texts).map(([name, text]) => [virtualFile(name), text]));
  const program = programOf([...files.keys()], files, { noUnusedLocals: true, allowUnusedLabels: false, ...options });
  const wrapped = wrapProgram(program, {}, { printWarnings: false, writeArtefacts: false }).program;
  return Object.fromEntries(Object.keys(texts).map((name) => {
    const file = wrapped.getSourceFile(virtualFile(name));
    assert.ok(file);
    const found = [...wrapped.getSyntacticDiagnostics(file), ...wrapped.getSemanticDiagnostics(file)];
    return [name, found.map((d) => shown(d, file))];
  }));
}

function codeAndLine(d: TS.Diagnostic, file: TS.SourceFile): string {
  return `${d.code} ${file.getLineAndCharacterOfPosition(d.start ?? 0).line + 1}`;
}

function wholeText(d: TS.Diagnostic): string {
  return loadTypeScript().flattenDiagnosticMessageText(d.messageText, "\n");
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
        `import { kernel, grid, type int32, type Tensor } from "heddle";`,
        `@kernel()`,
        `export function scale<T extends number, N extends number>(x: Tensor<T, [N]>, f: T) {`,
        `  for (const [i] of grid(x.shape[0])) x[i] = x[i] * f;`,
        `}`,
        `export function host<T extends number>(f: T): T { return f * 2; }`,
        `function twice<T extends number>(f: T): T { return f * 2; }`,
        `@kernel()`,
        `export function caller(x: Tensor<int32, [4]>) { x[0] = twice<int32>(x[1]); }`,
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

  it("accepts a number where a template's element is stored, in kernels and the functions they call only", () => {
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

  it("keeps what is wrong also without noUncheckedIndexedAccess", () => {
    const checked = report({
      "kernel.ts": [
        `import { dim, kernel, type int8, type int32, type Tensor } from "heddle";`,
        `function pick(a: int8, b?: int8 | undefined): void;`,
        `function pick(a: boolean, b?: int8 | undefined): void;`,
        `function pick(_a: int8 | boolean, _b?: int8 | undefined): void {}`,
        `const table = [1, 2, 3];`,
        `@kernel()`,
        `export function a<T extends number, N extends number>(x: Tensor<int32, [4]>, y: Tensor<int8, [4]>, z: Tensor<T, [N]>): int8 {`,
        `  pick(y[0]);`,
        `  pick(x[0]);`,
        `  let b: int8 = y[0];`,
        `  b = x[0];`,
        `  for (let i = 0; i < dim<N>(); i++) z[i] = table[i];`,
        `  return x[b];`,
        `}`,
      ].join("\n"),
    }, { noUncheckedIndexedAccess: true });
    assert.deepEqual(checked["kernel.ts"], ["2769 9", "2322 11", "2322 13"]);
  });

  it("says in one sentence why a type is too narrow, for values, arguments, elements and types", () => {
    const reason = "Not every value of 'int32' is one of 'uint8'";
    const checked = report({
      "narrow.ts": [
        `import type { Fixed, int32, Stream, Tensor, uint8 } from "heddle";`,
        `type Small<T extends uint8> = T;`,
        `export type Wrong = Small<int32>;`,
        `export function f(x: int32, A: Tensor<int32, [4]>, s: Stream<int32>, q: Fixed<16, 8>, g: (v: uint8) => void): uint8 {`,
        `  g(x);`,
        `  const B: Tensor<uint8, [4]> = A;`,
        `  const t: Stream<uint8> = s;`,
        `  const r: Fixed<8, 4> = q;`,
        `  const p: { a: { b: uint8 } } = { a: { b: x } };`,
        `  const h: (v: int32) => void = g;`,
        `  const o: Tensor<uint8, [8]> = B;`,
        `  return [B, t, r, p, h, o].length > 0 ? x : 0;`,
        `}`,
      ].join("\n"),
    }, {}, wholeText);
    const narrow = `Type 'int32' is not assignable to type 'uint8'.\n  ${reason}: convert it with uint8(…).`;
    const elements = "  Elements are not converted: their types must be the same.";
    assert.deepEqual(checked["narrow.ts"], [
      `Type 'int32' does not satisfy the constraint 'uint8'.\n  ${reason}.`,
      `Argument of type 'int32' is not assignable to parameter of type 'uint8'.\n  ${reason}: convert it with uint8(…).`,
      `Type 'Tensor<int32, [4]>' is not assignable to type 'Tensor<uint8, [4]>'.\n${elements}`,
      `Type 'Stream<int32>' is not assignable to type 'Stream<uint8>'.\n${elements}`,
      "Type 'Fixed<16, 8>' is not assignable to type 'Fixed<8, 4>'.\n" +
        "  Not every value of 'Fixed<16, 8>' is one of 'Fixed<8, 4>': convert it with Fixed<8, 4>(…).",
      narrow,
      "Type '(v: uint8) => void' is not assignable to type '(v: int32) => void'.\n" +
        `  Types of parameters 'v' and 'v' are incompatible.\n    Type 'int32' is not assignable to type 'uint8'.\n      ${reason}.`,
      "Type 'Tensor<uint8, [4]>' is not assignable to type 'Tensor<uint8, [8]>'.\n  Types of property 'shape' are incompatible.\n" +
        "    Type 'readonly [4]' is not assignable to type 'readonly [8]'.\n      Type '4' is not assignable to type '8'.",
      narrow,
    ]);
  });

  it("says once, with what to import, that a name is not known", () => {
    const text = [
      `import { kernel, type int32, type Tensor } from "heddle";`,
      `@kernel()`,
      `export function f(A: Tensor<int32, [4]>): void {`,
      `  for (const [i] of grid(4)) A[i] = lenght;`,
      `}`,
      `export const elsewhere = lenght;`,
    ].join("\n");
    const shown = (d: TS.Diagnostic, file: TS.SourceFile): string => `${codeAndLine(d, file)}: ${wholeText(d)}`;
    assert.deepEqual(report({ "names.ts": text }, {}, shown)["names.ts"], [
      `1001005 4: nothing called 'grid' is known here.\n  help: import { grid } from "heddle";`,
      "2304 4: Cannot find name 'lenght'.",
      "2304 6: Cannot find name 'lenght'.",
    ]);
  });
});
