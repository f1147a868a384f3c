/** Steps as people write them: `split("i", 8, { tail: "min" })`. */
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic.js";
import { noSpan, type Span } from "../diagnostics/source.js";
import type { Arguments, Form, Parameters, Value } from "./parameters.js";
import type { Primitive } from "./primitive.js";
import { primitives } from "./primitives/index.js";
import type { Step } from "./step.js";

/** The arguments in front of the options, of the parameters `Names`. */
type Front<P extends Parameters, Names extends readonly unknown[], F extends Form> =
  Names extends readonly [infer N extends keyof P, ...infer Rest]
    ? Rest extends readonly [] ? Last<P[N], F> : [value: Value<P[N], F>, ...Front<P, Rest, F>]
    : [];

/** A list of loops is as many arguments. */
type Last<P extends Parameters[string], F extends Form> =
  P["kind"] extends "loops" ? Value<P, F> : P["optional"] extends true ? [value?: Value<P, F>] : [value: Value<P, F>];

type Options<P extends Parameters, Names extends readonly unknown[], F extends Form> =
  Arguments<Omit<P, Names[number] & string>, F>;

/** What a call of a primitive takes: a union where options follow a list, which TypeScript cannot say otherwise. */
export type CallArguments<P extends Parameters, Names extends readonly unknown[], F extends Form> =
  Exclude<keyof P, Names[number]> extends never ? Front<P, Names, F>
  : number extends Front<P, Names, F>["length"]
    ? Front<P, Names, F> | [...Front<P, Names, F>, options: Options<P, Names, F>]
  : Record<never, never> extends Options<P, Names, F> ? [...Front<P, Names, F>, options?: Options<P, Names, F>]
  : [...Front<P, Names, F>, options: Options<P, Names, F>];

/** The step that a call with these values means, or what is wrong with their number. Applying it checks the types. */
export function stepOfCall(name: string, values: readonly unknown[], span?: Span): Step | Diagnostic {
  const primitive = primitives.get(name);
  const place = span === undefined ? {} : { span };
  if (primitive === undefined) return { primitive: name, args: {}, ...place };
  const last = values.at(-1);
  const options = isOptions(last) ? last : {};
  const given = isOptions(last) ? values.slice(0, -1) : values;
  const inFront = frontArguments(primitive, given);
  const { positional } = primitive;
  if (inFront === undefined) return diagnose(kinds.tooManyArguments, span ?? noSpan, [name, positional, given.length]);
  const twice = Object.keys(options).find((o) => inFront.some(([n]) => n === o));
  if (twice !== undefined) return diagnose(kinds.argumentTwice, span ?? noSpan, [name, twice]);
  const args = Object.fromEntries([...inFront, ...Object.entries(options)].filter(([, value]) => value !== undefined));
  return { primitive: name, args, ...place };
}

function isOptions(x: unknown): x is Readonly<Record<string, unknown>> {
  if (typeof x !== "object" || x === null) return false;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** The values by the names of the parameters in front; `undefined` when there are more values than parameters. */
function frontArguments(p: Primitive, given: readonly unknown[]): [string, unknown][] | undefined {
  const rest = restParameter(p);
  if (rest === undefined && given.length > p.positional.length) return undefined;
  return p.positional.map((name, i) => [name, name === rest ? given.slice(i) : given[i]]);
}

/** The list of loops that is as many arguments. */
export function restParameter({ parameters, positional }: Pick<Primitive, "parameters" | "positional">): string | undefined {
  const last = positional.at(-1);
  return last !== undefined && parameters[last]?.kind === "loops" ? last : undefined;
}

/** The call that `stepOfCall` makes the step of. */
export function callText({ primitive: name, args }: Step): string {
  const primitive = primitives.get(name);
  const positional = primitive?.positional ?? [];
  const rest = primitive === undefined ? undefined : restParameter(primitive);
  const front = positional.flatMap((p) => {
    const value = args[p];
    return p === rest && Array.isArray(value) ? (value as unknown[]) : [value];
  });
  const others = Object.entries(args).filter(([n]) => !positional.includes(n));
  const options = others.map(([n, v]) => `${n}: ${JSON.stringify(v)}`).join(", ");
  const texts = front.filter((v) => v !== undefined).map((v) => JSON.stringify(v));
  return `${name}(${[...texts, ...(options === "" ? [] : [`{ ${options} }`])].join(", ")})`;
}
