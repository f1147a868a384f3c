/** C simulation: writes a unit's C++ and a program around it, compiles them with g++, and has the program answer calls. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type { Span } from "../lib/diagnostics/source.js";
import { target as catalogue } from "../lib/diagnostics/catalogue/target.js";
import { protocolOf, type Protocol } from "../lib/targets/cpp/testbench.js";
import { lineSpans, simulationProgram, vitis } from "../lib/targets/cpp/vitis.js";
import type { OutputFile, Unit } from "../lib/targets/target.js";
import { heddleError } from "../runtime/errors.js";
import type { AnyStorage } from "../runtime/types.js";
import { compilationError } from "./csim-compile-errors.js";
import { simulationError } from "./csim-errors.js";
import { startProgram, type Death, type Program } from "./csim-process.js";
import { compileProgram, findGxx, gxxCandidates, linesOf, simulationFlags, type Gxx } from "./gxx.js";
import { byteLength, decode, decodeInto, encode, piecesOf, type Piece } from "./storage.js";
import { explainFsError, readText, writeFiles } from "./write.js";

/** Our C++ headers: beside dist/ in the repository and in the package. */
export const includeFolder = fileURLToPath(new URL("../../include", import.meta.url));

export interface SimulationOptions {
  readonly outDir: string;
  /** For each run, in seconds. */
  readonly timeLimit?: number;
  /** Gets each line that the kernel prints; standard output unless given. */
  readonly print?: (line: string) => void;
}

export interface SimulationRun {
  /** What compiled JavaScript gives: nothing, the only result, or an array of all. Flat storage for a tensor. */
  readonly result: unknown;
  /** The time of the call alone, measured in the program. */
  readonly milliseconds: number;
  /** What the program wrote to standard error. */
  readonly messages: string;
}

export interface Simulation {
  readonly files: readonly OutputFile[];
  /**
   * Runs the kernel with flat storage and plain scalars, as compiled JavaScript takes them; changes tensors in place. What
   * it keeps from call to call stays until `reset`, or until a call ends the program.
   */
  run(args: readonly unknown[]): Promise<SimulationRun>;
  /** The next run starts with all states as at first. */
  reset(): void;
}

/** The flags of simulations; line tables tell in which line a program died. */
const flags: readonly string[] = [...simulationFlags, "-g1"];

/** Writes and compiles the simulation of `unit`. Throws a `HeddleError` without a compiler, or when files can't be written. */
export async function simulate(unit: Unit, options: SimulationOptions): Promise<Simulation> {
  const gxx = await findGxx();
  if (gxx === undefined) throw heddleError(catalogue.noCompiler, [gxxCandidates()]);
  const files = [...vitis.emit(unit), simulationProgram(unit)];
  writeAll(files, options.outDir);
  const program = await compiled(unit, files, options.outDir, gxx);
  return { files, ...callsOf(unit, program, options) };
}

/** Writes `files` below `folder`: all of them, or a `HeddleError` and none. */
export function writeAll(files: readonly OutputFile[], folder: string): void {
  const problem = writeFiles(files.map((f) => ({ path: path.resolve(folder, f.path), text: f.text })));
  if (problem !== undefined) throw heddleError(catalogue.cannotWrite, [folder, `${problem.path}: ${problem.reason}`]);
}

// ---- compiling ------------------------------------------------------------------------------------------------------------

/** Two builds into one folder must not share a temporary file. */
let compilations = 0;

/** What g++ takes for C++, of the user's files too. */
const isSource = ({ path: p }: OutputFile): boolean => /\.(cpp|cc|cxx|c\+\+|C)$/.test(p);

