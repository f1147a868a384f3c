import assert from "node:assert/strict";
import fc from "fast-check";
import { parseModule } from "../../lib/ir/parse.js";
import { applyStep, unscheduled } from "../../lib/schedule/apply.js";
import { loopsOf } from "../../lib/schedule/names.js";
import { runs } from "../support/runs.js";
import { nest } from "./nests.js";
import { tried, type Trial } from "./refusals.js";
import { loopPrimitives, stepFor } from "./steps.js";

/** Refused because results would change: what an input must show for some programs at least. */
const byResults = [2020, 2037];

describe("refused steps", () => {
  it("are those that change results, as inputs show; what would have kept them is counted", function () {
    const counts = new Map<string, Record<Trial, number>>();
    const programs = fc.sample(fc.tuple(nest, fc.nat(), fc.nat()), { numRuns: runs(1500), seed: 7 });
    for (const [text, first, second] of programs) {
      const module = parseModule(text);
      if (module.top.kind === "region") throw new Error("no function");
      let at = unscheduled(module);
      for (const n of [first, second]) {
        if (at.module.top.kind === "region") throw new Error("no function");
        const step = stepFor(loopsOf(at.module.top), n, loopPrimitives);
        const result = applyStep(at, step);
        if (result.kind === "done") {
          at = result.scheduled;
          continue;
        }
        const key = `${step.primitive} HDL${result.errors[0]?.code ?? 0}`;
        const count = counts.get(key) ?? { changes: 0, keeps: 0, impossible: 0 };
        count[tried(at, step)]++;
        counts.set(key, count);
      }
    }
    for (const [key, { changes, keeps, impossible }] of [...counts].sort()) {
      console.log(`      ${key.padEnd(20)} ${changes} change results, ${keeps} would have kept them, ${impossible} cannot be`);
    }
    for (const code of byResults) {
      const confirmed = [...counts].filter(([key]) => key.endsWith(String(code))).reduce((sum, [, c]) => sum + c.changes, 0);
      assert.ok(confirmed > 0, `no input shows why ${code} is refused`);
    }
  });
});
