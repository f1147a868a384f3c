import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binary, unary } from "../../lib/numeric/arith.js";
import { cppFloatBinary, cppFloatUnary, cppHelpers, type CppForm } from "../../lib/numeric/cpp-math.js";
import type { BinaryOp, UnaryOp } from "../../lib/ir/ir.js";
import { float32, float64 } from "../../lib/ir/types.js";
import { anyDouble, bitsOf, doubles, edges, random, specials } from "./samples.js";

const include = fileURLToPath(new URL("../../../include", import.meta.url));
const flags = ["-std=c++14", "-O2", "-ffp-contract=off", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-pedantic"];

const unaryForms = Object.entries(cppFloatUnary) as [UnaryOp, CppForm][];
const binaryForms = Object.entries(cppFloatBinary) as [BinaryOp, CppForm][];

/** How emitted code writes the operator. */
function written(form: CppForm, args: readonly string[]): string {
  if (form.kind === "call") return `${form.callee}(${args.join(", ")})`;
  return args.length === 1 ? `${form.operator}${args[0]}` : args.join(` ${form.operator} `);
}

/** A program that reads pairs from stdin and writes, for each operator, all results in double, then in float. */
function program(): string {
  const all = [
    ...unaryForms.map(([, form]) => written(form, ["a[i]"])),
    ...binaryForms.map(([, form]) => written(form, ["a[i]", "b[i]"])),
  ];
  const lines = (t: string): string => all.map((e) => `  for (int i = 0; i < n; i++) write(${t}(${e}));`).join("\n");
  return `#include "hls_math.h"
#include <cstdio>
#include <vector>

${Object.values(cppHelpers).join("\n")}
template <typename T>
static void write(T x) { std::fwrite(&x, sizeof x, 1, stdout); }

template <typename T>
static void run(const std::vector<T>& a, const std::vector<T>& b) {
  const int n = static_cast<int>(a.size());
${lines("T")}
}

int main() {
  std::vector<double> a, b;
  double pair[2];
  while (std::fread(pair, sizeof pair, 1, stdin) == 1) {
    a.push_back(pair[0]);
    b.push_back(pair[1]);
  }
  run(a, b);
  run(std::vector<float>(a.begin(), a.end()), std::vector<float>(b.begin(), b.end()));
  return 0;
}
`;
}

/** Edges with each other, then pseudo-random pairs, many of them near in size. */
function pairs(): readonly (readonly [number, number])[] {
  const some = [...specials, ...edges];
  const crossed = some.flatMap((a, i) => some.filter((_, j) => (i + j) % 4 === 0).map((b) => [a, b] as const));
  const next = random(21);
  const drawn = doubles(20, 18_000).map((a, i) => {
    if (i % 2 === 0) return [a, a * (next() - 0.5) * 2 ** Math.floor(next() * 8)] as const;
    return [Math.abs(a), i % 4 === 1 ? (next() - 0.5) * 40 : anyDouble(next)] as const;
  });
  return [...some.map((a) => [a, 1] as const), ...crossed, ...drawn];
}

function compileAndRun(input: Float64Array): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "heddle-math-"));
  try {
    writeFileSync(join(folder, "math.cpp"), program());
    execFileSync("g++", [...flags, `-I${include}`, "-o", join(folder, "math"), join(folder, "math.cpp")]);
    return execFileSync(join(folder, "math"), { input: Buffer.from(input.buffer), maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("include/hls_math.h", function () {
  this.timeout(120_000);

  it("gives the same bits as math.ts, in double and in float, without a warning", function () {
    if (spawnSync("g++", ["--version"]).status !== 0) {
      console.log("      skipped: g++ is not installed");
      this.skip();
    }
    const inputs = pairs();
    assert.ok(inputs.length >= 20_000);
    const output = compileAndRun(Float64Array.from(inputs.flat()));
    const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
    let at = 0;
    for (const type of [float64, float32]) {
      const size = type.width / 8;
      const types = { left: type, right: type, result: type };
      const round = type === float64 ? (x: number): number => x : Math.fround;
      const check = (op: string, args: readonly number[], want: unknown): void => {
        const got = size === 8 ? view.getFloat64(at, true) : view.getFloat32(at, true);
        at += size;
        if (typeof want === "number" && Object.is(got, want)) return;
        const here = bitsOf(Number(want));
        assert.fail(`${op}(${args.join(", ")}) as float${type.width}: C++ ${bitsOf(got)}, TypeScript ${here}`);
      };
      for (const [op] of unaryForms) for (const [a] of inputs) check(op, [round(a)], unary(op, round(a), type, type));
      for (const [op] of binaryForms) {
        for (const [a, b] of inputs) check(op, [round(a), round(b)], binary(op, round(a), round(b), types));
      }
    }
    assert.equal(at, output.byteLength);
  });
});
