/**
 * A copy of the tree whose compiled code counts what runs. nyc's own hook sees `require` only, and this package is made
 * of ES modules; so the code is instrumented ahead of time, and its tests run inside the copy.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import * as path from "node:path";

/** What stays behind: large, or made anew. */
const notCopied = new Set([".git", "node_modules", "coverage", "hardware", ".nyc_output"]);
/** What is measured; tests and scripts only run. */
const measured = ["runtime", "transformer", "lib", "tools", "cli"];

/** Makes `coverage/tree` and returns its path. */
export function instrumentedCopy(root: string): string {
  const copy = path.join(root, "coverage", "tree");
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(root).filter((n) => !notCopied.has(n))) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"), "junction");
  for (const folder of measured) instrument(copy, path.join("dist", folder));
  return copy;
}

function instrument(cwd: string, folder: string): void {
  const nyc = path.join(cwd, "node_modules", "nyc", "bin", "nyc.js");
  const args = [nyc, "instrument", "--in-place", "--es-modules", "--source-map", folder, folder];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`nyc cannot instrument ${folder}: ${stderr}`);
}
