/** The 16-bit floats, NaN, infinities, subnormals and signed zeros included: native code and C simulation give what the interpreter gives. */
import { bitcast, cast, compare, select, unary } from "../../lib/ir/build.js";
import type { CompareOp, Expr, UnaryOp } from "../../lib/ir/ir.js";
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, type ScalarType,
} from "../../lib/ir/types.js";
import { agree, applied, binaries, converted, pairCase, singleCase } from "./table.js";

const small: readonly ScalarType[] = [float16, bfloat16];
const others: readonly ScalarType[] = [
  bool, index, int(8), int(16, false), int(32), int(64), int(64, false), int(33), int(80), int(1200), float32, float64,
  fixed(16, 8), fixed(70, 35), fixed(24, 30, false), fixed(12, -3), fixed(400, 390),
];
const comparisons: readonly CompareOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const functions: readonly UnaryOp[] = [
  "neg", "abs", "sign", "floor", "ceil", "round", "trunc", "sqrt", "exp", "log", "sin", "cos", "tan", "tanh",
];

function operators(a: Expr, b: Expr): readonly Expr[] {
  const compared = comparisons.map((op) => compare(op, a, b));
  return [...binaries.flatMap((op) => applied(op, a, b)), ...compared, select(compare("lt", a, b), a, b)];
}

describe("16-bit floats in every executor", () => {
  it("agree on operators", async function () {
    this.timeout(300_000);
    const pairs = [...small.flatMap((l) => small.map((r) => [l, r] as const)), [float32, float16] as const, [bfloat16, float64] as const];
    await agree(pairs.map(([l, r]) => pairCase(l, r, (a, b) => converted(operators(a, b), [...small, float32, int(32)]))), this);
  });

  it("agree on functions", async function () {
    this.timeout(60_000);
    await agree(small.map((t) => singleCase(t, (x) => functions.map((op) => unary(op, x)))), this);
  });

  it("agree on conversions to and from every other type", async function () {
    this.timeout(300_000);
    const from = small.map((t) => singleCase(t, (x) => [...small, ...others].map((to) => cast(x, to))));
    await agree([...from, ...others.map((t) => singleCase(t, (x) => small.map((to) => cast(x, to))))], this);
  });

  it("agree on the bits of a value", async function () {
    this.timeout(60_000);
    const words: readonly ScalarType[] = [int(16), int(16, false), fixed(16, 4)];
    const there = small.map((t) => singleCase(t, (x) => [...words, ...small].map((to) => bitcast(x, to))));
    await agree([...there, ...words.map((t) => singleCase(t, (x) => small.map((to) => bitcast(x, to))))], this);
  });
});
