/** Runs a module in the interpreter before and after a pass, and demands the same outcome. */
import assert from "node:assert/strict";
import { interpret, RunError, StepLimitError, type ExternalModel, type InterpretArg,
  type States } from "../../lib/ir/interpret.js";
import type { Module, ResultType } from "../../lib/ir/ir.js";
import { leavesOf, type ValueType } from "../../lib/ir/types.js";
import { verifyModule } from "../../lib/ir/verify.js";
import type { Value } from "../../lib/numeric/convert.js";
import { printModule } from "../../lib/ir/print.js";

/** What can be seen of a run, structs taken apart into their scalars. */
interface Outcome {
  readonly printed: readonly string[];
  /** Results, then tensors that were arguments, of structs one for each scalar; or the error. */
  readonly end:
    | { readonly values: readonly (Value | Value[])[]; readonly leftOver: unknown }
    | { readonly code: number; readonly message: string; readonly span: unknown };
}

export interface SameOptions {
  readonly externals?: ReadonlyMap<string, ExternalModel>;
}

/** Runs both twice, keeping states. False when the run takes too long to compare. */
export function sameOutcome(before: Module, after: Module, args: readonly InterpretArg[],
  options: SameOptions = {}): boolean {
  assert.deepEqual(verifyModule(after).map((p) => p.message), [], printModule(after));
  const split = splitArgs(before, args);
  const [mine, theirs]: readonly [States, States] = [new Map(), new Map()];
  for (let run = 0; run < 2; run++) {
    const want = outcome(before, args, mine, options);
    if (want === undefined) return false;
    assert.deepEqual(outcome(after, split, theirs, options), want, printModule(after));
  }
  return true;
}

function outcome(
  m: Module, args: readonly InterpretArg[], states: States, { externals = new Map() }: SameOptions,
): Outcome | undefined {
  const copies = args.map((a) => (Array.isArray(a) ? [...a] : a));
  const printed: string[] = [];
  try {
    const { results, leftOver } = interpret(m, copies,
      { states, externals, stepLimit: 100_000, print: (line) => printed.push(line) });
    const types = m.top.kind === "func" ? m.top.results : [];
    const returned = results.flatMap((r, i) => splitValue(r, types[i]));
    return { printed, end: { values: [...returned, ...splitArgs(m, copies)], leftOver } };
  } catch (error) {
    if (error instanceof RunError) return { printed,
      end: { code: error.code, message: withoutPath(error.message), span: error.span } };
    if (error instanceof StepLimitError) return undefined;
    throw error;
  }
}

/** A subscript is outside of `A`, or after splitting of `A.x`. */
function withoutPath(message: string): string {
  return message.replace(/(dimension \d+ of [^ .,]+)\.[^ ,]+/, "$1");
}

function splitArgs(m: Module, args: readonly InterpretArg[]): readonly InterpretArg[] {
  return args.flatMap((a, i) => {
    const type = m.top.params[i]?.type;
    assert.ok(type !== undefined && type.kind !== "stream");
    return splitValue(a, type);
  });
}

function splitValue(v: InterpretArg, type: ResultType | undefined): readonly InterpretArg[] {
  if (!Array.isArray(v) || type === undefined) return [v];
  if (type.kind !== "tensor") return v;
  return splitElements(v, type.element);
}

function splitElements(values: readonly Value[], element: ValueType): readonly Value[][] {
  const leaves = leavesOf(element);
  return leaves.map((_, i) => values.filter((__, at) => at % leaves.length === i));
}
