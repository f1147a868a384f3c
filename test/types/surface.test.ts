/** The fixtures in test/fixtures/types compile, and exactly their marked lines don't. */
import * as assert from "node:assert/strict";
import { complaints, fixtureProgram } from "./program.js";

describe("type surface", function () {
  this.timeout(60_000);

  it("accepts and refuses what the fixtures say", () => {
    assert.deepEqual(complaints(fixtureProgram(["scalars", "fixed", "tensors", "structs", "constructs", "streams", "schedules"])), []);
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
    for (const fixture of ["scalars", "fixed", "structs", "constructs", "streams", "schedules"]) {
      const program = fixtureProgram([fixture]);
      assert.deepEqual(complaints(program), []);
      const [instantiations, types] = [program.getInstantiationCount(), program.getTypeCount()];
      assert.ok(instantiations < 40_000 && types < 25_000, `${fixture}: ${instantiations} instantiations, ${types} types`);
    }
  });
});
