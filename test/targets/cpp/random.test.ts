/** The interpreter and C simulation agree bit for bit on random modules, each called twice: states keep what they hold. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { interpret, type States } from "../../../lib/ir/interpret.js";
import { printModule } from "../../../lib/ir/print.js";
import { moduleWithArgs, type ModuleWithArgs } from "../../support/generators.js";
import { simulateCalls, type Outcome } from "../../support/csim.js";
import { requireGxx } from "../../support/tools.js";

const seed = Number(process.env.HEDDLE_SEED ?? 1);
const count = Number(process.env.HEDDLE_RUNS ?? 40);
const batch = 20;
const times = 2;

function expected({ module, args }: ModuleWithArgs): readonly Outcome[] {
  const states: States = new Map();
  return Array.from({ length: times }, () => {
    const after = args.map((a) => (Array.isArray(a) ? [...a] : a));
    const printed: string[] = [];
    const { results } = interpret(module, after, { states, print: (line) => printed.push(line) });
    return inOrder(module.top.kind, { args: after, results, printed });
  });
}

/** The processes of a region run in another order than the interpreter's, so what they print is mixed otherwise. */
function inOrder(kind: "func" | "region", o: Outcome): Outcome {
  return kind === "func" ? o : { ...o, printed: [...o.printed].sort() };
}

describe("random modules: interpreter and C simulation", () => {
  for (let first = 0; first < count; first += batch) {
    it(`agree on modules ${first} to ${Math.min(first + batch, count) - 1}`, async function () {
      this.timeout(300_000);
      const gxx = await requireGxx(this);
      const cases = fc.sample(moduleWithArgs(), { numRuns: batch, seed: seed + first });
      const outcomes = await simulateCalls(cases, times, gxx);
      cases.forEach((c, i) => {
        const got = (outcomes[i] ?? []).map((o) => inOrder(c.module.top.kind, o));
        assert.deepEqual(got, expected(c), `case ${i} of seed ${seed + first}:\n${printModule(c.module)}`);
      });
    });
  }
});
