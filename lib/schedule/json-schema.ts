/** The JSON schema of schedules, from the parameters of the primitives: editors and ajv check schedule files with it. */
import type { Parameter } from "./parameters.js";
import type { Primitive } from "./primitive.js";
import { primitives } from "./primitives/index.js";

type Schema = Readonly<Record<string, unknown>>;

/** The most steps of one schedule. */
export const mostSteps = 1000;

/** Draft 07, which every editor knows: a file, `{ "kernels": { "gemm": [step, …] } }`. */
export function scheduleSchema(): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Heddle schedules",
    description: "How the kernels of the TypeScript file of the same name become hardware.",
    type: "object",
    properties: {
      $schema: { type: "string" },
      kernels: {
        type: "object", description: "By kernel or region.", additionalProperties: { $ref: "#/definitions/steps" },
      },
    },
    required: ["kernels"],
    additionalProperties: false,
    definitions: { steps: stepsSchema(), ...definitions() },
  };
}

/** Which fields a step has depends on its primitive. */
function stepsSchema(): Schema {
  const names = [...primitives.keys()];
  const choice = names.map((name) => ({
    if: { properties: { primitive: { const: name } } },
    then: { $ref: `#/definitions/${name}` },
  }));
  const step = { type: "object", properties: { primitive: { enum: names } }, required: ["primitive"], allOf: choice };
  return { type: "array", description: "The steps, applied one after the other.", maxItems: mostSteps, items: step };
}

function definitions(): Schema {
  return Object.fromEntries([...primitives.values()].map((p) => [p.name, primitiveSchema(p)]));
}

function primitiveSchema({ name, summary, parameters }: Primitive): Schema {
  const described = (p: Parameter): Schema => ({ description: p.doc, ...parameterSchema(p) });
  const fields = Object.entries(parameters).map(([n, p]) => [n, described(p)] as const);
  return {
    description: summary,
    properties: { primitive: { const: name }, ...Object.fromEntries(fields) },
    required: ["primitive", ...Object.entries(parameters).flatMap(([n, p]) => (p.optional ? [] : [n]))],
    additionalProperties: false,
  };
}

/** As `problemWith` in arguments.ts. */
function parameterSchema(p: Parameter): Schema {
  switch (p.kind) {
    case "loop": case "memory": case "function": case "text":
      return { type: "string", minLength: 1 };
    case "loops":
      return { type: "array", items: { type: "string" }, minItems: p.atLeast ?? 1 };
    case "integer": case "dimension":
      return integerSchema(p);
    case "integers":
      return { type: "array", items: integerSchema(p), minItems: 1 };
    case "choice":
      return { enum: p.choices ?? [] };
    case "flag":
      return { type: "boolean" };
    case "steps":
      return { allOf: [{ $ref: "#/definitions/steps" }, { minItems: 1 }] };
  }
}

function integerSchema({ min = 0 }: Parameter): Schema {
  return { type: "integer", minimum: min, maximum: Number.MAX_SAFE_INTEGER };
}