/** Compiles unless the program there was made from the same text by the same compiler. */
async function compiled(unit: Unit, files: readonly OutputFile[], outDir: string, gxx: Gxx): Promise<string> {
  const program = path.resolve(outDir, "csim");
  const stamp = path.resolve(outDir, "csim.stamp");
  const identity = hashOf(files, gxx);
  if (fs.existsSync(program) && readText(stamp) === identity) return program;
  const temporary = `${program}.${process.pid}.${(compilations += 1)}.tmp`;
  const sources = files.filter(isSource).map((f) => path.resolve(outDir, f.path));
  const { ending, stderr } = await compileProgram(gxx, sources, temporary, [path.resolve(outDir), includeFolder], flags);
  try {
    if (ending.kind !== "exit" || ending.status !== 0) {
      throw compilationError(unit, gxx.command, stderr.trimEnd(), path.resolve(outDir));
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
  const hash = createHash("sha256").update([gxx.command, gxx.version, ...flags].join("\0"));
  for (const f of files) hash.update(`\0${f.path}\0${f.text}`);
  for (const h of fs.readdirSync(includeFolder).sort()) hash.update(readText(path.join(includeFolder, h)) ?? "");
  return hash.digest("hex");
}

// ---- calls ----------------------------------------------------------------------------------------------------------------

/** One program for all calls, one after another; after one that ended it, the next call starts it again. */
function callsOf(unit: Unit, command: string, options: SimulationOptions): Pick<Simulation, "run" | "reset"> {
  const protocol = protocolOf(unit.module);
  const print = options.print ?? ((line: string) => process.stdout.write(`${line}\n`));
  const limit = options.timeLimit === undefined ? {} : { timeLimit: options.timeLimit };
  let program: Program | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const call = async (args: readonly unknown[]): Promise<SimulationRun> => {
    if (program === undefined || program.hasEnded()) program = startProgram(command, { print, ...limit });
    const reply = await program.call(inputOf(protocol, args), 8 + outputLength(protocol));
    if (reply.kind === "result") return { ...outputOf(protocol, args, reply.data), messages: reply.stderr };
    program = undefined;
    throw simulationError(unit, reply.death, await placeOf(unit, command, reply.death), options.timeLimit);
  };
  return {
    run: (args) => {
      const next = last.then(() => call(args));
      last = next.catch(() => undefined);
      return next;
    },
    reset: () => {
      last = last.then(() => {
        program?.stop();
        program = undefined;
      });
    },
  };
}

function inputOf(protocol: Protocol, args: readonly unknown[]): readonly Uint8Array[] {
  return protocol.inputs.flatMap(piecesOf).map((p, i) => encode(args[i], p));
}

/** What comes back: storage that the caller gave and the call may have changed, and new values. */
function outputsOf(protocol: Protocol): readonly { readonly piece: Piece; readonly argument: number | undefined }[] {
  let at = 0;
  const written = protocol.inputs.flatMap((t, i) => {
    const pieces = piecesOf(t).map((piece, k) => ({ piece, argument: at + k }));
    at += pieces.length;
    return protocol.written.includes(i) ? pieces : [];
  });
  return [...written, ...protocol.results.flatMap(piecesOf).map((piece) => ({ piece, argument: undefined }))];
}

function outputLength(protocol: Protocol): number {
  return outputsOf(protocol).reduce((n, o) => n + byteLength(o.piece), 0);
}

function outputOf(protocol: Protocol, args: readonly unknown[], data: Buffer): Omit<SimulationRun, "messages"> {
  const results: unknown[] = [];
  let at = 8;
  for (const { piece, argument } of outputsOf(protocol)) {
    const bytes = data.subarray(at, (at += byteLength(piece)));
    if (argument === undefined) results.push(decode(bytes, piece));
    else if (piece.kind === "tensor") decodeInto(args[argument] as AnyStorage, bytes, piece.element);
  }
  return { result: results.length > 1 ? results : results[0], milliseconds: Number(data.readBigUInt64LE(0)) / 1e6 };
}

/** The user's line in which the program died; the kernel itself where that is not known. */
async function placeOf(unit: Unit, program: string, { failure, trace }: Death): Promise<Span> {
  const spans = lineSpans(unit);
  const lines = failure === undefined ? await linesOf(program, trace, "kernel.cpp") : [failure.line];
  const line = lines.find((l) => spans.has(l));
  return (line === undefined ? undefined : spans.get(line)) ?? unit.module.top.span;
}
