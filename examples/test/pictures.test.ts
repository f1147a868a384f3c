import assert from "node:assert/strict";
import { int32, tensor, uint8, zeros } from "heddle";
import { histogram, prefixSum256 } from "../histogram.js";
import { pixels, toPixel } from "../image.js";
import { examplePicture } from "../pgm.js";
import { pipeline } from "../pipeline.js";
import { sobel } from "../sobel.js";

const picture = examplePicture();

describe("sobel", () => {
  it("is 0 where the picture is flat, and strong at an edge", () => {
    const edges = sobel(picture);
    assert.equal(edges[67][87], 0, "inside a field of the checkerboard");
    assert.equal(edges[67][92], 255, "between two fields");
    assert.equal(edges[0][50], 0, "the border");
  });
});

describe("histogram", () => {
  it("counts every pixel once", () => {
    const counts = Array.from(histogram(picture).data);
    assert.equal(counts.reduce((a, b) => a + b), pixels);
    assert.equal(counts[18], Array.from(picture.data).filter((p) => p === 18).length);
  });

  it("has running sums", () => {
    const sums = tensor(int32, [256], Array.from(histogram(picture).data));
    prefixSum256(sums);
    assert.equal(sums[255], pixels);
  });
});

describe("pipeline", () => {
  it("gives what its stages give one after the other", () => {
    const input = tensor(uint8, [pixels], picture.data);
    const output = zeros(uint8, [pixels]);
    pipeline(input, output);
    const stretched = Array.from(picture.data, (p) => toPixel(Math.trunc((p - 128) * 3 / 2) + 128));
    const at = (i: number): number => stretched[i] ?? 0;
    const expected = stretched.map((_, i) => (Math.trunc((at(i - 2) + at(i - 1) + at(i)) / 3) >= 128 ? 255 : 0));
    assert.deepEqual(Array.from(output.data), expected);
  });
});
