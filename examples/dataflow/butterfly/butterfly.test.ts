import assert from "node:assert/strict";
import { HeddleError, int32, tensor, uint8, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { butterfly, N, rounds, stages } from "./butterfly.js";

/** Permutations that pass a butterfly without conflict: an exclusive or with a constant, and the rotation by a constant. */
const destinations = [
  (i: number) => i ^ 5, (i: number) => (i + 3) % N, (i: number) => i, (i: number) => N - 1 - i,
].map((f) => Array.from({ length: N }, (_, i) => f(i)));
const payload = someIntegers(rounds * N, -1e6, 1e6, 12);
const args = () => [tensor(uint8, [rounds, N], destinations), tensor(int32, [rounds, N], payload), zeros(int32, [rounds, N])] as const;

describe("butterfly network", () => {
  it("takes every packet to its destination", () => {
    const [to, values, out] = args();
    butterfly(to, values, out);
    destinations.forEach((d, r) => d.forEach((at, i) => assert.equal(out[r][at], payload[r * N + i], `round ${r}`)));
  });

  it("stops when two packets want the same way", () => {
    const [, values, out] = args();
    const reversed = Array.from({ length: N }, (_, i) => Number.parseInt(i.toString(2).padStart(stages, "0").split("").reverse().join(""), 2));
    assert.throws(() => butterfly(tensor(uint8, [rounds, N], Array(rounds).fill(reversed)), values, out), HeddleError);
  });

  itMatchesItsCpp(butterfly, args);
});
