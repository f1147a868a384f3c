import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applySteps } from "../../lib/schedule/apply.js";
import { stepFromJson } from "../../lib/schedule/step.js";

/** The lines about memories after the steps. */
function said(text: string, ...steps: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const { scheduled, errors } = applySteps(parseModule(text), steps.map((json) => stepFromJson(json)));
  assert.deepEqual(errors.map((e) => e.message), []);
  assert.deepEqual(verifyModule(scheduled.module), []);
  return printModule(scheduled.module).split("\n").map((l) => l.trim()).filter((l) => l.startsWith("memory"));
}

const half = { primitive: "partition", kind: "cyclic", factor: 2 };

describe("partition", () => {
  const helpers = `func inner(Z: int32[4]) { Z[0] = 1:int32 }
    func outer(Y: int32[4]) { call inner(Y) }
    top func f(A: int32[4], B: int32[4], C: int32[4]) { call outer(A) call inner(B) C[0] = 1:int32 }`;
  const all = ["Z", "Y", "A", "B"].map((n) => `memory ${n}: cyclic(dim=0, factor=2)`);

  it(
    "reaches callees, and what else they are given",
    () => assert.deepEqual(said(helpers, { ...half, memory: "A" }), all),
  );

  it(
    "reaches callers from the parameter of a helper",
    () => assert.deepEqual(said(helpers, { ...half, memory: "inner:Z" }), all),
  );

  it("leaves other tensors alone", () => {
    assert.deepEqual(said(helpers, { ...half, memory: "C" }), ["memory C: cyclic(dim=0, factor=2)"]);
  });

  it("reaches calls in expressions, and what calls give", () => {
    const text = `func sum(X: int32[4]) -> int32 { return int32(X[0] + X[1]) }
      func made() -> int32[4] { alloc t: int32[4] = 0:int32 return t }
      top func f() -> int32 { call r: int32[4] = made() return sum(r) }`;
    assert.deepEqual(
      said(text, { ...half, memory: "r" }), ["X", "t", "r"].map((n) => `memory ${n}: cyclic(dim=0, factor=2)`),
    );
  });

  it("reaches the kernels of a region that have the tensor", () => {
    const text = `func p(X: int32[4]) { X[0] = 1:int32 }
      func q(Y: int32[4]) { }
      region r(A: int32[4]) {
        run p(A)
        run q(A)
      }`;
    assert.deepEqual(
      said(text, { ...half, memory: "p:X" }), ["X", "Y"].map((n) => `memory ${n}: cyclic(dim=0, factor=2)`),
    );
  });

  it("adds dimensions step by step, and takes all at once", () => {
    const text = "top func f(A: int32[4, 8]) { A[0, 0] = 1:int32 }";
    const rows = { primitive: "partition", memory: "A", kind: "complete", dim: 1 };
    const both = said(text, { ...half, memory: "A", dim: 2 }, rows);
    assert.deepEqual(both, ["memory A: cyclic(dim=1, factor=2), complete(dim=0)"]);
    assert.deepEqual(
      said(text, { ...half, memory: "A" }), ["memory A: cyclic(dim=0, factor=2), cyclic(dim=1, factor=2)"],
    );
  });
});

describe("bind", () => {
  it("is said where the memory is made", () => {
    const text = `func g(X: int32[4]) { X[0] = 1:int32 }
      top func f() { alloc t: int32[4] = 0:int32 call g(t) }`;
    assert.deepEqual(
      said(text, { primitive: "bind", memory: "g:X", kind: "bram", ports: "trueDual" }),
      ["memory t: bram(ports=trueDual)"],
    );
  });
});
