import assert from "node:assert/strict";
import fc from "fast-check";
import { inFlowOrder } from "../../lib/analysis/flow-order.js";
import { runs } from "../support/runs.js";

/** Streams from one item to another. */
type Edge = readonly [from: number, to: number];

function order(count: number, edges: readonly Edge[]): readonly number[] {
  const items = Array.from({ length: count }, (_, i) => i);
  return inFlowOrder(items, (i) => ({
    puts: edges.flatMap(([from], e) => (from === i ? [String(e)] : [])),
    gets: edges.flatMap(([, to], e) => (to === i ? [String(e)] : [])),
  }));
}

/** Which items can be reached from each, itself only through others. */
function reachable(count: number, edges: readonly Edge[]): readonly ReadonlySet<number>[] {
  return Array.from({ length: count }, (_, start) => {
    const found = new Set<number>();
    const next = [start];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      for (const [from, to] of edges) {
        if (from !== at || found.has(to)) continue;
        found.add(to);
        next.push(to);
      }
    }
    return found;
  });
}

describe("the order of instances", () => {
  it("keeps the given order where nothing decides", () => {
    assert.deepEqual(order(3, []), [0, 1, 2]);
    assert.deepEqual(order(3, [[0, 1], [1, 2]]), [0, 1, 2]);
  });

  it("puts producers before consumers, whichever comes first of the rest", () => {
    assert.deepEqual(order(3, [[2, 1], [1, 0]]), [2, 1, 0]);
    assert.deepEqual(order(4, [[3, 0]]), [1, 2, 3, 0]);
  });

  it("leaves cycles in the given order, after what feeds them and before what they feed", () => {
    assert.deepEqual(order(4, [[1, 2], [2, 1], [1, 0], [3, 2]]), [3, 1, 2, 0]);
    assert.deepEqual(order(2, [[0, 0], [1, 0]]), [1, 0]);
  });

  it("is an order of all, with every producer first that is in no cycle with its consumer", () => {
    const edge = fc.tuple(fc.nat(7), fc.nat(7));
    fc.assert(fc.property(fc.array(edge, { maxLength: 14 }), (edges) => {
      const found = order(8, edges);
      assert.deepEqual([...found].sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7]);
      const reached = reachable(8, edges);
      for (const [from, to] of edges) {
        const isCycle = reached[to]?.has(from) === true;
        if (!isCycle) assert.ok(found.indexOf(from) < found.indexOf(to), `${from} -> ${to}: ${found.join()}`);
        else if (from < to) assert.ok(found.indexOf(from) < found.indexOf(to), `${from} and ${to} in a cycle: ${found.join()}`);
      }
    }), { numRuns: runs(200) });
  });

  it("takes a chain of 50 000 that is given backwards", () => {
    const count = 50_000;
    const items = Array.from({ length: count }, (_, i) => i);
    const found = inFlowOrder(items, (i) => ({ puts: [String(i)], gets: [String(i + 1)] }));
    assert.deepEqual([found[0], found.at(-1)], [count - 1, 0]);
  });
});
