import * as assert from "node:assert/strict";
import type * as TS from "typescript";
import { wrapProgram } from "../../transformer/plugin.js";
import { decodeMappings, type SourceMap } from "../../transformer/source-map.js";
import { loadTypeScript } from "../../transformer/ts.js";
import { programOf, virtualFile } from "../support/program.js";

/** What is emitted for `texts`, by file name. */
function emit(texts: Readonly<Record<string, string>>, options: TS.CompilerOptions = {}): ReadonlyMap<string, string> {
  const files = new Map(Object.entries(texts).map(([name, text]) => [virtualFile(name), text]));
  const program = programOf([...files.keys()], files, { noEmit: false, removeComments: true, ...options });
  const wrapped = wrapProgram(program, {}, { printWarnings: false, writeArtefacts: false }).program;
  const found = wrapped.getSemanticDiagnostics().map((d) => `${d.code} ${loadTypeScript().flattenDiagnosticMessageText(d.messageText, "\n")}`);
  assert.deepEqual(found, []);
  const output = new Map<string, string>();
  wrapped.emit(undefined, (name, text) => output.set(name.slice(virtualFile("x").length - 1), text));
  return output;
}

/** Where the first generated line that contains `code` comes from: `file:line`. */
function originOf(js: string, map: SourceMap, code: string): string | undefined {
  const line = js.split(/\r?\n/).findIndex((l) => l.includes(code));
  const origin = decodeMappings(map.mappings)[line]?.find((s) => s.origin !== undefined)?.origin;
  return origin === undefined ? undefined : `${map.sources[origin.source]}:${origin.line + 1}`;
}

const helper = `import type { int32 } from "heddle";
export function half(x: int32, d: int32): int32 {
  return x / d;
}
`;
const kernel = `import { kernel, type int32, type Tensor } from "heddle";
import { half } from "./helper.js";
@kernel()
export function a(x: Tensor<int32, [4]>, d: int32): void {
  x[0] =
    half(x[1], d);
}
`;

