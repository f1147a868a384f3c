import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { findFunction, findLoop } from "../../lib/schedule/names.js";

const module = parseModule(`func part(A: int32[4]) { for i: index = 0 to 4 { A[i] = int32(1) } }
  top func mm2_float32_4(A: int32[4]) {
    call part(A)
    for j: index = 0 to 4 { A[j] = int32(0) }
  }`);

describe("names in schedules", () => {
  it("call an instance of a template by the template's name", () => {
    assert.equal(findFunction(module, "mm2").kind, "one");
    assert.equal(findFunction(module, "mm2_float32_4").kind, "one");
    assert.equal(findLoop(module, "mm2:j").kind, "one");
    assert.equal(findFunction(module, "mm").kind, "none");
  });

  it("say which function a loop is in, where the kernel has none of that name", () => {
    assert.equal(findLoop(module, "i").kind, "one");
    assert.equal(findLoop(module, "part:i").kind, "one");
    assert.deepEqual(findLoop(module, "part:j"), { kind: "none", known: ["part:i"] });
  });
});
