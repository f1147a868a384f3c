import assert from "node:assert/strict";
import { float32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { product, someReals } from "../data.js";
import { attention, D, N } from "./flash-attention.js";

const [q, k, v] = [23, 24, 25].map((seed) => someReals(N, D, seed).map((row) => row.map((x) => Math.fround(4 * x))));
const args = () => [
  tensor(float32, [N, D], q), tensor(float32, [N, D], k), tensor(float32, [N, D], v), zeros(float32, [N, D]),
] as const;

/** In doubles, with whole rows. */
function reference(): number[][] {
  const scores = q.map((row) => k.map((key) => row.reduce((sum, x, d) => sum + x * key[d], 0) / Math.sqrt(D)));
  const weights = scores.map((row) => {
    const e = row.map((s) => Math.exp(s - Math.max(...row)));
    const sum = e.reduce((a, b) => a + b);
    return e.map((x) => x / sum);
  });
  return product(weights, v);
}

describe("flash attention", () => {
  it("is attention", () => {
    const given = args();
    attention(...given);
    reference().forEach((row, i) => row.forEach((x, d) => assert.ok(Math.abs(given[3][i][d] - x) < 1e-5, `${i}, ${d}`)));
  });

  itMatchesItsCpp(attention, args);
});
