/** Running other programs, and telling the reader what takes time. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository: this file runs as dist/scripts/support/processes.js. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface Ended {
  readonly status: number;
  /** Standard output and error. */
  readonly output: string;
}

/** Runs a Node.js program to its end. */
export function runNode(args: readonly string[], cwd = root): Promise<Ended> {
  return runProgram(process.execPath, args, cwd);
}

/** Runs any program to its end; rejects when it cannot be started. */
export function runProgram(program: string, args: readonly string[], cwd = root): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status: status ?? 1, output: Buffer.concat(chunks).toString() });
    });
  });
}

/** The script behind a development package's command. */
export function packageFile(name: string, file: string): string {
  return path.join(path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
}

export const tspc = packageFile("ts-patch", "bin/tspc.js");
export const tsc = packageFile("typescript", "bin/tsc");

const noticeable = 1000;

/** Runs `work`; when it takes more than a second, says so on standard error, and how long it took in the end. */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const timer = setTimeout(() => {
    console.error(`${what} ...`);
  }, noticeable);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    const took = performance.now() - start;
    if (took > noticeable) console.error(`${what} took ${(took / 1000).toFixed(1)} s`);
  }
}

/** `work` on each item, at most `limit` at a time; the results in the order of the items. */
export async function mapParallel<Item, Result>(
  items: readonly Item[], limit: number, work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const pending = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of pending) results.set(i, await work(item));
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return items.flatMap((_, i) => {
    const result = results.get(i);
    return result === undefined ? [] : [result];
  });
}
