/** Fixed point against exact fractions: conversions by every mode, arithmetic, quotients. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ArithmeticTrap, binary, compare, unary } from "../../lib/numeric/arith.js";
import { convert, convertFrom } from "../../lib/numeric/convert.js";
import { fixedFromNumber, fixedQuotient, toFixed } from "../../lib/numeric/fixed.js";
import type { BinaryOp, CompareOp, UnaryOp } from "../../lib/ir/ir.js";
import {
  fixed, fracOf, int, isExact, rawInterval, typeName, type FixedType, type Overflow, type Rounding, type ScalarType,
} from "../../lib/ir/types.js";
import { binaryType, unaryType, type Exact } from "../../lib/ir/typing.js";
import { overflows, roundings } from "../support/generate/types.js";
import {
  converted, floor, inRange, limits, minus, ofNumber, ofRaw, order, over, plus, rational, rounded, scaled, times,
  truncated,
  type Rational,
} from "./rational.js";

const modes: readonly (readonly [Rounding,
  Overflow])[] = roundings.flatMap((r) => overflows.map((o) => [r, o] as const));

/** Width, fraction bits, sign: ordinary, all fraction, F > W, F < 0, one bit. */
const formats: readonly (readonly [number, number, boolean])[] = [
  [4, 2, true], [4, 2, false], [3, 5, true], [3, 5, false], [3, -2, true], [3, -2, false], [5, 0, true], [1, 0, true],
  [1, 1, false], [6, 6, true],
];

const formatsOf = formats.map(([width, frac, signed]) => fixed(width, frac, signed));

function values(t: Exact): readonly bigint[] {
  const { lo, hi } = rawInterval(t);
  return Array.from({ length: Number(hi - lo) + 1 }, (_, i) => lo + BigInt(i));
}

function typed(t: ScalarType | { readonly kind: "error" }): ScalarType {
  assert.ok(t.kind !== "error");
  return t;
}

/** The value of a raw value or integer of type `t`. */
const real = (v: unknown, t: ScalarType): Rational => {
  assert.ok(typeof v === "bigint" && isExact(t));
  return scaled(v, -fracOf(t));
};

const anyFixed: fc.Arbitrary<FixedType> = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }), frac: fc.integer({ min: -30, max: 110 }), signed: fc.boolean(),
    mode: fc.constantFrom(...modes),
  })
  .map(({ width, frac, signed, mode }) => fixed(width, frac, signed, ...mode));

describe("conversion to fixed point", () => {
  for (const [rounding, overflow] of modes) {
    it(`${rounding}, ${overflow}: every value of small types to every small type`, () => {
      for (const from of formatsOf) {
        for (const [width, frac, signed] of formats) {
          const to = fixed(width, frac, signed, rounding, overflow);
          for (const raw of values(from)) {
            const want = converted(ofRaw(raw, from), to);
            assert.equal(convertFrom(raw, from, to), want, `${raw} of ${typeName(from)} to ${typeName(to)}`);
          }
        }
      }
    });

    it(`${rounding}, ${overflow}: doubles, ties among them`, () => {
      for (const [width, frac, signed] of formats) {
        const to = fixed(width, frac, signed, rounding, overflow);
        const unit = 2 ** -frac;
        for (let eighths = -8 * 40; eighths <= 8 * 40; eighths++) {
          for (const x of [(eighths / 8) * unit, (eighths / 8) * unit * (1 + 2 ** -52)]) {
            assert.equal(fixedFromNumber(x, to), converted(ofNumber(x), to), `${x} to ${typeName(to)}`);
          }
        }
      }
    });
  }

  it("any value, any type", () => {
    fc.assert(fc.property(fc.bigInt(-(2n ** 100n), 2n ** 100n), fc.integer({ min: -40, max: 130 }), anyFixed,
      (m, frac, to) => {
      assert.equal(toFixed(m, frac, to), converted(scaled(m, -frac), to));
    }), { numRuns: 3000 });
  });

  it("any double, any type", () => {
    const some = fc.oneof(fc.double(), fc.constantFrom(5e-324, -5e-324, 2.2250738585072014e-308, Number.MAX_VALUE, -0));
    fc.assert(fc.property(some, anyFixed, (x, to) => {
      const want = Number.isFinite(x) ? converted(ofNumber(x), to) : 0n;
      assert.equal(convert(x, to), want);
    }), { numRuns: 2000 });
  });

  it("integers and bools are whole", () => {
    const to = fixed(8, 2, true, "round", "saturate");
    assert.deepEqual([convert(5n, to), convert(100n, to), convert(true, to), convertFrom(-3n, int(4), to)],
      [20n, 127n, 4n, -12n]);
  });
});

