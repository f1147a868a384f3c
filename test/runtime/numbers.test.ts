/** Fixed point and 16-bit floats in host code. */
import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import {
  bfloat16, Fixed, float16, float32, fromArray, full, ones, tensor, UFixed, width, zeros, type Overflow, type Rounding,
  type Tensor,
} from "heddle";
import * as ir from "../../lib/ir/types.js";
import { bitsOf, fromBits } from "../../lib/numeric/bits.js";
import { fitted, fixedFromNumber, fixedToFloat, roundedRaw } from "../../lib/numeric/fixed.js";
import { bfloat, half, splitDouble } from "../../lib/numeric/floats.js";
import { dtypeOf } from "../../runtime/dtypes.js";
import { refuses, untyped } from "./support.js";

const roundings: readonly Rounding[] = ["trunc", "truncZero", "round", "roundZero", "roundMinInf", "roundInf", "roundConv"];
const overflows: readonly Overflow[] = ["wrap", "saturate", "saturateZero", "saturateSym"];

/** Raw values of one element. */
function rawOf(t: Tensor<unknown, [1]>): bigint {
  return BigInt((t.data as readonly (number | bigint)[])[0] ?? 0);
}

describe("fixed point in host code", () => {
  const q = Fixed.of(16, 8);

  it("is real numbers outside and raw integers inside", () => {
    const a = tensor(q, [3], [1.5, -0.00390625, 127.99609375]);
    assert.deepEqual([...a.data], [384, -1, 32767]);
    assert.equal(a.data.constructor, Int16Array);
    assert.deepEqual(a.toArray(), [1.5, -0.00390625, 127.99609375]);
    a[0] = -2.25;
    assert.deepEqual([a[0], a.data[0]], [-2.25, -576]);
    a.data[1] = 256;
    assert.deepEqual([...a], [-2.25, 1, 127.99609375]);
    assert.deepEqual(full(q, [2], 0.5).toArray(), [0.5, 0.5]);
    assert.deepEqual(ones(q, [1]).toArray(), [1]);
    assert.deepEqual(fromArray(UFixed.of(4, 6), [[0.015625], [0.234375]]).toArray(), [[0.015625], [0.234375]]);
    assert.equal(inspect(a), "Tensor<Fixed<16, 8>, [3]> [-2.25, 1, 127.99609375]");
  });

  it("stores integers of the width", () => {
    const storages = [8, 9, 17, 33, 53, 54, 64, 65].map((w) => zeros(Fixed.of(w, 3), [1]).data.constructor.name);
    assert.deepEqual(storages, [
      "Int8Array", "Int16Array", "Int32Array", "Float64Array", "Float64Array", "BigInt64Array", "BigInt64Array", "Array",
    ]);
    assert.equal(zeros(UFixed.of(16, 3), [1]).data.constructor, Uint16Array);
    assert.equal(zeros(UFixed.of(64, 3), [1]).data.constructor, BigUint64Array);
  });

  it("rounds what is written as the type says", () => {
    const written = (rounding: Rounding): readonly unknown[] =>
      tensor(Fixed.of(8, 1, rounding), [4], [0.25, -0.25, 0.75, -0.75]).toArray();
    assert.deepEqual(written("trunc"), [0, -0.5, 0.5, -1]);
    assert.deepEqual(written("truncZero"), [0, 0, 0.5, -0.5]);
    assert.deepEqual(written("round"), [0.5, 0, 1, -0.5]);
    assert.deepEqual(written("roundZero"), [0, 0, 0.5, -0.5]);
    assert.deepEqual(written("roundMinInf"), [0, -0.5, 0.5, -1]);
    assert.deepEqual(written("roundInf"), [0.5, -0.5, 1, -1]);
    assert.deepEqual(written("roundConv"), [0, 0, 1, -1]);
  });

  it("refuses what is outside, unless the type says what becomes of it", () => {
    refuses(6018, () => tensor(q, [2], [0, 128]), "element [1] of Tensor<Fixed<16, 8>, [2]>", "(-128 to 127.99609375)",
      "but is 128", "Fixed<16, 8>(x)");
    refuses(6018, () => { zeros(UFixed.of(8, 0), [1])[0] = -1; }, "UFixed<8, 0>", "(0 to 255)", "but is -1");
    refuses(6018, () => tensor(Fixed.of(100, 90), [1], [1e6]), "(-2^99) · 2^-90 to (2^99 - 1) · 2^-90");
    const written = (overflow: Overflow): readonly unknown[] =>
      tensor(Fixed.of(8, 4, "round", overflow), [3], [7.99, -1e300, 1]).toArray();
    assert.deepEqual(written("saturate"), [7.9375, -8, 1]);
    assert.deepEqual(written("saturateZero"), [0, 0, 1]);
    assert.deepEqual(written("saturateSym"), [7.9375, -7.9375, 1]);
  });

  it("refuses NaN, infinities and what is no number", () => {
    for (const type of [q, Fixed.of(16, 8, "round", "saturate")]) {
      for (const x of [NaN, Infinity, -Infinity]) {
        refuses(6022, () => tensor<unknown, [1]>(type, [1], [x]), "element [0]", type.name, String(x));
      }
      refuses(6016, () => tensor<unknown, [1]>(type, [1], untyped(["1"])), `a number (${type.name})`, 'the string "1"');
    }
    assert.ok(Object.is(tensor(q, [1], [-0])[0], 0));
  });

  it("of more than 53 bits reads as the nearest number, and exactly as raw integers", () => {
    const wide = zeros(Fixed.of(80, 70), [2]);
    wide.data[0] = 2n ** 79n - 1n;
    wide.data[1] = -1n;
    assert.deepEqual(wide.toArray(), [512, -(2 ** -70)]);
    wide[0] = 0.1;
    assert.equal(wide[0], 0.1);
    assert.equal(wide.data[0], BigInt(0.1 * 2 ** 70));
    const tiny = zeros(Fixed.of(8, 1070), [1]);
    tiny.data[0] = 3;
    assert.equal(tiny[0], 3 * 2 ** -1070);
    const large = tensor(Fixed.of(8, -1000, "trunc"), [1], [2 ** 1006]);
    assert.deepEqual([large[0], large.data[0]], [2 ** 1006, 64]);
  });

  it("takes bigints, as integers", () => {
    assert.deepEqual(tensor(q, [1], untyped([3n])).toArray(), [3]);
    assert.deepEqual(tensor(Fixed.of(8, -2, "round"), [1], untyped([7n])).toArray(), [8]);
    assert.deepEqual(tensor(q, [2], untyped(Int16Array.of(3, 4))).toArray(), [3, 4]);
  });

  it("casts by its modes", () => {
    assert.equal(Fixed.of(8, 4)(8), -8);
    assert.equal(Fixed.of(8, 4, "trunc", "saturate")(8), 7.9375);
    assert.equal(Fixed.of(8, 1, "roundConv")(0.25), 0);
    assert.equal(Fixed.of(8, 4)(NaN), 0);
    assert.equal(UFixed.of(8, 4)(true), 1);
    assert.equal(Fixed.of(80, 40)(2n), 2);
  });

  it("has one value for a type, which shows its modes", () => {
    assert.equal(Fixed.of(16, 8, "trunc", "wrap"), q);
    assert.notEqual(Fixed.of(16, 8, "round"), q);
    const names = [q, Fixed.of(16, 8, "round"), UFixed.of(16, -8, "trunc", "saturateSym")].map((t) => t.name);
    assert.deepEqual(names, ["Fixed<16, 8>", 'Fixed<16, 8, "round">', 'UFixed<16, -8, "trunc", "saturateSym">']);
    assert.deepEqual(q.type, ir.fixed(16, 8));
    assert.equal(width(q), 16);
  });

  it("refuses formats that don't exist", () => {
    refuses(6036, () => Fixed.of(0, 8), "the number 0");
    refuses(6036, () => UFixed.of(4097, 8));
    refuses(6038, () => Fixed.of(16, 4097), "the number 4097");
    refuses(6038, () => Fixed.of(16, untyped(undefined)), "undefined");
    refuses(6039, () => Fixed.of(16, 8, untyped("nearest")), '"nearest"', "trunc, truncZero, round, roundZero");
    refuses(6039, () => Fixed.of(16, 8, "round", untyped("clip")), '"clip"', "wrap, saturate, saturateZero, saturateSym");
    refuses(6037, () => zeros(Fixed, [4]), "Fixed as a value needs its width and fraction bits: write Fixed.of(16, 8)");
    refuses(6037, () => UFixed(1), "UFixed<16, 8>");
  });

  const types = fc.record({
    width: fc.integer({ min: 1, max: 80 }), frac: fc.integer({ min: -40, max: 100 }), signed: fc.boolean(),
    rounding: fc.constantFrom(...roundings), overflow: fc.constantFrom(...overflows),
  }).map((t): ir.FixedType => ({ kind: "fixed", ...t }));

  it("stores what a cast in a kernel gives, or refuses it", () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(types, doubles, fc.integer({ min: -90, max: 90 }), (type, x, shift) => {
      const value = x * 2 ** shift;
      fc.pre(Number.isFinite(value));
      const { m, e } = splitDouble(value);
      const { lo, hi } = ir.rawInterval(type);
      const rounded = roundedRaw(m, -e - type.frac, type.rounding);
      const write = (): bigint => rawOf(tensor(dtypeOf<unknown>(type), [1], [value]));
      if (type.overflow === "wrap" && (rounded < lo || rounded > hi)) refuses(6018, write, ir.typeName(type));
      else assert.equal(write(), fixedFromNumber(value, type));
    }), { numRuns: 500 });
  });

  it("reads the number nearest to each raw value, and takes it back", () => {
    fc.assert(fc.property(types, fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (type, seed) => {
      const raw = fromBits(BigInt.asUintN(type.width, seed), type) as bigint;
      const a = zeros(dtypeOf<unknown>(type), [1]);
      (a.data as (number | bigint)[])[0] = type.width > 53 ? raw : Number(raw);
      const value = a[0];
      assert.equal(value, fixedToFloat(raw, type, ir.float64));
      if (type.width > 53) return;
      a[0] = value;
      assert.equal(rawOf(a), fitted(raw, type)); // symmetrical types don't keep their least value
    }), { numRuns: 500 });
  });
});

