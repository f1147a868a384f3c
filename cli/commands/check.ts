/** `heddle check [files…]` */
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit.js";
import { count, open, printReport } from "../project.js";

export interface CheckOptions {
  readonly project?: string;
}

/** Reports what is wrong with types and kernels; writes nothing. */
export function runCheck(context: CliContext, files: readonly string[], options: CheckOptions): ExitCode {
  const project = open({ cwd: context.cwd, files, project: options.project });
  const report = project.check();
  printReport(context, report);
  if (report.errors > 0) return exitCodes.diagnostics;
  context.out.write(`${context.out.colours.green("ok")}: ${count(project.units.length, "kernel")}`);
  return exitCodes.ok;
}
