/** `build`: a kernel or region, for a target, from code. What comes back is called like the kernel itself. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { target as catalogue } from "../lib/diagnostics/catalogue/target.js";
import { renderDiagnostic } from "../lib/diagnostics/render.js";
import { callText } from "../lib/schedule/calls.js";
import { targets } from "../lib/targets/index.js";
import { lowerToJs } from "../lib/targets/js/index.js";
import type { OutputFile, Target, Unit } from "../lib/targets/target.js";
import { describe } from "../runtime/describe.js";
import { heddleError } from "../runtime/errors.js";
import { callAsync, type KernelDescriptor } from "../runtime/kernel.js";
import * as native from "../runtime/native.js";
import { totals, warnOfLeftOver } from "../runtime/regions.js";
import { scheduledOf, type Schedule, type ScheduledKernel } from "../runtime/schedule.js";
import { leftOverIn } from "./csim-dataflow.js";
import { simulate, writeAll, type Simulation } from "./csim.js";

/** `csim` compiles the C++ and runs it; `emit` stops when the code is written; `run` is the functional model. */
export type BuildMode = "csim" | "emit" | "run";

export interface BuildOptions {
  /** A target that `heddle targets` lists; "js" unless given. */
  readonly target?: string;
  /** The first of the target's modes unless given. */
  readonly mode?: BuildMode;
  /** Where the files go; C simulation works in a temporary folder unless given. */
  readonly outDir?: string;
  /** For each run, in seconds. */
  readonly timeLimit?: number;
}

export interface BuildReport {
  /** Of the last run: the time of the call alone, without starting the program. */
  readonly milliseconds: number;
}

/** What `build` gives: call it as the kernel. */
export interface Build<Result = unknown> {
  (...args: readonly unknown[]): Promise<Result>;
  /** The main file's text; the compiled JavaScript of target "js". */
  readonly code: string;
  readonly files: readonly OutputFile[];
  /** Present after a run that was measured. */
  readonly report?: BuildReport;
  /** Makes all that the kernel keeps from call to call what it is at first. */
  reset(): void;
}

/** A kernel function, a region (function or class), or a schedule of one. */
export type Buildable<Result> =
  | ((...args: never[]) => Result) | (abstract new (...args: never[]) => unknown)
  | Schedule<(...args: never[]) => Result> | Schedule<abstract new (...args: never[]) => unknown>;

/** Which modes a target has, the default first. */
const modes: Readonly<Record<string, readonly BuildMode[]>> = { js: ["run"], vitis: ["csim", "emit"] };

/** Builds `kernel`. Throws a `HeddleError` for what cannot be built, and then leaves no files. */
export async function build<Result>(kernel: Buildable<Result>, options: BuildOptions = {}): Promise<Build<Awaited<Result>>> {
  const made = scheduledOf(kernel);
  if (made === undefined) throw heddleError(catalogue.notAKernel, [describe(kernel)]);
  const { descriptor: d } = made;
  const target = targetNamed(options.target ?? "js");
  const mode = modeOf(target, options.mode);
  const unit = unitOf(made);
  if (mode === "run") return unit.schedule === undefined ? buildNative(d, d.entry, d.reset) : buildScheduled(d, unit);
  refuse(unit, target);
  return mode === "csim" ? buildSimulation(d, unit, options) : buildText(d, unit, target, options);
}

type Entry = KernelDescriptor["entry"];

function buildNative<Result>(
  d: KernelDescriptor, entry: Entry, reset: (() => void) | undefined, code = entry.toString(),
): Build<Result> {
  return finish<Result>(d, { code, files: [], reset: () => reset?.() }, async (flat) => entry(...flat));
}

/** What the steps made of the kernel, as JavaScript that is compiled here. */
function buildScheduled<Result>(d: KernelDescriptor, unit: Unit): Build<Result> {
  const { code, entry, reset = "undefined" } = lowerToJs(unit.module, { prefix: "$", runtime: "$heddle" });
  const text = `"use strict";\n${code}\nreturn [${entry}, ${reset}];`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- code of our own making
  const make = new Function("$heddle", text) as (runtime: typeof native) => [Entry, (() => void) | undefined];
  const [run, restore] = make(native);
  return buildNative(d, run, restore, code);
}

