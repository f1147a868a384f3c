/** The 16-bit floats against a table of all their values; rounding of integers and fixed point to every float type. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { binary, unary } from "../../lib/numeric/arith.js";
import { bfloatBits, bfloatFromBits, bitsOf, fromBits, halfBits, halfFromBits } from "../../lib/numeric/bits.js";
import { convert, convertFrom } from "../../lib/numeric/convert.js";
import { bfloat, exactToFloat, half, splitDouble } from "../../lib/numeric/floats.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, typeName, type FloatType, type ScalarType,
} from "../../lib/ir/types.js";
import { doubles, edges } from "./samples.js";
import { ofNumber, order, rational, scaled, type Rational } from "./rational.js";

/** How a 16-bit format is laid out. */
interface Layout {
  readonly type: FloatType;
  readonly exponentBits: number;
  readonly fractionBits: number;
  readonly round: (x: number) => number;
  readonly toBits: (x: number) => number;
  readonly fromBits: (bits: number) => number;
}

const layouts: readonly Layout[] = [
  { type: float16, exponentBits: 5, fractionBits: 10, round: half, toBits: halfBits, fromBits: halfFromBits },
  { type: bfloat16, exponentBits: 8, fractionBits: 7, round: bfloat, toBits: bfloatBits, fromBits: bfloatFromBits },
];

/** The value of a bit pattern by IEEE 754's definition. */
function decoded(bits: number, { exponentBits, fractionBits }: Layout): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(bits / 2 ** fractionBits) % 2 ** exponentBits;
  const fraction = bits % 2 ** fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * (fraction / 2 ** fractionBits) * 2 ** (1 - bias);
  return sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
}

/** Rounds by looking `x` up in the list of all magnitudes: those of the bit patterns up to infinity, ascending. */
function oracle(layout: Layout): (x: number) => number {
  const infinity = (2 ** layout.exponentBits - 1) * 2 ** layout.fractionBits;
  const magnitudes = Array.from({ length: infinity }, (_, bits) => decoded(bits, layout));
  // What the next value would be if the exponents went on: half way to it rounding begins to overflow.
  const beyond = 2 ** (2 ** (layout.exponentBits - 1));
  return (x) => {
    if (Number.isNaN(x)) return NaN;
    const negative = x < 0 || Object.is(x, -0);
    const m = Math.abs(x);
    let [lo, hi] = [0, infinity];
    while (hi - lo > 1) {
      const middle = (lo + hi) >> 1;
      if ((magnitudes[middle] ?? 0) <= m) lo = middle;
      else hi = middle;
    }
    const [below, above] = [magnitudes[lo] ?? 0, magnitudes[lo + 1] ?? beyond];
    // Differences of doubles that are this close are exact.
    const [down, up] = [m - below, above - m];
    const chosen = down < up || (down === up && lo % 2 === 0) ? below : above;
    const result = chosen >= beyond ? Infinity : chosen;
    return negative ? -result : result;
  };
}

for (const layout of layouts) {
  const { type, round, toBits, fromBits: read } = layout;
  const all = Array.from({ length: 65536 }, (_, bits) => bits);
  const expected = oracle(layout);
  const check = (x: number): void => assert.ok(Object.is(round(x), expected(x)),
    `${x}: ${round(x)}, not ${expected(x)}`);

  describe(typeName(type), () => {
    it("every bit pattern is the value that IEEE 754 says, and back", () => {
      for (const bits of all) {
        const value = decoded(bits, layout);
        assert.ok(Object.is(read(bits), value), bits.toString(16));
        assert.ok(Object.is(fromBits(BigInt(bits), type), value));
        const nan = type.precision === 11 ? 0x7e00 : 0x7fc0;
        const back = Number.isNaN(value) ? nan : bits;
        assert.equal(toBits(value), back);
        assert.equal(bitsOf(value, type), BigInt(back));
      }
    });

    it("every value is rounded to itself", () => {
      for (const bits of all) assert.ok(Object.is(round(decoded(bits, layout)), decoded(bits, layout)));
    });

    it("between two values: the nearer one, at ties the even one", () => {
      for (const bits of all) {
        const [a, b] = [decoded(bits, layout), decoded((bits + 1) % 65536, layout)];
        if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
        const middle = (a + b) / 2;
        for (const x of [middle, middle * (1 + 2 ** -52), middle * (1 - 2 ** -52), a + (b - a) / 4,
          b - (b - a) / 4]) check(x);
      }
    });

    it("beyond the largest value infinity begins half a unit further on", () => {
      const largest = decoded((2 ** layout.exponentBits - 1) * 2 ** layout.fractionBits - 1, layout);
      const unit = 2 ** (2 ** (layout.exponentBits - 1) - 1 - layout.fractionBits);
      for (const x of [largest + unit / 2, (largest + unit / 2) * (1 - 2 ** -53), largest + unit, 1e300,
        Number.MAX_VALUE, Infinity]) {
        check(x);
        check(-x);
      }
      assert.equal(round(largest + unit / 2), Infinity);
      assert.equal(round((largest + unit / 2) * (1 - 2 ** -53)), largest);
    });

    it("doubles of every size, subnormal ones among them", () => {
      for (const x of [...edges, ...doubles(5, 60_000), NaN, -0, 0, 5e-324, -5e-324, 2 ** -25, 2 ** -25 * 1.0001,
        2 ** -134]) check(x);
      fc.assert(fc.property(fc.double(), check), { numRuns: 5000 });
    });

    it("operators work in double and round once", () => {
      const types = { left: type, right: type, result: type };
      fc.assert(fc.property(fc.nat(65535), fc.nat(65535), (p, q) => {
        const [a, b] = [decoded(p, layout), decoded(q, layout)];
        const results = { add: a + b, sub: a - b, mul: a * b, div: a / b, rem: a % b, min: Math.min(a, b),
          max: Math.max(a, b) };
        for (const [op, want] of Object.entries(results) as [keyof typeof results, number][]) {
          assert.ok(Object.is(binary(op, a, b, types), expected(want)), `${op}(${a}, ${b})`);
        }
        assert.ok(Object.is(unary("sqrt", a, type, type), expected(Math.sqrt(a))));
        assert.ok(Object.is(unary("neg", a, type, type), -a));
      }), { numRuns: 5000 });
    });
  });
}

