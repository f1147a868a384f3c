/** Random modules: generated JavaScript does what the interpreter does, errors, printed lines and states included. */
import fc from "fast-check";
import { withFault } from "../../support/faults.js";
import { moduleWithArgs } from "../../support/generators.js";
import { runs } from "../../support/runs.js";
import { withOwnSpans } from "../../support/spans.js";
import { agree } from "./agree.js";

describe("targets/js modules", () => {
  it("agree with the interpreter", function () {
    this.timeout(runs(120_000));
    fc.assert(fc.property(moduleWithArgs(), ({ module, args }) => {
      agree(module, args);
    }), { numRuns: runs(300) });
  });

  it("stop where the interpreter stops", function () {
    this.timeout(runs(120_000));
    fc.assert(fc.property(moduleWithArgs(), fc.nat(10_000), ({ module, args }, fault) => {
      agree(withOwnSpans(withFault(module, fault)), args);
    }), { numRuns: runs(300) });
  });
});
