/** C simulation: writes a unit's C++ and a program around it, compiles them with g++, and runs the program per call. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { target as catalogue } from "../lib/diagnostics/catalogue/target.js";
import { protocolOf, type Protocol } from "../lib/targets/cpp/testbench.js";
import { simulationProgram, vitis } from "../lib/targets/cpp/vitis.js";
import type { OutputFile, Unit } from "../lib/targets/target.js";
import { heddleError } from "../runtime/errors.js";
import type { AnyStorage } from "../runtime/types.js";
import { simulationError } from "./csim-errors.js";
import { compileProgram, findGxx, gxxCandidates, simulationFlags, type Gxx } from "./gxx.js";
import { runProcess } from "./process.js";
import { byteLength, decode, decodeInto, encode } from "./storage.js";
import { explainFsError, readText, writeFiles } from "./write.js";

/** Our C++ headers: beside dist/ in the repository and in the package. */
export const includeFolder = fileURLToPath(new URL("../../include", import.meta.url));

export interface SimulationOptions {
  readonly outDir: string;
  /** For each run, in seconds. */
  readonly timeLimit?: number;
}

export interface SimulationRun {
  /** Flat storage for a tensor. */
  readonly result: unknown;
  /** The time of the call alone, measured in the program. */
  readonly milliseconds: number;
  /** What the program wrote to standard error. */
  readonly messages: string;
}

export interface Simulation {
  readonly files: readonly OutputFile[];
  /** Runs the kernel with flat storage and plain scalars, as compiled JavaScript takes them; changes tensors in place. */
  run(args: readonly unknown[]): Promise<SimulationRun>;
}

/** Writes and compiles the simulation of `unit`. Throws a `HeddleError` without a compiler, or when files can't be written. */
export async function simulate(unit: Unit, options: SimulationOptions): Promise<Simulation> {
  const gxx = await findGxx();
  if (gxx === undefined) throw heddleError(catalogue.noCompiler, [gxxCandidates()]);
  const files = [...vitis.emit(unit), simulationProgram(unit)];
  writeAll(files, options.outDir);
  const program = await compiled(unit, files, options.outDir, gxx);
  const protocol = protocolOf(unit.module);
  return { files, run: (args) => runOnce(unit, program, protocol, args, options) };
}

/** Writes `files` below `folder`: all of them, or a `HeddleError` and none. */
export function writeAll(files: readonly OutputFile[], folder: string): void {
  const problem = writeFiles(files.map((f) => ({ path: path.resolve(folder, f.path), text: f.text })));
  if (problem !== undefined) throw heddleError(catalogue.cannotWrite, [folder, `${problem.path}: ${problem.reason}`]);
}

/** Two builds into one folder must not share a temporary file. */
let compilations = 0;

/** Compiles unless the program there was made from the same text by the same compiler. */
async function compiled(unit: Unit, files: readonly OutputFile[], outDir: string, gxx: Gxx): Promise<string> {
  const program = path.resolve(outDir, "csim");
  const stamp = path.resolve(outDir, "csim.stamp");
  const identity = hashOf(files, gxx);
  if (fs.existsSync(program) && readText(stamp) === identity) return program;
  const temporary = `${program}.${process.pid}.${(compilations += 1)}.tmp`;
  const sources = files.filter((f) => f.path.endsWith(".cpp")).map((f) => path.resolve(outDir, f.path));
  const { ending, stderr } = await compileProgram(gxx, sources, temporary, [path.resolve(outDir), includeFolder]);
  try {
    if (ending.kind !== "exit" || ending.status !== 0) {
      throw heddleError(catalogue.compilerFailed, [unit.name, gxx.command, stderr.trimEnd()]);
    }
    replace(temporary, program, outDir);
    writeAll([{ path: "csim.stamp", text: identity }], outDir);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  return program;
}

function replace(from: string, to: string, outDir: string): void {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    throw heddleError(catalogue.cannotWrite, [outDir, `${to}: ${explainFsError(error)}`]);
  }
}

function hashOf(files: readonly OutputFile[], gxx: Gxx): string {
  const hash = createHash("sha256").update([gxx.command, gxx.version, ...simulationFlags].join("\0"));
  for (const f of files) hash.update(`\0${f.path}\0${f.text}`);
  for (const h of fs.readdirSync(includeFolder).sort()) hash.update(readText(path.join(includeFolder, h)) ?? "");
  return hash.digest("hex");
}

async function runOnce(
  unit: Unit, program: string, protocol: Protocol, args: readonly unknown[], options: SimulationOptions,
): Promise<SimulationRun> {
  const input = protocol.inputs.map((t, i) => encode(args[i], t));
  const timeLimit = options.timeLimit === undefined ? {} : { timeLimit: options.timeLimit };
  const { ending, stdout, stderr } = await runProcess(program, [], { input, ...timeLimit });
  if (ending.kind !== "exit" || ending.status !== 0) throw simulationError(unit, ending, stderr, options.timeLimit);
  let at = 8;
  const take = (length: number): Uint8Array => stdout.subarray(at, (at += length));
  for (const i of protocol.written) {
    const t = protocol.inputs[i];
    if (t?.kind === "tensor") decodeInto(args[i] as AnyStorage, take(byteLength(t)), t.element);
  }
  const { result: type } = protocol;
  const result = type === undefined ? undefined : decode(take(byteLength(type)), type);
  return { result, milliseconds: Number(stdout.readBigUInt64LE(0)) / 1e6, messages: stderr };
}
