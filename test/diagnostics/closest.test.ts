import assert from "node:assert/strict";
import { closest, didYouMean, editDistance } from "../../lib/diagnostics/closest.js";

describe("editDistance", () => {
  it("counts insertions, removals, changes and swaps of neighbours", () => {
    assert.equal(editDistance("gemm", "gemm"), 0);
    assert.equal(editDistance("gem", "gemm"), 1);
    assert.equal(editDistance("gemv", "gemm"), 1);
    assert.equal(editDistance("gmem", "gemm"), 1);
    assert.equal(editDistance("", "abc"), 3);
    assert.equal(editDistance("kitten", "sitting"), 3);
  });
});

describe("closest", () => {
  it("gives the nearest first and leaves out what is far", () => {
    assert.deepEqual(closest("vits", ["js", "vitis", "wits"]), ["vitis", "wits"]);
    assert.deepEqual(closest("catapult", ["js", "vitis"]), []);
  });
});

describe("didYouMean", () => {
  it("is a sentence, or nothing", () => {
    assert.equal(didYouMean("vits", ["js", "vitis"]), ' Did you mean "vitis"?');
    assert.equal(didYouMean("1201", ["1203", "1202", "9999"]), ' Did you mean "1203" or "1202"?');
    assert.equal(didYouMean("zzz", ["js"]), "");
  });
});
