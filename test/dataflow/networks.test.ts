/**
 * Random networks of processes end alike in every executor: with the same values, or deadlocked with the same instances
 * blocked. What blocking networks compute does not depend on the order of turns.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import type { Order } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { drawFrom } from "../support/generate/draw.js";
import { networkText, type NetworkOptions } from "../support/generate/networks.js";
import { simulateEach } from "../support/csim.js";
import { interpretedEnd, simulatedEnd, type End } from "../support/ends.js";
import { requireGxx } from "../support/tools.js";
import { agree } from "../targets/js/agree.js";

const seed = Number(process.env.HEDDLE_SEED ?? 1);
const count = Number(process.env.HEDDLE_RUNS ?? 60);

interface Network {
  readonly text: string;
  readonly module: Module;
  readonly args: readonly bigint[][];
}

function network(options: NetworkOptions): fc.Arbitrary<Network> {
  return fc.array(fc.nat(255), { minLength: 40, maxLength: 160, size: "max" }).map((tape) => {
    const { text, outputs } = networkText(drawFrom(tape), options);
    const parsed = { text, module: parseModule(text), args: [Array.from({ length: outputs }, () => 0n)] };
    return { ...parsed, toString: () => text }; // what a failed property shows
  });
}

const kinds = [{ name: "blocking", asks: false }, { name: "asking", asks: true }] as const;

function samples(options: NetworkOptions, numRuns: number): readonly Network[] {
  return fc.sample(network(options), { numRuns, seed });
}

/** The blocked instances do not depend on the order of turns, but the order in which they stand does. */
function inAnyOrder({ blocked, cycle: _, leftOver, ...end }: End): object {
  return { ...end, ...(blocked && { blocked: [...blocked].sort() }), ...(leftOver && { leftOver: [...leftOver].sort() }) };
}

describe("random networks", () => {
  for (const { name, asks } of kinds) {
    it(`that are ${name} end in many ways`, function () {
      this.timeout(60_000);
      const ends = samples({ asks }, asks ? 60 : 300).map((n) => {
        assert.deepEqual(verifyModule(n.module), [], n.text);
        return interpretedEnd(n);
      });
      const share = (is: (e: End) => boolean): number => ends.filter(is).length / ends.length;
      assert.ok(share((e) => e.code === undefined) > 0.2, "too few that end");
      assert.ok(share((e) => e.code === dataflow.deadlock.code) > 0.1, "too few deadlocks");
      assert.ok(ends.some((e) => (e.cycle?.length ?? 0) > 1), "no cycle of waits");
      assert.ok(ends.some((e) => (e.leftOver?.length ?? 0) > 0), "nothing left over");
    });

    it(`that are ${name} run natively as in the interpreter`, function () {
      this.timeout(120_000);
      fc.assert(fc.property(network({ asks }), ({ module, args }) => {
        agree(module, args, { times: 1 });
      }), { seed, numRuns: count * 2 });
    });

    it(`that are ${name} run in C simulation as in the interpreter`, async function () {
      this.timeout(300_000);
      const gxx = await requireGxx(this);
      const networks = samples({ asks }, count);
      const runs = await simulateEach(networks, gxx);
      networks.forEach((n, i) => {
        const run = runs[i];
        assert.ok(run !== undefined);
        assert.deepEqual(simulatedEnd(n, run), interpretedEnd(n), n.text);
      });
    });
  }

  it("that only wait give the same in any order of turns", function () {
    this.timeout(60_000);
    fc.assert(fc.property(network({ asks: false }), fc.infiniteStream(fc.nat(255)), (n, numbers) => {
      const order: Order = (tasks) => {
        const left = [...tasks];
        return tasks.flatMap(() => left.splice((numbers.next().value as number) % left.length, 1));
      };
      assert.deepEqual(inAnyOrder(interpretedEnd(n, order)), inAnyOrder(interpretedEnd(n)), n.text);
    }), { seed, numRuns: count * 5 });
  });
});
