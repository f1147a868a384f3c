/** `heddle targets` */
import { targets } from "../../lib/targets/index.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit.js";
import { table } from "../table.js";

/** Prints the name of each target and what it writes. */
export function runTargets(context: CliContext): ExitCode {
  const rows = [...targets.values()].map((t) => [t.name, t.doc]);
  context.out.write(table(["target", "writes"], rows, context.out));
  return exitCodes.ok;
}
