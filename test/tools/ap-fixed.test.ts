/** Our model of ap_fixed.h against lib/numeric/fixed.ts: all modes, growth, exact operators, conversions of every kind. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { fixed, float32, float64, rawInterval, type FixedType, type Overflow, type Rounding } from "../../lib/ir/types.js";
import { bitsOf } from "../../lib/numeric/bits.js";
import { fixedFromNumber, fixedToFloat, fitted, toFixed } from "../../lib/numeric/fixed.js";
import { runProgram } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

const roundings: Readonly<Record<Rounding, string>> = {
  trunc: "AP_TRN", truncZero: "AP_TRN_ZERO", round: "AP_RND", roundZero: "AP_RND_ZERO", roundMinInf: "AP_RND_MIN_INF",
  roundInf: "AP_RND_INF", roundConv: "AP_RND_CONV",
};
const overflows: Readonly<Record<Overflow, string>> = {
  wrap: "AP_WRAP", saturate: "AP_SAT", saturateZero: "AP_SAT_ZERO", saturateSym: "AP_SAT_SYM",
};
const allModes = Object.keys(roundings).flatMap((q) => Object.keys(overflows).map((o) => [q as Rounding, o as Overflow] as const));

const formatName = (t: FixedType): string => `ap_${t.signed ? "" : "u"}fixed<${t.width}, ${t.width - t.frac}`;
const typeOf = (t: FixedType): string => `${formatName(t)}, ${roundings[t.rounding]}, ${overflows[t.overflow]}>`;

/** A number of a type, by its bits. */
interface Item {
  readonly type: FixedType;
  readonly raw: bigint;
}

const make = ({ type, raw }: Item): string =>
  `made<${typeOf(type)}>("${BigInt.asUintN(type.width, raw).toString(16)}")`;

/** All bits of a number, as those of a signed or unsigned integer. */
const bitsText = `
template <typename T> T made(const char* hex) {
  T x;
  x.range(T::width - 1, 0) = ap_uint<T::width>(hex, 16);
  return x;
}
template <typename T> void put(const T& x) {
  puts(ap_uint<T::width>(x.range()).to_string(10).c_str());
}
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O> void format(const ap_fixed_base<W, I, S, Q, O>&) {
  printf("%d %d %d\\n", W, I, S);
}
void put(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  printf("%llu\\n", (unsigned long long)bits);
}
`;

const unsigned = (raw: bigint, t: FixedType): string => BigInt.asUintN(t.width, raw).toString();

/** A statement of C++ that prints lines, and what they must be. */
interface Check {
  readonly cpp: string;
  readonly expected: readonly string[];
}

async function agree(checks: readonly Check[], test: Mocha.Context): Promise<void> {
  const gxx = await requireGxx(test);
  const text = `#include <math.h>\n#include <stdio.h>\n#include <string.h>\n#include <ap_fixed.h>\n${bitsText}int main() {\n${checks.map((c) => `{ ${c.cpp} }`).join("\n")}\n}\n`;
  const output = (await runProgram(text, [], gxx)).toString("utf8").trimEnd().split("\n");
  let at = 0;
  for (const { cpp, expected } of checks) assert.deepEqual(output.slice(at, (at += expected.length)), expected, cpp);
  assert.equal(output.length, at);
}

/** The edges of a type and what lies between two of the coarser values. */
function edges(t: FixedType): readonly bigint[] {
  const { lo, hi } = rawInterval(t);
  const all = [lo, lo + 1n, hi, hi - 1n, 0n, 1n, -1n, 2n, 3n, -5n, 6n, -6n, 7n, 10n, -12n, hi / 3n, hi / 2n + 1n];
  return [...new Set(all.filter((v) => v >= lo && v <= hi))];
}

/** Pairs of formats: ordinary ones, fewer digits on either side, all digits lost, none before or after the point. */
const conversions: readonly (readonly [FixedType, FixedType])[] = [
  [fixed(16, 8), fixed(8, 4)], [fixed(12, 6, false), fixed(6, 4)], [fixed(9, 3), fixed(7, 2, false)], [fixed(8, 4), fixed(12, 8)],
  [fixed(8, 12), fixed(6, 9)], [fixed(70, 40), fixed(33, 36)], [fixed(20, -4), fixed(10, -6)], [fixed(8, 4), fixed(1, 0)],
  [fixed(6, 2), fixed(1, 1, false)], [fixed(12, 30), fixed(12, 4)], [fixed(12, 2), fixed(12, 14)], [fixed(5, 2), fixed(70, -5, false)],
];

const format: fc.Arbitrary<FixedType> = fc.record({
  width: fc.constantFrom(1, 2, 4, 8, 16, 33, 64, 70), integer: fc.integer({ min: -3, max: 40 }), signed: fc.boolean(),
}).map(({ width, integer, signed }) => fixed(width, width - integer, signed));

