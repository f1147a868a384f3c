/** The primitives as functions that give steps: `@schedule(split("i", 8), reorder("j", "i.outer"))`. */
import { stepOfCall, type CallArguments } from "../lib/schedule/calls.js";
import type { Form, Parameters } from "../lib/schedule/parameters.js";
import type { Primitive } from "../lib/schedule/primitive.js";
import { primitives, type primitiveTable } from "../lib/schedule/primitives/index.js";
import type { Step } from "../lib/schedule/step.js";
import { refusal } from "./errors.js";

export type { Step } from "../lib/schedule/step.js";

type Table = typeof primitiveTable;
export type PrimitiveName = keyof Table;

/** The arguments that a primitive is called with, and what it makes. */
export type ArgumentsOf<N extends PrimitiveName, F extends Form> =
  Table[N] extends Primitive<infer P extends Parameters, infer Names> ? CallArguments<P, Names, F> : never;
export type MadeBy<N extends PrimitiveName> =
  ReturnType<Table[N]["apply"]> extends { readonly made?: infer M } ? NonNullable<M> : never;

type StepFunctions = { readonly [N in PrimitiveName]: (...args: ArgumentsOf<N, "given">) => Step };

const stepFunctions = Object.fromEntries(
  [...primitives.keys()].map((name) => [name, (...args: readonly unknown[]) => stepOf(name, args)]),
) as unknown as StepFunctions;

/** The step, unless there are too many arguments for it. All else is checked when it is applied. */
export function stepOf(name: string, args: readonly unknown[]): Step {
  const step = stepOfCall(name, args);
  if ("code" in step) throw refusal(step, []);
  return step;
}

export const {
  split, tile, reorder, distribute, fuse, skew, pipeline, unroll, parallel, vectorize, partition, bind, bufferAt, reuseAt, reshape,
  pack, unpack, inline, outline, dataflow, computeAt, to, unfold, compose,
} = stepFunctions;
