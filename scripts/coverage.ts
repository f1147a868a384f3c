/**
 * A copy of the tree whose compiled code counts what runs. nyc's own hook sees `require` only, and this package is made
 * of ES modules; so the code is instrumented ahead of time, and its tests run inside the copy.
 */
import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import * as path from "node:path";
import { packageFile, runNode } from "./support/processes.js";

/** What stays behind: large, or made anew. */
const notCopied = new Set([".git", "node_modules", "coverage", "hardware", ".nyc_output"]);
/** What is measured; tests and scripts only run. */
const measured = ["runtime", "transformer", "lib", "tools", "cli"];

/** Makes `coverage/tree` and returns its path. */
export async function instrumentedCopy(root: string): Promise<string> {
  const copy = path.join(root, "coverage", "tree");
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  for (const name of (await readdir(root)).filter((n) => !notCopied.has(n))) {
    // Links stay relative: the one by which the examples find this package is to lead to the copy.
    const how = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true };
    await cp(path.join(root, name), path.join(copy, name), how);
  }
  await symlink(path.join(root, "node_modules"), path.join(copy, "node_modules"), "junction");
  for (const folder of measured) await instrument(copy, path.join("dist", folder));
  return copy;
}

async function instrument(cwd: string, folder: string): Promise<void> {
  const nyc = packageFile("nyc", "bin/nyc.js");
  const { status, output } = await runNode([nyc, "instrument", "--in-place", "--es-modules", "--source-map", folder, folder], cwd);
  if (status !== 0) throw new Error(`nyc cannot instrument ${folder}:\n${output}`);
}
