import assert from "node:assert/strict";
import fc from "fast-check";
import { verify } from "../../lib/equivalence/verify.js";
import { interpret, RunError, StepLimitError, type InterpretArg, type States } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { applyStep, unscheduled, type Scheduled } from "../../lib/schedule/apply.js";
import { loopsOf } from "../../lib/schedule/names.js";
import { nest } from "../schedule/nests.js";
import { stepFor } from "../schedule/steps.js";
import { anyModule, argumentValues } from "../support/generators.js";
import { runs } from "../support/runs.js";
import { mutant } from "./mutants.js";

const options = { nodes: 200_000, steps: 200_000, inputs: 8 };

/** What two calls in a row give, and print; of a run that is stopped only that it is, unless something is printed. */
function outcome(m: Module, args: readonly InterpretArg[]): unknown {
  const states: States = new Map();
  const printed: string[] = [];
  return [1, 2].map(() => {
    const copies = args.map((a) => (Array.isArray(a) ? [...a] : a));
    try {
      const print = (line: string): number => printed.push(line);
      const { results, leftOver } = interpret(m, copies, { states, stepLimit: 100_000, print });
      return { results, leftOver, copies, printed: [...printed] };
    } catch (error) {
      if (error instanceof StepLimitError) throw error;
      if (error instanceof RunError) return { stopped: true };
      throw error;
    }
  });
}

/** Both agree on `inputs`; runs that are too long count as agreement. */
function agree(a: Module, b: Module, inputs: readonly InterpretArg[][]): void {
  for (const args of inputs) {
    try {
      assert.deepEqual(outcome(b, args), outcome(a, args), `called equal:\n${printModule(a)}\n${printModule(b)}`);
    } catch (error) {
      if (!(error instanceof StepLimitError)) throw error;
    }
  }
}

/** Modules with `count` sets of arguments each. */
function tried(count: number): fc.Arbitrary<{ module: Module; inputs: InterpretArg[][] }> {
  return anyModule().chain((module) => {
    const inputs = fc.array(argumentValues(module.top.params), { minLength: count, maxLength: count });
    return inputs.map((some) => ({ module, inputs: some }));
  });
}

/** A count of verdicts, for people to read. */
class Share {
  readonly counts = { equal: 0, different: 0, unknown: 0 };
  readonly reasons = new Map<string, number>();

  /** Modules that stop whatever their arguments are, by a subscript mostly, are not counted. */
  add(v: ReturnType<typeof verify>): void {
    if (v.kind === "unknown" && v.reason.startsWith("every run stops")) return;
    this.counts[v.kind]++;
    if (v.kind !== "unknown") return;
    const reason = v.reason.replace(/'.*?'|\d+|[A-Za-z_.]+(\[\d+\])+/g, "…");
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  print(what: string): void {
    const { equal, different, unknown } = this.counts;
    console.log(`      ${what}: ${equal} equal, ${different} different, ${unknown} unknown`);
    if (process.env["HEDDLE_REASONS"] !== undefined) console.log([...this.reasons].sort((a, b) => b[1] - a[1]));
  }
}

describe("verify on random modules", () => {
  it("finds them equal to themselves, or says why it cannot tell", () => {
    const share = new Share();
    fc.assert(fc.property(anyModule(), (m) => {
      const verdict = verify(m, parseModule(printModule(m)), options);
      share.add(verdict);
      assert.notEqual(verdict.kind, "different", "output" in verdict ? verdict.output : "");
    }), { numRuns: runs(150) });
    share.print("modules and themselves");
    assert.ok(share.counts.equal > share.counts.unknown);
  }).timeout(120_000 * runs(1));

  it("never calls mutants equal that the interpreter tells apart", () => {
    const share = new Share();
    const four = fc.array(fc.nat(), { minLength: 4, maxLength: 4 });
    fc.assert(fc.property(tried(4), four, ({ module, inputs }, choices) => {
      for (const choice of choices) {
        const other = mutant(module, choice);
        if (other === undefined) continue;
        const verdict = verify(module, other, options);
        share.add(verdict);
        if (verdict.kind === "equal") agree(module, other, inputs);
      }
    }), { numRuns: runs(150) });
    share.print("modules and mutants");
    assert.ok(share.counts.different > 0 && share.counts.equal > 0);
  }).timeout(240_000 * runs(1));

  it("never calls mutants of loop nests equal that the interpreter tells apart", () => {
    const share = new Share();
    const element = (n: number): bigint => BigInt.asIntN(32, BigInt(n) * 2654435761n);
    const data = Array.from({ length: 3 }, (_, s) => Array.from({ length: 100 }, (__, i) => element(i + s)));
    const integers = data.map((d, i) => [d, data[(i + 1) % 3] ?? d]);
    const floats = integers.map((tensors) => tensors.map((t) => t.map((n) => Math.fround(Number(n) / 2 ** 20))));
    fc.assert(fc.property(nest, fc.nat(), (text, choice) => {
      const module = parseModule(text);
      const other = mutant(module, choice);
      if (other === undefined) return;
      const verdict = verify(module, other, options);
      share.add(verdict);
      if (verdict.kind === "equal") agree(module, other, text.includes("float32") ? floats : integers);
    }), { numRuns: runs(300) });
    share.print("nests and mutants");
    assert.ok(share.counts.different > 0);
  }).timeout(120_000 * runs(1));

  it("proves legal schedules equal", () => {
    const share = new Share();
    fc.assert(fc.property(nest, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (text, choices) => {
      const module = parseModule(text);
      let scheduled: Scheduled = unscheduled(module);
      for (const n of choices) {
        if (scheduled.module.top.kind === "region") throw new Error("no function");
        const result = applyStep(scheduled, stepFor(loopsOf(scheduled.module.top), n));
        if (result.kind === "done") ({ scheduled } = result);
      }
      // Loops that run as often as data say are beyond the proof, scheduled or not.
      if (scheduled.steps.length === 0 || verify(module, module, options).kind === "unknown") return;
      const verdict = verify(module, scheduled.module, options);
      share.add(verdict);
      assert.notEqual(verdict.kind, "different");
    }), { numRuns: runs(300) });
    share.print("legal schedules");
    assert.ok(share.counts.equal > 20 * share.counts.unknown);
  }).timeout(120_000 * runs(1));
});