describe("conversion from fixed point", () => {
  it("to integers truncates toward zero and wraps; to bool asks for anything", () => {
    for (const from of formatsOf) {
      for (const raw of values(from)) {
        const whole = truncated(ofRaw(raw, from));
        for (const to of [int(3), int(3, false), int(40)]) {
          const want = inRange(whole, fixed(to.width, 0, to.signed));
          assert.equal(convertFrom(raw, from, to), want);
        }
        assert.equal(convertFrom(raw, from, { kind: "bool" }), raw !== 0n);
      }
    }
  });
});

describe("arithmetic on fixed point", () => {
  const operands: readonly Exact[] = [fixed(3, 1), fixed(3, 2, false), fixed(2, 3), fixed(2, -1, false), int(3),
    int(2, false), { kind: "bool" }];
  const pairs = operands.flatMap((a) => operands.map((b) => [a,
    b] as const)).filter((p) => p.some((t) => t.kind === "fixed"));
  const raw = (v: bigint, t: Exact): bigint | boolean => (t.kind === "bool" ? v === 1n : v);

  const exact: Partial<Record<BinaryOp, (a: Rational, b: Rational) => Rational>> = {
    add: plus,
    sub: minus,
    mul: times,
    min: (a, b) => (order(a, b) < 0 ? a : b),
    max: (a, b) => (order(a, b) > 0 ? a : b),
    rem: (a, b) => minus(a, times(b, rational(truncated(over(a, b))))),
    mod: (a, b) => minus(a, times(b, rational(floor(over(a, b))))),
    floordiv: (a, b) => rational(floor(over(a, b))),
  };
  for (const [op, reference] of Object.entries(exact) as [BinaryOp, (a: Rational, b: Rational) => Rational][]) {
    it(`${op} is exact, and its type holds every result`, () => {
      for (const [left, right] of pairs) {
        const result = typed(binaryType(op, left, right));
        for (const a of values(left)) {
          for (const b of values(right)) {
            const types = { left, right, result };
            const run = (): unknown => binary(op, raw(a, left), raw(b, right), types);
            if (["rem", "mod", "floordiv"].includes(op) && b === 0n) {
              assert.throws(run, (e) => e instanceof ArithmeticTrap && e.code === 6001);
              continue;
            }
            const got = run();
            assert.ok(typeof got === "bigint" && isExact(result));
            const want = reference(real(a, left), real(b, right));
            assert.equal(order(real(got, result), want), 0, `${a} ${op} ${b}: ${typeName(left)}, ${typeName(right)}`);
            const { lo, hi } = rawInterval(result);
            assert.ok(got >= lo && got <= hi, `${got} in ${typeName(result)}`);
          }
        }
      }
    });
  }

  it("comparisons are exact", () => {
    const ops: Readonly<Record<CompareOp, (n: number) => boolean>> = {
      eq: (n) => n === 0, ne: (n) => n !== 0, lt: (n) => n < 0, le: (n) => n <= 0, gt: (n) => n > 0, ge: (n) => n >= 0,
    };
    for (const [left, right] of pairs) {
      for (const a of values(left)) {
        for (const b of values(right)) {
          for (const [op, holds] of Object.entries(ops) as [CompareOp, (n: number) => boolean][]) {
            const want = holds(order(real(a, left), real(b, right)));
            assert.equal(compare(op, raw(a, left), raw(b, right), { left, right }), want);
          }
        }
      }
    }
  });

  it("bitwise operators work on two's complement in the finer one's units", () => {
    const bits: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
      and: (a, b) => a & b, or: (a, b) => a | b, xor: (a, b) => a ^ b,
    };
    for (const [left, right] of pairs) {
      const frac = Math.max(fracOf(left), fracOf(right));
      for (const [op, reference] of Object.entries(bits) as [BinaryOp, (a: number, b: number) => number][]) {
        const result = typed(binaryType(op, left, right));
        for (const a of values(left)) {
          for (const b of values(right)) {
            const inUnits = (v: bigint, t: Exact): number => Number(v) * 2 ** (frac - fracOf(t));
            const want = scaled(BigInt(reference(inUnits(a, left), inUnits(b, right))), -frac);
            assert.equal(order(real(binary(op, raw(a, left), raw(b, right), { left, right, result }), result), want),
              0);
          }
        }
      }
    }
  });

  it("shifts move the raw value and keep the type", () => {
    for (const left of operands) {
      if (left.kind !== "fixed") continue;
      const right = int(4);
      const bits = (v: bigint): bigint => BigInt.asUintN(left.width, v);
      for (const a of values(left)) {
        for (const by of [0n, 1n, 2n, 3n, 7n]) {
          const wrap = (v: bigint): bigint => inRange(v, { ...left, overflow: "wrap" });
          const run = (op: BinaryOp): unknown => binary(op, a, by,
            { left, right, result: typed(binaryType(op, left, right)) });
          assert.equal(run("shl"), wrap(a * 2n ** by));
          assert.equal(run("shr"), floor(rational(a, 2n ** by)));
          assert.equal(run("ushr"), floor(rational(bits(a), 2n ** by)));
        }
        assert.throws(() => binary("shr", a, -1n, { left, right, result: left }),
          (e) => e instanceof ArithmeticTrap && e.code === 6003);
      }
    }
  });

  it("unary operators", () => {
    const whole = (op: UnaryOp, r: Rational): bigint => {
      switch (op) {
        case "floor":
          return floor(r);
        case "ceil":
          return -floor(rational(-r.n, r.d));
        case "round":
          return rounded(r, "round");
        default:
          return truncated(r);
      }
    };
    for (const type of formatsOf) {
      for (const a of values(type)) {
        const run = (op: UnaryOp): { got: bigint; result: ScalarType } => {
          const result = typed(unaryType(op, type));
          const got = unary(op, a, type, result);
          assert.ok(typeof got === "bigint" && isExact(result));
          const { lo, hi } = rawInterval(result);
          assert.ok(got >= lo && got <= hi, `${op}(${a}) = ${got} in ${typeName(result)}`);
          return { got, result };
        };
        const value = ofRaw(a, type);
        for (const op of ["floor", "ceil", "round", "trunc"] as const) assert.equal(run(op).got, whole(op, value),
          `${op} ${a} ${typeName(type)}`);
        const same = (op: UnaryOp,
          want: Rational): void => assert.equal(order(real(run(op).got, run(op).result), want), 0);
        same("neg", rational(-value.n, value.d));
        same("abs", value.n < 0n ? rational(-value.n, value.d) : value);
        assert.equal(run("sign").got, BigInt(order(value, rational(0n))));
        assert.equal(run("bitnot").got, inRange(-1n - a, { ...type, overflow: "wrap" }));
        const text = BigInt.asUintN(type.width, a).toString(2).padStart(type.width, "0");
        const mirrored = BigInt(`0b${Array.from(text).reverse().join("")}`);
        assert.equal(run("reverse").got, inRange(mirrored, { ...type, overflow: "wrap" }));
      }
    }
  });
});

