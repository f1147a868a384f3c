/** From what a user passes to what a primitive works on: types and ranges checked, names looked up. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.js";
import { noSpan } from "../diagnostics/source.js";
import type { Module } from "../ir/ir.js";
import { findFunction, findLoop, findMemory, type Lookup } from "./names.js";
import type { Parameter, Parameters as ParameterTable, Resolved } from "./parameters.js";
import type { Gone, Primitive } from "./primitive.js";
import { stepFromJson, type Step } from "./step.js";

/** A name that an earlier step has replaced. */
export interface Replaced extends Gone {
  readonly primitive: string;
  /** Counted from 1. */
  readonly step: number;
}

export type Resolution =
  | { readonly kind: "args"; readonly args: Resolved<ParameterTable> }
  | { readonly kind: "errors"; readonly errors: readonly Diagnostic[] };

type Result = { readonly value: unknown } | { readonly errors: readonly Diagnostic[] };

interface Place {
  readonly module: Module;
  readonly step: Step;
  readonly replaced: readonly Replaced[];
}

/** The arguments of `step`, checked and resolved in `module`. */
export function resolveArguments(module: Module, step: Step, primitive: Primitive, replaced: readonly Replaced[]): Resolution {
  const place = { module, step, replaced };
  const known = Object.keys(primitive.parameters);
  const errors: Diagnostic[] = Object.keys(step.args).filter((name) => !known.includes(name))
    .map((name) => diagnose(kinds.unknownArgument, step.span ?? noSpan, [primitive.name, name, known]));
  const args: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(primitive.parameters)) {
    const given = Object.hasOwn(step.args, name) ? step.args[name] : undefined;
    if (given === undefined && parameter.optional) continue;
    const result = resolveOne(place, name, parameter, given);
    if ("errors" in result) errors.push(...result.errors);
    else args[name] = result.value;
  }
  return errors.length > 0 ? { kind: "errors", errors } : { kind: "args", args: args as Resolved<ParameterTable> };
}

function resolveOne(p: Place, name: string, parameter: Parameter, given: unknown): Result {
  const wrong = problemWith(parameter, given);
  if (wrong !== undefined) return failed(p, kinds.badArgument, [p.step.primitive, name, wrong, describe(given)]);
  switch (parameter.kind) {
    case "loop":
      return named(p, "loop", String(given), findLoop(p.module, String(given)));
    case "memory":
      return named(p, "memory", String(given), findMemory(p.module, String(given)));
    case "function":
      return named(p, "function", String(given), findFunction(p.module, String(given)));
    case "loops":
      return all((given as readonly string[]).map((text) => named(p, "loop", text, findLoop(p.module, text))));
    case "dimension":
      return { value: given === 0 ? undefined : Number(given) - 1 };
    case "integer": case "integers": case "choice": case "flag": case "text":
      return { value: given };
    case "steps":
      return {
        value: (given as readonly Readonly<Record<string, unknown>>[])
          .map((json) => ({ ...stepFromJson(json), ...spanOf(p.step) })),
      };
  }
}

function spanOf({ span }: Step): Pick<Step, "span"> {
  return span === undefined ? {} : { span };
}

function all(results: readonly Result[]): Result {
  const errors = results.flatMap((r) => ("errors" in r ? r.errors : []));
  return errors.length > 0 ? { errors } : { value: results.map((r) => ("value" in r ? r.value : undefined)) };
}

function named(p: Place, what: string, text: string, found: Lookup<unknown>): Result {
  if (found.kind === "one") return { value: found.place };
  if (found.kind === "several") return failed(p, kinds.ambiguousName, [text, found.names]);
  const gone = p.replaced.findLast((r) => r.name === text);
  if (gone !== undefined) return failed(p, kinds.goneLoop, [text, gone.primitive, gone.step, gone.into]);
  return failed(p, kinds.unknownLoop, [what, text, found.known]);
}

function failed<Args extends readonly unknown[]>(p: Place, kind: Parameters<typeof diagnose<Args>>[0], args: Args): Result {
  return { errors: [diagnose(kind, p.step.span ?? noSpan, args)] };
}

/** What the argument must be, when it is not. */
function problemWith(parameter: Parameter, given: unknown): string | undefined {
  switch (parameter.kind) {
    case "loop": case "memory": case "function": case "text":
      return typeof given === "string" && given !== "" ? undefined : `the name of a ${parameter.kind}`;
    case "loops": case "integers": case "steps":
      return listProblem(parameter, parameter.kind, given);
    case "integer": case "dimension":
      return isInteger(given, parameter.min) ? undefined : `an integer of at least ${parameter.min ?? 0}`;
    case "choice":
      return parameter.choices?.some((c) => c === given) === true ? undefined
        : `one of ${(parameter.choices ?? []).map((c) => JSON.stringify(c)).join(", ")}`;
    case "flag":
      return typeof given === "boolean" ? undefined : "true or false";
  }
}

function listProblem(
  { atLeast = 1, min }: Parameter, kind: "loops" | "integers" | "steps", given: unknown,
): string | undefined {
  switch (kind) {
    case "loops":
      return isList(given, atLeast, (x) => typeof x === "string") ? undefined : `a list of ${atLeast} or more loops`;
    case "integers":
      return isList(given, 1, (x) => isInteger(x, min)) ? undefined : `a list of integers of at least ${min ?? 0}`;
    case "steps":
      return isList(given, 1, isStep) ? undefined : "a list of steps, { \"primitive\": … }";
  }
}

function isInteger(x: unknown, min = 0): boolean {
  return typeof x === "number" && Number.isSafeInteger(x) && x >= min;
}

function isList(x: unknown, atLeast: number, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(x) && x.length >= atLeast && x.every(holds);
}

function isStep(x: unknown): boolean {
  return typeof x === "object" && x !== null && "primitive" in x && typeof x.primitive === "string";
}

/** Short, whatever it is. */
function describe(x: unknown): string {
  if (x === undefined) return "left out";
  if (typeof x === "function" || typeof x === "symbol") return `a ${typeof x}`;
  const text = typeof x === "bigint" ? `${x}n` : typeof x === "number" ? String(x) : JSON.stringify(x);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
