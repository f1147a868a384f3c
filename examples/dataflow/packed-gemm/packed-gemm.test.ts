import assert from "node:assert/strict";
import { int32, int8, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { product, someBytes } from "../data.js";
import { K, M, N, packedGemm } from "./packed-gemm.js";

const [a, b] = [someBytes(M, K, 15), someBytes(K, N, 16)];
const args = () => [tensor(int8, [M, K], a), tensor(int8, [K, N], b), zeros(int32, [M, N])] as const;

describe("packed int8 GEMM", () => {
  it("multiplies", () => {
    const [A, B, C] = args();
    packedGemm(A, B, C);
    assert.deepEqual(C.toArray(), product(a, b));
  });

  itMatchesItsCpp(packedGemm, args);
});
