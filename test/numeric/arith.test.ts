import assert from "node:assert/strict";
import { ArithmeticTrap, binary, compare, unary, type OperandTypes } from "../../lib/numeric/arith.js";
import { convert, type Value } from "../../lib/numeric/convert.js";
import type { BinaryOp, CompareOp, UnaryOp } from "../../lib/ir/ir.js";
import { bool, float32, float64, index, int, int32, typeName, type ScalarType } from "../../lib/ir/types.js";
import { binaryType, unaryType } from "../../lib/ir/typing.js";

const show = (v: Value): string => (typeof v === "bigint" ? `${v}n` : Object.is(v, -0) ? "-0" : String(v));

/** Both operands are of `type`; a code for `want` is the trap's. */
type Row<Op> = readonly [op: Op, type: ScalarType, a: Value, b: Value, want: Value | "6001" | "6003"];

const uint8 = int(8, false);
const int8 = int(8);
const u100 = int(100, false);
const u1 = int(1, false);

const integerRows: readonly Row<BinaryOp>[] = [
  ["add", int8, 127n, 127n, 254n],
  ["sub", uint8, 0n, 255n, -255n],
  ["mul", int8, -128n, -128n, 16384n],
  ["mul", u100, 2n ** 100n - 1n, 2n ** 100n - 1n, (2n ** 100n - 1n) ** 2n],
  ["add", bool, true, true, 2n],
  ["div", int8, -7n, 2n, -3n],
  ["div", int8, -128n, -1n, 128n],
  ["div", int8, 1n, 0n, "6001"],
  ["rem", int8, -7n, 2n, -1n],
  ["rem", int8, 7n, -2n, 1n],
  ["rem", int8, 7n, 0n, "6001"],
  ["floordiv", int8, -7n, 2n, -4n],
  ["floordiv", int8, 7n, -2n, -4n],
  ["floordiv", int8, -8n, 2n, -4n],
  ["floordiv", int8, 1n, 0n, "6001"],
  ["mod", int8, -7n, 2n, 1n],
  ["mod", int8, 7n, -2n, -1n],
  ["mod", int8, -8n, 4n, 0n],
  ["mod", int8, 1n, 0n, "6001"],
  ["shl", int8, 1n, 7n, -128n],
  ["shl", int8, 3n, 7n, -128n],
  ["shl", uint8, 255n, 1n, 254n],
  ["shl", uint8, 1n, 8n, 0n],
  ["shl", int32, 1n, 2n ** 31n - 1n, 0n],
  ["shl", index, 1n, 31n, -(2n ** 31n)],
  ["shl", int8, 1n, -1n, "6003"],
  ["shr", int8, -1n, 100n, -1n],
  ["shr", int8, 127n, 8n, 0n],
  ["shr", int8, -5n, 1n, -3n],
  ["shr", int8, 1n, -1n, "6003"],
  ["ushr", int8, -1n, 1n, 127n],
  ["ushr", int8, -1n, 0n, 255n],
  ["ushr", int8, -1n, 8n, 0n],
  ["ushr", index, -1n, 4n, 2n ** 28n - 1n],
  ["ushr", int8, 1n, -1n, "6003"],
  ["and", int8, -1n, 85n, 85n],
  ["or", int8, -128n, 1n, -127n],
  ["xor", uint8, 255n, 1n, 254n],
  ["and", bool, true, false, false],
  ["or", bool, true, false, true],
  ["xor", bool, true, true, false],
  ["min", int8, -128n, 127n, -128n],
  ["max", int8, -128n, 127n, 127n],
  ["max", bool, false, true, 1n],
];

const floatRows: readonly Row<BinaryOp>[] = [
  ["add", float64, 0.1, 0.2, 0.30000000000000004],
  ["add", float32, Math.fround(0.1), Math.fround(0.2), Math.fround(0.3)],
  ["add", float32, 2 ** 24, 1, 2 ** 24],
  ["sub", float64, 0, 0, 0],
  ["sub", float32, -0, 0, -0],
  ["mul", float32, 3e38, 3e38, Infinity],
  ["mul", float32, 2 ** -149, 0.5, 0],
  ["mul", float64, 0, Infinity, NaN],
  ["div", float64, 1, -0, -Infinity],
  ["div", float32, 1, 3, Math.fround(1 / 3)],
  ["rem", float64, -5.5, 2, -1.5],
  ["rem", float64, -4, 2, -0],
  ["rem", float64, 5, Infinity, 5],
  ["rem", float64, 5, 0, NaN],
  ["min", float64, -0, 0, -0],
  ["max", float64, -0, 0, 0],
  ["min", float64, NaN, 1, NaN],
  ["max", float64, 1, NaN, NaN],
  ["pow", float64, 2, 0.5, Math.SQRT2],
  ["pow", float32, 2, 0.5, Math.fround(Math.SQRT2)],
  ["pow", float64, 1, Infinity, NaN],
  ["hypot", float64, 3, -4, 5],
  ["hypot", float64, NaN, -Infinity, Infinity],
];

