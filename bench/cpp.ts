/** Compiled kernels in Node against the C++ we emit for the same kernels, compiled for this machine. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Run } from "../examples/polybench/benchmark.js";
import { targets } from "../lib/targets/index.js";
import { loadBenchmarks, type PolybenchTensor } from "../scripts/support/polybench.js";
import { root, runProgram } from "../scripts/support/processes.js";
import { unitOfKernel } from "./compile.js";
import { geometricMean, interleaved } from "./measure.js";
import { bytesOf, callOf, resettable } from "./native.js";
import type { Section } from "./report.js";

/** No contraction to fused multiply-add: it would give other bits. */
const flags = ["-std=c++17", "-O3", "-march=native", "-ffp-contract=off", "-w"];

const cppTypes = { float32: "float", float64: "double", int32: "int" } as const;

/** All 30 kernels at medium, float32; `undefined` without g++. */
export async function cppSection(): Promise<Section | undefined> {
  if (!(await hasCompiler())) {
    console.error("g++ is not installed: the comparison with C++ is left out");
    return undefined;
  }
  const rows: [name: string, compiled: number, cpp: number, ratio: number, bits: string][] = [];
  for (const benchmark of await loadBenchmarks()) {
    const run = benchmark.run("medium", "float32");
    const input = resettable(run);
    const variant = { name: "compiled", prepare: () => callOf(run.kernel, input.reset()) };
    const { compiled = NaN } = interleaved([variant], 1000);
    const cpp = await runCpp(run, input.reset());
    callOf(run.kernel, input.reset())();
    const same = Buffer.compare(cpp.output, Buffer.concat(input.args.map(bytesOf))) === 0;
    rows.push([benchmark.name, compiled, cpp.milliseconds, compiled / cpp.milliseconds, same ? "equal" : "differ"]);
  }
  return {
    title: `Native speed against our own C++ (g++ ${flags.slice(1, 4).join(" ")}): PolyBench medium, float32, medians`,
    head: ["kernel", "compiled ms", "C++ ms", "ratio", "bits"],
    rows,
    summary: [{ name: "compiled / C++, geometric mean", value: geometricMean(rows.map((r) => r[3])), unit: "×" }],
  };
}

async function hasCompiler(): Promise<boolean> {
  try {
    return (await runProgram("g++", ["--version"])).status === 0;
  } catch {
    return false;
  }
}

interface CppRun {
  /** The median of its runs. */
  readonly milliseconds: number;
  /** All arguments after the last run, one after the other. */
  readonly output: Buffer;
}

/** Compiles and runs the emitted kernel on `args`. */
async function runCpp(run: Run, args: readonly PolybenchTensor[]): Promise<CppRun> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heddle-bench-"));
  try {
    const unit = unitOfKernel(run.kernel);
    const files = targets.get("vitis")?.emit(unit) ?? [];
    for (const file of files) writeFileSync(path.join(folder, path.basename(file.path)), file.text);
    writeFileSync(path.join(folder, "main.cpp"), driver(unit.name, cppTypes[run.dtype], args.map((a) => a.shape)));
    writeFileSync(path.join(folder, "input.bin"), Buffer.concat(args.map(bytesOf)));
    const include = path.join(root, "include");
    await mustSucceed("g++", [...flags, "-I", include, "kernel.cpp", "main.cpp", "-o", "bench"], folder);
    // Local arrays of large kernels do not fit on the usual stack.
    const printed = await mustSucceed("sh", ["-c", "ulimit -s unlimited 2>/dev/null; exec ./bench"], folder);
    return { milliseconds: Number(printed), output: readFileSync(path.join(folder, "output.bin")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function mustSucceed(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { status, output } = await runProgram(program, args, cwd);
  if (status !== 0) throw new Error(`${program} failed:\n${output}`);
  return output;
}

/** A main program that times the kernel on fresh copies of its input, for about a second. */
function driver(kernel: string, type: string, shapes: readonly (readonly number[])[]): string {
  const each = (line: (i: number) => string): string => shapes.map((_, i) => `  ${line(i)}`).join("\n");
  return `#include "kernel.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>
${shapes.map((s, i) => `static ${type} a${i}${s.map((n) => `[${n}]`).join("")};`).join("\n")}
int main() {
  FILE *in = std::fopen("input.bin", "rb");
${each((i) => `std::vector<char> initial${i}(sizeof a${i});`)}
${each((i) => `if (std::fread(initial${i}.data(), sizeof a${i}, 1, in) != 1) return 1;`)}
  std::vector<double> times;
  double total = 0;
  while (times.size() < 5 || (total < 1000 && times.size() < 60)) {
${each((i) => `std::memcpy(a${i}, initial${i}.data(), sizeof a${i});`)}
    auto start = std::chrono::steady_clock::now();
    ${kernel}(${shapes.map((_, i) => `a${i}`).join(", ")});
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    total += times.back();
  }
  std::sort(times.begin(), times.end());
  std::printf("%.6f\\n", times[times.size() / 2]);
  FILE *out = std::fopen("output.bin", "wb");
${each((i) => `std::fwrite(a${i}, sizeof a${i}, 1, out);`)}
  return std::fclose(out);
}
`;
}
