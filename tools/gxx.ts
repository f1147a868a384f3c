/** Finds the machine's C++ compiler and compiles with it. */
import { runProcess, type RunResult } from "./process.js";

/** A C++ compiler that was found to run. */
export interface Gxx {
  /** As given in HEDDLE_CXX, or looked up on PATH. */
  readonly command: string;
  /** The first line of what it says about itself. */
  readonly version: string;
}

/** What is tried, in order: HEDDLE_CXX alone if it is set. */
export function gxxCandidates(): readonly string[] {
  const given = process.env.HEDDLE_CXX;
  return given === undefined || given === "" ? ["g++", "c++"] : [given];
}

const found = new Map<string, Promise<Gxx | undefined>>();

/** The first candidate that runs; each is asked once per process. */
export async function findGxx(): Promise<Gxx | undefined> {
  for (const command of gxxCandidates()) {
    const known = found.get(command) ?? probe(command);
    found.set(command, known);
    const gxx = await known;
    if (gxx !== undefined) return gxx;
  }
  return undefined;
}

async function probe(command: string): Promise<Gxx | undefined> {
  const { ending, stdout } = await runProcess(command, ["--version"], { timeLimit: 20 });
  if (ending.kind !== "exit" || ending.status !== 0) return undefined;
  return { command, version: stdout.toString("utf8").split("\n")[0] ?? "" };
}

/**
 * How C simulation is compiled. Integers wrap and floats are rounded after each operation, as in the functional model;
 * subscripts that the compiler can check stop the program, and so do arrays that the stack has no room for. Pragmas are
 * for the hardware tools.
 */
export const simulationFlags: readonly string[] = [
  "-std=c++14", "-O2", "-ffp-contract=off", "-fwrapv", "-Wall", "-Wno-unknown-pragmas",
  "-fsanitize=bounds", "-fsanitize-undefined-trap-on-error", "-fstack-clash-protection",
];

/** Compiles and links `sources` to the program `output`. */
export function compileProgram(
  gxx: Gxx, sources: readonly string[], output: string, folders: readonly string[], flags = simulationFlags,
): Promise<RunResult> {
  const includes = folders.flatMap((f) => ["-I", f]);
  return runProcess(gxx.command, [...flags, ...includes, ...sources, "-o", output]);
}

/**
 * The lines of the source file called `name` that hold `addresses` of `program`, innermost calls first. None when the
 * machine has no addr2line, or the program no line tables.
 */
export async function linesOf(program: string, addresses: readonly bigint[], name: string): Promise<readonly number[]> {
  if (addresses.length === 0) return [];
  const hex = addresses.map((a) => `0x${BigInt.asUintN(64, a).toString(16)}`);
  const { ending, stdout } = await runProcess("addr2line", ["-i", "-e", program, ...hex], { timeLimit: 20 });
  if (ending.kind !== "exit") return [];
  const places = stdout.toString("utf8").split("\n").map((l) => /^(.*):(\d+)(?: \(.*\))?$/.exec(l));
  return places.flatMap((m) => (m?.[1]?.split(/[\\/]/).at(-1) === name ? [Number(m[2])] : []));
}
