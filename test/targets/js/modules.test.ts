/** Random modules: generated JavaScript does what the interpreter does. */
import fc from "fast-check";
import { moduleWithArgs } from "../../support/generators.js";
import { agree, runs } from "./agree.js";

describe("targets/js modules", () => {
  it("agree with the interpreter", function () {
    this.timeout(runs(120_000));
    fc.assert(fc.property(moduleWithArgs(), ({ module, args }) => {
      agree(module, args);
    }), { numRuns: runs(300) });
  });
});
