import assert from "node:assert/strict";
import fc from "fast-check";
import { interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applyStep, unscheduled, type Scheduled } from "../../lib/schedule/apply.js";
import { loopsOf } from "../../lib/schedule/names.js";
import { runs } from "../support/runs.js";
import { stencil } from "./stencils.js";
import { stepFor } from "./steps.js";

function outcome(m: Module): unknown {
  const tensor = (count: number, seed: number): bigint[] => Array.from(
    { length: count }, (_, i) => BigInt(i * seed % 97 - 30),
  );
  const args = [tensor(144, 31), tensor(64, 53)];
  try {
    return { results: interpret(m, args).results, args };
  } catch (error) {
    return { stopped: error instanceof Error ? error.message.replace(/\(.*/s, "") : error };
  }
}

/** Those that are mostly refused are tried more often. */
const chosen = [
  "reuseAt", "bufferAt", "reshape", "reuseAt", "pack", "unpack", "bufferAt", "reuseAt", "split", "reorder", "partition",
];

describe("steps about memories", () => {
  it("keep what random stencils compute", () => {
    const done = new Map<string, number>();
    fc.assert(fc.property(stencil, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (text, choices) => {
      const module = parseModule(text);
      let scheduled: Scheduled = unscheduled(module);
      for (const n of choices) {
        if (scheduled.module.top.kind === "region") throw new Error("no function");
        const step = stepFor(loopsOf(scheduled.module.top), n, chosen);
        const result = applyStep(scheduled, step);
        if (result.kind !== "done") continue;
        ({ scheduled } = result);
        done.set(step.primitive, (done.get(step.primitive) ?? 0) + 1);
      }
      assert.deepEqual(verifyModule(scheduled.module), []);
      assert.deepEqual(outcome(scheduled.module), outcome(module));
    }), { numRuns: runs(400) });
    for (const primitive of chosen) assert.ok((done.get(primitive) ?? 0) > 0, `${primitive} was hardly tried`);
  });
});
