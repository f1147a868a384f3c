import assert from "node:assert/strict";
import { int32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { daisyChain, N, P, W } from "./daisy-chain.js";

const weights = someIntegers(P * W, -9, 9, 3);
const x = someIntegers(N, -20, 20, 4);
const args = () => [tensor(int32, [P, W], weights), tensor(int32, [N], x), zeros(int32, [N])] as const;

/** The sum of all coefficients of each power, as one polynomial. */
const expected = x.map((v) => Array.from({ length: W }, (_, w) =>
  v ** w * Array.from({ length: P }, (__, p) => weights[p * W + w]).reduce((a, b) => a + b)).reduce((a, b) => a + b));

describe("daisy chain", () => {
  it("adds up the polynomials of all elements", () => {
    const [w, samples, y] = args();
    daisyChain(w, samples, y);
    assert.deepEqual(y.toArray(), expected);
  });

  itMatchesItsCpp(daisyChain, args);
});
