import assert from "node:assert/strict";
import { openEditor, type Editor } from "./support.js";

const kernels = `import { grid, int16, kernel, region, stream, uint8, zeros, type float32, type int8 } from "heddle";
import type { int32, Tensor } from "heddle";
import { scaled } from "./helper.js";

/** Adds up a picture. */
@kernel()
export function total(image: Tensor<uint8, [4, 4]>, gain: int8): int32 {
  let sum: int32 = 0;
  const copy = zeros(uint8, [4, 4]);
  const width = 4;
  const weights = [1, 2, 3, 4];
  for (const [i, j] of grid(4, width)) {
    const both = image[i][j] + image[j][i];
    sum += image[i][j];
    copy[i][j] = both >> 1;
    if (gain > 3) sum += weights[j] * gain;
  }
  return sum + scaled(gain) + copy[0][0];
}

@kernel()
export function add<T extends number, N extends number>(x: Tensor<T, [N]>, y: Tensor<T, [N]>): void {
  for (const [n] of grid(x.shape[0])) x[n] += y[n];
}
export const addFloats = add<float32, 8>;
export const addBytes = add<uint8, 16>;

@region()
export function top(A: Tensor<int32, [4]>, B: Tensor<int32, [4]>): void {
  const pipe = stream(int16, { depth: 4 });
  @kernel({ args: [A] })
  function producer(a: Tensor<int32, [4]>) { for (const [i] of grid(4)) pipe.put(int16(a[i])); }
  @kernel({ args: [B] })
  function consumer(b: Tensor<int32, [4]>) { for (const [i] of grid(4)) b[i] = pipe.get(); }
}

export function host(plain: number): number { return plain * 2; }
`;

const helper = `import type { int8, int32 } from "heddle";
export function scaled(value: int8): int32 {
  const twice = value * 2;
  return twice;
}
`;

describe("the editor's hover", function () {
  this.timeout(60_000);

  let editor: Editor;
  before(() => {
    editor = openEditor({ "src/kernels.ts": kernels, "src/helper.ts": helper });
  });
  after(() => editor.close());

  async function hover(text: string, into = 0, name = "src/kernels.ts"): Promise<readonly [string, string]> {
    const info = await editor.server.hover(editor.file(name), text, into);
    return [info?.displayString ?? "", info?.documentation ?? ""];
  }

  const bytes = "Tensor<uint8, [4, 4]> in hardware: 16 elements × 8 bits = 128 bits";
  const pipe = "Stream<int16> in hardware: holds up to 4 values of 16 bits";
  type At = readonly [text: string, into?: number, file?: string];
  type Case = readonly [what: string, at: At, shown: string, documentation: string];
  const cases: readonly Case[] = [
    ["a variable that a loop adds to", ["sum: int32"], "let sum: int32", "int32 in hardware, 0 to 12208"],
    ["its use", ["sum + scaled"], "let sum: int32", "int32 in hardware, 0 to 12208"],
    ["a tensor", ["image: Tensor"], "(parameter) image: Tensor<uint8, [4, 4]>", bytes],
    ["a local tensor", ["copy = zeros"], "const copy: Tensor<uint8, [4, 4]>", bytes],
    ["a scalar parameter", ["gain: int8"], "(parameter) gain: int8", "int8 in hardware"],
    ["a use under a condition", ["gain;"], "(parameter) gain: int8", "int8 in hardware, 4 to 127"],
    ["a value of exact type", ["both >>"], "const both: number", "UInt<9> in hardware, 0 to 510"],
    ["a loop variable", ["j] of grid(4, width)"], "const j: index", "index in hardware, 0 to 3"],
    [
      "a constant", ["width = 4"], "const width: 4",
      "the constant 4: known when the kernel is compiled, no hardware of its own",
    ],
    [
      "a table", ["weights = ["], "const weights: number[]",
      "a table of 4 constants: read-only memory where a run-time value subscripts it",
    ],
    [
      "an element, at its tensor", ["copy[i][j]"], "const copy: Tensor<uint8, [4, 4]>",
      `${bytes}\n\ncopy[i][j]: uint8 in hardware`,
    ],
    ["an element, at its brackets", ["copy[0][0]", 6], "copy[0][0]", "copy[0][0]: uint8 in hardware"],
    ["a stream", ["pipe = stream"], "const pipe: Stream<int16>", pipe],
    ["a stream inside a kernel", ["pipe.put"], "const pipe: Stream<int16>", pipe],
    [
      "a template's parameter, by instance", ["x: Tensor<T"], "(parameter) x: Tensor<T, [N]>",
      "add_float32_8: Tensor<float32, [8]> in hardware: 8 elements × 32 bits = 256 bits\n\n" +
        "add_uint8_16: Tensor<uint8, [16]> in hardware: 16 elements × 8 bits = 128 bits",
    ],
    [
      "a helper of another file", ["twice = value", 0, "src/helper.ts"], "const twice: number",
      "Int<10> in hardware, -256 to 254",
    ],
    ["what is no kernel's", ["plain: number"], "(parameter) plain: number", ""],
  ];
  for (const [what, at, ...shown] of cases) {
    it(`describes ${what}`, async () => assert.deepEqual(await hover(...at), shown));
  }

  it("describes names while the kernel has errors", async () => {
    const file = editor.file("src/kernels.ts");
    editor.server.edit(file, "return sum + scaled(gain) + copy[0][0];", "return null;");
    assert.deepEqual(await hover("sum: int32"), ["let sum: int32", "int32 in hardware"]);
    editor.server.edit(file, "return null;", "return sum + scaled(gain) + copy[0][0];");
  });

  it("follows the text", async () => {
    const file = editor.file("src/kernels.ts");
    editor.server.edit(file, "let sum: int32 = 0;", "let sum: int32 = 100;");
    assert.equal((await hover("sum: int32"))[1], "int32 in hardware, 100 to 12308");
    editor.server.edit(file, "let sum: int32 = 100;", "let sum: int32 = 0;");
  });

  it("keeps the user's own documentation", async () => {
    const [, documentation] = await hover("total(");
    assert.equal(documentation, "Adds up a picture.");
  });
});
