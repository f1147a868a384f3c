/** Random modules: generated JavaScript does what the interpreter does. */
import fc from "fast-check";
import { moduleWithArgs } from "../../support/generators.js";
import { agree } from "./agree.js";

describe("targets/js modules", () => {
  it("agree with the interpreter", function () {
    this.timeout(120_000);
    const runs = Number(process.env["HEDDLE_RUNS"] ?? 400);
    fc.assert(fc.property(moduleWithArgs(), ({ module, args }) => {
      agree(module, args);
    }), { numRuns: runs });
  });
});
