/** `heddle explain <code>` */
import { explain, parseCode, unknownCode } from "../../lib/diagnostics/explain.js";
import type { CliContext } from "../context.js";
import { exitCodes, UsageError, type ExitCode } from "../exit.js";

/** Prints what the catalogue knows of a code. */
export function runExplain(context: CliContext, code: string): ExitCode {
  const number = parseCode(code);
  const text = number === undefined ? undefined : explain(number, context.out.colours);
  if (text === undefined) throw new UsageError(unknownCode(code));
  context.out.write(text);
  return exitCodes.ok;
}
