import assert from "node:assert/strict";
import { full, int16, tensor } from "heddle";
import { fir, samples } from "../fir.js";

describe("fir", () => {
  it("passes a constant once the filter is full", () => {
    const y = fir(full(int16, [samples], 1000));
    assert.equal(y[samples - 1], 1000);
  });

  it("damps the highest frequency", () => {
    const y = fir(tensor(int16, [samples], Array.from({ length: samples }, (_, n) => (n % 2 === 0 ? 30000 : -30000))));
    assert.ok(Math.abs(y[samples - 1]) < 2000, `${y[samples - 1]}`);
  });
});
