import assert from "node:assert/strict";
import { verify, type Verdict, type VerifyOptions } from "../../lib/equivalence/verify.js";
import { interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applySteps } from "../../lib/schedule/apply.js";
import type { Step } from "../../lib/schedule/step.js";

function moduleOf(text: string): Module {
  const m = parseModule(text);
  assert.deepEqual(verifyModule(m).map((p) => p.message), []);
  return m;
}

function verdict(a: string, b: string, options: VerifyOptions = {}): Verdict {
  return verify(moduleOf(a), moduleOf(b), options);
}

/** A function of `params` with body `body`. */
const f = (params: string, body: string, result = ""): string => `top func f(${params})${result} {\n${body}\n}`;

const sumOver = (header: string, update: string, type = "int32"): string => f(`A: ${type}[12]`, `
  let s: ${type} = ${type}(0)
  ${header} {
    s = ${update}
  }
  return s`, ` -> ${type}`);

const up = "for i: index = 0 to 12";
const down = "for i: index = 11 to -1 step -1";

/** Pairs that are equal. */
const equal: Readonly<Record<string, readonly [string, string]>> = {
  "integer sums in any order": [sumOver(up, "int32(s + A[i])"), sumOver(down, "int32(A[i] + s)")],
  "sums through wider types": [sumOver(up, "int32(s + A[i])"), sumOver(down, "int32(int64(s) + A[i])")],
  "greatest elements in any order": [sumOver(up, "max(s, A[i])"), sumOver(down, "select(A[i] > s, A[i], s)")],
  "floats in the same order": [sumOver(up, "s + A[i]", "float32"), sumOver(up, "A[i] + s", "float32")],
  "differences of floats": [
    f("x: float32, y: float32", "return x - y", " -> float32"),
    f("x: float32, y: float32", "return -y + x", " -> float32"),
  ],
  "products multiplied out": [
    f("x: int32, y: int32", "return int32(x * (x + y))", " -> int32"),
    f("x: int32, y: int32", "return int32(int32(y * x) + int32(x * x))", " -> int32"),
  ],
  "guarded sums in any order": [
    f("A: int32[8]", `let s: int32 = int32(0)
      for i: index = 0 to 8 {
        if A[i] > 3 {
          s = int32(s + A[i])
        }
      }
      return s`, " -> int32"),
    f("A: int32[8]", `let s: int32 = int32(0)
      for i: index = 7 to -1 step -1 {
        if A[i] <= 3 {
          continue
        }
        s = int32(s + A[i])
      }
      return s`, " -> int32"),
  ],
  "early returns and choices": [
    f("x: int32, y: int32", "if x < y {\nreturn x\n}\nreturn y", " -> int32"),
    f("x: int32, y: int32", "return min(y, x)", " -> int32"),
  ],
  "elements that data choose": [
    f("A: int32[8], i: uint3", "A[i] = int32(A[i] + 1)"),
    f("A: int32[8], i: uint3", "const x: int32 = A[i]\nA[i] = int32(1 + x)"),
  ],
  "fixed point by its modes": [
    f("x: fixed<8, 4>, y: fixed<8, 4>", "return fixed<8, 4>(x * y)", " -> fixed<8, 4>"),
    f("x: fixed<8, 4>, y: fixed<8, 4>", "return fixed<8, 4>(y * x)", " -> fixed<8, 4>"),
  ],
};

/** Pairs that are not, and where that shows. */
const different: Readonly<Record<string, readonly [string, string, string]>> = {
  "sums of floats in another order": [
    sumOver(up, "s + A[i]", "float32"), sumOver(down, "s + A[i]", "float32"), "the result",
  ],
  "a narrower sum": [sumOver(up, "int32(s + A[i])"), sumOver(up, "int32(int16(s + A[i]))"), "the result"],
  "one element": [
    f("C: int32[4, 5]", "C[3, 4] = int32(7)"), f("C: int32[4, 5]", "C[3, 4] = int32(8)"), "C[3][4]",
  ],
  "zeros of different sign": [
    f("x: float32", "return x + float32(0.0)", " -> float32"), f("x: float32", "return x", " -> float32"), "the result",
  ],
  "what is printed": [
    f("x: int32", 'print "x = ", x'), f("x: int32", 'print "x = ", int32(x + 1)'), "line 1 of what is printed",
  ],
  "lines in another order": [
    f("x: int32", 'print "a"\nprint "b"'), f("x: int32", 'print "b"\nprint "a"'), "line 1 of what is printed",
  ],
  "when a run stops": [
    f("x: int32", 'assert x != 0, "zero"\nreturn x', " -> int32"), f("x: int32", "return x", " -> int32"), "the run",
  ],
  "a subscript that may be outside": [
    f("A: int32[7], i: uint3", "return A[i]", " -> int32"),
    f("A: int32[7], i: uint3", "return select(i < 7, A[i], int32(0))", " -> int32"), "the run",
  ],
};

