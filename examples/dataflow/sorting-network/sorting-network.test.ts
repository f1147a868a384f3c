import assert from "node:assert/strict";
import { int32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { comparators, N, sets, sort } from "./sorting-network.js";

const values = someIntegers(sets * N, -50, 50, 10);
const args = () => [tensor(int32, [sets, N], values), zeros(int32, [sets, N])] as const;

describe("sorting network", () => {
  it("sorts every sequence of zeros and ones, so every sequence (Knuth's principle)", () => {
    for (let bits = 0; bits < 2 ** N; bits += sets) {
      const some = Array.from({ length: sets }, (_, s) => Array.from({ length: N }, (__, w) => ((bits + s) >> w) & 1));
      const sorted = zeros(int32, [sets, N]);
      sort(tensor(int32, [sets, N], some), sorted);
      assert.deepEqual(sorted.toArray(), some.map((set) => [...set].sort((a, b) => a - b)));
    }
  });

  it("has as many comparators as Batcher's network of 8", () => assert.equal(comparators.length, 19));

  itMatchesItsCpp(sort, args);
});
