import assert from "node:assert/strict";
import { build, float32, int8, tensor } from "heddle";
import { gemmFloat32, gemmInt8 } from "../gemm.js";
import { itWithCompiler } from "./simulation.js";

const ramp = (count: number): number[] => Array.from({ length: count }, (_, n) => (n * 37) % 255 - 127);

describe("gemm", () => {
  it("multiplies int8 matrices into int32", () => {
    const A = tensor(int8, [48, 32], ramp(48 * 32));
    const B = tensor(int8, [32, 64], ramp(32 * 64));
    const C = gemmInt8(A, B);
    let expected = 0;
    for (let k = 0; k < 32; k++) expected += A[5][k] * B[k][7];
    assert.equal(C[5][7], expected);
    assert.deepEqual(C.shape, [48, 64]);
  });

  itWithCompiler("gives the same bits as its C++", async () => {
    const A = tensor(float32, [48, 32], ramp(48 * 32).map((x) => x / 7));
    const B = tensor(float32, [32, 64], ramp(32 * 64).map((x) => x / 9));
    const simulated = await build(gemmFloat32, { target: "vitis", mode: "csim" });
    assert.deepEqual((await simulated(A, B)).data, gemmFloat32(A, B).data);
  }).timeout(60_000);
});
