/** Buffers as hand writers make them: in the interpreter and in C simulation they compute what the kernel did. */
import assert from "node:assert/strict";
import { interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applySteps } from "../../lib/schedule/apply.js";
import { simulateAll, type ArgValue, type Case } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";
import { loadsIn } from "./loads.js";

interface Example {
  readonly text: string;
  readonly steps: readonly (readonly [primitive: string, args: Readonly<Record<string, unknown>>])[];
  readonly args: readonly ArgValue[];
  /** How often each element of the first argument is read at most, by the interpreter. */
  readonly reads?: number;
}

const ints = (count: number, seed: number): bigint[] => Array.from(
  { length: count }, (_, i) => BigInt(i * seed % 127 - 60),
);
const floats = (count: number, seed: number): number[] => Array.from(
  { length: count }, (_, i) => Math.fround(Math.sin(i * seed) * 3),
);

const convolution = `top func conv(A: int16[12, 10], K: int8[3, 3], B: int32[10, 8]) {
  for y: index = 0 to 10 { for x: index = 0 to 8 {
    let s: int32 = 0:int32
    for r: index = 0 to 3 { for c: index = 0 to 3 { s = int32(s + A[y + r, x + c] * K[r, c]) } }
    B[y, x] = s
  } }
}`;
const strided = `top func pool(A: float32[11, 9], B: float32[5, 4]) {
  for y: index = 0 to 5 { for x: index = 0 to 4 {
    let s: float32 = A[y * 2, x * 2]
    for r: index = 0 to 3 { for c: index = 0 to 3 { s = max(s, A[y * 2 + r, x * 2 + c]) } }
    B[y, x] = s
  } }
}`;
const gemm = `top func gemm(A: float32[6, 5], B: float32[5, 7], C: float32[6, 7]) {
  for i: index = 0 to 6 { for k: index = 0 to 5 { for j: index = 0 to 7 { C[i, j] = C[i, j] + A[i, k] * B[k, j] } } }
}`;
const words = `top func words(A: int8[16], B: int8[16]) {
  alloc t: int8[2, 8] = -3:int8
  rom lut: int8[8] = [1, -2, 3, -4, 5, -6, 7, -8]
  for i: index = 0 to 16 { if i % 3 > 0 { t[index(i / 8), i % 8] = int8(A[i] + lut[i % 8]) } }
  for i: index = 0 to 16 { B[i] = t[index(i / 8), i % 8] }
}`;

const structs = `struct P { x: int8, y: fixed<12, 4> }
  top func structs(A: P[6], B: P[5]) {
    for i: index = 0 to 5 { B[i]->x = int8(A[i]->x + A[i + 1]->x) B[i]->y = A[i + 1]->y }
  }`;
const narrowed = `top func narrowed(B: int8[16]) {
  alloc t: int8[8] = 1:int8
  for i: index = 0 to 16 { t[uint3(i * 4 + 2)] = int8(t[uint3(i * 4 + 1)] + i) }
  for i: index = 0 to 16 { B[i] = t[i / 2] }
}`;

