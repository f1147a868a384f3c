/** `heddle build [files…]` */
import * as path from "node:path";
import { didYouMean } from "../../lib/diagnostics/closest.js";
import { targets } from "../../lib/targets/index.js";
import type { CliContext } from "../context.js";
import { exitCodes, UsageError, type ExitCode } from "../exit.js";
import { count, open, printReport } from "../project.js";
import { table } from "../table.js";

export interface BuildOptions {
  readonly project?: string;
  readonly target?: readonly string[];
  readonly out?: string;
}

/** Writes the files of each target, unless something is wrong with types or kernels. */
export function runBuild(context: CliContext, files: readonly string[], options: BuildOptions): ExitCode {
  options.target?.forEach(checkTarget);
  const project = open({
    cwd: context.cwd, files, project: options.project, targets: options.target, outDir: options.out,
  });
  const checked = project.check();
  printReport(context, checked);
  if (checked.errors > 0) return exitCodes.diagnostics;
  const built = project.build();
  printReport(context, built);
  if (built.errors > 0) return exitCodes.diagnostics;
  const writing = project.targets.filter((name) => name !== "js");
  const rows = project.units.flatMap((unit) =>
    writing.map((target) => [unit.name, target, unit.file, shown(context, path.join(project.outDir, unit.name, target))]),
  );
  if (rows.length > 0) context.out.write(table(["kernel", "target", "source", "files in"], rows, context.out));
  else context.out.write(nothingWritten(project.units.length));
  return exitCodes.ok;
}

function checkTarget(name: string): void {
  if (targets.has(name)) return;
  throw new UsageError(`There is no target ${JSON.stringify(name)}.${didYouMean(name, targets.keys())} \`heddle targets\` lists them.`);
}

function nothingWritten(kernels: number): string {
  return kernels === 0
    ? "No kernels found: a kernel is a function with @kernel() from \"heddle\"."
    : `${count(kernels, "kernel")} compiled; no target writes files. Try --target vitis.`;
}

/** Relative to where the user stands, unless it is elsewhere. */
function shown(context: CliContext, file: string): string {
  const relative = path.relative(context.cwd, file);
  return relative.startsWith("..") ? file : relative;
}
