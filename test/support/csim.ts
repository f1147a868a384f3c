/** Runs many modules in one C simulation: compiling a program each would take most of the time of the tests. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Module } from "../../lib/ir/ir.js";
import { elementCount, type ScalarType, type TensorType } from "../../lib/ir/types.js";
import type { Value } from "../../lib/numeric/convert.js";
import type { Feature } from "../../lib/targets/cpp/dialect.js";
import { vitisDialect } from "../../lib/targets/cpp/dialects/vitis.js";
import { featuresOf, includeLines, lowerUnit, preamble, type LoweredUnit } from "../../lib/targets/cpp/module.js";
import { printFunction } from "../../lib/targets/cpp/printer.js";
import { protocolOf, simulationBody } from "../../lib/targets/cpp/testbench.js";
import { includeFolder } from "../../tools/csim.js";
import { compileProgram, simulationFlags, type Gxx } from "../../tools/gxx.js";
import { runProcess } from "../../tools/process.js";
import { byteLength, decode, encode } from "../../tools/storage.js";
import { makeStorage } from "../../runtime/codec.js";
import { inTemporaryFolder } from "./tools.js";

export type ArgValue = Value | Value[];

export interface Case {
  readonly module: Module;
  readonly args: readonly ArgValue[];
}

/** What a case leaves: its arguments afterwards, and its result. */
export interface Outcome {
  readonly args: readonly ArgValue[];
  readonly result: ArgValue | undefined;
}

/**
 * Everything at -Wall and no warning; no optimisation, which would take longer than the runs. Random programs compare
 * what can only come out one way, and compilers are right to say so.
 */
export const testFlags = [...simulationFlags.filter((f) => f !== "-O2"), "-O0", "-Werror", "-Wno-tautological-compare"];

/** Compiles all of `cases` into one program and runs it. */
export async function simulateAll(cases: readonly Case[], gxx: Gxx, flags = testFlags): Promise<readonly Outcome[]> {
  const units = cases.map((c, i) => lowerUnit({ name: `case${i}`, module: c.module, sources: [] }, vitisDialect));
  const input = cases.flatMap((c) => protocolOf(c.module).inputs.map((t, i) => encode(toStorage(c.args[i], t), t)));
  const stdout = await runProgram(programText(units), input, gxx, flags);
  let at = 0;
  return cases.map((c): Outcome => {
    const protocol = protocolOf(c.module);
    at += 8;
    const take = (t: ScalarType | TensorType): ArgValue =>
      fromStorage(decode(stdout.subarray(at, (at += byteLength(t))), t), t);
    const after = [...c.args];
    for (const i of protocol.written) {
      const t = protocol.inputs[i];
      if (t !== undefined) after[i] = take(t);
    }
    return { args: after, result: protocol.result === undefined ? undefined : take(protocol.result) };
  });
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

function programText(units: readonly LoweredUnit[]): string {
  const features = new Set<Feature>(units.flatMap((u) => [...featuresOf(u)]));
  const widest = Math.max(...units.map((u) => u.context.widest.width));
  const parts = units.map((u, i) => `namespace case${i} {
${preamble(u)}${u.functions.map((f) => printFunction(f, vitisDialect)).join("\n")}
static void simulate() {
${simulationBody(u).join("\n")}
}
}
`);
  return `${[...vitisDialect.beforeIncludes(widest), ...includeLines(features, vitisDialect)].join("\n")}
#include <heddle_csim.h>
${parts.join("\n")}
static void all() {
${units.map((_, i) => `  case${i}::simulate();`).join("\n")}
}
int main() { return heddle_csim::run(all); }
`;
}

/** Interpreter values as flat storage, or as the scalars compiled code has. */
function toStorage(value: ArgValue | undefined, t: ScalarType | TensorType): unknown {
  if (t.kind !== "tensor") return native(value as Value, t);
  const storage = makeStorage(t.element, elementCount(t.shape));
  (value as Value[]).forEach((v, i) => {
    (storage as unknown[])[i] = typeof v === "boolean" ? Number(v) : native(v, t.element);
  });
  return storage;
}

function native(v: Value, t: ScalarType): Value {
  return typeof v === "bigint" && !(t.kind === "int" && t.width > 53) ? Number(v) : v;
}

function fromStorage(stored: unknown, t: ScalarType | TensorType): ArgValue {
  const element = t.kind === "tensor" ? t.element : t;
  const value = (v: unknown): Value =>
    element.kind === "bool" ? Boolean(v) : element.kind === "float" ? Number(v) : BigInt(v as number);
  return t.kind === "tensor" ? Array.from(stored as ArrayLike<unknown>, value) : value(stored);
}
