import assert from "node:assert/strict";
import fc from "fast-check";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applyStep, unscheduled, type Scheduled } from "../../lib/schedule/apply.js";
import { loopsOf } from "../../lib/schedule/names.js";
import type { Step } from "../../lib/schedule/step.js";
import { runs } from "../support/runs.js";
import { nest } from "./nests.js";
import { outcome } from "./outcome.js";
import { backwards, sameOutcome, sideBySide } from "./refusals.js";
import { loopPrimitives, stepFor } from "./steps.js";

describe("legal steps", () => {
  const applied = new Map<string, number>();

  it("keep what random kernels compute, bit for bit", () => {
    fc.assert(fc.property(nest, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (text, choices) => {
      const module = parseModule(text);
      let scheduled: Scheduled = unscheduled(module);
      for (const n of choices) {
        if (scheduled.module.top.kind === "region") throw new Error("no function");
        const step = stepFor(loopsOf(scheduled.module.top), n >> 1, n % 2 === 0 ? loopPrimitives : undefined);
        const result = applyStep(scheduled, step);
        if (result.kind !== "done") continue;
        applied.set(step.primitive, (applied.get(step.primitive) ?? 0) + 1);
        ({ scheduled } = result);
        sameInAnyOrder(scheduled.module, step);
      }
      assert.deepEqual(verifyModule(scheduled.module), []);
      const [now, then] = [outcome(scheduled.module), outcome(module)];
      if (!sameOutcome(now, then)) assert.deepEqual(now, then);
    }), { numRuns: runs(3000) });
  }).timeout(120_000 * runs(1));

  it("leave no loop unrolled by more than its iterations, where its bounds become constants", () => {
    const module = parseModule(`top func f(A: int32[100]) {
      for i: index = 0 to 4 { for j: index = i to 6 { A[44] = int32(A[44] + j) } }
    }`);
    let scheduled = unscheduled(module);
    for (const step of [{ primitive: "unroll", args: { loop: "j", factor: 4 } }, { primitive: "unfold", args: { loop: "i" } }]) {
      const result = applyStep(scheduled, step);
      if (result.kind !== "done") return assert.fail(step.primitive);
      ({ scheduled } = result);
    }
    assert.deepEqual(verifyModule(scheduled.module), []);
    const found = outcome(scheduled.module);
    assert.ok(sameOutcome(found, outcome(module)));
  });

  it("were of every primitive that moves iterations", () => {
    for (const name of loopPrimitives) assert.ok((applied.get(name) ?? 0) >= 5, `${name}: ${applied.get(name)}`);
  });
});

/** What may run side by side gives the same in reverse. */
function sameInAnyOrder(module: Module, { primitive, args }: Step): void {
  const reversed = sideBySide.has(primitive) ? backwards(module, String(args["loop"])) : undefined;
  if (reversed === undefined) return;
  const [now, then] = [outcome(reversed), outcome(module)];
  if (!sameOutcome(now, then)) assert.deepEqual(now, then);
}
