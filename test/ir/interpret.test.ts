import assert from "node:assert/strict";
import type { Value } from "../../lib/numeric/convert.js";
import { noSpan } from "../../lib/diagnostics/source.js";
import {
  DeadlockRunError, interpret, RunError, StepLimitError, type InterpretArg,
} from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";

function run(text: string, args: readonly InterpretArg[] = [], stepLimit = 100_000): ReturnType<typeof interpret> {
  const module = parseModule(text);
  assert.deepEqual(verifyModule(module), []);
  return interpret(module, args, { stepLimit });
}
