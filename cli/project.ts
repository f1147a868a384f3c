/** What `build` and `check` share: opening the project and printing what is wrong with it. */
import { stripVTControlCharacters } from "node:util";
import { plainColours } from "../lib/diagnostics/render.js";
import { openProject, type OpenProject, type ProjectRequest, type Report } from "../transformer/standalone.js";
import type { CliContext } from "./context.js";
import { CommandError } from "./exit.js";

/** Opens the project, or refuses with the reason. */
export function open(request: ProjectRequest): OpenProject {
  const project = openProject(request);
  if (typeof project === "string") throw new CommandError(project);
  return project;
}

/** Prints errors and warnings as `tsc` does, and how many there are. */
export function printReport(context: CliContext, report: Report): void {
  if (report.errors + report.warnings === 0) return;
  const { colours, pretty } = context.err;
  const text = report.text(pretty);
  // TypeScript's pretty layout always has colours.
  context.err.write(colours === plainColours ? stripVTControlCharacters(text) : text);
  if (!pretty) return;
  const parts = [
    ...(report.errors > 0 ? [count(report.errors, "error")] : []),
    ...(report.warnings > 0 ? [count(report.warnings, "warning")] : []),
  ];
  context.err.write(`\nFound ${parts.join(" and ")}. \`heddle explain <code>\` explains those that start with HDL.`);
}

/** `1 kernel`, `2 kernels`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
