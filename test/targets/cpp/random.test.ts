/** The interpreter and C simulation agree bit for bit on random modules, each called twice: states keep what they hold. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { printModule } from "../../../lib/ir/print.js";
import { simulatedDifferences } from "../../fuzz/executors.js";
import { moduleWithArgs } from "../../support/generators.js";
import { requireGxx } from "../../support/tools.js";

const seed = Number(process.env.HEDDLE_SEED ?? 1);
const count = Number(process.env.HEDDLE_RUNS ?? 40);
const batch = 20;

describe("random modules: interpreter and C simulation", () => {
  for (let first = 0; first < count; first += batch) {
    it(`agree on modules ${first} to ${Math.min(first + batch, count) - 1}`, async function () {
      this.timeout(300_000);
      const gxx = await requireGxx(this);
      const cases = fc.sample(moduleWithArgs(), { numRuns: batch, seed: seed + first });
      const differences = await simulatedDifferences(cases, gxx);
      const at = differences.findIndex((d) => d !== undefined);
      const failed = cases[at];
      assert.equal(failed === undefined ? "" : printModule(failed.module), "", `case ${at} of seed ${seed + first}: ${differences[at] ?? ""}`);
    });
  }
});
