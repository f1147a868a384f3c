import assert from "node:assert/strict";
import { int32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { product, someBytes } from "../data.js";
import { summa, N } from "./summa.js";

const [a, b] = [someBytes(N, N, 8), someBytes(N, N, 9)];
const args = () => [tensor(int32, [N, N], a), tensor(int32, [N, N], b), zeros(int32, [N, N])] as const;

describe("SUMMA", () => {
  it("multiplies", () => {
    const [A, B, C] = args();
    summa(A, B, C);
    assert.deepEqual(C.toArray(), product(a, b));
  });

  itMatchesItsCpp(summa, args);
});
