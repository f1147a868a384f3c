/**
 * Initiation intervals against an oracle that runs the loops and looks which iteration reads what an earlier one
 * wrote.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseModule } from "../../lib/ir/parse.js";
import { estimate } from "../../lib/report/report.js";
import { runs } from "../support/runs.js";

interface Nest {
  readonly trips: readonly [number, number];
  readonly from: readonly [number, number];
  readonly step: number;
  readonly write: readonly [number, number, number];
  readonly read: readonly [number, number, number];
}

const subscript = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 9 }));
const nest: fc.Arbitrary<Nest> = fc.record({
  trips: fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 6 })),
  from: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
  step: fc.constantFrom(1, 2), write: subscript, read: subscript,
});

/** How many iterations lie between a write and the nearest read of it. */
function nearest({ trips, from, step, write, read }: Nest): number {
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < trips[0]; i++) for (let j = 0; j < trips[1]; j++) points.push([from[0] + i, from[1] + j * step]);
  const at = ([a, b, c]: readonly [number, number, number], [i, j]: readonly [number, number]): number =>
    a * i + b * j + c;
  let least = Infinity;
  points.forEach((p, n) => {
    points.slice(n + 1).forEach((q, m) => {
      if (at(write, p) === at(read, q)) least = Math.min(least, m + 1);
    });
  });
  return least;
}

function text({ trips, from, step, write, read }: Nest): string {
  const place = ([a, b, c]: readonly [number, number, number]): string => `A[${a} * i + ${b} * j + ${c}]`;
  return `top func f(A: float32[64]) {
    for i: index = ${from[0]} to ${from[0] + trips[0]} { for j: index = ${from[1]} to ${from[1] + trips[1] * step} step ${step} pipeline(ii=1) {
      ${place(write)} = ${place(read)} + 1.0:float32
    } }
  }`;
}

describe("recurrences", () => {
  it("are as far apart as the nearest iterations that depend on each other", () => {
    fc.assert(fc.property(nest, (n) => {
      const ii = estimate(parseModule(text(n))).loops.find((l) => l.name === "j")?.ii;
      // A read of 2, an addition of 5 and a write of 1; the ports take both accesses in a cycle.
      assert.equal(ii, Math.max(1, Math.ceil(8 / nearest(n))));
    }), { numRuns: runs(300) });
  });
});
