import assert from "node:assert/strict";
import { int32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { product, someBytes } from "../data.js";
import { cannon, N } from "./cannon.js";

const [a, b] = [someBytes(N, N, 6), someBytes(N, N, 7)];
const args = () => [tensor(int32, [N, N], a), tensor(int32, [N, N], b), zeros(int32, [N, N])] as const;

describe("Cannon's algorithm", () => {
  it("multiplies", () => {
    const [A, B, C] = args();
    cannon(A, B, C);
    assert.deepEqual(C.toArray(), product(a, b));
  });

  itMatchesItsCpp(cannon, args);
});
