import assert from "node:assert/strict";
import { tensor, uint8, zeros } from "heddle";
import { itMatchesItsCpp } from "../../test/simulation.js";
import { someIntegers } from "../data.js";
import { H, lineBuffers, shards, W } from "./stencil.js";

const pixels = someIntegers(H * W, 0, 255, 19);
const args = () => [tensor(uint8, [H, W], pixels), zeros(uint8, [H, W])] as const;
const expected = Array.from({ length: H }, (_, i) => Array.from({ length: W }, (__, j) => {
  if (i === 0 || j === 0 || i === H - 1 || j === W - 1) return 0;
  let sum = 0;
  for (let r = -1; r <= 1; r++) for (let c = -1; c <= 1; c++) sum += pixels[(i + r) * W + j + c];
  return Math.floor(sum / 9);
}));

for (const [name, region] of [["line buffers", lineBuffers], ["halo shards", shards]] as const) {
  describe(`stencil with ${name}`, () => {
    it("blurs", () => {
      const [image, blurred] = args();
      region(image, blurred);
      assert.deepEqual(blurred.toArray(), expected);
    });

    itMatchesItsCpp(region, args);
  });
}
