/** Runs many modules in one C simulation: compiling a program each would take most of the time of the tests. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Module, ResultType } from "../../lib/ir/ir.js";
import { bool, elementCount, isScalar, type ScalarType } from "../../lib/ir/types.js";
import { bitsOf, fromBits } from "../../lib/numeric/bits.js";
import type { Value } from "../../lib/numeric/convert.js";
import type { Feature } from "../../lib/targets/cpp/dialect.js";
import { vitisDialect } from "../../lib/targets/cpp/dialects/vitis.js";
import {
  featuresOf, functionTexts, includeLines, lowerUnit, preamble, typeDefinitions, type LoweredUnit,
} from "../../lib/targets/cpp/module.js";
import { protocolOf, simulationBody } from "../../lib/targets/cpp/testbench.js";
import { includeFolder } from "../../tools/csim.js";
import { compileProgram, simulationFlags, type Gxx } from "../../tools/gxx.js";
import { runProcess, type RunResult } from "../../tools/process.js";
import { byteLength, decode, encode, piecesOf, storageFor, type Piece } from "../../tools/storage.js";
import { inTemporaryFolder } from "./tools.js";

/** As the interpreter takes and gives values: structs, and tensors of structs, scalar by scalar. */
export type ArgValue = Value | Value[];

export interface Case {
  readonly module: Module;
  readonly args: readonly ArgValue[];
}

/** What a case leaves: its arguments afterwards, and its results. */
export interface Outcome {
  readonly args: readonly ArgValue[];
  readonly results: readonly ArgValue[];
  readonly printed: readonly string[];
}

/**
 * Everything at -Wall and no warning; no optimisation, which would take longer than the runs. Random programs compare
 * what can only come out one way, and compilers are right to say so.
 */
export const testFlags = [...simulationFlags.filter((f) => f !== "-O2"), "-O0", "-Werror", "-Wno-tautological-compare"];

/** Compiles all of `cases` into one program and runs it. */
export async function simulateAll(cases: readonly Case[], gxx: Gxx, flags = testFlags): Promise<readonly Outcome[]> {
  return (await simulateCalls(cases, 1, gxx, flags)).flat();
}

/** The same for `times` calls of each case with the same arguments, one after another: what states keep shows. */
export async function simulateCalls(
  cases: readonly Case[], times: number, gxx: Gxx, flags = testFlags,
): Promise<readonly (readonly Outcome[])[]> {
  const units = cases.map(unitOf);
  const input = cases.flatMap((c) => Array.from({ length: times }, () => inputOf(c)).flat());
  const stdout = await runProgram(programText(units, times), input, gxx, flags);
  const bytes = taker(stdout);
  return cases.map((c) => Array.from({ length: times }, () => outcomeOf(c, bytes)));
}

/** How a run of its own ended, and what the program wrote to standard error. */
export type Run =
  | { readonly kind: "ended"; readonly outcome: Outcome; readonly stderr: string }
  | { readonly kind: "stopped"; readonly status: number; readonly stderr: string };

/** Compiles all of `cases` into one program and runs it once for each: one that stops stops no other. */
export async function simulateEach(cases: readonly Case[], gxx: Gxx, flags = testFlags): Promise<readonly Run[]> {
  const text = programText(cases.map(unitOf), 1);
  return withProgram(text, gxx, flags, async (run) => {
    const runs: Run[] = [];
    for (const [i, c] of cases.entries()) {
      const { ending, stdout, stderr } = await run(inputOf(c), [String(i)]);
      if (ending.kind !== "exit") throw new Error(`case ${i}: ${JSON.stringify(ending)} ${stderr}\n${numbered(text)}`);
      runs.push(ending.status === 0
        ? { kind: "ended", outcome: outcomeOf(c, taker(stdout)), stderr }
        : { kind: "stopped", status: ending.status, stderr });
    }
    return runs;
  });
}

function unitOf({ module }: Case, i: number): LoweredUnit {
  return lowerUnit({ name: `case${i}`, module, sources: [] }, vitisDialect);
}

function inputOf({ module, args }: Case): readonly Uint8Array[] {
  return protocolOf(module).inputs.flatMap((t, i) => encoded(args[i], t));
}

function outcomeOf(c: Case, bytes: Take): Outcome {
  const count = (): number => bytes(4).readUInt32LE();
  const protocol = protocolOf(c.module);
  bytes(8);
  const after = [...c.args];
  for (const i of protocol.written) {
    const t = protocol.inputs[i];
    if (t !== undefined) after[i] = decoded(t, bytes);
  }
  const results = protocol.results.map((t) => decoded(t, bytes));
  return { args: after, results, printed: Array.from({ length: count() }, () => bytes(count()).toString("utf8")) };
}

/** Gives the next so many bytes. */
type Take = (length: number) => Buffer;

function taker(data: Buffer): Take {
  let at = 0;
  return (length) => data.subarray(at, (at += length));
}

/** Compiles `text` with our headers, without a warning, and runs it on `input`. */
export async function runProgram(
  text: string, input: readonly Uint8Array[], gxx: Gxx, flags: readonly string[] = testFlags,
): Promise<Buffer> {
  return withProgram(text, gxx, flags, async (run) => {
    const { ending, stdout, stderr } = await run(input);
    if (ending.kind !== "exit" || ending.status !== 0) throw new Error(`${JSON.stringify(ending)} ${stderr}\n${numbered(text)}`);
    return stdout;
  });
}

