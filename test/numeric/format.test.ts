import assert from "node:assert/strict";
import fc from "fast-check";
import type { Value } from "../../lib/numeric/convert.js";
import { formatFixed, formatParts, formatScalar } from "../../lib/numeric/format.js";
import { convert } from "../../lib/numeric/convert.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, typeName, type FloatType, type ScalarType,
} from "../../lib/ir/types.js";
import { order, rational, scaled } from "./rational.js";

describe("values as text", () => {
  const rows: readonly (readonly [Value, ScalarType, string])[] = [
    [-5n, int(8), "-5"], [2n ** 100n, int(120), "1267650600228229401496703205376"], [7n, index, "7"],
    [true, bool, "true"],
    [1n, fixed(8, 4), "0.0625"], [-1n, fixed(8, 4), "-0.0625"], [-24n, fixed(8, 4), "-1.5"], [16n, fixed(8, 4), "1"],
    [0n, fixed(8, 4), "0"], [3n, fixed(8, -3), "24"], [-1n, fixed(1, 0), "-1"],
    [1n, fixed(4, 20), "0.00000095367431640625"],
    [2n ** 70n, fixed(90, 60), "1024"],
    [0.1, float64, "0.1"], [Math.fround(0.1), float32, "0.1"], [16777216, float32, "16777216"],
    [1e21, float64, "1e+21"],
    [Math.fround(3.4028234663852886e38), float32, "3.4028235e+38"], [5e-324, float64, "5e-324"],
    [2 ** -149, float32, "1e-45"],
    [-0, float32, "-0"], [0, float16, "0"], [NaN, float16, "NaN"], [Infinity, bfloat16, "Infinity"],
    [-Infinity, float64, "-Infinity"], [65504, float16, "65500"], [0.333251953125, float16, "0.3333"],
    [2 ** -24, float16, "6e-8"],
    [1.0078125, bfloat16, "1.01"], [3.3895313892515355e38, bfloat16, "3.39e+38"], [0.25, bfloat16, "0.25"],
  ];
  for (const [value, type, text] of rows) {
    it(`${typeName(type)}: ${text}`, () => assert.equal(formatScalar(value, type), text));
  }

  for (const type of [float16, bfloat16, float32, float64] as readonly FloatType[]) {
    it(`${typeName(type)}: reads back as the same value, and no shorter text does`, () => {
      fc.assert(fc.property(fc.double({ noNaN: true }), (x) => {
        const v = convert(x, type);
        const text = formatScalar(v, type);
        assert.ok(Object.is(convert(Number(text), type), v), text);
        const digits = text.replace(/e.*|[-.]/g, "").replace(/^0+|0+$/g, "").length;
        if (digits <= 1 || !Number.isFinite(v)) return;
        const shorter = Number(Number(v).toPrecision(digits - 1));
        assert.ok(!Object.is(convert(shorter, type), v), `${text}, but ${shorter} is shorter`);
      }), { numRuns: 2000 });
    });
  }

  it("of fixed point is exact", () => {
    fc.assert(fc.property(fc.bigInt(-(2n ** 80n), 2n ** 80n), fc.integer({ min: -20, max: 90 }), (raw, frac) => {
      const text = formatFixed(raw, frac);
      assert.match(text, /^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$/);
      const [whole = "", fraction = ""] = text.split(".");
      const read = rational(BigInt(whole.replace("-", "") + fraction), 10n ** BigInt(fraction.length));
      const magnitude = scaled(raw < 0n ? -raw : raw, -frac);
      assert.equal(order(read, magnitude), 0);
      assert.equal(text.startsWith("-"), raw < 0n);
    }));
  });
});

describe("messages", () => {
  it("join their parts without spaces", () => {
    assert.equal(formatParts(["a = ", { type: int(8), values: [3n] }, ", b = ", { type: bool, values: [false] }]),
      "a = 3, b = false");
    assert.equal(formatParts([]), "");
  });

  it("show tensors in brackets, eight elements of a dimension", () => {
    const values = Array.from({ length: 20 }, (_, i) => BigInt(i));
    const tensor = (shape: readonly number[]): string => formatParts([{ type: int(8), shape, values }]);
    assert.equal(tensor([2]), "[0, 1]");
    assert.equal(tensor([2, 2]), "[[0, 1], [2, 3]]");
    assert.equal(tensor([8]), "[0, 1, 2, 3, 4, 5, 6, 7]");
    assert.equal(tensor([9]), "[0, 1, 2, 3, 4, 5, 6, 7, … 1 more]");
    assert.equal(tensor([10, 2]),
      `[${Array.from({ length: 8 }, (_, i) => `[${2 * i}, ${2 * i + 1}]`).join(", ")}, … 2 more]`);
    assert.equal(tensor([1, 1, 1]), "[[[0]]]");
    assert.equal(formatParts([{ type: fixed(8, 4), shape: [2], values: [8n, -1n] }]), "[0.5, -0.0625]");
  });
});