/** Pairs that nothing can be said about, and why. */
const unknown: Readonly<Record<string, readonly [string, string, RegExp]>> = {
  "other parameters": [
    f("x: int32", "return"), f("x: int16", "return"),
    /^the first has a parameter 1 of int32, the second a .* of int16$/,
  ],
  "other results": [
    f("x: int32", "return x", " -> int32"), f("x: int32", "return"), /result 1 of int32, the second nothing like it/,
  ],
  "loops that data end": [
    f("x: int32", "for i: index = 0 to index(x) {\nprint i\n}"),
    f("x: int32", "for i: index = 0 to index(x) {\nprint i\n}"),
    /^how often this loop runs depends on data$/,
  ],
  "runs that always stop": [
    f("A: int32[4]", "A[4] = int32(0)"), f("A: int32[4]", "A[4] = int32(0)"), /^every run stops here with error 6002$/,
  ],
  "what the rules do not see": [
    f("x: uint8", "return uint8(x & uint8(254))", " -> uint8"),
    f("x: uint8", "return uint8((x >> uint8(1)) << uint8(1))", " -> uint8"),
    /^the result is computed differently, and no arguments/,
  ],
};

describe("verify", () => {
  for (const [what, [a, b]] of Object.entries(equal)) {
    it(`proves equal: ${what}`, () => {
      assert.deepEqual(verdict(a, b), { kind: "equal" });
    });
  }

  for (const [what, [a, b, output]] of Object.entries(different)) {
    it(`tells apart: ${what}`, () => {
      const found = verdict(a, b);
      assert.equal(found.kind === "different" ? found.output : JSON.stringify(found), output);
    });
  }

  for (const [what, [a, b, reason]] of Object.entries(unknown)) {
    it(`does not know: ${what}`, () => {
      const found = verdict(a, b);
      assert.match(found.kind === "unknown" ? found.reason : found.kind, reason);
    });
  }

  it("gives arguments on which the two differ", () => {
    const of = (op: string): string => f("x: int32, y: int32", `return int32(x ${op} y)`, " -> int32");
    const [a, b] = [of("+"), of("-")];
    const found = verdict(a, b);
    assert.ok(found.kind === "different");
    assert.equal(interpret(moduleOf(a), found.input).results[0], found.a);
    assert.equal(interpret(moduleOf(b), found.input).results[0], found.b);
    assert.notEqual(found.a, found.b);
  });

  it("leaves many data-dependent exits of a loop", () => {
    const search = (n: number): string => f(`A: int32[${n}]`,
      `for i: index = 0 to ${n} {\nif A[i] == 0 {\nreturn int32(i)\n}\n}\nreturn int32(-1)`, " -> int32");
    assert.deepEqual(verdict(search(300), search(300)), { kind: "equal" });
    const found = verdict(search(2000), search(2000));
    assert.match(found.kind === "unknown" ? found.reason : found.kind, /^too many decisions/);
  });

  it("stays within its limits", () => {
    const long = f("A: int32[100]", "for i: index = 0 to 100 {\nA[i] = int32(A[i] * A[i] + i)\n}");
    const nodes = verdict(long, long, { nodes: 100 });
    assert.match(nodes.kind === "unknown" ? nodes.reason : nodes.kind, /^the run computes more than 100 different/);
    const steps = verdict(long, long, { steps: 100 });
    assert.match(steps.kind === "unknown" ? steps.reason : steps.kind, /^the run takes more than 100 steps$/);
  });

  it("compares what states hold, whatever they held before", () => {
    const counter = (by: string): string =>
      `top func f() -> int32 {\n  state n: int32 = 0\n  n = int32(n + ${by})\n  return n\n}`;
    assert.deepEqual(verdict(counter("1"), counter("2 - 1")), { kind: "equal" });
    const found = verdict(counter("1"), counter("select(n == 1, 2, 1)"));
    assert.ok(found.kind === "different");
    assert.equal(found.before.length, 1);
  });

  for (const [what, type, sum, update] of [
    ["int8 into int32, tiled with k outermost", "int8", "int32", "int32(C[i, j] + A[i, k] * B[k, j])"],
    ["float32 with k in its order", "float32", "float32", "C[i, j] + A[i, k] * B[k, j]"],
  ] as const) {
    it(`compares matrix products of 64 × 64 × 64 in seconds: ${what}`, () => {
      const gemm = parseModule(f(`A: ${type}[64, 64], B: ${type}[64, 64], C: ${sum}[64, 64]`, `
        for i: index = 0 to 64 {
          for j: index = 0 to 64 {
            for k: index = 0 to 64 {
              C[i, j] = ${update}
            }
          }
        }`));
      const steps: Step[] = [
        { primitive: "split", args: { loop: "i", factor: 8 } },
        { primitive: "split", args: { loop: "j", factor: 16 } },
        { primitive: "reorder", args: { loops: ["k", "i.outer", "j.outer", "j.inner", "i.inner"] } },
      ];
      const { scheduled, errors } = applySteps(gemm, steps);
      assert.deepEqual(errors, []);
      const start = process.cpuUsage();
      assert.deepEqual(verify(gemm, scheduled.module), { kind: "equal" });
      assert.ok(process.cpuUsage(start).user < 15_000_000);
    }).timeout(120_000);
  }
});