describe("the rewriter", function () {
  this.timeout(30_000);

  let output: ReadonlyMap<string, string>;
  const code = (name: string): string => output.get(name) ?? assert.fail(`no ${name}`);
  before(() => {
    output = emit({
      "helper.ts": helper,
      "mapped.ts": kernel,
      "common.cts": `import { kernel, Int, zeros, type int32 } from "heddle";
@kernel()
export function a(x: int32): int32 { return x + 1; }
export const t: unknown = zeros(Int<7>, [2]);
`,
      "names.ts": `"use strict";
import { kernel, type int32 } from "heddle";
export const $heddle = 1;
export function $a$(): void {}
@kernel()
export default function a(x: int32): int32 { return x + 1; }
`,
      "places.ts": `import { kernel, region, stream, type int32, type Tensor } from "heddle";
const sealed = (_c: unknown, _x?: unknown): void => undefined;
@sealed
export class Ops {
  static field = 1;
  @kernel() static twice(x: int32): int32 { return x * 2; }
  host(): number { return 1; }
}
@region()
export class Top {
  A!: Tensor<int32, [1]>;
  B!: Tensor<int32, [1]>;
  pipe = stream(1 as never as typeof import("heddle").int32, { depth: 1 });
  @kernel({ args: ["A"] }) one(a: Tensor<int32, [1]>) { this.pipe.put(a[0]); }
  @kernel({ args: ["B"] }) two(b: Tensor<int32, [1]>) { b[0] = this.pipe.get(); }
}
export function pick(n: number): number {
  switch (n) {
    case 1:
      @kernel() function inner(x: int32): int32 { return x; }
      return inner(2);
    default:
      return (() => { @kernel() function other(x: int32): int32 { return x + 1; } return other(2); })();
  }
}
`.replace("1 as never as typeof import(\"heddle\").int32", "int32").replace("stream, type int32", "stream, int32"),
      "template.ts": `import { kernel, grid, ones, float32, type Tensor } from "heddle";
@kernel()
export function scale<T extends number, N extends number>(x: Tensor<T, [N]>, f: T): void {
  for (const [i] of grid(x.shape[0])) x[i] = x[i] * f;
}
const x = ones(float32, [3]);
export const named: unknown = scale<float32, 3>;
scale<float32, 3>(x, 2);
`,
      "streams.ts": `import { kernel, region, int32, type Stream, type StreamArray } from "heddle";
@kernel()
export function send(n: int32, out: Stream<int32>): void { out.put(n); }
@region()
export function all<N extends number>(to: StreamArray<int32, [N]>): void { @kernel() function one() { to[0].put(1); } }
@region()
export class Inner {
  out!: Stream<int32>;
  @kernel() one() { this.out.put(1); }
}
all<2>(1 as never);
`,
      "values.ts": `import { Int, UInt, zeros } from "heddle";
type W = 9;
export const v: unknown[] = [zeros(Int<7>, [2]), UInt<W>(3), Int.of(4)];
`,
      "plain.ts": `export class Int<T> { of: T | undefined; }\nexport const x = new Int<7>();\n`,
    });
  });

  it("replaces bodies by calls and keeps what is around them", () => {
    assert.match(code("mapped.js"), /^export function a\(x, d\) \{\n {4}return \$heddle\.call\(a, arguments\);\n\}$/m);
    assert.match(code("mapped.js"), /^import \* as \$heddle from "heddle\/native";\n[^]*^\$heddle\.define\(a, \{ entry: \$a\$/m);
    assert.equal(code("mapped.js").includes("@kernel"), code("mapped.js").includes(`"text":"@kernel`));
  });

  it("requires the runtime in CommonJS, after the user's imports", () => {
    assert.match(code("common.cjs"), /^const heddle_1 = require\("heddle"\);\nconst \$heddle = require\("heddle\/native"\);\n/m);
    assert.match(code("common.cjs"), /zeros\)\(heddle_1\.Int\.of\(7\), \[2\]\)/);
  });

  it("evades names that the user has, and leaves directives first", () => {
    assert.match(code("names.js"), /^"use strict";\nimport [^]*^import \* as \$\$heddle from "heddle\/native";/m);
    assert.match(code("names.js"), /^export default function a\(x\) \{\n {4}return \$\$heddle\.call\(a, arguments\);/m);
    assert.match(code("names.js"), /^function \$\$a\$a\(x\)/m);
  });

  it("keeps the rest of a class and its other decorators", () => {
    const js = code("places.js");
    assert.match(js, /sealed/);
    assert.match(js, /static field = 1/);
    assert.match(js, /static twice\(x\) \{\n\s*return \$heddle\.call\(Ops\.twice, arguments\)/);
    assert.match(js, /host\(\) \{ return 1; \}/);
    assert.match(js, /^\$heddle\.define\(Ops\.twice, /m);
  });

  it("leaves of a class region its fields, without streams and kernels", () => {
    const [, region = ""] = /export class Top \{([^]*?)\n\}/.exec(code("places.js")) ?? [];
    assert.deepEqual(region.trim().split(/;\s*/), ["A", "B", "pipe", ""]);
    assert.match(code("places.js"), /^\$heddle\.define\(Top, /m);
  });

  it("defines kernels at the start of the block or clause they are declared in", () => {
    assert.match(code("places.js"), /case 1:\n\$heddle\.define\(inner, /);
    assert.match(code("places.js"), /\(\(\) => \{\n\$heddle\.define\(other, /);
  });

  it("makes each instance of a template once, and names it where it is used", () => {
    const js = code("template.js");
    assert.equal(js.match(/\$heddle\.makeKernel\(/g)?.length, 1);
    assert.match(js, /^export const named = \$scale_float32_3;\n\$scale_float32_3\(x, 2\);$/m);
    assert.match(js, /return \$heddle\.template\("scale"\);/);
  });

  it("lets what takes streams say so when host code calls it", () => {
    const js = code("streams.js");
    assert.match(js, /return \$heddle\.call\(\$heddle\.takesStream\(send, "out"\), arguments\);/);
    assert.match(js, /return \$heddle\.call\(\$heddle\.takesStream\(all, "to"\), arguments\);/);
    assert.match(js, /^\$heddle\.takesStream\(Inner, "out"\);$/m);
    assert.match(js, /^all\(1\);$/m);
  });

  it("fills in the widths of Int and UInt used as values, if they are ours", () => {
    assert.match(code("values.js"), /\[zeros\(Int\.of\(7\), \[2\]\), UInt\.of\(9\)\(3\), Int\.of\(4\)\]/);
    assert.equal(code("values.js").includes("native"), false);
    assert.match(code("plain.js"), /new Int\(\)/);
  });

  it("maps lowered code to the lines of kernels and helpers, in separate maps and inline ones, with any line ends", () => {
    const { NewLineKind } = loadTypeScript();
    for (const options of [{ sourceMap: true }, { inlineSourceMap: true, inlineSources: true, newLine: NewLineKind.CarriageReturnLineFeed }]) {
      const emitted = emit({ "helper.ts": helper, "mapped.ts": kernel }, options);
      const js = emitted.get("mapped.js") ?? "";
      const inline = /base64,([\w+/=]+)/.exec(js)?.[1];
      const map = JSON.parse(emitted.get("mapped.js.map") ?? Buffer.from(inline ?? "", "base64").toString()) as SourceMap;
      assert.equal(originOf(js, map, "Math.trunc"), "helper.ts:3");
      assert.equal(originOf(js, map, "x[0] ="), "mapped.ts:5");
      assert.equal(originOf(js, map, "$heddle.call("), "mapped.ts:4");
      assert.equal(js.split("\r\n").length > 1, "newLine" in options);
      if (map.sourcesContent !== undefined) assert.deepEqual(map.sourcesContent, [kernel, helper]);
    }
  });
});
