/** The fixtures in test/fixtures/types compile, and exactly their marked lines don't. */
import * as assert from "node:assert/strict";
import { complaints, fixtureProgram } from "./program.js";

describe("type surface", function () {
  this.timeout(30_000);

  it("accepts and refuses what the fixtures say", () => {
    assert.deepEqual(complaints(fixtureProgram(["scalars", "tensors"])), []);
  });

  it("accepts kernels as functions, but for TypeScript's rule on decorators", () => {
    const found = complaints(fixtureProgram(["kernels"]));
    assert.equal(found.length, 6);
    assert.deepEqual(found.filter((text) => !text.includes("TS1206")), []);
  });

  it("accepts class members under standard decorators", () => {
    assert.deepEqual(complaints(fixtureProgram(["members"])), []);
  });

  it("accepts class members under legacy decorators", () => {
    assert.deepEqual(complaints(fixtureProgram(["members"], { experimentalDecorators: true })), []);
  });

  it("is cheap to check", () => {
    const program = fixtureProgram(["scalars"]);
    assert.deepEqual(complaints(program), []);
    assert.ok(program.getInstantiationCount() < 40_000, `${program.getInstantiationCount()} instantiations`);
  });
});
