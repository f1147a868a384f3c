/**
 * `npm run demo`: compiles the examples with tspc, runs each natively and as compiled C++, and compares every bit that
 * they write and return.
 */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import Table from "cli-table3";
import { build, descriptorOf, reset } from "heddle";
import { compileExamples } from "./support/examples.js";
import { compareBits, type Bits } from "./support/bits.js";
import { mapParallel, root, withProgress } from "./support/processes.js";

/** As examples/demos.ts has it; that file can only be compiled by tspc. */
interface Demo {
  readonly title: string;
  readonly kernel: (...args: never[]) => unknown;
  readonly args: () => readonly unknown[];
}

/** What came of one example. */
interface Row {
  readonly title: string;
  readonly nativeMs: number;
  readonly simulationMs: number;
  readonly bits: Bits;
  readonly files: number;
  readonly problem?: string;
}

interface NativeRun {
  readonly args: readonly unknown[];
  readonly result: unknown;
  readonly milliseconds: number;
}

const hardware = path.join(root, "examples", "hardware");

process.exitCode = await main();

async function main(): Promise<number> {
  const folder = await compileExamples("examples");
  const { demos } = (await import(pathToFileURL(path.join(folder, "demos.js")).href)) as { demos: readonly Demo[] };
  const rows = await withProgress("building and running the C++ of the examples", () => mapParallel(demos, 2, runDemo));
  console.log(tableOf(rows));
  const wrong = rows.filter((r) => r.problem !== undefined || r.bits.equal < r.bits.total);
  for (const { title, problem } of wrong) console.error(`${title}: ${problem ?? "native code and C++ differ"}`);
  const right = `${rows.length - wrong.length} of ${rows.length}`;
  console.log(`demo: ${right} examples equal in every bit; their C++ is in ${path.relative(root, hardware)}/`);
  return wrong.length === 0 ? 0 : 1;
}

async function runDemo({ title, kernel, args }: Demo): Promise<Row> {
  const folder = path.join(hardware, descriptorOf(kernel)?.name ?? "");
  const files = countFiles(folder);
  try {
    const native = runNatively(kernel, args);
    const simulated = await build(kernel, { target: "vitis", mode: "csim" });
    assertWritten(simulated.code, path.join(folder, "vitis", "kernel.cpp"));
    const simulatedArgs = args();
    const result = await simulated(...simulatedArgs);
    const bits = compareOutputs(args(), [...native.args, native.result], [...simulatedArgs, result]);
    return { title, nativeMs: native.milliseconds, simulationMs: simulated.report?.milliseconds ?? NaN, bits, files };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { title, nativeMs: NaN, simulationMs: NaN, bits: { equal: 0, total: 0 }, files, problem };
  }
}

/** The fastest of some runs, all from the same state: the first ones are slow, before Node.js has compiled the code. */
function runNatively(kernel: Demo["kernel"], makeArgs: Demo["args"]): NativeRun {
  const runs = Array.from({ length: 200 }, () => {
    reset(kernel);
    const args = makeArgs();
    const start = performance.now();
    const result: unknown = Reflect.apply(kernel, undefined, args);
    return { args, result, milliseconds: performance.now() - start };
  });
  return runs.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
}

/** What is simulated must be what tspc wrote. */
function assertWritten(code: string, file: string): void {
  if (readFileSync(file, "utf8") !== code) throw new Error(`${path.relative(root, file)} is not what was simulated`);
}

/** Compares results and those arguments that a run has written to. */
function compareOutputs(before: readonly unknown[], native: readonly unknown[], simulated: readonly unknown[]): Bits {
  const isWritten = (value: unknown, i: number): boolean => {
    const { equal, total } = compareBits([before[i]], [value]);
    return equal < total;
  };
  const outputs = [...native.keys()].filter((i) => isWritten(native[i], i) || isWritten(simulated[i], i));
  return compareBits(outputs.map((i) => native[i]), outputs.map((i) => simulated[i]));
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length;
  } catch {
    return 0;
  }
}

function tableOf(rows: readonly Row[]): string {
  const head = ["kernel", "native ms", "C simulation ms", "equal bits", "files written"];
  const style = { head: [], border: [], compact: true };
  const table = new Table({ head, colAligns: ["left", "right", "right", "right", "right"], style });
  for (const { title, nativeMs, simulationMs, bits, files } of rows) {
    const equal = `${bits.equal}/${bits.total}`;
    table.push([title, milliseconds(nativeMs), milliseconds(simulationMs), equal, String(files)]);
  }
  return table.toString();
}

function milliseconds(ms: number): string {
  return Number.isNaN(ms) ? "-" : ms.toFixed(ms < 10 ? 3 : 1);
}