const examples: Readonly<Record<string, Example>> = {
  "a convolution with a line buffer and a window": {
    text: convolution, args: [ints(120, 37), ints(9, 11), ints(80, 1)], reads: 1,
    steps: [
      ["reuseAt", { memory: "A", loop: "y" }], ["reuseAt", { memory: "A.y", loop: "x" }],
      ["partition", { memory: "A.y", kind: "complete", dim: 1 }], ["partition", { memory: "A.y.x", kind: "complete" }],
    ],
  },
  "a pooling with strides": {
    text: strided, args: [floats(99, 7), floats(20, 1)], reads: 1,
    steps: [["reuseAt", { memory: "A", loop: "y" }], ["reuseAt", { memory: "A.y", loop: "x" }]],
  },
  "a product with buffers": {
    text: gemm, args: [floats(30, 3), floats(35, 5), floats(42, 1)], reads: 1,
    steps: [
      ["bufferAt", { memory: "C", loop: "i" }], ["bufferAt", { memory: "A", loop: "i" }],
      ["partition", { memory: "C.i", kind: "complete" }],
      ["bind", { memory: "A.i", kind: "lutram" }],
    ],
  },
  "a product in tiles with buffers": {
    text: gemm, args: [floats(30, 3), floats(35, 5), floats(42, 1)],
    steps: [
      ["split", { loop: "j", factor: 3 }], ["bufferAt", { memory: "C", loop: "i" }],
      ["bufferAt", { memory: "B", loop: "j.outer" }],
      ["reshape", { memory: "C.i", shape: [7, 1] }],
    ],
  },
  "structs in buffers": {
    text: structs, args: [ints(12, 7), ints(10, 5)],
    steps: [["reuseAt", { memory: "A", loop: "i" }], ["bufferAt", { memory: "B", loop: "i" }]],
  },
  "packed words at narrowed subscripts": {
    text: narrowed, args: [ints(16, 7)],
    steps: [["pack", { memory: "t", factor: 4 }], ["reshape", { memory: "t", shape: [1, 2] }]],
  },
  "packed words": {
    text: words, args: [ints(16, 7), ints(16, 1)],
    steps: [["pack", { memory: "t", factor: 4 }], ["pack", { memory: "lut", factor: 8 }]],
  },
  "wide words, taken apart": {
    text: words, args: [ints(16, 7), ints(16, 1)],
    steps: [
      ["pack", { memory: "t", factor: 2, dim: 1 }], ["reshape", { memory: "t", shape: [2, 2, 2] }],
      ["unpack", { memory: "t", factor: 2, dim: 2 }], ["unpack", { memory: "lut", factor: 2 }],
    ],
  },
};

function scheduled({ text, steps }: Example): Module {
  const { scheduled: { module }, errors } = applySteps(
    parseModule(text), steps.map(([primitive, args]) => ({ primitive, args })),
  );
  assert.deepEqual(errors.map((e) => e.message), []);
  assert.deepEqual(verifyModule(module), []);
  return module;
}

function after(m: Module, args: readonly ArgValue[]): readonly ArgValue[] {
  const own = args.map((a) => (Array.isArray(a) ? [...a] : a));
  interpret(m, own);
  return own;
}

describe("buffers", () => {
  for (const [name, example] of Object.entries(examples)) {
    it(`${name} compute the same`, () => {
      const module = scheduled(example);
      assert.deepEqual(
        after(module, example.args), after(parseModule(example.text), example.args), printModule(module),
      );
      if (example.reads !== undefined) assert.ok(
        loadsIn(module) <= example.reads * (example.args[0] as unknown[]).length,
      );
    });
  }

  it("need no copy of what is overwritten before it is read", () => {
    const body = (first: string): string => `top func f(A: int32[4, 8], C: int32[4, 8]) {
      for i: index = 0 to 4 {
        for z: index = 0 to 8 { ${first} }
        for k: index = 0 to 3 { for j: index = 0 to 8 { C[i, j] = int32(C[i, j] + A[i, k]) } }
      }
    }`;
    const made = (first: string): string => printModule(scheduled({
      text: body(first), args: [], steps: [["bufferAt", { memory: "C", loop: "i" }]],
    }));
    assert.doesNotMatch(made("C[i, 7 - z] = 0:int32"), /C\.i\.load/);
    for (const first of ["C[i, 0] = 0:int32", "if z > 0 { C[i, z] = 0:int32 }", "C[i, z] = int32(C[i, 0] + 1)"]) {
      assert.match(made(first), /C\.i\.load/);
    }
  });

  it("may be of what kernels of a region only read", () => {
    const text = `func p(X: int32[8], R: int32[8]) { for i: index = 0 to 6 { R[i] = int32(X[i] + X[i + 1]) } }
      func q(Y: int32[8], S: int32[8]) { S[0] = Y[0] }
      region r(A: int32[8], B: int32[8], C: int32[8]) {
        run p(A, B)
        run q(A, C)
      }`;
    const module = scheduled({ text, args: [], steps: [["reuseAt", { memory: "p:X", loop: "p:i" }]] });
    assert.match(printModule(module), /alloc X\.i/);
  });

  it("do so in C simulation", async function () {
    this.timeout(100_000);
    const gxx = await requireGxx(this);
    const cases = Object.values(examples).map((e): Case => ({ module: scheduled(e), args: e.args }));
    const outcomes = await simulateAll(cases, gxx);
    Object.values(examples).forEach((e, i) => {
      assert.deepEqual(outcomes[i]?.args, after(parseModule(e.text), e.args));
    });
  });
});
