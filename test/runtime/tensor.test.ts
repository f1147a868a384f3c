import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import {
  bool, float32, float64, fromArray, full, index, Int, int32, int64, int8, ones, tensor, UInt, uint8,
  zeros, type DType,
} from "heddle";
import { refuses, untyped } from "./support.js";

describe("tensor storage", () => {
  const cases: readonly [DType<unknown>, string][] = [
    [bool, "Uint8Array"], [index, "Int32Array"], [int8, "Int8Array"], [uint8, "Uint8Array"], [Int.of(1), "Int8Array"],
    [Int.of(9), "Int16Array"], [UInt.of(16), "Uint16Array"], [Int.of(17), "Int32Array"], [UInt.of(32), "Uint32Array"],
    [Int.of(33), "Float64Array"], [UInt.of(53), "Float64Array"], [Int.of(54), "BigInt64Array"],
    [int64, "BigInt64Array"], [UInt.of(64), "BigUint64Array"], [Int.of(65), "Array"], [float32, "Float32Array"], [float64, "Float64Array"],
  ];
  for (const [type, storage] of cases) {
    it(`of ${type.name} is ${storage}`, () => {
      assert.equal(zeros(type, [2, 3]).data.constructor.name, storage);
      assert.equal(zeros(type, [2, 3]).data.length, 6);
    });
  }

  it("is the tensor's own: writes to it are seen, and the data given is copied", () => {
    const source = new Float32Array([1, 2]);
    const a = tensor(float32, [2], source);
    source[0] = 9;
    assert.equal(a[0], 1);
    a.data[1] = 5;
    assert.deepEqual(a.toArray(), [1, 5]);
  });
});

describe("making tensors", () => {
  it("takes flat data, nested data and typed arrays", () => {
    const flat = tensor(int32, [2, 2], [1, 2, 3, 4]);
    assert.deepEqual(tensor(int32, [2, 2], [[1, 2], [3, 4]]), flat);
    assert.deepEqual(tensor(int32, [2, 2], Int32Array.of(1, 2, 3, 4)), flat);
    assert.deepEqual(tensor(int32, [2, 2], Float64Array.of(1, 2, 3, 4)), flat);
    assert.deepEqual(tensor(int32, [2, 2], [Int8Array.of(1, 2), Int8Array.of(3, 4)]), flat);
    assert.deepEqual(fromArray(int32, [[1, 2], [3, 4]]), flat);
    assert.notDeepEqual(tensor(int32, [2, 2], [1, 2, 3, 5]), flat);
    assert.notDeepEqual(tensor(int32, [4], [1, 2, 3, 4]), flat);
  });

  it("fills", () => {
    assert.deepEqual(zeros(bool, [2]).toArray(), [false, false]);
    assert.deepEqual(ones(bool, [2]).toArray(), [true, true]);
    assert.deepEqual(full(float32, [1, 2], 0.1).toArray(), [[Math.fround(0.1), Math.fround(0.1)]]);
    assert.deepEqual(full(Int.of(70), [2], 2n ** 69n - 1n).toArray(), [2n ** 69n - 1n, 2n ** 69n - 1n]);
    assert.deepEqual(full(int64, [2], -3).toArray(), [-3n, -3n]);
  });

  it("converts exactly or refuses", () => {
    assert.ok(Object.is(tensor(int32, [1], [-0])[0], 0));
    assert.deepEqual(tensor(float32, [3], [NaN, 0.1, 1e300]).toArray(), [NaN, Math.fround(0.1), Infinity]);
    assert.deepEqual(tensor(int64, [2], [2 ** 53 - 1, 2n ** 62n]).toArray(), [9007199254740991n, 2n ** 62n]);
    refuses(6018, () => tensor(int8, [2, 2], [1, 2, 3, 128]), "element [1][1]", "int8", "-128 to 127", "128");
    refuses(6018, () => tensor(Int.of(7), [1], Int8Array.of(64)), "element [0]", "Int<7>", "-64 to 63", "64");
    refuses(6018, () => tensor(Int.of(70), [1], [2n ** 69n]), "-2^69 to 2^69 - 1");
    refuses(6018, () => tensor(UInt.of(64), [1], [-1n]), "0 to 18446744073709551615", "-1");
    refuses(6017, () => tensor(int32, [2], [1, 1.5]), "element [1] of Tensor<int32, [2]>", "integer", "1.5");
    refuses(6017, () => full(index, [2], NaN), "NaN");
    refuses(6019, () => tensor(int64, [1], [2 ** 53]), "int64", "bigint");
    refuses(6016, () => tensor(float32, [1], untyped(["1"])), "element [0]", 'the string "1"');
    refuses(6016, () => tensor(float32, [1], untyped([undefined])), "undefined");
    refuses(6016, () => tensor(bool, [1], untyped([2])), "true or false", "2");
  });

  it("refuses data of another count or shape, naming both", () => {
    refuses(6031, () => tensor(int32, [2, 2], [1, 2, 3]), "Tensor<int32, [2, 2]>", "4 elements", "3");
    refuses(6032, () => tensor(int32, [2, 2], [[1, 2], [3]]), "an array of 2 at [1]", "has 1");
    refuses(6032, () => tensor(int32, [2, 2], [[1, 2], [3, 4], [5, 6]]), "an array of 2 at the top", "3");
    refuses(6032, () => tensor(int32, [2, 2], [[1, 2], 3]), "an array of 2 at [1]", "the number 3");
    refuses(6032, () => tensor(int32, [2], [[1], [2]]), "a single value at [0]", "an array of 1");
    refuses(6032, () => fromArray(int32, [[1, 2], [3]]), "at [1]");
    refuses(6016, () => tensor(int32, [2], untyped("12")), "an array or typed array", 'the string "12"');
  });

  it("refuses what is no shape and what is no element type", () => {
    refuses(6030, () => zeros(int32, []), "[]");
    refuses(6030, () => zeros(int32, [2, 0]), "[2, 0]");
    refuses(6030, () => zeros(int32, [2, 1.5]), "[2, 1.5]");
    refuses(6030, () => zeros(int32, untyped(4)), "the number 4");
    refuses(6030, () => fromArray(int32, []), "[0]");
    refuses(6035, () => zeros(untyped("float32"), [4]), 'the string "float32"');
    refuses(6035, () => zeros(untyped(Math.abs), [4]), "the function abs");
    refuses(6037, () => zeros(Int, [4]), "Int.of(7)", '"transformProgram": true');
    refuses(6036, () => Int.of(0), "0");
    refuses(6036, () => UInt.of(4097), "4097");
  });
});

