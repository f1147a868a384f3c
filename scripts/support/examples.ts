/** Compiling the examples with tspc, when one of them or the compiler has changed since the last time. */
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { root, runNode, tspc, withProgress } from "./processes.js";

export type ExampleProject = "examples" | "examples/polybench";

/** Where each project's JavaScript goes. */
const outputs: Readonly<Record<ExampleProject, string>> = {
  "examples": "examples/dist",
  "examples/polybench": "examples/dist/polybench",
};

/** What a build depends on beside its own folder: the compiler and what it emits calls of. */
const compiler = ["lib", "runtime", "transformer", "tools"].map((folder) => `dist/${folder}`);
const ignored = new Set(["dist", "hardware", "node_modules"]);

/** Builds the project unless it is up to date; returns the folder of its JavaScript. Throws with what tspc printed. */
export async function compileExamples(project: ExampleProject): Promise<string> {
  const output = path.join(root, outputs[project]);
  const stamp = path.join(output, ".built");
  const time = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if ([project, ...compiler].some((p) => isNewer(path.join(root, p), time))) {
    const started = new Date();
    await withProgress(`compiling ${project} with tspc`, () => compile(project));
    writeFileSync(stamp, "");
    utimesSync(stamp, started, started);
  }
  return output;
}

async function compile(project: ExampleProject): Promise<void> {
  const { status, output } = await runNode([tspc, "-p", project]);
  if (status !== 0) throw new Error(`tspc cannot compile ${project}:\n${output.trim()}`);
}

function isNewer(file: string, time: number): boolean {
  const info = statSync(file, { throwIfNoEntry: false });
  if (info === undefined) return false;
  if (!info.isDirectory()) return info.mtimeMs > time;
  return readdirSync(file).some((name) => !ignored.has(name) && isNewer(path.join(file, name), time));
}
