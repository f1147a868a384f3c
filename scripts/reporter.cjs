/** Mocha's `spec` report, closed by one line that a person or a script finds at once: `N passed, N failed, N skipped`. */
"use strict";

const { reporters, Runner } = require("mocha");

module.exports = class SpecWithTotals extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats;
      console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
    });
  }
};
