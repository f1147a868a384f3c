/** Our model of ap_fixed.h against BigInt: rounding and overflow modes, exact sums and products, comparisons. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { runProgram } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

interface Format {
  readonly width: number;
  readonly integer: number;
  readonly signed: boolean;
}

const magnitude = (v: bigint): bigint => (v < 0n ? -v : v);
const signed = (v: bigint, m: bigint): bigint => (v < 0n ? -m : m);

/** `v / 2^d` as an integer; `half` is 2^(d−1). Written by magnitudes where the header works with floors. */
const rounding: Readonly<Record<string, (v: bigint, d: bigint, half: bigint) => bigint>> = {
  AP_TRN: (v, d) => v >> d,
  AP_TRN_ZERO: (v, d) => v / (1n << d),
  AP_RND: (v, d, half) => (v + half) >> d,
  AP_RND_ZERO: (v, d, half) => signed(v, (magnitude(v) + half - 1n) >> d),
  AP_RND_MIN_INF: (v, d, half) => (v + half - 1n) >> d,
  AP_RND_INF: (v, d, half) => signed(v, (magnitude(v) + half) >> d),
  AP_RND_CONV: (v, d, half) => {
    const up = (v + half) >> d;
    const isTie = (v & ((1n << d) - 1n)) === half;
    return isTie && (up & 1n) === 1n ? up - 1n : up;
  },
};

const wrap = (f: Format, v: bigint): bigint => (f.signed ? BigInt.asIntN(f.width, v) : BigInt.asUintN(f.width, v));
const most = (f: Format): bigint => (1n << BigInt(f.signed ? f.width - 1 : f.width)) - 1n;
const least = (f: Format): bigint => (f.signed ? -most(f) - 1n : 0n);
const clamp = (v: bigint, lo: bigint, hi: bigint): bigint => (v < lo ? lo : v > hi ? hi : v);

const overflow: Readonly<Record<string, (v: bigint, f: Format) => bigint>> = {
  AP_WRAP: (v, f) => wrap(f, v),
  AP_SAT: (v, f) => clamp(v, least(f), most(f)),
  AP_SAT_ZERO: (v, f) => (v < least(f) || v > most(f) ? 0n : v),
  AP_SAT_SYM: (v, f) => clamp(v, f.signed ? -most(f) : 0n, most(f)),
};

function convert(v: bigint, from: Format, to: Format, q: string, o: string): bigint {
  const drop = BigInt(from.width - from.integer - (to.width - to.integer));
  const exact = drop <= 0n ? v << -drop : (rounding[q]?.(v, drop, 1n << (drop - 1n)) ?? 0n);
  return overflow[o]?.(exact, to) ?? 0n;
}

const format: fc.Arbitrary<Format> = fc.record({
  width: fc.constantFrom(1, 4, 8, 16, 33, 64, 70), integer: fc.integer({ min: -3, max: 40 }), signed: fc.boolean(),
}).filter((f) => f.width > 1 || !f.signed);

const number = format.chain((f) =>
  fc.oneof(fc.constantFrom(least(f), most(f), 0n, 1n), fc.bigInt({ min: least(f), max: most(f) })).map((v) => ({ f, v })));

const typeOf = (f: Format, modes = ""): string => `ap_${f.signed ? "" : "u"}fixed<${f.width}, ${f.integer}${modes}>`;
const define = (name: string, { f, v }: { f: Format; v: bigint }): string =>
  `${typeOf(f)} ${name}; ${name}.raw = ap_int<128>("${BigInt.asUintN(128, v).toString(16)}", 16);`;
const print = (e: string): string => `puts(${e}.to_string(10).c_str());`;

/** The values at the finer of the two scales. */
function aligned(a: { f: Format; v: bigint }, b: { f: Format; v: bigint }): readonly [bigint, bigint] {
  const [fa, fb] = [a.f.width - a.f.integer, b.f.width - b.f.integer];
  const after = Math.max(fa, fb);
  return [a.v << BigInt(after - fa), b.v << BigInt(after - fb)];
}

/** The same each time, unless told otherwise. */
const seed = Number(process.env.HEDDLE_SEED ?? 5);

describe("ap_fixed.h", () => {
  it("rounds and limits by every mode", async function () {
    this.timeout(120_000);
    const gxx = await requireGxx(this);
    const arbitrary = fc.tuple(number, format, fc.constantFrom(...Object.keys(rounding)), fc.constantFrom(...Object.keys(overflow)));
    const cases = fc.sample(arbitrary, { numRuns: 150, seed });
    const lines = cases.map(([a, to, q, o]) => `{ ${define("x", a)} ${print(`${typeOf(to, `, ${q}, ${o}`)}(x).raw`)} }`);
    const output = await outputOf(lines, gxx);
    cases.forEach(([a, to, q, o], i) => assert.equal(output[i], String(convert(a.v, a.f, to, q, o)), lines[i]));
  });

  it("adds, multiplies and compares exactly", async function () {
    this.timeout(120_000);
    const gxx = await requireGxx(this);
    const cases = fc.sample(fc.tuple(number, number), { numRuns: 50, seed });
    const lines = cases.map(([a, b]) =>
      `{ ${define("a", a)} ${define("b", b)} ${["(a + b).raw", "(a - b).raw", "(a * b).raw"].map(print).join(" ")} ` +
      `printf("%d\\n", (a > b) - (a < b)); printf("%d\\n", (a == b) + 2 * (a != b)); }`);
    const output = await outputOf(lines, gxx);
    cases.forEach(([a, b], i) => {
      const [x, y] = aligned(a, b);
      const order = x < y ? -1 : Number(x > y);
      const expected = [x + y, x - y, a.v * b.v, order, x === y ? 1 : 2].map(String);
      assert.deepEqual(output.slice(5 * i, 5 * i + 5), expected, lines[i]);
    });
  });

  it("takes doubles and integers, and gives them back", async function () {
    const gxx = await requireGxx(this);
    const output = await outputOf([
      `printf("%g\\n", ap_fixed<8, 4>(-1.55).to_double());`,
      `printf("%g\\n", ap_fixed<8, 4, AP_RND, AP_SAT>(7.97).to_double());`,
      `printf("%g\\n", ap_fixed<8, 4, AP_TRN, AP_SAT>(-1e300).to_double());`,
      `printf("%g\\n", (ap_fixed<16, 8>(3.25) * 2 + ap_int<7>(-3)).to_double());`,
      `printf("%d\\n", ap_fixed<16, 8>(-2.75).to_int());`,
      `{ ap_ufixed<8, 4> x = 1.5; x *= 3; x -= 1; printf("%g\\n", x.to_double()); }`,
      `printf("%g\\n", (ap_fixed<16, 8>(3) / ap_fixed<16, 8>(-2)).to_double());`,
      `printf("%d\\n", ap_fixed<16, 8>(3) == 3);`,
    ], gxx);
    assert.deepEqual(output, ["-1.5625", "7.9375", "-8", "3.5", "-2", "3.5", "-1.5", "1"]);
  });
});

async function outputOf(lines: readonly string[], gxx: Parameters<typeof runProgram>[2]): Promise<readonly string[]> {
  const text = `#include <stdio.h>\n#include <ap_fixed.h>\nint main() {\n${lines.join("\n")}\n}\n`;
  return (await runProgram(text, [], gxx)).toString("utf8").trimEnd().split("\n");
}
