/** Types with arguments as values: what the transformer makes of them. */
import * as assert from "node:assert/strict";
import type * as TS from "typescript";
import * as ir from "../../lib/ir/types.js";
import { hostValue, mayUseHostValues } from "../../transformer/host-values.js";
import { loadTypeScript } from "../../transformer/ts.js";
import { programOf, virtualFile } from "../support/program.js";

const ts = loadTypeScript();

const imports = `import { bool, dtype, Fixed, float16, int16, Int, int64, type Tensor, UFixed, UInt, uint8, zeros } from "heddle";
interface Pixel { r: uint8; g: uint8 }
type Particle = { pos: { x: Fixed<16, 8, "round">; y: float16 }; readonly alive: bool; pixel: Pixel };
interface Pair<T> { first: T; second: int64 }
interface More extends Pixel { alpha: UFixed<4, 6> }
type Both = Pixel & { depth: UInt<12> };
type F = -2;
type Mode = "roundConv";
type Name = { text: string };
type Maybe = { r?: uint8 };
type Empty = Record<never, uint8>;
interface Endless { r: uint8; next: Endless }
class Box { r: uint8 = 0 }
`;

/** The statements of `text` (after the imports above) as they are emitted, types gone. */
function transformed(text: string): readonly string[] {
  const name = virtualFile("values.ts");
  const program = programOf([name], new Map([[name, imports + text]]));
  const file = program.getSourceFile(name);
  assert.ok(file !== undefined && mayUseHostValues(file));
  const rewriter: TS.TransformerFactory<TS.SourceFile> = (context) => (source) => {
    const visit = (node: TS.Node): TS.Node =>
      hostValue(program, context.factory, node, visit) ?? ts.visitEachChild(node, visit, context);
    return ts.visitEachChild(source, visit, context);
  };
  const { transformed: [result] } = ts.transform(file, [rewriter]);
  assert.ok(result !== undefined);
  const printer = ts.createPrinter({ removeComments: true });
  const own = result.statements.slice(-text.trim().split("\n").length);
  return own.map((s) => printer.printNode(ts.EmitHint.Unspecified, s, result));
}

/** The types that `dtype<…>()` is given for each of `types`. */
function described(...types: readonly string[]): readonly unknown[] {
  return transformed(types.map((type) => `dtype<${type}>();`).join("\n")).map((code) => {
    const argument = /^dtype\(([^]*)\);$/.exec(code)?.[1];
    assert.ok(argument !== undefined, code);
    const run = new Function(`return ${argument};`) as () => unknown;
    return run();
  });
}

describe("parametrised types as values", function () {
  this.timeout(60_000);

  it("become calls of `of`", () => {
    assert.deepEqual(transformed(`zeros(Int<7>, [4]);
UInt<9>(3);
Fixed<16, 8>(Int<7>(0.5));
zeros(Fixed<16, F, Mode, "saturate">, [4]);
zeros(UFixed<8, -4096>, [1]);
Int.of(7);
`), [
      "zeros(Int.of(7), [4]);", "UInt.of(9)(3);", "Fixed.of(16, 8)(Int.of(7)(0.5));",
      'zeros(Fixed.of(16, -2, "roundConv", "saturate"), [4]);', "zeros(UFixed.of(8, -4096), [1]);", "Int.of(7);",
    ]);
  });

  it("stay as they are where the arguments aren't known, and where the names are others'", () => {
    assert.deepEqual(transformed(`function f<W extends number>(x: Int<W>): unknown { return Int<W>(x); }
const T = { Int: <X>(x: X): X => x }; T.Int<number>(3);
`).map((s) => s.includes(".of(")), [false, false]);
  });

  const pixel = ir.struct("Pixel", [{ name: "r", type: ir.int(8, false) }, { name: "g", type: ir.int(8, false) }]);

  it("describe structs", () => {
    assert.deepEqual(described("Pixel", "Particle", "Pair<int16>", "{ a: uint8; b: bool }", "Both", "More"), [
      pixel,
      ir.struct("Particle", [
        {
          name: "pos",
          type: ir.struct("Struct", [{ name: "x", type: ir.fixed(16, 8, true, "round") }, { name: "y", type: ir.float16 }]),
        },
        { name: "alive", type: ir.bool },
        { name: "pixel", type: pixel },
      ]),
      ir.struct("Pair", [{ name: "first", type: ir.int(16) }, { name: "second", type: ir.int(64) }]),
      ir.struct("Struct", [{ name: "a", type: ir.int(8, false) }, { name: "b", type: ir.bool }]),
      ir.struct("Both", [...pixel.fields, { name: "depth", type: ir.int(12, false) }]),
      ir.struct("More", [{ name: "alpha", type: ir.fixed(4, 6, false) }, ...pixel.fields]),
    ]);
  });

  it("describe scalars", () => {
    assert.deepEqual(described("bool", "Fixed<16, F>", "float16"), [ir.bool, ir.fixed(16, -2), ir.float16]);
  });

  it("don't describe what is no hardware type", () => {
    const types = [
      "Name", "Maybe", "Empty", "Endless", "Box", "number", "Tensor<uint8, [4]>", "uint8[]", "() => uint8", "Int<5000>",
    ];
    const left = transformed(types.map((type) => `dtype<${type}>();`).join("\n"));
    assert.deepEqual(left.map((s) => s.startsWith("dtype<")), types.map(() => true));
  });
});
