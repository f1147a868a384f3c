import assert from "node:assert/strict";
import { int16, tensor, uint8, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { M, N, wavefront } from "./wavefront.js";

/** The whole matrix. */
function score(a: readonly number[], b: readonly number[]): number {
  const h = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  a.forEach((x, i) => b.forEach((y, j) => {
    h[i + 1][j + 1] = Math.max(0, h[i][j] + (x === y ? 3 : -3), h[i][j + 1] - 2, h[i + 1][j] - 2);
  }));
  return Math.max(...h.flat());
}

const query = someIntegers(M, 0, 3, 13);
const reference = [...someIntegers(7, 0, 3, 14), ...query.filter((_, i) => i !== 5), 1, 2];
const args = () => [tensor(uint8, [M], query), tensor(uint8, [N], reference), zeros(int16, [1])] as const;

describe("Smith-Waterman wavefront", () => {
  it("finds the score of the best alignment", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [a, b] = [someIntegers(M, 0, 3, seed), someIntegers(N, 0, 3, seed + 100)];
      const best = zeros(int16, [1]);
      wavefront(tensor(uint8, [M], a), tensor(uint8, [N], b), best);
      assert.equal(best[0], score(a, b), `seed ${seed}`);
    }
  });

  it("finds the query with a letter missing: eleven matches, one gap", () => {
    const [a, b, best] = args();
    wavefront(a, b, best);
    assert.equal(best[0], Math.max(11 * 3 - 2, score(query, reference)));
  });

  itMatchesItsCpp(wavefront, args);
});
