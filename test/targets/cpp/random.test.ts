/** The interpreter and C simulation agree bit for bit on random modules. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { interpret } from "../../../lib/ir/interpret.js";
import { printModule } from "../../../lib/ir/print.js";
import { moduleWithArgs, type ModuleWithArgs } from "../../support/generators.js";
import { simulateAll, type Outcome } from "../../support/csim.js";
import { requireGxx } from "../../support/tools.js";

const seed = Number(process.env.HEDDLE_SEED ?? 1);
const count = Number(process.env.HEDDLE_RUNS ?? 60);
const batch = 20;

function expected({ module, args }: ModuleWithArgs): Outcome {
  const after = args.map((a) => (Array.isArray(a) ? [...a] : a));
  const { result } = interpret(module, after);
  return { args: after, result };
}

describe("random modules: interpreter and C simulation", () => {
  for (let first = 0; first < count; first += batch) {
    it(`agree on modules ${first} to ${Math.min(first + batch, count) - 1}`, async function () {
      this.timeout(120_000);
      const gxx = await requireGxx(this);
      const cases = fc.sample(moduleWithArgs(), { numRuns: batch, seed: seed + first });
      const outcomes = await simulateAll(cases, gxx);
      cases.forEach((c, i) => {
        assert.deepEqual(outcomes[i], expected(c), `case ${i} of seed ${seed + first}:\n${printModule(c.module)}`);
      });
    });
  }
});
