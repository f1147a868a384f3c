import assert from "node:assert/strict";
import { int32, int8, tensor, zeros, type Tensor } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { product, someBytes } from "../data.js";
import { outputStationary, weightStationary } from "./systolic-gemm.js";

type Gemm<M extends number, N extends number, K extends number> =
  (A: Tensor<int8, [M, K]>, B: Tensor<int8, [K, N]>, C: Tensor<int32, [M, N]>) => void;

function check<const M extends number, const N extends number, const K extends number>(
  gemm: Gemm<M, N, K>, m: M, n: N, k: K,
): void {
  const [a, b] = [someBytes(m, k, 1), someBytes(k, n, 2)];
  const C = zeros(int32, [m, n]);
  gemm(tensor(int8, [m, k], a), tensor(int8, [k, n], b), C);
  assert.deepEqual(C.toArray(), product(a, b));
}

describe("systolic GEMM", () => {
  for (const [name, run] of [
    ["output-stationary", {
      square: () => check(outputStationary<8, 8, 8, 4, 4>, 8, 8, 8),
      oblong: () => check(outputStationary<6, 4, 10, 2, 4>, 6, 4, 10),
      one: () => check(outputStationary<3, 5, 7, 1, 1>, 3, 5, 7),
    }],
    ["weight-stationary", {
      square: () => check(weightStationary<8, 8, 8, 4, 4>, 8, 8, 8),
      oblong: () => check(weightStationary<10, 4, 6, 2, 4>, 10, 4, 6),
      one: () => check(weightStationary<3, 5, 7, 1, 1>, 3, 5, 7),
    }],
  ] as const) {
    for (const [shape, test] of Object.entries(run)) it(`${name}, ${shape}`, test);
  }

  const [a, b] = [someBytes(4, 6, 3), someBytes(6, 4, 4)];
  const args = () => [tensor(int8, [4, 6], a), tensor(int8, [6, 4], b), zeros(int32, [4, 4])] as const;
  itMatchesItsCpp(outputStationary<4, 4, 6, 2, 2>, args);
  itMatchesItsCpp(weightStationary<4, 4, 6, 2, 2>, args);
});
