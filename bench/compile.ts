/** How long compiling takes: tspc against plain tsc, emitting one kernel, and rebuilding one in watch mode. */
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { descriptorOf } from "heddle";
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
 * `tspc` against `tsc` on the 30 kernels, same options. Without the plugin both report what they don't know. tspc itself
 * takes longer to start than tsc: its time without the plugin says by how much.
 */
export async function compileSection(): Promise<Section> {
  const outDir = mkdtempSync(path.join(os.tmpdir(), "heddle-bench-"));
  try {
    const args = ["-p", project, "--outDir", outDir];
    const withoutPlugin = ["-p", projectWithoutPlugin(outDir), "--outDir", outDir];
    const variants = [
      { name: "plain", run: () => runNode([tsc, ...args]) },
      { name: "patched", run: () => runNode([tspc, ...withoutPlugin]) },
      { name: "heddle", run: () => compileOrThrow(args) },
    ];
    const { plain = NaN, patched = NaN, heddle = NaN } = await interleavedAsync(variants, 5);
    return {
      title: "Compile time of the 30 PolyBench files (168 kernel instances), medians of interleaved runs",
      head: ["", "ms", "ratio"],
      rows: [
        ["tsc", plain, 1],
        ["tspc without a plugin", patched, patched / plain],
        ["tspc with heddle/transformer", heddle, heddle / plain],
      ],
      summary: [{ name: "tspc / tsc", value: heddle / plain, unit: "×", aim: 1.5 }],
    };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** A tsconfig.json of the same files and options, in `folder`. */
function projectWithoutPlugin(folder: string): string {
  const file = path.join(folder, "tsconfig.json");
  const compilerOptions = { plugins: [], rootDir: project };
  const config = { extends: path.join(project, "tsconfig.json"), compilerOptions, include: [path.join(project, "*.ts")] };
  writeFileSync(file, JSON.stringify(config));
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
    for (const unit of units) emit(unit); // warm
    const times = units.map((unit) => median([1, 2, 3, 4, 5].map(() => timed(() => emit(unit)))));
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
  const descriptor = descriptorOf(kernel);
  if (descriptor === undefined) throw new Error("a benchmark's kernel is not compiled");
  return unitOf(descriptor);
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
