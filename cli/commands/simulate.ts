/** `heddle simulate file`: times a region, or a kernel, that runs on made-up arguments. */
import * as path from "node:path";
import { printModule } from "../../lib/ir/print.js";
import { elementCount, leavesOf, type ScalarType, type Type } from "../../lib/ir/types.js";
import { instanceRows, streamRows, timingSummary } from "../../lib/timing/text.js";
import { makeKernel } from "../../runtime/kernel.js";
import { HostTensor } from "../../runtime/tensor.js";
import { storageFor } from "../../tools/storage.js";
import { simulate, type TimedRun } from "../../tools/timing.js";
import { writeFiles } from "../../tools/write.js";
import type { BuiltUnit } from "../../transformer/standalone.js";
import type { CliContext } from "../context.js";
import { CommandError, exitCodes, type ExitCode } from "../exit.js";
import { open, printReport } from "../project.js";
import { table } from "../table.js";

export interface SimulateCommandOptions {
  readonly project?: string;
  readonly kernel?: string;
  readonly device: string;
  readonly depth?: Readonly<Record<string, number>>;
  readonly zeros?: boolean;
  readonly suggest?: boolean;
  readonly trace?: string;
  readonly vcd?: string;
  readonly json?: boolean;
}

/** Prints what a run takes, and writes its pictures. Elements and scalars are 0, 1, 2, … up to 63, again and again. */
export async function runSimulate(context: CliContext, file: string, options: SimulateCommandOptions): Promise<ExitCode> {
  const project = open({ cwd: context.cwd, files: [file], project: options.project });
  const checked = project.check();
  printReport(context, checked);
  if (checked.errors > 0) return exitCodes.diagnostics;
  const run = await timed(chosenUnit(project.units, options.kernel), options);
  if (options.trace !== undefined) write(path.resolve(context.cwd, options.trace), run.trace());
  if (options.vcd !== undefined) write(path.resolve(context.cwd, options.vcd), run.vcd());
  context.out.write(options.json === true ? jsonText(run, options) : tables(context, run, options));
  return exitCodes.ok;
}

async function timed({ name, kind, scheduled }: BuiltUnit, { device, depth, zeros }: SimulateCommandOptions): Promise<TimedRun> {
  const { top } = scheduled;
  const params = top.params.map(({ sym, type }) => ({ name: sym.name, type }));
  const signature = { params, results: top.kind === "func" ? top.results : [] };
  const entry = (): never => {
    throw new Error("only its simulation runs");
  };
  const kernel = makeKernel({ name, kind, signature, entry, ir: printModule(scheduled), sources: [] });
  const simulator = await simulate(kernel, { timing: true, device, ...(depth && { depths: depth }) });
  return simulator(...params.map((p) => argumentOf(p.type, zeros === true)));
}

/** Arguments as the host gives them. */
function argumentOf(type: Type, isZero: boolean): unknown {
  switch (type.kind) {
    case "tensor": {
      const count = elementCount(type.shape);
      return HostTensor.adopt(type, leavesOf(type.element).map((leaf) => {
        const storage = storageFor(leaf.type, count);
        if (!isZero) for (let i = 0; i < count; i++) storage[i] = scalarOf(leaf.type, i, typeof storage[i] === "bigint");
        return storage;
      }));
    }
    case "struct":
      return Object.fromEntries(type.fields.map((f) => [f.name, argumentOf(f.type, isZero)]));
    case "stream":
      throw new CommandError("a kernel that is given a stream runs in its region only");
    case "bool":
      return !isZero;
    case "int":
      return type.width > 53 ? BigInt(isZero ? 0 : 1) : Number(!isZero);
    case "index": case "fixed": case "float":
      return Number(!isZero);
  }
}

/** What an element is stored as. Half precision has its bits there: those of small numbers are all valid. */
function scalarOf(type: ScalarType, i: number, isBigint: boolean): number | bigint {
  const bits = type.kind === "bool" ? 1 : type.kind === "int" || type.kind === "fixed" ? Math.min(6, type.width - (type.signed ? 1 : 0)) : 6;
  const value = i % (1 << bits);
  return isBigint ? BigInt(value) : value;
}

function chosenUnit(units: readonly BuiltUnit[], name: string | undefined): BuiltUnit {
  const regions = units.filter((u) => u.kind === "region");
  const chosen = units.filter((u) => u.name === name);
  const [unit, ...others] = name !== undefined ? chosen : regions.length > 0 ? regions : units;
  if (unit !== undefined && others.length === 0) return unit;
  const known = units.map((u) => u.name);
  throw new CommandError(known.length === 0 ? "No kernels found: a region is a function or class with @region() from \"heddle\"."
    : `Choose one region with --kernel: there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}.`);
}

function tables(context: CliContext, run: TimedRun, { suggest }: SimulateCommandOptions): string {
  const shown = [instanceRows(run), streamRows(run)].filter((t) => t.rows.length > 0);
  return [
    timingSummary(run.kernel, run), ...shown.map(({ head, rows }) => table(head, rows, context.out)),
    ...(suggest === true ? [suggestedText(run)] : []),
  ].join("\n\n");
}

function suggestedText(run: TimedRun): string {
  const { depths, cycles } = run.suggestDepths();
  const list = Object.entries(depths).map(([name, depth]) => `${name}=${depth}`).join(" ");
  return `smallest depths for ${cycles.toLocaleString("en-US")} cycles: ${list}`;
}

function jsonText(run: TimedRun, { suggest }: SimulateCommandOptions): string {
  return JSON.stringify({ ...run, ...(suggest === true && { suggested: run.suggestDepths() }) }, undefined, 2);
}

function write(file: string, text: string): void {
  const problem = writeFiles([{ path: file, text }]);
  if (problem !== undefined) throw new CommandError(`${problem.path} cannot be written: ${problem.reason}.`);
}
