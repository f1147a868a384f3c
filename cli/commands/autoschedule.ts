/** `heddle autoschedule file`: searches a schedule for one kernel under a budget. */
import * as path from "node:path";
import { Presets, SingleBar } from "cli-progress";
import { searchSchedule, type SearchResult } from "../../lib/autoschedule/autoschedule.js";
import { frontRows, frontSvg, scheduleText } from "../../lib/autoschedule/front.js";
import { devices } from "../../lib/report/devices/index.js";
import { stepToJson } from "../../lib/schedule/step.js";
import { writeFiles } from "../../tools/write.js";
import type { BuiltUnit } from "../../transformer/standalone.js";
import type { CliContext } from "../context.js";
import { CommandError, exitCodes, type ExitCode } from "../exit.js";
import { open, printReport } from "../project.js";
import { table } from "../table.js";

export interface AutoscheduleOptions {
  readonly project?: string;
  readonly kernel?: string;
  readonly dsp?: number;
  readonly bram?: number;
  /** Seconds. */
  readonly time: number;
  readonly device: string;
  readonly svg?: string;
  readonly json?: boolean;
}

/** Prints the Pareto front and the steps of the fastest schedule; with `json` both as data. */
export function runAutoschedule(context: CliContext, file: string, options: AutoscheduleOptions): ExitCode {
  const project = open({ cwd: context.cwd, files: [file], project: options.project });
  const checked = project.check();
  printReport(context, checked);
  if (checked.errors > 0) return exitCodes.diagnostics;
  const unit = chosenUnit(project.units, options.kernel);
  const found = search(context, unit, options);
  if (options.svg !== undefined) writePlot(path.resolve(context.cwd, options.svg), frontSvg(unit.name, found.front));
  context.out.write(options.json === true ? jsonText(found) : tables(context, unit, found));
  return exitCodes.ok;
}

function chosenUnit(units: readonly BuiltUnit[], name: string | undefined): BuiltUnit {
  const kernels = units.filter((u) => u.kind === "kernel" && (name === undefined || u.name === name));
  const [unit, ...others] = kernels;
  if (unit !== undefined && others.length === 0) return unit;
  const known = units.filter((u) => u.kind === "kernel").map((u) => u.name);
  throw new CommandError(known.length === 0 ? "No kernels found: a kernel is a function with @kernel() from \"heddle\"."
    : `Choose one kernel with --kernel: there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}.`);
}

/** The kernel as written: the search makes another schedule. On a terminal a bar shows how many loop nests are done. */
function search(context: CliContext, { module }: BuiltUnit, options: AutoscheduleOptions): SearchResult {
  const end = performance.now() + options.time * 1000;
  const bar = context.err.pretty
    ? new SingleBar({ format: "searching {bar} {value} of {total} loop nests, {tried} schedules", clearOnComplete: true,
      stream: process.stderr }, Presets.shades_classic)
    : undefined;
  const device = devices.get(options.device);
  const found = searchSchedule(module, {
    ...(device !== undefined && { device }),
    ...(options.dsp !== undefined && { dsp: options.dsp }),
    ...(options.bram !== undefined && { bram: options.bram }),
    isOver: () => performance.now() > end,
    onProgress: ({ tried, nests, allNests }) => {
      if (bar?.isActive === false) bar.start(allNests, nests, { tried });
      bar?.update(nests, { tried });
    },
  });
  bar?.stop();
  return found;
}

function writePlot(file: string, text: string): void {
  const problem = writeFiles([{ path: file, text }]);
  if (problem !== undefined) throw new CommandError(`${problem.path} cannot be written: ${problem.reason}.`);
}

function jsonText({ steps, front, isComplete }: SearchResult): string {
  const shown = front.map((p) => ({ ...p, steps: p.steps.map(stepToJson) }));
  return JSON.stringify({ steps: steps.map(stepToJson), isComplete, front: shown }, undefined, 2);
}

function tables(context: CliContext, { name }: BuiltUnit, found: SearchResult): string {
  const { head, rows } = frontRows(found.front);
  const stopped = found.isComplete ? "" : "\n\nThe time was over before all that is promising had been tried; --time gives more.";
  const steps = found.steps.length === 0 ? "No schedule is faster than the kernel as it is." : scheduleText(found);
  return [
    `${name}: ${found.tried} schedules tried`, table(head, rows, context.out), `The fastest, as arguments of @schedule:\n\n${steps}`,
    ...found.warnings.map((w) => `warning: ${w.message}`),
  ].join("\n\n") + stopped;
}
