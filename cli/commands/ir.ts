/** `heddle ir [files…]` */
import { didYouMean } from "../../lib/diagnostics/closest.js";
import { printModule } from "../../lib/ir/print.js";
import { afterPass, passes } from "../../lib/passes/index.js";
import type { BuiltUnit } from "../../transformer/standalone.js";
import type { CliContext } from "../context.js";
import { CommandError, exitCodes, UsageError, type ExitCode } from "../exit.js";
import { open, printReport } from "../project.js";

export interface IrOptions {
  readonly project?: string;
  readonly after?: string;
  readonly kernel?: string;
}

/** What a kernel goes through on its way to a target, in order. */
export const stages: readonly string[] = ["schedule", ...passes.map((p) => p.name)];

/** Prints the intermediate representation of kernels, as the front end makes it or after a stage. */
export function runIr(context: CliContext, files: readonly string[], options: IrOptions): ExitCode {
  const { after } = options;
  if (after !== undefined && !stages.includes(after)) throw new UsageError(noPass(after));
  const project = open({ cwd: context.cwd, files, project: options.project });
  const report = project.check();
  printReport(context, report);
  if (report.errors > 0) return exitCodes.diagnostics;
  const chosen = project.units.filter((u) => options.kernel === undefined || u.name === options.kernel);
  if (chosen.length === 0) throw new CommandError(noKernel(options.kernel, project.units));
  context.out.write(chosen.map((u) => irText(u, after)).join("\n"));
  return exitCodes.ok;
}

function irText({ name, kind, file, module, scheduled }: BuiltUnit, after: string | undefined): string {
  const shown = after === undefined ? module : afterPass(scheduled, after) ?? scheduled;
  return `// ${kind} ${name} of ${file}${after === undefined ? "" : `, after ${after}`}\n${printModule(shown)}`;
}

function noPass(name: string): string {
  return `There is no pass ${JSON.stringify(name)}.${didYouMean(name, stages)} In order, they are: ${stages.join(", ")}.`;
}

function noKernel(name: string | undefined, units: readonly BuiltUnit[]): string {
  if (name === undefined || units.length === 0) return "No kernels found: a kernel is a function with @kernel() from \"heddle\".";
  const known = units.map((u) => u.name);
  return `There is no kernel ${JSON.stringify(name)}.${didYouMean(name, known)} There are: ${known.join(", ")}.`;
}
