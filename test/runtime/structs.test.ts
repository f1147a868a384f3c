/** Structs in host code: tensors of them are structures of arrays, and read as plain objects. */
import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import {
  bool, dtype, Fixed, float16, fromArray, full, Int, int64, ones, struct, tensor, uint8, width, zeros, type Tensor,
} from "heddle";
import * as ir from "../../lib/ir/types.js";
import { HostTensor } from "../../runtime/tensor.js";
import { refuses, untyped } from "./support.js";

const Pixel = struct("Pixel", { r: uint8, g: uint8, b: uint8 });
type Pixel = ReturnType<typeof Pixel>;
const Particle = struct("Particle", {
  pos: struct("Point", { x: Fixed.of(16, 8), y: float16 }), mass: int64, alive: bool, id: Int.of(70),
});

describe("structs in host code", () => {
  const image = (): Tensor<Pixel, [2, 2]> => fromArray(Pixel, [
    [{ r: 1, g: 2, b: 3 }, { r: 4, g: 5, b: 6 }], [{ r: 7, g: 8, b: 9 }, { r: 10, g: 11, b: 12 }],
  ]);

  it("are stored field by field", () => {
    const a = image();
    assert.deepEqual(a.data, { r: Uint8Array.of(1, 4, 7, 10), g: Uint8Array.of(2, 5, 8, 11), b: Uint8Array.of(3, 6, 9, 12) });
    a.data.g[3] = 99;
    assert.equal(a[1]?.[1]?.g, 99);
    const storages = zeros(Particle, [2]).data;
    assert.deepEqual(storages, {
      pos: { x: new Int16Array(2), y: new Uint16Array(2) }, mass: new BigInt64Array(2), alive: new Uint8Array(2), id: [0n, 0n],
    });
  });

  it("are read and written by field, and as a whole", () => {
    const a = zeros(Pixel, [3]);
    const first = a[0];
    assert.ok(first !== undefined);
    first.r = 5;
    a[1] = { r: 1, g: 2, b: 3 };
    a[2] = untyped(a[1]);
    first.g += 7;
    assert.deepEqual(first, { r: 5, g: 7, b: 0 });
    assert.deepEqual(a[1], { r: 1, g: 2, b: 3 });
    assert.deepEqual([...a.data.r], [5, 1, 1]);
    assert.deepEqual(a.toArray(), [{ r: 5, g: 7, b: 0 }, { r: 1, g: 2, b: 3 }, { r: 1, g: 2, b: 3 }]);
    assert.equal(JSON.stringify(first), '{"r":5,"g":7,"b":0}');
    assert.deepEqual({ ...first, b: 1 }, { r: 5, g: 7, b: 1 });
  });

  it("may be nested, with values of every type", () => {
    const a = zeros(Particle, [2]);
    const p = a[0];
    assert.ok(p !== undefined);
    p.pos.x = 0.5;
    p.pos = { x: -1.5, y: 0.1 };
    p.mass = untyped(-5n);
    p.alive = true;
    p.id = untyped(2n ** 68n);
    const expected = { pos: { x: -1.5, y: 0.0999755859375 }, mass: -5n, alive: true, id: 2n ** 68n };
    assert.deepEqual(a[0], expected);
    assert.deepEqual(a.toArray(), [expected, { pos: { x: 0, y: 0 }, mass: 0n, alive: false, id: 0n }]);
    assert.deepEqual([a.data.pos.x[0], a.data.pos.y[0]], [-384, 0x2e66]);
    assert.deepEqual(tensor(Particle, [2], untyped(a.toArray())), a);
  });

  it("are given by elements, flat or nested, and filled", () => {
    const a = image();
    assert.deepEqual(tensor(Pixel, [2, 2], a.toArray().flat()), a);
    assert.notDeepEqual(tensor(Pixel, [2, 2], a.toArray().flat().reverse()), a);
    assert.deepEqual(full(Pixel, [2], { r: 1, g: 2, b: 3 }).toArray(), [{ r: 1, g: 2, b: 3 }, { r: 1, g: 2, b: 3 }]);
    assert.deepEqual(ones(Particle, [1]).toArray(), [{ pos: { x: 1, y: 1 }, mass: 1n, alive: true, id: 1n }]);
  });

  it("share storage with rows, and iterate", () => {
    const a = image();
    const row = a[1];
    const last = row?.[1];
    assert.ok(row !== undefined && last !== undefined);
    last.r = 0;
    assert.deepEqual([...a.data.r], [1, 4, 7, 0]);
    assert.deepEqual(row.data.r, Uint8Array.of(7, 0));
    for (const line of a) for (const pixel of line) pixel.b = 1;
    assert.deepEqual([...a.data.b], [1, 1, 1, 1]);
    const wide = zeros(Particle, [2, 1]);
    const second = wide[1];
    if (second !== undefined) second[0] = untyped({ pos: { x: 1, y: 2 }, mass: 3, alive: true, id: 4 });
    assert.deepEqual([wide.data.id, second?.data.id], [[0n, 4n], [4n]]);
  });

  it("print readably", () => {
    assert.equal(inspect(tensor(Pixel, [1], [{ r: 1, g: 2, b: 3 }])), "Tensor<Pixel, [1]> [{ r: 1, g: 2, b: 3 }]");
    assert.equal(inspect(zeros(Particle, [1])[0]), "{ pos: { x: 0, y: 0 }, mass: 0n, alive: false, id: 0n }");
    assert.match(inspect(zeros(Particle, [1])), /\[\{ pos: \{ x: 0, y: 0 \}, mass: 0n, alive: false, id: 0n \}\]$/);
  });


  it("refuse wrong values by element and field, and then store nothing", () => {
    const a = zeros(Pixel, [3]);
    const first = a[0];
    assert.ok(first !== undefined);
    refuses(6018, () => { first.r = 256; }, "field 'r' of element [0] of Tensor<Pixel, [3]>", "uint8", "256");
    refuses(6018, () => { a[2] = { r: 1, g: 2, b: -1 }; }, "field 'b' of element [2]", "-1");
    refuses(6023, () => { a[1] = untyped({ r: 1, g: 2 }); }, "element [1] of Tensor<Pixel, [3]> must be a Pixel { r, g, b }",
      "an object without 'b'");
    refuses(6023, () => { a[1] = untyped(7); }, "the number 7");
    refuses(6023, () => { a[1] = untyped(null); }, "null");
    refuses(6023, () => tensor(Pixel, [1], untyped([1])), "element [0]");
    assert.throws(() => Object.assign(first, { red: 1 }), TypeError);
    assert.deepEqual(a, zeros(Pixel, [3]));
    const p = zeros(Particle, [1])[0];
    refuses(6018, () => { if (p !== undefined) p.pos.x = 1000; },
      "field 'x' of field 'pos' of element [0] of Tensor<Particle, [1]>");
    refuses(6023, () => { if (p !== undefined) p.pos = untyped(1); }, "field 'pos' of element [0]", "a Point { x, y }");
  });

  it("have element types, equal when names and fields are", () => {
    assert.equal(struct("Pixel", { r: uint8, g: uint8, b: uint8 }), Pixel);
    assert.notEqual(struct("Pixel", { r: uint8, g: uint8 }), Pixel);
    assert.notEqual(struct("Colour", { r: uint8, g: uint8, b: uint8 }), Pixel);
    assert.deepEqual([Pixel.name, width(Pixel), width(Particle)], ["Pixel", 24, 16 + 16 + 64 + 1 + 70]);
    assert.deepEqual(Pixel.type, ir.struct("Pixel", ["r", "g", "b"].map((name) => ({ name, type: ir.int(8, false) }))));
    assert.deepEqual(zeros(Pixel, [1]).dtype, Pixel);
    refuses(6040, () => struct("Pixel", {}), "Pixel has no fields");
    refuses(6040, () => struct("a pixel", { r: uint8 }), "'a pixel' is not a name");
    refuses(6040, () => struct("Pixel", { "0": uint8 }), "'0' is not a name");
    refuses(6035, () => struct("Pixel", { r: untyped(8) }), "the number 8");
  });

  it("cast field by field", () => {
    assert.deepEqual(Pixel({ r: 257, g: -1, b: 2.9 }), { r: 1, g: 255, b: 2 });
    refuses(6023, () => Pixel(untyped(3)), "the operand of Pixel(…)", "the number 3");
    refuses(6016, () => Pixel({ r: "1", g: 0, b: 0 }), 'the string "1"');
  });

  it("are described by compiled files through dtype", () => {
    const described: unknown = Reflect.apply(dtype, undefined, [Pixel.type]);
    assert.equal(described, Pixel);
    refuses(6010, () => dtype<Pixel>(), "dtype<…>()");
  });

  it("adopt the storages of compiled code", () => {
    const type = ir.tensor(Pixel.type, [2]);
    const storages = [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5, 6)];
    assert.deepEqual(HostTensor.adopt(type, storages).toArray(), [{ r: 1, g: 3, b: 5 }, { r: 2, g: 4, b: 6 }]);
  });
});
