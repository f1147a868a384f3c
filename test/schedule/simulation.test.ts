/** Scheduled kernels as Vitis C++: it compiles, and computes what the kernel as written does. */
import assert from "node:assert/strict";
import { interpret } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { applySteps } from "../../lib/schedule/apply.js";
import { stepFromJson } from "../../lib/schedule/step.js";
import { simulateAll, type Case } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

const text = `top func f(A: int32[12, 12], B: int32[12]) {
  for i: index = 0 to 12 {
    B[i] = int32(0)
    for j: index = 0 to i + 1 {
      for k: index = 0 to 10 { B[i] = int32(B[i] + A[i, k] * A[j, k]) }
      A[i, j] = int32(A[i, j] + 1)
    }
  }
  for r: index = 1 to 12 { for c: index = 1 to 12 { A[r, c] = int32(A[r - 1, c] + A[r, c - 1]) } }
}`;

/** Enough to see each structure in C++. */
const schedules: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  "real unrolling with a rest": [{ primitive: "unroll", loop: "k", factor: 4, real: true }, { primitive: "pipeline", loop: "k", ii: 2 }],
  "fusion": [{ primitive: "fuse", loops: ["r", "c"] }, { primitive: "split", loop: "k", factor: 5 }, { primitive: "unroll", loop: "k.inner" }],
  "a wavefront": [
    { primitive: "skew", outer: "r", inner: "c", factor: 1 }, { primitive: "reorder", loops: ["c.skewed", "r"] },
    { primitive: "parallel", loop: "r" }, { primitive: "pipeline", loop: "r" },
  ],
  "tiles with a rest": [{ primitive: "tile", loops: ["r", "c"], factors: [4, 5] }, { primitive: "pipeline", loop: "c.inner", ii: 3 }],
  "tiles with shorter ones": [{ primitive: "tile", loops: ["r", "c"], factors: [4, 5], tail: "min" }],
};

describe("schedules in C simulation", () => {
  it("keep what the kernel computes", async function () {
    this.timeout(120_000);
    const gxx = await requireGxx(this);
    const before = parseModule(text);
    const args = (): bigint[][] => [Array.from({ length: 144 }, (_, i) => BigInt(i * 7 % 11 - 5)), Array.from({ length: 12 }, () => 1n)];
    const expected = args();
    interpret(before, expected);
    const cases = Object.entries(schedules).map(([name, steps]): Case => {
      const { scheduled, errors } = applySteps(before, steps.map((json) => stepFromJson(json)));
      assert.deepEqual(errors.map((e) => e.message), [], name);
      return { module: scheduled.module, args: args() };
    });
    const outcomes = await simulateAll(cases, gxx);
    Object.keys(schedules).forEach((name, i) => { assert.deepEqual(outcomes[i]?.args, expected, name); });
  });

  it("keep it with a triangle the other way round, and what stands beside loops apart", async function () {
    this.timeout(120_000);
    const gxx = await requireGxx(this);
    const before = parseModule(`top func f(A: int32[12, 12], B: int32[12]) {
      for i: index = 0 to 12 {
        B[i] = int32(3)
        for j: index = 0 to i + 1 { A[i, j] = int32(A[i, j] + B[i] * i) }
      }
    }`);
    const args = (): bigint[][] => [Array.from({ length: 144 }, (_, i) => BigInt(i * 7 % 11 - 5)), Array.from({ length: 12 }, () => 1n)];
    const expected = args();
    interpret(before, expected);
    const { scheduled, errors } = applySteps(before, [stepFromJson({ primitive: "reorder", loops: ["j", "i"] })]);
    assert.deepEqual(errors.map((e) => e.message), []);
    const [outcome] = await simulateAll([{ module: scheduled.module, args: args() }], gxx);
    assert.deepEqual(outcome?.args, expected);
  });
});
