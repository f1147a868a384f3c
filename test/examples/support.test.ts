import assert from "node:assert/strict";
import { float32, struct, tensor } from "heddle";
import { compareBits } from "../../scripts/support/bits.js";
import { mapParallel } from "../../scripts/support/processes.js";

describe("compareBits", () => {
  it("counts the bits of tensors and scalars that agree", () => {
    const a = tensor(float32, [2], [1, 2]);
    const b = tensor(float32, [2], [1, 4]); // 2 is 0x40000000, 4 is 0x40800000
    assert.deepEqual(compareBits([a, true, undefined], [b, true, undefined]), { equal: 71, total: 72 });
    assert.deepEqual(compareBits([0], [-0]), { equal: 63, total: 64 });
  });

  it("counts the bits of structs, of tensors of structs, and of several results", () => {
    const Point = struct("Point", { x: float32, data: float32 });
    const [a, b] = [{ x: 0, data: 0 }, { x: 0, data: -0 }];
    assert.deepEqual(compareBits([a, [a, true]], [b, [b, true]]), { equal: 262, total: 264 });
    assert.deepEqual(compareBits([tensor(Point, [1], [a])], [tensor(Point, [1], [b])]), { equal: 63, total: 64 });
  });

  it("counts what is missing as different", () => {
    assert.deepEqual(compareBits([1.5, 2n], [undefined, 2n]), { equal: 8, total: 72 });
  });
});

describe("mapParallel", () => {
  it("keeps the order and the limit", async () => {
    let running = 0;
    const most: number[] = [];
    const results = await mapParallel([30, 1, 20, 1], 2, async (ms) => {
      most.push(++running);
      await new Promise((resolve) => setTimeout(resolve, ms));
      running--;
      return ms;
    });
    assert.deepEqual(results, [30, 1, 20, 1]);
    assert.equal(Math.max(...most), 2);
  });
});
