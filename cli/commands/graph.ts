/** `heddle graph file [name]`: the picture of a region. */
import * as path from "node:path";
import { didYouMean } from "../../lib/diagnostics/closest.js";
import { hasNetwork, networkGraph } from "../../lib/graph/graph.js";
import { tokensOf } from "../../lib/graph/traffic.js";
import { graphForms, type GraphForm } from "../../lib/graph/forms.js";
import { writeFiles } from "../../tools/write.js";
import type { BuiltUnit } from "../../transformer/standalone.js";
import type { CliContext } from "../context.js";
import { CommandError, exitCodes, UsageError, type ExitCode } from "../exit.js";
import { open, printReport } from "../project.js";

export type GraphOptions = Partial<Record<GraphForm, boolean>> & {
  readonly project?: string;
  readonly out?: string;
  readonly unfold?: boolean;
};

/** Prints the picture, or writes it to a file; as text unless another form is asked for. */
export function runGraph(context: CliContext, file: string, name: string | undefined, options: GraphOptions): ExitCode {
  const form = chosenForm(options);
  const project = open({ cwd: context.cwd, files: [file], project: options.project });
  const checked = project.check();
  printReport(context, checked);
  if (checked.errors > 0) return exitCodes.diagnostics;
  const { module } = chosenUnit(project.units, name);
  const text = graphForms[form](networkGraph(module, { unfold: options.unfold === true, tokens: tokensOf(module) }));
  if (options.out === undefined) context.out.write(text.trimEnd());
  else writePicture(path.resolve(context.cwd, options.out), text);
  return exitCodes.ok;
}

/** Writes a picture so that nobody sees half of it. */
export function writePicture(file: string, text: string): void {
  const problem = writeFiles([{ path: file, text }]);
  if (problem !== undefined) throw new CommandError(`${problem.path} cannot be written: ${problem.reason}.`);
}

function chosenForm(options: GraphOptions): GraphForm {
  const asked = (Object.keys(graphForms) as GraphForm[]).filter((f) => options[f] === true);
  if (asked.length > 1) throw new UsageError(`Choose one form of ${asked.map((f) => `--${f}`).join(" and ")}.`);
  return asked[0] ?? "text";
}

const noRegion = "No regions found: a region is a function or class with @region() from \"heddle\"; " +
  "one with type parameters is in the file that calls it with sizes: top<4, 4>(…).";

/** The only region of the file, or the region or kernel of that name. */
function chosenUnit(units: readonly BuiltUnit[], name: string | undefined): BuiltUnit {
  const drawn = name === undefined ? units.filter((u) => hasNetwork(u.module)) : units.filter((u) => u.name === name);
  const [unit, ...others] = drawn;
  if (unit !== undefined && others.length === 0) return unit;
  const known = units.map((u) => u.name);
  if (name !== undefined && unit === undefined && known.length > 0) {
    throw new CommandError(`There is no region ${JSON.stringify(name)}.${didYouMean(name, known)} There are: ${known.join(", ")}.`);
  }
  throw new CommandError(unit === undefined ? noRegion
    : `Name one region after the file: there are ${drawn.map((u) => u.name).join(", ")}.`);
}
