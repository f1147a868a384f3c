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
import { runProcess } from "../../tools/process.js";
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
  const units = cases.map((c, i) => lowerUnit({ name: `case${i}`, module: c.module, sources: [] }, vitisDialect));
  const input = cases.flatMap((c) => {
    const once = protocolOf(c.module).inputs.flatMap((t, i) => encoded(c.args[i], t));
    return Array.from({ length: times }, () => once).flat();
  });
  const stdout = await runProgram(programText(units, times), input, gxx, flags);
  let at = 0;
  const bytes = (length: number): Buffer => stdout.subarray(at, (at += length));
  const count = (): number => bytes(4).readUInt32LE();
  return cases.map((c) => Array.from({ length: times }, (): Outcome => {
    const protocol = protocolOf(c.module);
    bytes(8);
    const after = [...c.args];
    for (const i of protocol.written) {
      const t = protocol.inputs[i];
      if (t !== undefined) after[i] = decoded(t, bytes);
    }
    const results = protocol.results.map((t) => decoded(t, bytes));
    return { args: after, results, printed: Array.from({ length: count() }, () => bytes(count()).toString("utf8")) };
  }));
}

/** Compiles `text` with our headers, without a warning, and runs it on `input`. */
export async function runProgram(
  text: string, input: readonly Uint8Array[], gxx: Gxx, flags: readonly string[] = testFlags,
): Promise<Buffer> {
  return inTemporaryFolder(async (folder) => {
    const source = path.join(folder, "all.cpp");
    const program = path.join(folder, "all");
    fs.writeFileSync(source, text);
    const compiled = await compileProgram(gxx, [source], program, [includeFolder], flags);
    if (compiled.ending.kind !== "exit" || compiled.ending.status !== 0) {
      throw new Error(`${compiled.stderr}\n${numbered(text)}`);
    }
    const { ending, stdout, stderr } = await runProcess(program, [], { input, timeLimit: 60 });
    if (ending.kind !== "exit" || ending.status !== 0) throw new Error(`${JSON.stringify(ending)} ${stderr}\n${numbered(text)}`);
    return stdout;
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
static void all() {
${units.map((_, i) => `  case${i}::simulate();\n  writePrinted();\n`.repeat(times)).join("")}
}
int main() {
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
