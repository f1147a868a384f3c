import assert from "node:assert/strict";
import { int32, tensor, zeros } from "heddle";
import { increment } from "../producer-consumer.js";

describe("increment", () => {
  it("adds 1 to every element", () => {
    const A = tensor(int32, [16, 24], Array.from({ length: 16 * 24 }, (_, n) => n * n));
    const B = zeros(int32, [16, 24]);
    increment(A, B);
    assert.deepEqual(B.toArray(), A.toArray().map((row) => row.map((x) => x + 1)));
  });
});
