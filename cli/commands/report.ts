/** `heddle report [files…]`: what kernels are estimated to cost, and the pictures of regions. */
import * as path from "node:path";
import { didYouMean } from "../../lib/diagnostics/closest.js";
import { hasNetwork, networkGraph } from "../../lib/graph/graph.js";
import { graphForms } from "../../lib/graph/forms.js";
import type { NetworkGraph } from "../../lib/graph/model.js";
import { tokensOf } from "../../lib/graph/traffic.js";
import { devices } from "../../lib/report/devices/index.js";
import { fullReport, reportToJson, type KernelReport } from "../../lib/report/report.js";
import { limitLines, loopRows, memoryRows, networkParts, operatorRows, summaryText, warningLines,
  type Rows } from "../../lib/report/text.js";
import type { BuiltUnit } from "../../transformer/standalone.js";
import type { CliContext } from "../context.js";
import { CommandError, exitCodes, UsageError, type ExitCode } from "../exit.js";
import { open, printReport } from "../project.js";
import { table } from "../table.js";
import { writePicture } from "./graph.js";

export interface ReportOptions {
  readonly project?: string;
  readonly kernel?: string;
  readonly device?: string;
  readonly json?: boolean;
  /** Where pictures go. */
  readonly svg?: string;
}

/** Prints the estimate of each kernel, with the picture of a region; as JSON a list, one item for each. */
export function runReport(context: CliContext, files: readonly string[], options: ReportOptions): ExitCode {
  const device = devices.get(options.device ?? "") ?? (options.device === undefined
    ? undefined : unknownDevice(options.device));
  const project = open({ cwd: context.cwd, files, project: options.project });
  const checked = project.check();
  printReport(context, checked);
  if (checked.errors > 0) return exitCodes.diagnostics;
  const chosen = project.units.filter((u) => options.kernel === undefined || u.name === options.kernel);
  if (chosen.length === 0) throw new CommandError(noKernel(options.kernel, project.units));
  const reports = chosen.map(({ scheduled }): UnitReport => (
    { report: fullReport(scheduled, device), ...(hasNetwork(scheduled) && { graph: networkGraph(scheduled, { tokens: tokensOf(scheduled) }) }) }
  ));
  if (options.svg !== undefined) writePictures(path.resolve(context.cwd, options.svg), reports);
  if (options.json === true) context.out.write(JSON.stringify(reports.map(unitJson), undefined, 2));
  else context.out.write(reports.map((r) => unitText(r, context)).join("\n\n"));
  return exitCodes.ok;
}

interface UnitReport {
  readonly report: KernelReport;
  readonly graph?: NetworkGraph;
}

function unitJson({ report, graph }: UnitReport): unknown {
  return { ...reportToJson(report), ...(graph !== undefined && { graph }) };
}

function unitText({ report, graph }: UnitReport, context: CliContext): string {
  const tables = reportTables(report, context);
  return graph === undefined ? tables : `${tables}\n\n${graphForms.text(graph).trimEnd()}`;
}

function writePictures(folder: string, reports: readonly UnitReport[]): void {
  for (const { report, graph } of reports) {
    if (graph !== undefined) writePicture(path.join(folder, `${report.kernel}.svg`), graphForms.svg(graph));
  }
}

function reportTables(r: KernelReport, context: CliContext): string {
  const shown = ({ head, rows }: Rows): readonly string[] =>
    (rows.length === 0 ? [] : [table(head, rows, context.out)]);
  return [
    summaryText(r), ...shown(loopRows(r)), ...limitLines(r), ...shown(operatorRows(r)), ...shown(
      memoryRows(r)), ...networkParts(r, ({ head, rows }) => table(head, rows, context.out)), ...warningLines(r),
  ].join("\n\n");
}

function unknownDevice(name: string): never {
  const known = [...devices.keys()];
  throw new UsageError(
    `There is no model of the device ${JSON.stringify(name)}.${didYouMean(name, known)} There is ${known.join(", ")}.`);
}

function noKernel(name: string | undefined, units: readonly BuiltUnit[]): string {
  if (name === undefined
    || units.length === 0) return "No kernels found: a kernel is a function with @kernel() from \"heddle\".";
  const known = units.map((u) => u.name);
  return `There is no kernel ${JSON.stringify(name)}.${didYouMean(name, known)} There are: ${known.join(", ")}.`;
}
