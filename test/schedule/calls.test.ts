import assert from "node:assert/strict";
import { callText, stepOfCall } from "../../lib/schedule/calls.js";
import { primitives } from "../../lib/schedule/primitives/index.js";
import { stepFromJson } from "../../lib/schedule/step.js";
import * as heddle from "heddle";

const codeOf = (name: string, values: readonly unknown[]): number | undefined => {
  const made = stepOfCall(name, values);
  return "code" in made ? made.code : undefined;
};

describe("steps as calls", () => {
  it("take the parameters in front by their places, all others from the options", () => {
    assert.deepEqual(stepOfCall("split", ["i", 8, { tail: "min" }]), { primitive: "split", args: { loop: "i", factor: 8, tail: "min" } });
    assert.deepEqual(stepOfCall("split", ["i", 8, { tail: undefined }]), { primitive: "split", args: { loop: "i", factor: 8 } });
  });

  it("take a list of loops at the end as many arguments", () => {
    assert.deepEqual(stepOfCall("reorder", ["j", "i", { reassociate: true }]), { primitive: "reorder", args: { loops: ["j", "i"], reassociate: true } });
  });

  it("take no argument that has no place, and none twice", () => {
    assert.equal(codeOf("split", ["i", 8, "min"]), 2090);
    assert.equal(codeOf("split", ["i", 8, new Map([["tail", "min"]])]), 2090);
    assert.equal(codeOf("split", ["i", 8, { factor: 4 }]), 2091);
    assert.throws(() => (heddle.split as (...args: unknown[]) => unknown)("i", 8, 9), { code: 2090, name: "HeddleError" });
  });

  it("are exported for every primitive", () => {
    const exported = heddle as unknown as Readonly<Record<string, unknown>>;
    for (const name of primitives.keys()) assert.equal(typeof exported[name], "function", `index.ts does not export ${name}`);
  });

  for (const { name, picture } of primitives.values()) {
    it(`${name} is read back from its text`, () => {
      for (const json of [JSON.parse(picture.step) as unknown].flat()) {
        const step = stepFromJson(json as Readonly<Record<string, unknown>>);
        const call = new Function(...primitives.keys(), `return ${callText(step)};`) as (...steps: unknown[]) => unknown;
        const functions = [...primitives.keys()].map((n) => (...values: unknown[]) => stepOfCall(n, values));
        assert.deepEqual(call(...functions), step);
      }
    });
  }
});