describe("subscripts", () => {
  const make = () => tensor(int32, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);

  it("read and write elements through rows, which share the storage", () => {
    const a = make();
    const plane = a[1];
    const line = plane?.[0];
    assert.ok(plane !== undefined && line !== undefined);
    assert.equal(line[1], 6);
    line[1] = 60;
    assert.deepEqual(a.toArray(), [[[1, 2], [3, 4]], [[5, 60], [7, 8]]]);
    assert.equal(a[1], plane);
    assert.deepEqual(plane.shape, [2, 2]);
    assert.deepEqual([...plane.data], [5, 60, 7, 8]);
    assert.deepEqual([a.rank, a.size, plane.rank, plane.size], [3, 8, 2, 4]);
  });

  it("read and write rows of integers over 64 bits", () => {
    const a = tensor(UInt.of(100), [2, 2], [1n, 2n, 3n, 4n]);
    const row = a[1];
    if (row !== undefined) row[0] = untyped(2n ** 99n);
    assert.deepEqual(a.toArray(), [[1n, 2n], [2n ** 99n, 4n]]);
    assert.deepEqual(row?.data, [2n ** 99n, 4n]);
  });

  it("outside the tensor are refused, for reading and writing", () => {
    const a = make();
    const v = zeros(float32, [3]);
    refuses(6033, () => a[2], "[2] is outside Tensor<int32, [2, 2, 2]>", "0 to 1");
    refuses(6033, () => v[-1], "[-1]");
    refuses(6033, () => v[0.5], "[0.5]");
    refuses(6033, () => v[NaN], "[NaN]");
    refuses(6033, () => { v[3] = 0; }, "Tensor<float32, [3]>", "0 to 2");
  });

  it("check what is written", () => {
    const a = make();
    const v = zeros(Int.of(7), [3]);
    refuses(6018, () => { v[1] = 64; }, "element [1] of Tensor<Int<7>, [3]>", "64");
    refuses(6017, () => { v[1] = NaN; }, "NaN");
    refuses(6016, () => { v[1] = untyped("2"); }, 'the string "2"');
    refuses(6034, () => { a[0] = untyped(3); }, "row");
    assert.deepEqual(v.toArray(), [0, 0, 0]);
  });

  it("leave everything else an ordinary object", () => {
    const v = zeros(float32, [3]);
    assert.equal(untyped(v)["then"], undefined);
    assert.equal(Object.hasOwn(v, "shape"), true);
    assert.equal(Object.prototype.toString.call(v), "[object Object]");
    assert.deepEqual(Object.keys(v), ["dtype", "shape", "data"]);
    assert.equal(v.dtype, float32);
  });
});

describe("iterating and printing", () => {
  it("iterates over the first dimension", () => {
    assert.deepEqual([...tensor(bool, [2], [true, false])], [true, false]);
    assert.deepEqual([...tensor(int32, [2, 2], [1, 2, 3, 4])].map((row) => [...row]), [[1, 2], [3, 4]]);
  });

  it("prints the type and the values", () => {
    assert.equal(inspect(tensor(float32, [2], [1.5, -0])), "Tensor<float32, [2]> [1.5, -0]");
    assert.equal(inspect(tensor(int64, [1], [7])), "Tensor<int64, [1]> [7n]");
    assert.equal(inspect(tensor(bool, [2, 2], [true, false, false, true])),
      "Tensor<bool, [2, 2]>\n  [[true, false],\n   [false, true]]");
    const long = zeros(int8, [100]);
    assert.equal(inspect({ long }), "{ long: Tensor<int8, [100]> [0, 0, 0, 0, 0, 0, 0, 0, … 92 more] }");
    assert.match(inspect(zeros(int8, [100, 2])), /\[0, 0\],\n {3}… 92 more\]$/);
  });
});

describe("casts in host code", () => {
  it("wrap integers and truncate floats", () => {
    assert.equal(int8(200), -56);
    assert.equal(uint8(-1), 255);
    assert.equal(int32(-2.9), -2);
    assert.equal(int32(NaN), 0);
    assert.equal(float32(0.1), Math.fround(0.1));
    assert.equal(int64(5), 5n);
    assert.equal(Int.of(7)(64), -64);
    assert.equal(bool(2), true);
    assert.equal(int8(true), 1);
    assert.equal(float64(2n ** 70n), 2 ** 70);
    refuses(6016, () => int8(untyped("1")), "int8(…)", 'the string "1"');
  });

  it("are the same value for the same type", () => {
    assert.equal(Int.of(32), int32);
    assert.equal(UInt.of(8), uint8);
    assert.equal(Int.of(7), Int.of(7));
    assert.deepEqual([int8.name, Int.of(7).name, bool.name, index.name], ["int8", "Int<7>", "bool", "index"]);
  });
});
