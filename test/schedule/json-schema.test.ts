import assert from "node:assert/strict";
import fc from "fast-check";
import { Ajv } from "ajv";
import { schedule as kinds } from "../../lib/diagnostics/catalogue/schedule.js";
import { parseModule } from "../../lib/ir/parse.js";
import { applyStep, unscheduled } from "../../lib/schedule/apply.js";
import { stepsFromJson } from "../../lib/schedule/json.js";
import { mostSteps, scheduleSchema } from "../../lib/schedule/json-schema.js";
import { primitives } from "../../lib/schedule/primitives/index.js";
import { stepFromJson } from "../../lib/schedule/step.js";
import { runs } from "../support/runs.js";

const module = parseModule("top func f(A: int32[20]) { for i: index = 0 to 20 { A[i] = int32(1) } }");
const formCodes: readonly number[] = [kinds.unknownPrimitive.code, kinds.badArgument.code, kinds.unknownArgument.code];

/** Is nothing wrong with the form of the step, as it is applied? */
function isAccepted(step: Readonly<Record<string, unknown>>): boolean {
  const result = applyStep(unscheduled(module), stepFromJson(step));
  return result.kind === "done" || !result.errors.some((e) => formCodes.includes(e.code));
}

const wild = fc.oneof(
  fc.constantFrom<unknown>("i", "", "min", "guard", "cyclic", 0, 1, 2, 8, -1, 1.5, 2 ** 53, 1e300, true, null, {}, []),
  fc.array(fc.constantFrom<unknown>("i", "j", "", 1, null), { maxLength: 3 }),
);
const names = [...new Set([...primitives.values()].flatMap((p) => Object.keys(p.parameters)))];

/** Mostly right: a picture's step with a few fields changed. */
const step = fc.tuple(
  fc.constantFrom(...[...primitives.values()].flatMap((p) => [JSON.parse(p.picture.step) as unknown].flat())),
  fc.dictionary(fc.constantFrom(...names, "other", "constructor", "__proto__"), wild, { maxKeys: 2 }),
  fc.option(fc.constantFrom(...names)),
).map(([from, changes, without]) => {
  const made: Record<string, unknown> = { ...(from as object), ...changes };
  return Object.fromEntries(Object.entries(made).filter(([name]) => name !== without));
});

describe("the schema of schedules", () => {
  const check = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(scheduleSchema());
  const accepts = (...steps: unknown[]): boolean => check({ kernels: { f: steps } });

  it("takes the pictures of all primitives", () => {
    for (const { name, picture } of primitives.values()) {
      assert.equal(accepts(...[JSON.parse(picture.step) as unknown].flat()), true, `${name}: ${JSON.stringify(check.errors)}`);
    }
  });

  it("takes exactly what is not refused for its form", () => {
    const seen = new Set<boolean>();
    fc.assert(fc.property(step, (s) => {
      const expected = isAccepted(s);
      seen.add(expected);
      assert.equal(accepts(s), expected, JSON.stringify(s));
    }), { numRuns: runs(2000) });
    assert.equal(seen.size, 2);
  });

  it("takes no unknown primitive, and not too many steps", () => {
    assert.equal(accepts({ primitive: "spilt", loop: "i" }), false);
    assert.equal(accepts({ loop: "i" }), false);
    const steps = Array.from({ length: mostSteps + 1 }, () => ({ primitive: "split", loop: "i", factor: 2 }));
    assert.equal(accepts(...steps.slice(1)), true);
    assert.equal(accepts(...steps), false);
  });
});

describe("steps from data", () => {
  const codeOf = (data: unknown): number | undefined => {
    const steps = stepsFromJson(data);
    return "code" in steps ? steps.code : undefined;
  };

  it("are a list of objects that name a primitive", () => {
    assert.equal(codeOf([]), undefined);
    assert.equal(codeOf([{ primitive: "split" }]), undefined);
    for (const data of [{}, null, "split", { length: 1, 0: { primitive: "split" } }, [null], [[]], ["split"], [{ loop: "i" }], [{ primitive: 1 }]]) {
      assert.equal(codeOf(data), 2098, JSON.stringify(data));
    }
    assert.equal(codeOf([Object.create({ primitive: "split" })]), 2098);
    assert.equal(codeOf(Array.from({ length: mostSteps + 1 }, () => ({ primitive: "split" }))), 2097);
  });

  it("keep the prototype's names for what they are: fields that no primitive has", () => {
    const [made] = stepsFromJson(JSON.parse('[{ "primitive": "split", "loop": "i", "factor": 2, "__proto__": { "tail": "min" } }]')) as readonly { args: object }[];
    assert.deepEqual(Object.keys(made?.args ?? {}), ["loop", "factor", "__proto__"]);
    assert.equal("tail" in (made?.args ?? {}), false);
  });
});