/** `r` rounded to `precision` bits, none finer than 2^`least`, ties to even, by comparing fractions. */
function nearest(r: Rational, precision: number, least: number): Rational {
  const negative = r.n < 0n;
  const m = negative ? rational(-r.n, r.d) : r;
  if (m.n === 0n) return m;
  let e = 0;
  while (order(m, scaled(1n, e + precision)) >= 0) e++;
  while (e > least && order(m, scaled(1n, e + precision - 1)) < 0) e--;
  const unit = scaled(1n, e < least ? least : e);
  const q = (m.n * unit.d) / (m.d * unit.n);
  const twice = order(rational(m.n * unit.d * 2n, m.d * unit.n), rational(2n * q + 1n));
  const chosen = twice < 0 || (twice === 0 && q % 2n === 0n) ? q : q + 1n;
  return rational((negative ? -chosen : chosen) * unit.n, unit.d);
}

describe("rounding exact values to floats", () => {
  const types: readonly (readonly [FloatType, number, number])[] = [
    [float16, -24, 16], [bfloat16, -133, 128], [float32, -149, 128], [float64, -1074, 1024],
  ];
  for (const [type, least, most] of types) {
    it(`${typeName(type)}: once, ties to even, subnormals and infinity`, () => {
      const precision = type.precision;
      const spread = fc.integer({ min: least - 80, max: most + 3 });
      const bits = fc.oneof(fc.bigInt(-(2n ** 130n), 2n ** 130n),
        fc.bigInt(-(2n ** BigInt(precision + 1)), 2n ** BigInt(precision + 1)));
      fc.assert(fc.property(bits, spread, (m, e) => {
        const want = nearest(scaled(m, e), precision, least);
        const got = exactToFloat(m, e, type);
        if (order(rational(want.n < 0n ? -want.n : want.n, want.d), scaled(1n, most)) >= 0) {
          assert.equal(got, m < 0n ? -Infinity : Infinity);
        } else {
          assert.ok(Number.isFinite(got));
          assert.equal(order(ofNumber(got), want), 0, `${m} * 2^${e}: ${got}`);
        }
      }), { numRuns: 1500 });
    });
  }

  it("agrees with JavaScript where it has the conversion", () => {
    fc.assert(fc.property(fc.bigInt(-(2n ** 1030n), 2n ** 1030n), (v) => {
      assert.ok(Object.is(convert(v, float64), Number(v)));
    }));
    fc.assert(fc.property(fc.maxSafeInteger(),
      (v) => assert.ok(Object.is(convert(BigInt(v), float32), Math.fround(v + 0)))));
  });

  it("fixed point becomes the nearest float, and -0 never", () => {
    const from = fixed(30, 40);
    fc.assert(fc.property(fc.bigInt(-(2n ** 29n), 2n ** 29n - 1n), (raw) => {
      for (const type of [float16, bfloat16, float32, float64]) {
        const exact = Number(raw) * 2 ** -40;
        assert.ok(Object.is(convertFrom(raw, from, type), convert(exact, type)));
      }
    }));
    assert.ok(Object.is(convertFrom(0n, from, float32), 0));
  });

  it("splits doubles exactly", () => {
    for (const x of [...edges, ...doubles(8, 3000), 5e-324, 0, -0, 1.5e-310]) {
      const { m, e } = splitDouble(x);
      assert.equal(order(scaled(m, e), ofNumber(x)), 0, String(x));
    }
  });
});

describe("bits of scalars", () => {
  const rows: readonly (readonly [bigint | number | boolean, ScalarType, bigint])[] = [
    [-1n, int(5), 31n], [17n, int(5, false), 17n], [-1n, index, 2n ** 32n - 1n], [true, bool, 1n], [false, bool, 0n],
    [-3n, fixed(8, 4), 253n], [1, float32, 0x3f800000n], [-0, float32, 0x80000000n], [NaN, float32, 0x7fc00000n],
    [1, float64, 0x3ff0000000000000n], [-Infinity, float64, 0xfff0000000000000n], [NaN, float64, 0x7ff8000000000000n],
    [5e-324, float64, 1n], [2 ** -149, float32, 1n], [2 ** -24, float16, 1n], [-(2 ** -133), bfloat16, 0x8001n],
    [65504, float16, 0x7bffn], [1, bfloat16, 0x3f80n],
  ];
  for (const [value, type, bits] of rows) {
    it(`${String(value)} as ${typeName(type)}: ${bits.toString(16)}`, () => {
      assert.equal(bitsOf(value, type), bits);
      assert.ok(Object.is(fromBits(bits, type), value));
    });
  }

  it("all NaNs have the same bits, and signalling ones are read as NaN", () => {
    assert.ok(Number.isNaN(fromBits(0xffc00001n, float32)));
    assert.equal(bitsOf(fromBits(0xffc00001n, float32), float32), 0x7fc00000n);
    assert.equal(bitsOf(fromBits(0x7ff0000000000001n, float64), float64), 0x7ff8000000000000n);
    assert.equal(bitsOf(fromBits(0xfc01n, float16), float16), 0x7e00n);
  });
});
