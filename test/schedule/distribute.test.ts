import assert from "node:assert/strict";
import { interpret } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { applyStep, unscheduled } from "../../lib/schedule/apply.js";
import { simulateAll } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

function refusal(body: string, args: object = {}): readonly (readonly [number, string])[] {
  const module = parseModule(`top func f(A: int32[16], B: int32[16]) { ${body} }`);
  const result = applyStep(unscheduled(module), { primitive: "distribute", args: { loop: "i", ...args } });
  return result.kind === "done" ? [] : result.errors.map((e) => [e.code, e.message]);
}

const loop = (body: string): string => `for i: index = 1 to 8 {\n ${body} }`;

describe("distribute", () => {
  it("is refused where the first statements need what the rest does", () => {
    assert.deepEqual(refusal(loop("A[i] = B[i - 1]\n B[i] = int32(1)")), [[2020, "distribute would reverse a flow dependence on 'B', of direction (<)"]]);
    assert.deepEqual(refusal(loop("A[i] = int32(1)\n B[i] = A[i + 1]")), [[2020, "distribute would reverse a anti dependence on 'A', of direction (<)"]]);
    assert.deepEqual(refusal(loop("A[i] = B[i + 8]\n B[i] = A[i - 1]")), []);
  });

  it("is refused where the halves hang together", () => {
    assert.deepEqual(refusal(loop("const x: int32 = A[i]\n B[i] = x")), [[2216, "'i' cannot be distributed: its first statements declare names"]]);
    assert.deepEqual(refusal(loop("A[i] = int32(1)")), [[2216, "'i' cannot be distributed: it has 1 statement only"]]);
    assert.deepEqual(refusal(loop("A[i] = int32(1)\n if B[i] > 0 { break }\n B[i] = int32(2)"), { after: 1 }).map(([code]) => code), [2216]);
    const moving = "let n: index = 8\n for i: index = 0 to n {\n n = 4\n A[i] = int32(1) }";
    assert.deepEqual(refusal(moving).map(([code]) => code), [2216]);
  });

  it("gives C++ that does the same", async function () {
    const gxx = await requireGxx(this);
    const module = parseModule(`top func f(A: int32[16], B: int32[16]) { ${loop("A[i] = int32(B[i] + 3)\n B[i] = int32(A[i] * A[i - 1])")} }`);
    const result = applyStep(unscheduled(module), { primitive: "distribute", args: { loop: "i" } });
    assert.ok(result.kind === "done");
    const args = (): bigint[][] => [3, 5].map((n) => Array.from({ length: 16 }, (_, i) => BigInt(i * n)));
    const [simulated] = await simulateAll([{ module: result.scheduled.module, args: args() }], gxx);
    const expected = args();
    interpret(module, expected);
    assert.deepEqual(simulated?.args, expected);
  }).timeout(60_000);
});