const item = format.chain((type) => {
  const { lo, hi } = rawInterval(type);
  return fc.oneof(fc.constantFrom(...edges(type)), fc.bigInt({ min: lo, max: hi })).map((raw): Item => ({ type, raw }));
});

/** The type of `op`, by the rules of UG1399 and AMD's header. */
function grown(op: string, a: FixedType, b: FixedType): FixedType {
  const [ia, ib] = [a.width - a.frac, b.width - b.frac];
  const signed = a.signed || b.signed;
  if (op === "*") return fixed(a.width + b.width, a.frac + b.frac, signed);
  const sign = Number(b.signed);
  if (op === "/") {
    const integer = ia + sign + b.frac;
    const width = a.width + sign + Math.max(b.frac, 0);
    return fixed(width, width - integer, signed);
  }
  const carry = Number(op === "+" || op === "-");
  const integer = Math.max(ia + Number(b.signed && !a.signed), ib + Number(a.signed && !b.signed)) + carry;
  const frac = Math.max(a.frac, b.frac);
  return fixed(integer + frac, frac, signed || op === "-");
}

const exactly: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "&": (a, b) => a & b, "|": (a, b) => a | b, "^": (a, b) => a ^ b,
};

/** The raw value of `a op b` in its own type. */
function result(op: string, a: Item, b: Item): bigint {
  if (op === "*") return a.raw * b.raw;
  if (op === "/") return (a.raw << BigInt(Math.max(b.type.frac, 0))) / b.raw;
  const [x, y] = aligned(a, b);
  return exactly[op]?.(x, y) ?? 0n;
}

/** The values at the finer of the two scales. */
function aligned(a: Item, b: Item): readonly [bigint, bigint] {
  const frac = Math.max(a.type.frac, b.type.frac);
  return [a.raw << BigInt(frac - a.type.frac), b.raw << BigInt(frac - b.type.frac)];
}

const described = (t: FixedType): string => `${t.width} ${t.width - t.frac} ${Number(t.signed)}`;

function binaryCheck(op: string, a: Item, b: Item): Check {
  const right = op === "/" && b.raw === 0n ? { ...b, raw: -1n } : b;
  const safe = { ...right, raw: fitted(right.raw, right.type) };
  const type = grown(op, a.type, safe.type);
  return {
    cpp: `auto x = ${make(a)} ${op} ${make(safe)}; format(x); put(x);`,
    expected: [described(type), unsigned(result(op, a, safe), type)],
  };
}

function comparisonCheck(a: Item, b: Item): Check {
  const [x, y] = aligned(a, b);
  const order = x < y ? -1 : Number(x > y);
  const cpp = `auto a = ${make(a)}; auto b = ${make(b)}; ` +
    `printf("%d %d %d\\n", (a > b) - (a < b), (a >= b) - (a <= b), (a == b) + 2 * (a != b));`;
  return { cpp, expected: [`${order} ${order} ${x === y ? 1 : 2}`] };
}

function unaryChecks(a: Item, amount: number): readonly Check[] {
  const { type, raw } = a;
  const own = (v: bigint): string => unsigned(v, type);
  const wider = fixed(type.width + 1, type.frac);
  const shifted = (by: number): bigint => (by < 0 ? raw >> BigInt(-by) : raw << BigInt(by));
  const whole = type.frac > 0 ? raw / (1n << BigInt(type.frac)) : raw << BigInt(-type.frac);
  return [
    { cpp: `auto x = -${make(a)}; format(x); put(x);`, expected: [described(wider), unsigned(-raw, wider)] },
    { cpp: `put(~${make(a)});`, expected: [own(~raw)] },
    { cpp: `put(${make(a)} << ${amount}); put(${make(a)} >> ${amount});`, expected: [own(shifted(amount)), own(shifted(-amount))] },
    { cpp: `put(${make(a)} << ${-amount});`, expected: [own(shifted(-amount))] },
    {
      cpp: `printf("%lld %d\\n", ${make(a)}.to_int64(), ${make(a)}.to_int());`,
      expected: [`${BigInt.asIntN(64, whole)} ${BigInt.asIntN(32, whole)}`],
    },
    { cpp: `puts(ap_int<120>(${make(a)}).to_string(10).c_str());`, expected: [String(whole)] },
    { cpp: `printf("%d %d\\n", !${make(a)}, ${make(a)}.is_neg());`, expected: [`${Number(raw === 0n)} ${Number(raw < 0n)}`] },
  ];
}

const doubles = [
  0, 1, -1, 0.5, -0.5, 0.25, -0.75, 1.5, -1.5, 2.5, 7.96875, -8, 8, -8.03125, 100.7, 1e10, -1e10, 2 ** 53 + 2, 1e300, -1e300,
  2 ** -20, -(2 ** -40), 1e-300, NaN, Infinity, -Infinity,
];
const double = (x: number): string => String(x).replace("NaN", "NAN").replace("Infinity", "INFINITY");

