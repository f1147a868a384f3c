import assert from "node:assert/strict";
import { int16, int32, tensor, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { coefficients, N, systolicFir } from "./systolic-fir.js";

const x = someIntegers(N, -32768, 32767, 11);
const args = () => [tensor(int16, [N], x), zeros(int32, [N])] as const;

describe("systolic FIR", () => {
  it("convolves", () => {
    const [samples, y] = args();
    systolicFir(samples, y);
    assert.deepEqual(y.toArray(), x.map((_, n) => coefficients.reduce((sum, h, t) => sum + (n >= t ? h * x[n - t] : 0), 0)));
  });

  itMatchesItsCpp(systolicFir, args);
});
