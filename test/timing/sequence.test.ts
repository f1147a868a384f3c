import assert from "node:assert/strict";
import fc from "fast-check";
import { itemsOf, sequenceOf } from "../../lib/timing/sequence.js";

/** Sequences with repetitions of repetitions, as loops make them. */
const loops = fc.letrec<{ block: readonly number[] }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    fc.array(fc.nat(3), { maxLength: 5 }),
    fc.tuple(tie("block"), fc.nat(20)).map(([block, times]) => Array.from({ length: times }, () => block).flat()),
    fc.tuple(tie("block"), tie("block")).map((parts) => parts.flat()),
  ),
})).block;

describe("timing: sequences", () => {
  it("come back as they were", () => {
    fc.assert(fc.property(loops, (items) => {
      assert.deepEqual(itemsOf(sequenceOf(items)), items);
    }), { numRuns: 500 });
  });

  it("hold what repeats once", () => {
    const nest = Array.from({ length: 100 }, () => [...Array.from({ length: 1000 }, () => [0, 0, 1, 2]).flat(), 3]).flat();
    assert.deepEqual(itemsOf(sequenceOf(nest)), nest);
    assert.ok(sequenceOf(nest).length < 100 * 20);
  });
});
