/** One program in every executor: whether all give what the interpreter gives. */
import assert from "node:assert/strict";
import { interpret, type States } from "../../lib/ir/interpret.js";
import type { Gxx } from "../../tools/gxx.js";
import { simulateCalls, type Outcome } from "../support/csim.js";
import type { ModuleWithArgs } from "../support/generators.js";
import { agree } from "../targets/js/agree.js";

/** Each program is called so often: states keep what they hold. */
const times = 2;

/** Why native code does something else than the interpreter; `undefined` when it does not. */
export function nativeDifference({ module, args }: ModuleWithArgs): string | undefined {
  try {
    agree(module, args, { times });
    return undefined;
  } catch (error) {
    return firstLines(error);
  }
}

/** The same for C simulation, of many programs in one. */
export async function simulatedDifferences(cases: readonly ModuleWithArgs[], gxx: Gxx): Promise<readonly (string | undefined)[]> {
  const outcomes = await simulateCalls(cases, times, gxx);
  return cases.map((c, i) => {
    try {
      assert.deepEqual(outcomes[i] ?? [], expected(c));
      return undefined;
    } catch (error) {
      return firstLines(error);
    }
  });
}

/** The same for one; what C++ compilers refuse differs too. */
export async function simulatedDifference(c: ModuleWithArgs, gxx: Gxx): Promise<string | undefined> {
  try {
    return (await simulatedDifferences([c], gxx))[0];
  } catch (error) {
    return firstLines(error);
  }
}

function expected(c: ModuleWithArgs): readonly Outcome[] {
  const states: States = new Map();
  return Array.from({ length: times }, () => {
    const after = c.args.map((a) => (Array.isArray(a) ? [...a] : a));
    const printed: string[] = [];
    const { results } = interpret(c.module, after, { states, print: (line) => printed.push(line) });
    return { args: after, results, printed };
  });
}

function firstLines(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n").slice(0, 30).join("\n");
}
