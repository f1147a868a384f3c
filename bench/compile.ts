/** How long compiling takes: tspc against plain tsc, emitting one kernel, and rebuilding one in watch mode. */
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { scheduledOf } from "../runtime/schedule.js";
import { lowerToJs } from "../lib/targets/js/index.js";
import { targets } from "../lib/targets/index.js";
import type { Unit } from "../lib/targets/target.js";
import { loadBenchmarks } from "../scripts/support/polybench.js";
import { root, runNode, tsc, tspc } from "../scripts/support/processes.js";
import { unitOf } from "../tools/build.js";
import { interleavedAsync, median } from "./measure.js";
import type { Section } from "./report.js";

const project = path.join(root, "examples", "polybench");

/**
 * `tspc` against `tsc` on the same files with the same options: the 30 kernels with one instance each, and the examples
 * as they are, with an instance for each size and type. Without the plugin both report what they don't know. tspc itself
 * takes longer to start than tsc: its time without the plugin says by how much.
 */
export async function compileSection(): Promise<Section> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heddle-bench-"));
  try {
    const [tsc, tspc, one] = await compileTimes(oneInstanceEach(folder), path.join(folder, "one"));
    const [tscAll, tspcAll, all] = await compileTimes(path.join(project, "tsconfig.json"), path.join(folder, "all"));
    return {
      title: "Compile time of the 30 PolyBench files, medians of interleaved runs",
      head: ["", "one instance each: ms", "ratio", "168 instances: ms", "ratio"],
      rows: [
        ["tsc", tsc, 1, tscAll, 1],
        ["tspc without a plugin", tspc, tspc / tsc, tspcAll, tspcAll / tscAll],
        ["tspc with heddle/transformer", one, one / tsc, all, all / tscAll],
      ],
      summary: [
        { name: "tspc / tsc, one instance of each kernel", value: one / tsc, unit: "×", aim: 1.5 },
        { name: "tspc / tsc, 168 instances", value: all / tscAll, unit: "×", aim: 1.5 },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of tsc, tspc without the plugin, and tspc with it, on the project `config`. */
async function compileTimes(config: string, outDir: string): Promise<readonly [number, number, number]> {
  mkdirSync(outDir, { recursive: true });
  const args = ["-p", config, "--outDir", outDir];
  const withoutPlugin = ["-p", projectWithoutPlugin(config, outDir), "--outDir", outDir];
  const { plain = NaN, patched = NaN, heddle = NaN } = await interleavedAsync(
    [
      { name: "plain", run: () => runNode([tsc, ...args]) },
      { name: "patched", run: () => runNode([tspc, ...withoutPlugin]) },
      { name: "heddle", run: () => compileOrThrow(args) },
    ],
    5,
  );
  return [plain, patched, heddle];
}

/** A project of the same kernels, each with its medium float32 (or int32) instance alone; returns its tsconfig.json. */
function oneInstanceEach(folder: string): string {
  const copy = path.join(folder, "polybench");
  mkdirSync(path.join(copy, "node_modules"), { recursive: true });
  symlinkSync(root, path.join(copy, "node_modules", "heddle"));
  writeFileSync(path.join(copy, "package.json"), JSON.stringify({ type: "module" }));
  for (const name of readdirSync(project).filter((n) => n.endsWith(".ts") && n !== "index.ts")) {
    const text = readFileSync(path.join(project, name), "utf8");
    const [kernel, table] = text.split("export const benchmark = ");
    const instance = [...(table ?? "").matchAll(/\b(?:float32|int32): (\w+<[^>]+>)/g)].at(-1)?.[1];
    writeFileSync(path.join(copy, name), instance === undefined ? text : `${kernel ?? ""}export const medium = ${instance};\n`);
  }
  const plugins = [{ transform: "heddle/transformer", transformProgram: true, targets: ["js"] }];
  const options = { extends: path.join(project, "tsconfig.json"), compilerOptions: { rootDir: ".", plugins }, include: ["*.ts"] };
  writeFileSync(path.join(copy, "tsconfig.json"), JSON.stringify(options));
  return path.join(copy, "tsconfig.json");
}

/** A tsconfig.json in `folder` of the same files and options as `config`. */
function projectWithoutPlugin(config: string, folder: string): string {
  const file = path.join(folder, "tsconfig.json");
  const rootDir = path.dirname(config);
  const text = { extends: config, compilerOptions: { plugins: [], rootDir }, include: [path.join(rootDir, "*.ts")] };
  writeFileSync(file, JSON.stringify(text));
  return file;
}

async function compileOrThrow(args: readonly string[]): Promise<void> {
  const { status, output } = await runNode([tspc, ...args]);
  if (status !== 0) throw new Error(`tspc failed: ${output}`);
}

/** From the IR of a kernel to the text of all its files, for each target. */
export async function emissionSection(): Promise<Section> {
  const units = (await loadBenchmarks()).map((b) => unitOfKernel(b.run("medium", "float32").kernel));
  const rows = [...targets].map(([name, target]): [string, number, number, number] => {
    const emit = name === "js" ? emitJs : (unit: Unit) => target.emit(unit);
    for (const unit of units) emit({ ...unit }); // warm; a copy, because targets keep what they lowered of a unit
    const times = units.map((unit) => median([1, 2, 3, 4, 5].map(() => timed(() => emit({ ...unit })))));
    return [name, units.length, median(times), Math.max(...times)];
  });
  return {
    title: "Emission of one kernel, warm",
    head: ["target", "kernels", "median ms", "slowest ms"],
    rows,
    summary: rows.map(([name, , , slow]) => ({ name: `${name}, slowest kernel`, value: slow, unit: "ms", aim: 20 })),
  };
}

/** The target `js` writes no files: its code is part of what tspc writes. */
function emitJs(unit: Unit): unknown {
  return lowerToJs(unit.module, { prefix: "$", runtime: "$heddle" });
}

/** What targets take, of a compiled kernel. */
export function unitOfKernel(kernel: object): Unit {
  const scheduled = scheduledOf(kernel);
  if (scheduled === undefined) throw new Error("a benchmark's kernel is not compiled");
  return unitOf(scheduled);
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** From saving gemm.ts to the end of the rebuild, with all 30 kernels in the project; tsc itself waits 250 ms first. */
export async function watchSection(): Promise<Section> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heddle-bench-"));
  const watch = startWatch(folder);
  try {
    await watch.built();
    const file = path.join(folder, "gemm.ts");
    const text = readFileSync(file, "utf8");
    const times: number[] = [];
    for (let n = 0; n < 7; n++) {
      const start = performance.now();
      writeFileSync(file, text.replace("alpha = 1.5", `alpha = ${n}.25`));
      await watch.built();
      times.push(performance.now() - start);
    }
    const value = median(times.slice(2));
    return {
      title: "Watch mode: one kernel of 30 changed",
      head: ["", "ms"],
      rows: [["from saving to the end of the rebuild", value]],
      summary: [{ name: "rebuild", value, unit: "ms", aim: 500 }],
    };
  } finally {
    watch.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `tspc --watch` on a copy of the kernels, as a project of its own. */
function startWatch(folder: string): { readonly process: ChildProcess; built(): Promise<void> } {
  cpSync(project, folder, { recursive: true });
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(root, path.join(folder, "node_modules", "heddle"), "junction");
  const config = readFileSync(path.join(project, "tsconfig.json"), "utf8");
  const asUser = config.replace(/"[^"]*\/transformer\/index\.js"/, '"heddle/transformer"');
  writeFileSync(path.join(folder, "tsconfig.json"), asUser);
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
  const child = spawn(process.execPath, [tspc, "--watch", "-p", folder, "--outDir", path.join(folder, "out")], {
    cwd: root, stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  let done: (() => void) | undefined;
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
    const found = /Found (\d+) errors?\. Watching/.exec(output);
    if (found === null) return;
    if (found[1] !== "0") console.error(output);
    output = "";
    done?.();
  });
  return { process: child, built: () => new Promise((resolve) => (done = resolve)) };
}
