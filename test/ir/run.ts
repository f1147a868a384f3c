/** Runs IR text in the interpreter. */
import assert from "node:assert/strict";
import { interpret, RunError, type InterpretArg, type InterpretOptions } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";

interface Outcome extends ReturnType<typeof interpret> {
  /** The first of the results. */
  readonly result: InterpretArg | undefined;
  readonly printed: readonly string[];
}

/** Runs the module that `text` describes, which must be correct. */
export function run(text: string, args: readonly InterpretArg[] = [], options: InterpretOptions = {}): Outcome {
  const module = parseModule(text);
  assert.deepEqual(verifyModule(module), []);
  const printed: string[] = [];
  const outcome = interpret(module, args, { stepLimit: 100_000, print: (line) => printed.push(line), ...options });
  return { ...outcome, result: outcome.results[0], printed };
}

/** The error that stops the run. */
export function failure(text: string, args: readonly InterpretArg[] = [], options: InterpretOptions = {}): RunError {
  try {
    run(text, args, options);
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  return assert.fail("the run did not stop");
}