/** Operands of different types. */
const mixedRows: readonly (readonly [BinaryOp, ScalarType, Value, ScalarType, Value, Value])[] = [
  ["and", int8, -1n, u1, 1n, 1n],
  ["add", bool, true, int8, -1n, 0n],
  ["sub", uint8, 0n, index, -5n, 5n],
  ["min", uint8, 200n, int8, -1n, -1n],
];

const unaryRows: readonly (readonly [UnaryOp, ScalarType, Value, Value])[] = [
  ["neg", int8, -128n, 128n],
  ["neg", uint8, 255n, -255n],
  ["neg", bool, true, -1n],
  ["neg", float64, 0, -0],
  ["abs", int8, -128n, 128n],
  ["abs", float32, -0, 0],
  ["bitnot", int8, 5n, -6n],
  ["bitnot", uint8, 5n, 250n],
  ["bitnot", index, 0n, -1n],
  ["bitnot", bool, true, 0n],
  ["reverse", int8, 1n, -128n],
  ["reverse", uint8, 0b00010110n, 0b01101000n],
  ["reverse", int8, -128n, 1n],
  ["reverse", index, 1n, -(2n ** 31n)],
  ["reverse", bool, true, 1n],
  ["reverse", int(5), 0b00011n, -8n],
  ["reverse", u100, 1n, 2n ** 99n],
  ["floor", int8, -7n, -7n],
  ["round", bool, true, 1n],
  ["not", bool, true, false],
  ["not", bool, false, true],
  ["sign", int8, -5n, -1n],
  ["sign", uint8, 0n, 0n],
  ["sign", float64, -0, -0],
  ["sign", float64, NaN, NaN],
  ["sqrt", float64, 2, Math.SQRT2],
  ["sqrt", float32, 2, Math.fround(Math.SQRT2)],
  ["sqrt", float64, -1, NaN],
  ["floor", float64, -0.5, -1],
  ["ceil", float64, -0.5, -0],
  ["trunc", float64, -1.9, -1],
  ["round", float64, 2.5, 3],
  ["round", float64, -2.5, -2],
  ["round", float64, -0.5, -0],
  ["round", float64, 0.49999999999999994, 0],
  ["round", float64, 2 ** 52 + 1, 2 ** 52 + 1],
  ["exp", float64, 0, 1],
  ["exp", float32, 1, Math.fround(Math.E)],
  ["log", float64, 0, -Infinity],
  ["sin", float64, Infinity, NaN],
  ["cos", float32, 0, 1],
  ["tan", float64, -0, -0],
  ["tanh", float64, 100, 1],
];

function typed(t: ScalarType | { readonly kind: "error" }): ScalarType {
  assert.ok(t.kind !== "error");
  return t;
}

describe("binary operators", () => {
  for (const [op, type, a, b, want] of [...integerRows, ...floatRows]) {
    const outcome = typeof want === "string" ? `error ${want}` : show(want);
    it(`${typeName(type)}: ${op}(${show(a)}, ${show(b)}) is ${outcome}`, () => {
      const result = typed(binaryType(op, type, type));
      if (typeof want === "string") {
        assert.throws(() => binary(op, a, b, { left: type, right: type, result }), (e) => (
          e instanceof ArithmeticTrap && String(e.code) === want
        ));
      } else {
        const got = binary(op, a, b, { left: type, right: type, result });
        assert.ok(Object.is(got, want), show(got));
      }
    });
  }

  for (const [op, aType, a, bType, b, want] of mixedRows) {
    it(`${typeName(aType)} ${op} ${typeName(bType)}: ${show(a)}, ${show(b)} gives ${show(want)}`, () => {
      const types = { left: aType, right: bType, result: typed(binaryType(op, aType, bType)) };
      assert.equal(binary(op, a, b, types), want);
    });
  }

  it("every result of narrow integers fits the type that typing.ts gives it", () => {
    const ops: readonly BinaryOp[] = [
      "add", "sub", "mul", "div", "rem", "floordiv", "mod", "shl", "shr", "ushr", "and", "or", "xor", "min", "max",
    ];
    const types = [int(3), int(3, false), int(2), int(1), u1];
    const valuesOf = (t: typeof u1): bigint[] => {
      const all = Array.from({ length: 2 ** t.width }, (_, i) => BigInt(i));
      return all.map((v) => (t.signed ? BigInt.asIntN(t.width, v) : v));
    };
    for (const op of ops) {
      for (const s of types) {
        for (const t of types) {
          const types = { left: s, right: t, result: typed(binaryType(op, s, t)) };
          for (const a of valuesOf(s)) {
            for (const b of valuesOf(t)) assertExact(op, a, b, types);
          }
        }
      }
    }
  });
});

