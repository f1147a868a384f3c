/** What compiled kernels call, against bigint arithmetic and lib/numeric. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { bfloat16, fixed, float16, float32, float64, int, type FixedType,
  type ScalarType } from "../../lib/ir/types.js";
import { bitsOf, fromBits } from "../../lib/numeric/bits.js";
import { fixedFromNumber, roundedRaw } from "../../lib/numeric/fixed.js";
import { bfloat, half } from "../../lib/numeric/floats.js";
import { unary } from "../../lib/numeric/arith.js";
import * as native from "../../runtime/native.js";
import { doubles, edges, specials } from "../numeric/samples.js";

const edge = (...limits: readonly number[]): fc.Arbitrary<number> => (
  fc.constantFrom(...limits.flatMap((n) => [n, n - 1, n + 1, -n, -n - 1,
    -n + 1]).filter((n) => Number.isSafeInteger(n)))
);
const word = fc.oneof(edge(0, 2 ** 31 - 1, 65536, 65535, 2 ** 30), fc.integer()).map((n) => n | 0);
const unsignedWord = word.map((n) => n >>> 0);
const safe = fc.oneof(edge(0, 2 ** 32, 2 ** 52, 2 ** 31, 2 ** 26, Number.MAX_SAFE_INTEGER), fc.maxSafeInteger(), word);

const same = (got: number, want: bigint): void => assert.ok(Object.is(got, Number(want)), `${got}, not ${want}`);
const property = <T extends readonly unknown[]>(arbitraries: { [I in keyof T]: fc.Arbitrary<T[I]> },
  check: (...values: T) => void): void => {
  fc.assert(fc.property(fc.tuple(...arbitraries) as fc.Arbitrary<unknown> as fc.Arbitrary<T>,
    (values) => check(...values)), { numRuns: 3000 });
};

describe("native integers", () => {
  it("wrap to any width, and leave -0 to the caller", () => {
    property([safe, fc.integer({ min: 1, max: 53 })], (x, width) => {
      same(native.wrapSigned(x, 2 ** width) + 0, BigInt.asIntN(width, BigInt(x)));
      same(native.wrapUnsigned(x, 2 ** width) + 0, BigInt.asUintN(width, BigInt(x)));
    });
  });

  it("wrap numbers beyond 53 bits that are multiples of powers of two", () => {
    property([safe, fc.integer({ min: 0, max: 52 }), fc.integer({ min: 1, max: 53 })], (x, by, width) => {
      same(native.wrapSigned(x * 2 ** by, 2 ** width) + 0, BigInt.asIntN(width, BigInt(x) << BigInt(by)));
    });
  });

  it("shift by any amount", () => {
    property([safe, fc.oneof(fc.integer({ min: 0, max: 70 }), fc.constantFrom(2 ** 40, 4096))], (x, by) => {
      same(native.shiftRight(x, by) + 0, BigInt(x) >> BigInt(Math.min(by, 4096)));
      const width = 20 + (Math.abs(x) % 34);
      same(native.wrapSigned(native.shiftLeft53(x, by, width), 2 ** width) + 0,
        by >= width ? 0n : BigInt.asIntN(width, BigInt(x) << BigInt(by)));
      same(native.shiftLeft32(x, by) + 0, by >= 32 ? 0n : BigInt.asIntN(32, BigInt(x) << BigInt(by)));
    });
  });

  it("work on bits of up to 53", () => {
    property([safe, safe], (a, b) => {
      same(native.and53(a, b), BigInt(a) & BigInt(b));
      same(native.or53(a, b), BigInt(a) | BigInt(b));
      same(native.xor53(a, b), BigInt(a) ^ BigInt(b));
    });
  });

  it("give remainders of either sign", () => {
    property([safe, safe], (n, d) => {
      fc.pre(d !== 0);
      assert.ok(Object.is(native.remainder(n, d), Number(BigInt(n) % BigInt(d))));
      if (Number.isSafeInteger(Math.abs(n) + Math.abs(d))) same(native.floorMod(n, d),
        native.bigFloorMod(BigInt(n), BigInt(d)));
    });
    property([word, word], (n, d) => {
      fc.pre(d !== 0);
      same(native.floorMod32(n, d), native.bigFloorMod(BigInt(n), BigInt(d)));
    });
  });

  it("reverse bits", () => {
    property([safe, fc.integer({ min: 1, max: 53 })], (x, width) => {
      const type = int(width, false);
      const value = BigInt.asUintN(width, BigInt(x));
      const got = width <= 32 ? native.reverse32(Number(BigInt.asIntN(width, value)),
        width) : native.reverse53(Number(value), width);
      same(got, unary("reverse", value, type, type) as bigint);
      assert.equal(native.bigReverse(BigInt(x), width), unary("reverse", value, type, type));
    });
  });

  it("clamp", () => {
    property([word, word, word], (x, p, q) => {
      const [lo, hi] = p < q ? [p, q] : [q, p];
      const want = Math.min(Math.max(x, lo), hi);
      assert.equal(native.clamp53(x, lo, hi), want);
      if ([x - hi, hi - lo].every((d) => (d | 0) === d)) assert.equal(native.clamp(x, lo, hi), want);
    });
    assert.equal(native.clamp(-129, -128, 127), -128);
    assert.equal(native.clamp(2 ** 31 - 1, -1, 0), 0);
  });

  const by = fc.integer({ min: 0, max: 31 });

  it("multiply words and shift right", () => {
    property([word, word, by, safe], (a, b, n, seed) => {
      const extra = Math.abs(seed) % 2 ** n;
      const exact = BigInt(a) * BigInt(b) + BigInt(extra);
      same(native.mulShift(a, b, n, extra), BigInt.asIntN(32, exact >> BigInt(n)));
      same(native.mulShift(a, b, n), BigInt.asIntN(32, (BigInt(a) * BigInt(b)) >> BigInt(n)));
    });
    property([word, word, by, safe], (a, b, n, seed) => {
      const [short, extra] = [a >> n, Math.abs(seed) % 2 ** n];
      fc.pre(Math.abs(short) * 2 ** n + extra < 2 ** 31);
      same(native.mulShiftShort(short, b, n, extra),
        BigInt.asIntN(32, (BigInt(short) * BigInt(b) + BigInt(extra)) >> BigInt(n)));
    });
    property([unsignedWord, unsignedWord, fc.integer({ min: 0, max: 16 }), safe], (a, b, n, seed) => {
      const extra = Math.abs(seed) % 2 ** n;
      same(native.mulShiftUnsigned(a, b, n, extra),
        BigInt.asIntN(32, (BigInt(a) * BigInt(b) + BigInt(extra)) >> BigInt(n)));
    });
  });

  it("multiply words modulo a power of two", () => {
    property([word, word, fc.integer({ min: 33, max: 52 })], (a, b, width) => {
      same(native.mulWords(a, b, width), BigInt.asIntN(width, BigInt(a) * BigInt(b)));
    });
    property([safe, safe, fc.integer({ min: 33, max: 52 })], (a, b, width) => {
      same(native.mulWrapped(a, b, 2 ** width), BigInt.asUintN(width, BigInt(a) * BigInt(b)));
    });
  });

  it("multiply and divide by a power of two, as far as 53 bits go", () => {
    property([safe, safe, fc.integer({ min: 1, max: 52 }), safe], (a, b, n, extra) => {
      const unit = 2n ** BigInt(n);
      const [A, B, E] = [a, b, extra].map((v) => BigInt(Math.abs(v))) as [bigint, bigint, bigint];
      fc.pre(A * unit + E < 2n ** 53n && A * (B / unit + 2n) + E / unit + 1n < 2n ** 53n);
      same(native.mulDown(a, b, Number(unit), extra) + 0, (BigInt(a) * BigInt(b) + BigInt(extra)) >> BigInt(n));
    });
  });
});

describe("native 16-bit floats", () => {
  const kinds = [
    { type: float16, round: half, fast: native.half, bits: native.halfBits, values: native.halfValues },
    { type: bfloat16, round: bfloat, fast: native.bfloat, bits: native.bfloatBits, values: native.bfloatValues },
  ];
  for (const { type, round, fast, bits, values } of kinds) {
    it(`${type.precision} bits: decode and encode every value`, () => {
      const table = values();
      for (let b = 0; b < 65536; b++) {
        const value = fromBits(BigInt(b), type) as number;
        assert.ok(Object.is(table[b], value));
        assert.equal(bits(value), Number(bitsOf(value, type)));
      }
      assert.equal(values(), table);
    });

    it(`${type.precision} bits: round doubles, ties and subnormals among them`, () => {
      const table = values();
      const check = (x: number): void => {
        assert.ok(Object.is(fast(x), round(x)), String(x));
        assert.equal(bits(x), Number(bitsOf(round(x), type)));
      };
      for (const x of [...edges, ...specials, ...doubles(3, 30_000)]) check(x);
      for (let b = 0; b < 65536; b++) {
        const [p, q] = [fromBits(BigInt(b), type) as number, fromBits(BigInt(b + 1 & 65535), type) as number];
        for (const x of [(p + q) / 2, ((p + q) / 2) * (1 + 2 ** -52), ((p + q) / 2) * (1 - 2 ** -52)]) check(x);
      }
      fc.assert(fc.property(fc.nat(65535), fc.nat(65535), fc.nat(65535), fc.integer({ min: -4, max: 4 }), fc.nat(52),
        (i, j, k, n, e) => {
        const [a = 0, b = 0, c = 0] = [table[i], table[j], table[k]];
        for (const x of [a * b + c, a + b, a / b, a * (1 + n * 2 ** -e), Math.sqrt(Math.abs(a)) * b]) check(x);
      }), { numRuns: 20_000 });
      for (const x of [65519.99, 65520, 65520.01, 3.3961775292304957e38, 3.3961775292304955e38, 2 ** -25, 2 ** -134,
        5e-324]) {
        check(x);
        check(-x);
      }
    });
  }
});

describe("native conversions", () => {
  it("read bits as other types", () => {
    fc.assert(fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (bits) => {
      const x = fromBits(bits, float64) as number;
      assert.ok(Object.is(native.float64OfBits(BigInt.asIntN(64, bits)), x));
      assert.equal(BigInt.asUintN(64, native.bitsOfFloat64(x)), bitsOf(x, float64));
      const y = fromBits(BigInt.asUintN(32, bits), float32) as number;
      assert.ok(Object.is(native.float32OfBits(Number(BigInt.asUintN(32, bits))), y));
      assert.equal(native.bitsOfFloat32(y) >>> 0, Number(bitsOf(y, float32)));
    }));
    assert.equal(native.bitsOfFloat32(NaN), 0x7fc00000);
    assert.equal(native.bitsOfFloat64(-NaN), 0x7ff8000000000000n);
  });

  it("round to integers by every mode", () => {
    const ways = { round: native.roundUp, roundZero: native.roundZero, roundInf: native.roundInf,
      roundConv: native.roundConv } as const;
    const some = fc.oneof(fc.integer({ min: -40, max: 40 }).map((n) => n / 4),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.constantFrom(0.49999999999999994, -0.49999999999999994, 2 ** 52 + 1, -(2 ** 52) - 1, 2 ** 53 - 1,
        2 ** 52 + 0.5, 4503599627370495.5, -4503599627370495.5));
    fc.assert(fc.property(some, (x) => {
      for (const [mode, round] of Object.entries(ways) as [keyof typeof ways, (x: number) => number][]) {
        same(round(x) + 0, roundedRaw(fixedFromNumber(x, fixed(200, 120)), 120, mode));
      }
    }), { numRuns: 3000 });
  });

  it("are those of lib/numeric otherwise", () => {
    const type: FixedType = fixed(60, -3, true, "round", "saturate");
    assert.deepEqual(native.fixedType(60, -3, true, "round", "saturate"), type);
    assert.equal(native.rawOf(-12, type), -1n);
    assert.equal(native.bigToFloat(3n, -1, 11), 1.5);
    assert.equal(native.bigToFloat(2n ** 60n + 2n ** 36n + 1n, 0, 24), 2 ** 60 + 2 ** 37);
    assert.equal(native.finite(Infinity) + native.finite(NaN) + native.finite(2.5), 2.5);
    assert.deepEqual([native.truncate(-2.7), native.truncate(-0.5), native.truncate(NaN)], [-2, 0, 0]);
    assert.deepEqual([native.inRangeOrZero(3, 0, 2), native.inRangeOrZero(2, 0, 2)], [0, 2]);
  });
});

describe("native messages", () => {
  const rows: readonly (readonly [bigint | number | boolean, ScalarType, string])[] = [
    [5, int(8), "5"], [2n ** 70n, int(80), String(2n ** 70n)], [-24, fixed(8, 4), "-1.5"], [0.1, float64, "0.1"],
    [-0, float32, "-0"],
    [true, { kind: "bool" }, "true"], [1.5, float16, "1.5"],
  ];
  for (const [value, type, text] of rows) it(`shows ${text}`, () => assert.equal(native.shown(value, type), text));

  it("shows tensors by their storage", () => {
    assert.equal(native.shownTensor(Uint16Array.of(0x3e00, 0x8000), float16, [2], float16), "[1.5, -0]");
    assert.equal(native.shownTensor(Int8Array.of(8, -4), int(8), [2], fixed(8, 4)), "[0.5, -0.25]");
    assert.equal(native.shownTensor(Uint8Array.of(1, 0), { kind: "bool" }, [1, 2], { kind: "bool" }),
      "[[true, false]]");
    assert.equal(native.shownTensor(BigInt64Array.of(7n), int(64), [1], int(64)), "[7]");
  });

  it("makes the error of a failed assertion", () => {
    const at = native.site("k.ts", 3, 4);
    const error = native.assertionFailed("x = 3", at);
    assert.deepEqual([error.code, error.span], [6004, at.span]);
    assert.match(error.message, /x = 3/);
  });
});
