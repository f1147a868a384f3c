/** Slices of host tensors: views that share the storage. */
import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { Int, int32, slice, struct, tensor, uint8, zeros, type Tensor } from "heddle";
import { HostTensor } from "../../runtime/tensor.js";
import { refuses, untyped } from "./support.js";

const counting = (shape: readonly number[]): Tensor<Int<32>, readonly number[]> => {
  const size = shape.reduce((n, d) => n * d, 1);
  return tensor(int32, shape, Array.from({ length: size }, (_, i) => i));
};

describe("slices in host code", () => {
  const make = (): Tensor<Int<32>, [2, 3, 4]> => untyped(counting([2, 3, 4]));

  it("are parts of the tensor", () => {
    const a = make();
    assert.deepEqual(slice(a, [0, 1]).toArray(), [[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]]);
    assert.deepEqual(slice(a, 1, [1, 3], [0, 2]).toArray(), [[16, 17], [20, 21]]);
    assert.deepEqual(slice(a, [0, 2], 2, 3).toArray(), [11, 23]);
    assert.deepEqual(slice(a, 1, 2).toArray(), [20, 21, 22, 23]);
    assert.equal(slice(a, 1, 2, 3), 23);
    assert.deepEqual(slice(a), a);
  });

  it("share the storage, both ways", () => {
    const a = make();
    const block = slice(a, [0, 2], [1, 3], 0);
    const row = block[1];
    assert.ok(row !== undefined);
    row[0] = 100;
    assert.equal(a[1]?.[1]?.[0], 100);
    a.data[20] = 200;
    assert.deepEqual(block.toArray(), [[4, 8], [100, 200]]);
    assert.deepEqual([...row], [100, 200]);
    slice(block, 0)[1] = 300;
    assert.equal(a.data[8], 300);
  });

  it("have the storage as data where it is one piece, otherwise a copy", () => {
    const a = make();
    slice(a, [1, 2]).data[0] = 5;
    assert.equal(a.data[12], 5);
    const column = slice(a, 0, [0, 3], 1);
    assert.deepEqual(column.data, Int32Array.of(1, 5, 9));
    column.data[0] = 7;
    column[1] = 50;
    assert.deepEqual(column.data, Int32Array.of(1, 50, 9));
    assert.deepEqual(column, tensor(int32, [3], [1, 50, 9]));
    assert.notDeepEqual(column, tensor(int32, [3], [1, 50, 8]));
  });

  it("of integers over 64 bits and of structs are views as well", () => {
    const wide = tensor(Int.of(100), [2, 2], [1n, 2n, 3n, 4n]);
    slice(wide, [0, 2], 1)[0] = untyped(2n ** 90n);
    assert.deepEqual(wide.toArray(), [[1n, 2n ** 90n], [3n, 4n]]);
    const points = zeros(struct("Point", { x: uint8, y: uint8 }), [2, 2]);
    const one = slice(points, 1, 0);
    one.x = 3;
    const second = slice(points, [0, 2], 0)[1];
    if (second !== undefined) second.y = 4;
    assert.deepEqual(points.toArray(), [[{ x: 0, y: 0 }, { x: 0, y: 0 }], [{ x: 3, y: 4 }, { x: 0, y: 0 }]]);
    refuses(6018, () => { one.x = 256; }, "field 'x' of element [1][0] of Tensor<Point, [2, 2]>");
    assert.deepEqual(slice(points, [0, 2], 0).data, { x: Uint8Array.of(0, 3), y: Uint8Array.of(0, 4) });
  });

  it("name their own elements in errors, and print as tensors", () => {
    const column = slice(make(), [0, 2], 0, 1);
    refuses(6017, () => { column[1] = 0.5; }, "element [1] of Tensor<int32, [2]>");
    refuses(6033, () => column[2], "[2] is outside Tensor<int32, [2]>");
    assert.equal(inspect(column), "Tensor<int32, [2]> [1, 13]");
  });

  it("must be inside the tensor", () => {
    const a = make();
    refuses(6041, () => slice(a, [0, 3]), "[0, 3] is no part of dimension 1 of Tensor<int32, [2, 3, 4]>", "goes from 0 to 1",
      "0 <= from < to <= 2");
    refuses(6041, () => slice(a, 0, [2, 2]), "[2, 2] is no part of dimension 2");
    refuses(6041, () => slice(a, 0, [-1, 2]), "[-1, 2]");
    refuses(6041, () => slice(a, 0, [0.5, 2]), "[0.5, 2]");
    refuses(6041, () => slice(a, untyped([0, 1, 2])), "[0, 1, 2]");
    refuses(6041, () => slice(a, 2), "the number 2");
    refuses(6041, () => slice(a, untyped("all")), 'the string "all"');
    refuses(6042, () => slice(a, 0, 0, 0, untyped(0)), "has 3 dimensions", "gives 4");
    refuses(6013, () => slice(untyped([1, 2]), 0), "the first argument of slice(…)", "an array of 2");
  });

  /** `[from, to]` of a dimension. */
  const rangeOf = (extent: number): fc.Arbitrary<[number, number]> =>
    fc.tuple(fc.nat({ max: extent - 1 }), fc.integer({ min: 1, max: extent }))
      .map(([x, y]) => (x < y ? [x, y] : [y - 1, x + 1]));

  /** A shape, and an argument of `slice` for each of its dimensions or fewer. */
  const cases = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => fc.record({
    shape: fc.constant(shape),
    cuts: fc.tuple(...shape.map((extent) => fc.oneof(
      fc.nat({ max: extent - 1 }),
      rangeOf(extent),
    ))).chain((all) => fc.nat({ max: all.length }).map((n) => all.slice(0, n))),
  }));

  it("are what subscripts say, whatever the shape", () => {
    fc.assert(fc.property(cases, ({ shape, cuts }) => {
      const a = counting(shape);
      const nested = (value: unknown, [cut, ...rest]: readonly (number | [number, number])[]): unknown => {
        if (cut === undefined || !Array.isArray(value)) return value;
        const rows = value as readonly unknown[];
        if (typeof cut === "number") return nested(rows[cut], rest);
        return rows.slice(...cut).map((row) => nested(row, rest));
      };
      const got: unknown = Reflect.apply(slice, undefined, [a, ...cuts]);
      const values = got instanceof HostTensor ? got.toArray() : got;
      assert.deepEqual(values, nested(a.toArray(), cuts));
      if (got instanceof HostTensor) assert.deepEqual(Array.from(got.data as Int32Array), (values as unknown[]).flat(9));
    }), { numRuns: 300 });
  });

  it("overlap exactly when they have an element in common", () => {
    const shape = [3, 4];
    const part = fc.tuple(...shape.map(rangeOf));
    fc.assert(fc.property(part, part, (one, two) => {
      const a = counting(shape);
      const view = (cuts: readonly unknown[], of: unknown = a): HostTensor => {
        const made: unknown = Reflect.apply(slice, undefined, [of, ...cuts]);
        assert.ok(made instanceof HostTensor);
        return made;
      };
      const elements = (t: HostTensor): readonly unknown[] => (t.toArray() as unknown[]).flat();
      const shared = elements(view(one)).some((x) => elements(view(two)).includes(x));
      assert.equal(view(one).overlaps(view(two)), shared);
      assert.equal(view(one).overlaps(view(two, counting(shape))), false);
    }), { numRuns: 300 });
  });
});
