/** include/heddle_print.h writes values as lib/numeric/format.ts does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bfloat16, bool, fixed, float16, float32, float64, int, rawInterval, type FloatType, type ScalarType,
} from "../../lib/ir/types.js";
import { bitsOf, fromBits } from "../../lib/numeric/bits.js";
import type { Value } from "../../lib/numeric/convert.js";
import { formatParts, type MessageValue } from "../../lib/numeric/format.js";
import { bfloat16Class } from "../../lib/targets/cpp/float-bits.js";
import { runProgram } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

async function printed(text: string, test: Mocha.Context): Promise<readonly string[]> {
  const gxx = await requireGxx(test);
  const program = `#include <stdint.h>\n#include <string.h>\n#include <heddle_print.h>\n${text}`;
  return (await runProgram(program, [], gxx)).toString("utf8").trimEnd().split("\n");
}

/** How a float of each type is made from its bits in C++. */
const floatOf: Readonly<Record<FloatType["precision"], { readonly type: string; readonly word: string; readonly make: string }>> = {
  53: { type: "double", word: "uint64_t", make: "double x; memcpy(&x, &bits, 8);" },
  24: { type: "float", word: "uint32_t", make: "float x; memcpy(&x, &bits, 4);" },
  11: { type: "half", word: "uint16_t", make: "half x; x.set_bits(bits);" },
  8: { type: "bfloat16", word: "uint16_t", make: "bfloat16 x; x.bits = bits;" },
};

async function printedFloats(t: FloatType, all: readonly bigint[], test: Mocha.Context): Promise<readonly string[]> {
  const { word, make } = floatOf[t.precision];
  const items = all.map((b) => `${b}u${t.width === 64 ? "ll" : ""}`).join(", ");
  return printed(`${bfloat16Class}
int main() {
  static const ${word} all[] = {${items}};
  for (${word} bits : all) {
    ${make}
    HEDDLE_PRINT(x);
  }
}
`, test);
}

/** Powers of two and ten and what is next to them, the edges of the type, and random bits. */
function interesting(t: FloatType): readonly bigint[] {
  const around = (x: number): readonly bigint[] => {
    const bits = bitsOf(x, t);
    return [-1n, 0n, 1n].map((d) => BigInt.asUintN(t.width, bits + d));
  };
  const powers = Array.from({ length: 60 }, (_, i) => [2 ** (i - 30), 10 ** (i - 30)]).flat();
  const inType = powers.filter((x) => fromBits(bitsOf(x, t), t) !== 0 && Number.isFinite(fromBits(bitsOf(x, t), t)));
  const edges = [0, -0, NaN, Infinity, -Infinity, 1, 0.1, 123456.789, 1e21, 1e-7, 5e-324, 2 ** -1022, 9007199254740993];
  const random = fc.sample(fc.bigInt({ min: 0n, max: (1n << BigInt(t.width)) - 1n }), { numRuns: 2000, seed: 3 });
  return [...new Set([...edges.map((x) => bitsOf(x, t)), ...inType.flatMap(around), ...random])];
}

const shown = (type: ScalarType, value: Value): string => formatParts([{ type, values: [value] }]);