/** The result as `reference` has it, where the operation is defined. */
function assertExact(op: BinaryOp, a: bigint, b: bigint, types: OperandTypes): void {
  const divides = op === "div" || op === "rem" || op === "floordiv" || op === "mod";
  const shifts = op === "shl" || op === "shr" || op === "ushr";
  if ((divides && b === 0n) || (shifts && b < 0n)) {
    assert.throws(() => binary(op, a, b, types), ArithmeticTrap);
    return;
  }
  const want = reference(op, Number(a), Number(b), types.result);
  assert.equal(binary(op, a, b, types), BigInt(want), `${op}(${a}, ${b}): ${typeName(types.result)}`);
}

/** The operators on small integers, in plain numbers. */
function reference(op: BinaryOp, a: number, b: number, type: ScalarType): number {
  const width = type.kind === "int" ? type.width : 0;
  const wrap = (v: number): number => Number(convert(BigInt(v), type));
  switch (op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return Math.trunc(a / b);
    case "rem":
      return a % b;
    case "floordiv":
      return Math.floor(a / b);
    case "mod":
      return a - b * Math.floor(a / b);
    case "shl":
      return wrap(a * 2 ** b);
    case "shr":
      return Math.floor(a / 2 ** b);
    case "ushr":
      return Math.floor((a < 0 ? a + 2 ** width : a) / 2 ** b);
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "pow": case "hypot":
      throw new Error("not on integers");
  }
}

describe("unary operators", () => {
  for (const [op, type, a, want] of unaryRows) {
    it(`${typeName(type)}: ${op}(${show(a)}) is ${show(want)}`, () => {
      const got = unary(op, a, type, typed(unaryType(op, type)));
      assert.ok(Object.is(got, want), show(got));
    });
  }
});

describe("comparisons", () => {
  const rows: readonly (readonly [CompareOp, Value, Value, boolean])[] = [
    ["lt", -1n, 0n, true],
    ["lt", 2n ** 64n, 2n ** 64n + 1n, true],
    ["eq", 2n ** 53n, 2n ** 53n + 1n, false],
    ["eq", true, 1n, true],
    ["ge", true, false, true],
    ["eq", false, false, true],
    ["eq", NaN, NaN, false],
    ["ne", NaN, NaN, true],
    ["ge", NaN, 0, false],
    ["eq", -0, 0, true],
    ["gt", Infinity, 1e308, true],
    ["le", 1, 1, true],
  ];
  const typeOf = (v: Value): ScalarType => (typeof v === "bigint" ? int(100) : typeof v === "number" ? float64 : bool);
  for (const [op, a, b, want] of rows) {
    it(`${op}(${show(a)}, ${show(b)}) is ${want}`,
      () => assert.equal(compare(op, a, b, { left: typeOf(a), right: typeOf(b) }), want));
  }
});

describe("conversions", () => {
  const rows: readonly (readonly [Value, ScalarType, Value])[] = [
    [300n, uint8, 44n],
    [200n, int8, -56n],
    [-1n, u100, 2n ** 100n - 1n],
    [2n ** 31n, index, -(2n ** 31n)],
    [-1.9, int8, -1n],
    [1e20, int32, BigInt.asIntN(32, 10n ** 20n)],
    [NaN, int8, 0n],
    [-Infinity, int8, 0n],
    [0.5, bool, true],
    [-0, bool, false],
    [NaN, bool, true],
    [2n, bool, true],
    [true, float32, 1],
    [0.1, float32, Math.fround(0.1)],
    [2n ** 53n + 1n, float64, 2 ** 53],
    [2n ** 24n + 1n, float32, 2 ** 24],
    // just over a tie of float32, lost when rounded to double first
    [2n ** 60n + 2n ** 36n + 1n, float32, 2 ** 60 + 2 ** 37],
    [-(2n ** 60n + 2n ** 36n), float32, -(2 ** 60)],
    [2n ** 128n, float32, Infinity],
    [2n ** 4000n, float32, Infinity],
    [2n ** 128n - 1n, float32, Infinity],
    [2n ** 128n - 2n ** 104n, float32, 2 ** 128 - 2 ** 104],
  ];
  for (const [v, type, want] of rows) {
    it(`${show(v).slice(0, 40)} as ${typeName(type)} is ${show(want)}`, () => {
      assert.ok(Object.is(convert(v, type), want), show(convert(v, type)));
    });
  }

  it("integers up to 48 bits go to float32 as they go through double", () => {
    for (const v of [0n, 1n, 2n ** 25n + 3n, -(2n ** 47n) - 12345n]) {
      assert.equal(convert(v, float32), Math.fround(Number(v)));
    }
  });
});