describe("quotients of fixed point", () => {
  it("are the exact quotient, converted once by the result's modes", () => {
    const [left, right] = [fixed(4, 2), fixed(3, 3)];
    for (const [width, frac, signed] of formats) {
      for (const mode of modes) {
        const result = fixed(width, frac, signed, ...mode);
        for (const a of values(left)) {
          for (const b of values(right)) {
            if (b === 0n) continue;
            const want = converted(over(ofRaw(a, left), ofRaw(b, right)), result);
            assert.equal(binary("div", a, b, { left, right, result }), want, `${a} / ${b} as ${typeName(result)}`);
          }
        }
      }
    }
    assert.throws(() => binary("div", 1n, 0n, { left, right, result: left }), ArithmeticTrap);
  });

  it("of any values as any type", () => {
    const some = fc.bigInt(-(2n ** 70n), 2n ** 70n);
    const frac = fc.integer({ min: -20, max: 60 });
    fc.assert(fc.property(some, frac, some, frac, anyFixed, (a, fa, b, fb, type) => {
      fc.pre(b !== 0n);
      assert.equal(fixedQuotient(a, fa, b, fb, type), converted(over(scaled(a, -fa), scaled(b, -fb)), type));
    }), { numRuns: 3000 });
  });

  it("have a type that holds them when nothing else is asked for", () => {
    const operands: readonly Exact[] = [fixed(3, 1), fixed(2, 3, false), fixed(3, -2), int(3)];
    for (const left of operands) {
      for (const right of operands) {
        if (left.kind !== "fixed" && right.kind !== "fixed") continue;
        const result = typed(binaryType("div", left, right));
        assert.ok(result.kind === "fixed");
        const [lo, hi] = limits(result);
        for (const a of values(left)) {
          for (const b of values(right)) {
            if (b === 0n) continue;
            const want = rounded(times(over(real(a, left), real(b, right)), scaled(1n, result.frac)), "trunc");
            assert.ok(want >= lo && want <= hi);
            assert.equal(binary("div", a, b, { left, right, result }), want);
          }
        }
      }
    }
  });
});