/** Compiles `text`, and has `use` run it. */
export async function withProgram<T>(
  text: string, gxx: Gxx, flags: readonly string[],
  use: (run: (input: readonly Uint8Array[], args?: readonly string[]) => Promise<RunResult>) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const source = path.join(folder, "all.cpp");
    const program = path.join(folder, "all");
    fs.writeFileSync(source, text);
    const compiled = await compileProgram(gxx, [source], program, [includeFolder], flags);
    if (compiled.ending.kind !== "exit" || compiled.ending.status !== 0) {
      throw new Error(`${compiled.stderr}\n${numbered(text)}`);
    }
    return use((input, args = []) => runProcess(program, args, { input, timeLimit: 60 }));
  });
}

function numbered(text: string): string {
  return text.split("\n").map((l, i) => `${i + 1}: ${l}`).join("\n");
}

function programText(units: readonly LoweredUnit[], times: number): string {
  const features = new Set<Feature>(units.flatMap((u) => [...featuresOf(u)]));
  const widest = Math.max(...units.map((u) => u.context.widest.width));
  const prints = units.some((u) => u.context.notes.has("messages"));
  const parts = units.map((u, i) => `namespace case${i} {
${typeDefinitions(u).join("\n")}
${preamble(u)}${functionTexts(u).join("\n")}
static void simulate() {
${simulationBody(u).join("\n")}
}
}
`);
  return `${[...vitisDialect.beforeIncludes(widest), "#include <stdint.h>", ...includeLines(features, vitisDialect)].join("\n")}
${prints ? "#include <heddle_print.h>\n" : ""}#include <heddle_csim.h>
${printedLines(prints)}
${parts.join("\n")}
static int only = -1;
static void all() {
${units.map((_, i) => `  if (only < 0 || only == ${i}) {\n${`    case${i}::simulate();\n    writePrinted();\n`.repeat(times)}  }\n`).join("")}
}
int main(int count, char** arguments) {
  if (count > 1) only = atoi(arguments[1]);
${prints ? "  heddle::output().line = [](const std::string& text) { printed.push_back(text); };\n" : ""}  return heddle_csim::run(all);
}
`;
}

/** What each case prints follows its results. */
function printedLines(prints: boolean): string {
  if (!prints) return "static void writePrinted() { heddle_csim::write(uint32_t(0)); }";
  return `static std::vector<std::string> printed;
static void writePrinted() {
  heddle_csim::write(uint32_t(printed.size()));
  for (const std::string& s : printed) {
    heddle_csim::write(uint32_t(s.size()));
    heddle_csim::writeBytes(s.data(), s.size());
  }
  printed.clear();
}`;
}

function encoded(value: ArgValue | undefined, t: ResultType): readonly Uint8Array[] {
  return hostValues(value, t).map((v, k) => encode(v, piecesOf(t)[k] ?? bool));
}

/** A value as compiled code takes it: for each scalar of it, itself or the storage of all its elements. */
export function hostValues(value: ArgValue | undefined, t: ResultType): readonly unknown[] {
  const all: readonly Value[] = Array.isArray(value) ? value : [value ?? 0n];
  return piecesOf(t).map((piece, k, pieces) => {
    const own = all.filter((_, i) => i % pieces.length === k);
    return piece.kind === "tensor" ? toStorage(own, piece.element) : native(own[0] ?? 0n, piece);
  });
}

function toStorage(values: readonly Value[], t: ScalarType): unknown {
  const storage = storageFor(t, values.length);
  values.forEach((v, i) => {
    (storage as unknown[])[i] = isSmallFloat(t) ? Number(bitsOf(v, t)) : typeof v === "boolean" ? Number(v) : native(v, t);
  });
  return storage;
}

function isSmallFloat(t: ScalarType): boolean {
  return t.kind === "float" && t.width === 16;
}

function native(v: Value, t: ScalarType): Value {
  const isBig = (t.kind === "int" || t.kind === "fixed") && t.width > 53;
  return typeof v === "bigint" && !isBig ? Number(v) : v;
}

function decoded(t: ResultType, take: (length: number) => Uint8Array): ArgValue {
  return fromHost(piecesOf(t).map((p) => decode(take(byteLength(p)), p)), t);
}

/** The value that compiled code has as `hosts`. */
export function fromHost(hosts: readonly unknown[], t: ResultType): ArgValue {
  const pieces = piecesOf(t).map((p, k) => ({ values: valuesOf(hosts[k], p) }));
  const count = t.kind === "tensor" ? elementCount(t.shape) : 1;
  const all = Array.from({ length: count }, (_, i) => pieces.map(({ values }) => values[i] ?? 0n)).flat();
  return t.kind !== "tensor" && isScalar(t) ? (all[0] ?? 0n) : all;
}

function valuesOf(stored: unknown, p: Piece): readonly Value[] {
  if (p.kind !== "tensor") return [valueOf(stored, p)];
  const { element } = p;
  return Array.from(stored as ArrayLike<unknown>, (v) =>
    valueOf(isSmallFloat(element) ? fromBits(BigInt(v as number), element) : v, element));
}

function valueOf(v: unknown, t: ScalarType): Value {
  return t.kind === "bool" ? Boolean(v) : t.kind === "float" ? Number(v) : BigInt(v as number);
}