describe("heddle_print.h", () => {
  for (const t of [float16, bfloat16]) {
    it(`writes every ${floatOf[t.precision].type} in the fewest digits`, async function () {
      this.timeout(60_000);
      const all = Array.from({ length: 1 << 16 }, (_, i) => BigInt(i));
      const output = await printedFloats(t, all, this);
      const wrong = all.find((b, i) => output[i] !== shown(t, fromBits(b, t)));
      assert.equal(wrong, undefined, `${output[Number(wrong ?? 0)]} instead of ${shown(t, fromBits(wrong ?? 0n, t))}`);
      assert.equal(output.length, all.length);
    });
  }

  for (const t of [float32, float64]) {
    it(`writes a ${floatOf[t.precision].type} in the fewest digits`, async function () {
      this.timeout(60_000);
      const all = interesting(t);
      assert.deepEqual(await printedFloats(t, all, this), all.map((b) => shown(t, fromBits(b, t))));
    });
  }

  it("writes integers and fixed point exactly", async function () {
    this.timeout(60_000);
    const types = [
      bool, int(8), int(8, false), int(64), int(64, false), int(7), int(100), int(200, false),
      fixed(16, 8), fixed(8, 8, false), fixed(6, 9), fixed(12, -3), fixed(70, 35), fixed(1, 0), fixed(4, 100), fixed(40, -30, false),
    ];
    const cases = types.flatMap((type) => {
      const { lo, hi } = rawInterval(type);
      return [lo, hi, 0n, 1n, hi / 3n, lo / 7n].filter((raw) => raw <= hi).map((raw) => ({ type, raw }));
    });
    const lines = cases.map(({ type, raw }) => `{ ${exactly(type, raw)} HEDDLE_PRINT("v = ", x, "."); }`);
    const output = await printed(`int main() {\n${lines.join("\n")}\n}\n`, this);
    const expected = cases.map(({ type, raw }) => `v = ${shown(type, type.kind === "bool" ? raw !== 0n : raw)}.`);
    assert.deepEqual(output, expected);
  });

  it("writes eight elements of a dimension", async function () {
    const values = Array.from({ length: 24 }, (_, i) => BigInt(i));
    const tensor = (...shape: readonly number[]): MessageValue => ({ type: int(32), shape, values });
    const output = await printed(`
static void rows(int m[2][9], int deep[2][2][2], int one[1]) {
  HEDDLE_PRINT("", heddle::tensor<2>(m), heddle::tensor<2>(deep), heddle::tensor<1>(one));
}
int main() {
  int a[24], m[2][9], deep[2][2][2], one[1] = {0};
  for (int i = 0; i < 24; i++) a[i] = i;
  memcpy(m, a, sizeof m);
  memcpy(deep, a, sizeof deep);
  bool flags[2] = {true, false};
  ap_uint<12> bits[2] = {0x800, 0x7ff};
  HEDDLE_PRINT(heddle::tensor<8>(a), " ", heddle::tensor<9>(a));
  rows(m, deep, one);
  HEDDLE_PRINT(heddle::tensor<2>(flags), heddle::tensor_as<2, ap_fixed<12, 8>>(bits));
}
`, this);
    assert.deepEqual(output, [
      formatParts([tensor(8), " ", tensor(9)]),
      formatParts([tensor(2, 9), tensor(2, 2, 2), tensor(1)]),
      formatParts([{ type: bool, shape: [2], values: [true, false] }, { type: fixed(12, 4), shape: [2], values: [-2048n, 2047n] }]),
    ]);
  });

  it("says why an assertion fails, evaluating its message only then", async function () {
    const output = await printed(`
static int count = 0;
static int next() { return ++count; }
int main() {
  heddle::output().failed = [](const std::string& text, int line) { printf("%s at %d\\n", text.c_str(), line); };
  HEDDLE_ASSERT(count == 0, "not said ", next());
#line 70
  HEDDLE_ASSERT(count > 0, "count is ", next(), "!");
  HEDDLE_ASSERT(count == 2, "");
}
`, this);
    assert.deepEqual(output, ["count is 1! at 70", " at 71"]);
  });
});

/** A C++ variable `x` of an exact type. */
function exactly(type: ScalarType, raw: bigint): string {
  if (type.kind === "bool") return `bool x = ${raw !== 0n};`;
  if (type.kind === "int" && [8, 64].includes(type.width)) {
    return `${type.signed ? "" : "u"}int${type.width}_t x = (${type.signed ? "" : "u"}int${type.width}_t)${BigInt.asUintN(64, raw)}ull;`;
  }
  if (type.kind !== "int" && type.kind !== "fixed") throw new Error("exact types only");
  const name = type.kind === "int" ? `int<${type.width}>` : `fixed<${type.width}, ${type.width - type.frac}>`;
  return `ap_${type.signed ? "" : "u"}${name} x; x.range(${type.width - 1}, 0) = ap_uint<${type.width}>("${bitsOf(raw, type).toString(16)}", 16);`;
}
