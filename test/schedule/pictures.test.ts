import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applySteps } from "../../lib/schedule/apply.js";
import { primitives } from "../../lib/schedule/primitives/index.js";
import { stepFromJson } from "../../lib/schedule/step.js";

describe("primitives", () => {
  for (const { name, picture } of primitives.values()) {
    it(`${name} does what its picture shows`, () => {
      const steps = [JSON.parse(picture.step) as unknown].flat().map((json) => stepFromJson(json as Readonly<Record<string, unknown>>));
      const { scheduled, errors } = applySteps(parseModule(picture.before), steps);
      assert.deepEqual(errors.map((e) => e.message), []);
      assert.deepEqual(verifyModule(scheduled.module), []);
      assert.equal(printModule(scheduled.module), printModule(parseModule(picture.after)));
    });
  }
});
