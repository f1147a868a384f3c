import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { applySteps } from "../../lib/schedule/apply.js";
import { showModule } from "../../lib/schedule/show.js";

describe("a schedule, shown", () => {
  it("has the loops with their counts and directives, and the memories with their banks", () => {
    const module = parseModule(`
func h(B: int32[4]) inline {
  memory B: bram
  for k: index = 0 to 4 { B[k] = int32(0) }
}
top func f(A: int32[8, 20], n: int32) {
  memory A: cyclic(dim=1, factor=4), complete(dim=0), uram(latency=2)
  alloc B: int32[4] = int32(0)
  band: for i: index = 0 to 20 {
    if i > 3 { for j: index = 0 to 8 pipeline(ii=1) { A[j, i] = int32(1) } }
  }
  for i: index = 0 to index(n) { call h(B) }
}`);
    const { scheduled, errors } = applySteps(module, [{ primitive: "split", args: { loop: "band.i", factor: 8 } }]);
    assert.deepEqual(errors, []);
    assert.equal(showModule(scheduled.module), `f(A, n)
  A: Tensor<int32, [8, 20]>, 5120 bits, 32 banks: cyclic by 4 in dimension 2, complete in dimension 1, uram(latency=2)
  B: Tensor<int32, [4]>, 128 bits, 1 bank
  for i.outer: 3 times
    for i.inner: 8 times
      if
        if
          for j: 8 times pipeline(ii=1)
  for i: a varying number of times
    call h
h(B) inline
  B: Tensor<int32, [4]>, 128 bits, 1 bank: bram
  for k: 4 times`);
  });

  it("has the streams and instances of a region", () => {
    const module = parseModule(`
func p(A: int32[4], s: stream<int32, 2>) { for i: index = 0 to 4 { put s, A[i] } }
func q(s: stream<int32, 2>, B: int32[4]) { for i: index = 0 to 4 { get x: int32 from s
B[i] = x } }
region r(A: int32[4], B: int32[4]) { s: stream<int32, 2>
run p(A, s)
run q(s, B) }`);
    assert.equal(showModule(module).split("\n").slice(0, 5).join("\n"), `region r(A, B)
  stream s: int32, depth 2
  p(A, s)
  q(s, B)
p(A, s)`);
  });
});