describe("16-bit floats in host code", () => {
  it("are numbers outside and bits inside", () => {
    const h = tensor(float16, [5], [1, -2.5, 65504, 2 ** -24, NaN]);
    assert.equal(h.data.constructor, Uint16Array);
    assert.deepEqual([...h.data], [0x3c00, 0xc100, 0x7bff, 1, 0x7e00]);
    assert.deepEqual(h.toArray(), [1, -2.5, 65504, 2 ** -24, NaN]);
    const b = tensor(bfloat16, [3], [1, -0, 3.140625]);
    assert.deepEqual([...b.data], [0x3f80, 0x8000, 0x4049]);
    assert.ok(Object.is(b[1], -0));
    h.data[0] = 0x4000;
    assert.equal(h[0], 2);
    assert.deepEqual(ones(float16, [2]).toArray(), [1, 1]);
    assert.equal(inspect(tensor(float16, [2], [0.1, -0])), "Tensor<float16, [2]> [0.0999755859375, -0]");
  });

  it("are rounded when they are written, not read from typed arrays as bits", () => {
    assert.deepEqual(tensor(float16, [3], [0.1, 65520, 1e-9]).toArray(), [half(0.1), Infinity, 0]);
    assert.deepEqual(tensor(bfloat16, [2], [0.1, 1e39]).toArray(), [bfloat(0.1), Infinity]);
    assert.deepEqual(tensor(float16, [2], Uint16Array.of(3, 4)).toArray(), [3, 4]);
    assert.deepEqual(tensor(float16, [2], Float32Array.of(0.1, 4)).toArray(), [half(0.1), 4]);
    assert.equal(float16(0.1), half(0.1));
    assert.equal(bfloat16(257n), 256);
    refuses(6016, () => tensor(float16, [1], untyped([1n])), "a number (float16)", "the bigint 1n");
  });

  it("have names of their own", () => {
    assert.deepEqual([float16.name, bfloat16.name], ["float16", "bfloat16"]);
    assert.deepEqual([width(float16), width(bfloat16), width(float32)], [16, 16, 32]);
  });

  it("read every pattern of bits as the value it stands for, and take it back", () => {
    for (const type of [ir.float16, ir.bfloat16]) {
      const all = zeros(dtypeOf<unknown>(type), [65536]);
      const bits = all.data as Uint16Array;
      for (let i = 0; i < 65536; i++) bits[i] = i;
      const values = all.toArray() as readonly number[];
      const again = tensor(dtypeOf<unknown>(type), [65536], values);
      values.forEach((value, i) => {
        assert.ok(Object.is(value, fromBits(BigInt(i), type)), `${type.precision}: ${i}`);
        assert.equal((again.data as Uint16Array)[i], Number(bitsOf(value, type)), `${type.precision}: ${i}`);
      });
    }
  });
});
