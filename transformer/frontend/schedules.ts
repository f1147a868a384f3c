/** Applies to a unit the steps of its `@schedule` and, after them, those of the schedule file. */
import type * as TS from "typescript";
import { schedule as kinds } from "../../lib/diagnostics/catalogue/schedule.js";
import { diagnose, type Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import { applySteps } from "../../lib/schedule/apply.js";
import { callText } from "../../lib/schedule/calls.js";
import { ts } from "../ts.js";
import type { KernelNode } from "./compiled.js";
import { heddleDecorators } from "./decorators.js";
import { spanFileName } from "./files.js";
import { scheduleFile } from "./schedule-files.js";
import { decoratorSteps } from "./schedule-steps.js";
import { newUnit, type MadeUnit } from "./unit.js";

/** `made` of the declaration `node`, with what its steps make of it; without that when a step is refused. */
export function withSchedule(program: TS.Program, node: KernelNode, made: MadeUnit): MadeUnit {
  const reading = newUnit(program);
  const decorators = heddleDecorators(reading.checker, node).filter((d) => d.name === "schedule");
  const inFile = scheduleFile(program, node.getSourceFile())?.kernels.get(scheduleName(node));
  const steps = [...decorators.flatMap((d) => decoratorSteps(reading, d.node)), ...(inFile?.steps ?? [])];
  const dependencies = new Set([...made.dependencies, ...reading.dependencies]);
  const all = { ...made, dependencies, diagnostics: [...made.diagnostics, ...reading.diagnostics] };
  if (made.unit === undefined || steps.length === 0 || reading.diagnostics.length > 0) return all;
  const { scheduled, errors } = applySteps(made.unit.module, steps);
  if (errors.length > 0) return { ...all, diagnostics: [...all.diagnostics, ...errors] };
  const unit = { ...made.unit, module: scheduled.module, schedule: steps.map(callText) };
  return { ...all, scheduled: { unit, steps } };
}

/** How schedule files name a kernel or region: `gemm`, and a method `Kernels.gemm`. */
export function scheduleName(node: KernelNode): string {
  const name = node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : "default";
  const owner = ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent) ? node.parent.name?.text : undefined;
  return owner === undefined ? name : `${owner}.${name}`;
}

/** What is wrong with the schedule file of `file` itself, whose kernels are `nodes`. */
export function scheduleFileErrors(
  program: TS.Program, file: TS.SourceFile, nodes: readonly KernelNode[],
): readonly Diagnostic[] {
  const found = scheduleFile(program, file);
  if (found === undefined) return [];
  const known = nodes.map(scheduleName);
  const unknown = [...found.kernels].filter(([name]) => !known.includes(name))
    .map(([name, { span }]) => diagnose(kinds.unknownKernel, span, [name, spanFileName(program, file), known]));
  return [...found.diagnostics, ...unknown];
}