function targetNamed(name: string): Target {
  const target = targets.get(name);
  if (target === undefined) throw heddleError(catalogue.unknownTarget, [name, [...targets.keys()]]);
  return target;
}

function modeOf(target: Target, mode: BuildMode | undefined): BuildMode {
  const known = modes[target.name] ?? ["emit"];
  const chosen = mode ?? known[0] ?? "emit";
  if (!known.includes(chosen)) throw heddleError(catalogue.unknownMode, [chosen, target.name, known]);
  return chosen;
}

/** What targets compile: the kernel after its steps. */
export function unitOf({ descriptor: d, scheduled: { module, steps } }: ScheduledKernel): Unit {
  const schedule = steps.length === 0 ? {} : { schedule: steps.map(callText) };
  return { name: d.name, module, sources: d.sources, externals: d.externals ?? [], ...schedule };
}

function refuse(unit: Unit, target: Target): void {
  const errors = target.check(unit).filter((x) => x.severity === "error");
  if (errors.length === 0) return;
  const reasons = errors.map((x) => renderDiagnostic(x, unit.sources));
  throw heddleError(catalogue.refused, [unit.name, target.name, reasons], errors[0]?.span);
}

async function buildSimulation<Result>(d: KernelDescriptor, unit: Unit, options: BuildOptions): Promise<Build<Result>> {
  const outDir = options.outDir ?? temporaryFolder(unit.name);
  const timeLimit = options.timeLimit === undefined ? {} : { timeLimit: options.timeLimit };
  const simulation: Simulation = await simulate(unit, { outDir, print: toConsole, ...timeLimit });
  const { files } = simulation;
  const reset = (): void => { simulation.reset(); };
  const made = finish<Result>(d, { code: files[0]?.text ?? "", files, reset }, async (flat) => {
    const { result, milliseconds, messages } = await simulation.run(flat);
    Object.assign(made, { report: { milliseconds } });
    tell(d.name, messages);
    return result;
  });
  return made;
}

/** What is left in streams is told as after native runs. */
function tell(name: string, messages: string): void {
  const { leftOver, others } = leftOverIn(messages);
  if (others !== "") process.stderr.write(others);
  warnOfLeftOver(name, totals(leftOver));
}

/** Where `console.log` in a kernel goes when it runs natively. */
function toConsole(line: string): void {
  console.log(line); // eslint-disable-line no-console
}

function buildText<Result>(d: KernelDescriptor, unit: Unit, target: Target, options: BuildOptions): Build<Result> {
  const files = target.emit(unit);
  if (options.outDir !== undefined) writeAll(files, options.outDir);
  return finish<Result>(d, { code: files[0]?.text ?? "", files, reset: () => undefined }, () => {
    throw heddleError(catalogue.notRunnable, [d.name, target.name, "emit"]);
  });
}

/** Arguments are checked, and results wrapped, as in calls of the kernel itself. */
function finish<Result>(
  d: KernelDescriptor, made: Pick<Build, "code" | "files" | "reset">, entry: (flat: readonly unknown[]) => Promise<unknown>,
): Build<Result> {
  const call = async (...args: readonly unknown[]): Promise<Result> => (await callAsync(d, args, entry)) as Result;
  Object.defineProperty(call, "name", { value: d.name });
  return Object.assign(call, made);
}

const temporaryFolders: string[] = [];

/** Removed when the process ends. */
function temporaryFolder(name: string): string {
  if (temporaryFolders.length === 0) process.once("exit", removeTemporaryFolders);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `heddle-${name}-`));
  temporaryFolders.push(folder);
  return folder;
}

function removeTemporaryFolders(): void {
  for (const folder of temporaryFolders) fs.rmSync(folder, { recursive: true, force: true });
}
