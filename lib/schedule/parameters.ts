/**
 * What primitives are given. Each parameter is described once; its type in TypeScript, its JSON schema, the check of what
 * users pass, and the docs derive from that.
 */
import type { For, Func, Sym } from "../ir/ir.js";
import type { TensorType } from "../ir/types.js";
import type { Step } from "./step.js";

/** A loop of a function. */
export interface LoopPlace {
  readonly func: Func;
  readonly loop: For;
}

/** A tensor of a function: a parameter, a state, or a local one. */
export interface MemoryPlace {
  readonly func: Func;
  readonly sym: Sym;
  readonly type: TensorType;
}

/** What a step has made, for the steps after it. */
export interface Handle<Kind extends "loop" | "memory" | "function" = "loop" | "memory" | "function"> {
  readonly kind: Kind;
  /** The loop's counter, the memory, or the function. */
  readonly sym: Sym;
}

/** A kind of parameter: in a step, in a call of the fluent form, and what it names. */
interface Forms<T, Resolved = T, Passed = T> {
  readonly given: T;
  readonly passed: Passed;
  readonly resolved: Resolved;
}

interface Kinds {
  loop: Forms<string, LoopPlace, string | Handle<"loop">>;
  loops: Forms<readonly string[], readonly LoopPlace[], readonly (string | Handle<"loop">)[]>;
  memory: Forms<string, MemoryPlace, string | Handle<"memory">>;
  function: Forms<string, Func, string | Handle<"function">>;
  integer: Forms<number>;
  /** Counted from 1 in a step, as in HLS pragmas, and from 0 in the IR; 0 is all of them, and nothing when resolved. */
  dimension: Forms<number, number | undefined>;
  integers: Forms<readonly number[]>;
  choice: Forms<string>;
  flag: Forms<boolean>;
  text: Forms<string>;
  /** Steps in their JSON form. */
  steps: Forms<readonly Readonly<Record<string, unknown>>[], readonly Step[]>;
}

export interface Parameter<Kind extends keyof Kinds = keyof Kinds, Optional extends boolean = boolean, Choice extends string = string> {
  readonly kind: Kind;
  readonly optional: Optional;
  readonly doc: string;
  /** Of integers: the least. */
  readonly min?: number;
  /** Of a choice. */
  readonly choices?: readonly Choice[];
  /** Of lists: the least number of items. */
  readonly atLeast?: number;
}

export type Parameters = Readonly<Record<string, Parameter>>;

export type Form = keyof Forms<unknown>;

/** What one parameter takes. */
export type Value<P extends Parameter, F extends Form> = P extends Parameter<infer Kind, boolean, infer Choice>
  ? Kind extends "choice" ? Choice : Kinds[Kind][F]
  : never;
type RequiredNames<P extends Parameters> = { [N in keyof P]: P[N]["optional"] extends true ? never : N }[keyof P];
/** The arguments by name. */
export type Arguments<P extends Parameters, F extends Form> =
  & { readonly [N in RequiredNames<P>]: Value<P[N], F> }
  & { readonly [N in Exclude<keyof P, RequiredNames<P>>]?: Value<P[N], F> | undefined };

/** The arguments as users give them. */
export type Given<P extends Parameters> = Arguments<P, "given">;
/** The arguments as primitives work on them: names have become what they name. */
export type Resolved<P extends Parameters> = Arguments<P, "resolved">;

export const loop = (doc: string): Parameter<"loop", false> => ({ kind: "loop", optional: false, doc });
export const loops = (doc: string, atLeast = 1): Parameter<"loops", false> => ({ kind: "loops", optional: false, doc, atLeast });
export const memory = (doc: string): Parameter<"memory", false> => ({ kind: "memory", optional: false, doc });
export const func = (doc: string): Parameter<"function", false> => ({ kind: "function", optional: false, doc });
export const integer = (doc: string, min: number): Parameter<"integer", false> => ({ kind: "integer", optional: false, doc, min });
export const dimension = (doc: string, min: 0 | 1): Parameter<"dimension", false> => ({ kind: "dimension", optional: false, doc, min });
export const integers = (doc: string, min: number): Parameter<"integers", false> => ({ kind: "integers", optional: false, doc, min });
export const choice = <const C extends string>(doc: string, choices: readonly C[]): Parameter<"choice", false, C> =>
  ({ kind: "choice", optional: false, doc, choices });
export const flag = (doc: string): Parameter<"flag", false> => ({ kind: "flag", optional: false, doc });
export const text = (doc: string): Parameter<"text", false> => ({ kind: "text", optional: false, doc });
export const steps = (doc: string): Parameter<"steps", false> => ({ kind: "steps", optional: false, doc });

/** The same parameter, which may be left out. */
export function optional<Kind extends keyof Kinds, Choice extends string>(
  p: Parameter<Kind, false, Choice>,
): Parameter<Kind, true, Choice> {
  return { ...p, optional: true };
}
