/** Our model of hls_half.h against lib/numeric: all values, what rounds to them, and operators. */
import assert from "node:assert/strict";
import { float16 } from "../../lib/ir/types.js";
import { halfBits, halfFromBits } from "../../lib/numeric/bits.js";
import { toFloat } from "../../lib/numeric/convert.js";
import { runProgram } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

const allBits = Array.from({ length: 1 << 16 }, (_, i) => i);

/** Runs `body` for each `in` of type `from` and gives what it leaves in `out` of type `to`. */
async function mapped(from: string, to: string, body: string, input: Uint8Array, test: Mocha.Context): Promise<Buffer> {
  const gxx = await requireGxx(test);
  const text = `#include <stdio.h>
#include <hls_half.h>
inline half half_of(uint16_t bits) {
  half h;
  h.set_bits(bits);
  return h;
}
int main() {
  ${from} in;
  while (fread(&in, sizeof in, 1, stdin) == 1) {
    ${to} out;
    ${body}
    fwrite(&out, sizeof out, 1, stdout);
  }
}
`;
  return runProgram(text, [input], gxx);
}

const words = (xs: readonly number[]): Uint8Array => new Uint8Array(Uint16Array.from(xs).buffer);
const bytes = (xs: Float32Array): Uint8Array => new Uint8Array(xs.buffer);

/** Numbers between the elements: halfway, and the floats next to that. */
function aroundTies(): Float32Array {
  const next = new Int32Array(1);
  const asFloat = new Float32Array(next.buffer);
  const near = (x: number): readonly number[] => [-1, 0, 1].map((d) => {
    asFloat[0] = x;
    next[0] = (next[0] ?? 0) + d;
    return asFloat[0];
  });
  const positive = allBits.slice(0, 0x7bff).flatMap((b) => near((halfFromBits(b) + halfFromBits(b + 1)) / 2));
  const beyond = [65519, 65520, 65521, 1e9, 3e38, Infinity, 2 ** -149, 2 ** -25];
  return Float32Array.from([...positive, ...beyond].flatMap((x) => [x, -x]).concat(NaN));
}

describe("hls_half.h", () => {
  it("has the values of binary16", async function () {
    const output = await mapped("uint16_t", "float", "out = half_of(in);", words(allBits), this);
    const floats = allBits.map((_, i) => output.readFloatLE(4 * i));
    assert.deepEqual(floats, allBits.map(halfFromBits));
  });

  it("rounds floats to nearest, ties to even", async function () {
    this.timeout(20_000);
    const floats = aroundTies();
    const output = await mapped("float", "uint16_t", "out = half(in).get_bits();", bytes(floats), this);
    const wrong = [...floats].findIndex((x, i) => output.readUInt16LE(2 * i) !== halfBits(toFloat(x, float16)));
    assert.equal(wrong, -1, `${floats[wrong]} became ${halfFromBits(output.readUInt16LE(2 * Math.max(wrong, 0)))}`);
  });

  it("rounds each operation once", async function () {
    this.timeout(20_000);
    const some = [0, 1, 2, 0x3ff, 0x400, 0x401, 0x3bff, 0x3c00, 0x3c01, 0x4000, 0x4248, 0x5555, 0x7bfe, 0x7bff, 0x7c00, 0x7e00];
    const values = some.flatMap((b) => [b, b | 0x8000]);
    const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
    const operators: readonly (readonly [string, (a: number, b: number) => number])[] = [
      ["+", (a, b) => a + b], ["-", (a, b) => a - b], ["*", (a, b) => a * b], ["/", (a, b) => a / b],
    ];
    for (const [op, compute] of operators) {
      const body = `half a = half_of(in[0]), b = half_of(in[1]); out[0] = half(a ${op} b).get_bits(); a ${op}= b; out[1] = a.get_bits();`;
      const output = await mapped("struct { uint16_t x[2]; uint16_t& operator[](int i) { return x[i]; } }",
        "struct { uint16_t x[2]; uint16_t& operator[](int i) { return x[i]; } }", body, words(pairs.flat()), this);
      const got = pairs.map((_, i) => [0, 2].map((at) => halfFromBits(output.readUInt16LE(4 * i + at))));
      assert.deepEqual(got, pairs.map(([a, b]) => {
        const result = toFloat(compute(halfFromBits(a), halfFromBits(b)), float16);
        return [result, result];
      }), op);
    }
  });

  it("goes the way of C++ beside other types", async function () {
    const body = `const half a = half_of(in);
    const double sums[] = {a + 0.25f, 0.1 - a, float(a * 3), float(2 / a), float(a == 2.0f), float(-a)};
    out = sums[0]; for (double s : sums) out = s, fwrite(&out, sizeof out, 1, stdout); out = 0;`;
    const output = await mapped("uint16_t", "double", body, words([halfBits(2)]), this);
    assert.deepEqual(Array.from({ length: 6 }, (_, i) => output.readDoubleLE(8 * i)), [2.25, 0.1 - 2, 6, 1, 1, -2]);
  });
});