/** The same each time, unless told otherwise. */
const seed = Number(process.env.HEDDLE_SEED ?? 5);

describe("ap_fixed.h", () => {
  it("rounds and limits by every mode", async function () {
    this.timeout(180_000);
    const checks = conversions.flatMap(([from, format_], i) => allModes.flatMap(([rounding, overflow], k): readonly Check[] => {
      // Each pair of formats in a third of the modes, each mode in a third of the pairs; all when asked.
      if ((i + k) % 3 !== 0 && process.env.HEDDLE_ALL_PAIRS !== "1") return [];
      const to = { ...format_, rounding, overflow };
      const raws = edges(from);
      const hex = raws.map((raw) => `"${BigInt.asUintN(from.width, raw).toString(16)}"`);
      return [{
        cpp: `for (const char* hex : {${hex.join(", ")}}) put(${typeOf(to)}(made<${typeOf(from)}>(hex)));`,
        expected: raws.map((raw) => unsigned(toFixed(raw, from.frac, to), to)),
      }];
    }));
    await agree(checks, this);
  });

  it("grows as documented, and computes exactly", async function () {
    this.timeout(180_000);
    const arbitrary = fc.tuple(fc.constantFrom("+", "-", "*", "/", "&", "|", "^"), item, item).map(([op, a, b]) => binaryCheck(op, a, b));
    await agree(fc.sample(arbitrary, { numRuns: 150, seed }), this);
  });

  it("compares values", async function () {
    this.timeout(120_000);
    await agree(fc.sample(fc.tuple(item, item).map(([a, b]) => comparisonCheck(a, b)), { numRuns: 60, seed }), this);
  });

  it("negates, shifts, and gives integers", async function () {
    this.timeout(120_000);
    const arbitrary = fc.tuple(item, fc.integer({ min: 0, max: 75 })).map(([a, n]) => unaryChecks(a, n));
    await agree(fc.sample(arbitrary, { numRuns: 30, seed }).flat(), this);
  });

  it("takes doubles by every mode", async function () {
    this.timeout(120_000);
    const types = [fixed(8, 4), fixed(8, 4, false), fixed(6, 9), fixed(20, -3), fixed(70, 30)];
    const checks = allModes.map(([rounding, overflow], i): Check => {
      const to = { ...types[i % types.length] ?? fixed(8, 4), rounding, overflow };
      return {
        cpp: `const double xs[] = {${doubles.map(double).join(", ")}}; for (double x : xs) put(${typeOf(to)}(x));`,
        expected: doubles.map((x) => unsigned(fixedFromNumber(x, to), to)),
      };
    });
    await agree(checks, this);
  });

  it("gives doubles and floats rounded once", async function () {
    this.timeout(120_000);
    const checks = fc.sample(item, { numRuns: 60, seed }).map((a): Check => ({
      cpp: `put(${make(a)}.to_double()); put((double)${make(a)}.to_float());`,
      expected: [float64, float32].map((t) => String(bitsOf(fixedToFloat(a.raw, a.type, t), float64))),
    }));
    await agree(checks, this);
  });

  it("mixes with integers, and changes in place", async function () {
    const lines: readonly (readonly [string, string])[] = [
      [`printf("%g\\n", (ap_fixed<16, 8>(3.25) * 2 + ap_int<7>(-3)).to_double());`, "3.5"],
      [`{ ap_ufixed<8, 4> x = 1.5; x *= 3; x -= 1; printf("%g\\n", x.to_double()); }`, "3.5"],
      [`{ ap_ufixed<8, 4> x = 1.5; x++; --x; x <<= 1; x |= 4; printf("%g\\n", x.to_double()); }`, "7"],
      [`printf("%g\\n", (ap_fixed<16, 8>(3) / ap_fixed<16, 8>(-2)).to_double());`, "-1.5"],
      [`printf("%d\\n", ap_fixed<16, 8>(3) == 3 && -4 < ap_fixed<16, 8>(-3.5) && ap_fixed<16, 8>(2.5) > ap_uint<3>(2));`, "1"],
      [`printf("%g\\n", ap_fixed<8, 4, AP_RND, AP_SAT>(ap_int<40>(1) << 35).to_double());`, "7.9375"],
      [`{ ap_fixed<8, 4> x = 5.25; x[0] = 1; printf("%g %d\\n", x.to_double(), (int)x[2]); }`, "5.3125 1"],
      // The examples of AP_WRAP_SM in UG1399.
      [`printf("%d %d\\n", ap_fixed<4, 4, AP_RND, AP_WRAP_SM>(19.0).to_int(), ap_fixed<4, 4, AP_RND, AP_WRAP_SM>(-19.0).to_int());`, "-4 2"],
    ];
    await agree(lines.map(([cpp, line]) => ({ cpp, expected: [line] })), this);
  });
});
