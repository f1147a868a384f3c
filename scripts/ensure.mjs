/**
 * Makes a fresh clone usable: installs packages when they are missing or older than the lock file, and compiles when a
 * source is newer than the last build. Does nothing, fast, otherwise. Plain JavaScript, as it runs before any build.
 *
 * `node scripts/ensure.mjs [--no-build | --rebuild]`
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = path.join(root, "dist", ".built");
const sources = [
  "index.ts", "runtime", "transformer", "lib", "tools", "cli", "scripts", "bench", "test", "tsconfig.json", "package.json",
];
/** Not part of the build: golden files, and programs that tests compile themselves. */
const notBuilt = new Set(["fixtures", "golden", "node_modules", "results"]);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or later is needed; this is ${process.versions.node}.`);
  process.exit(1);
}
if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
  step("installing packages", "npm ci", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
linkForExamples();
const stale = () => sources.some((s) => newerThan(path.join(root, s), modified(stamp)));
if (!process.argv.includes("--no-build") && (process.argv.includes("--rebuild") || stale())) {
  // Taken first, so that what changes while the compiler runs is seen next time.
  const started = new Date();
  const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
  step("building", "tsc", process.execPath, [tsc, "-p", root]);
  // By itself: it is written as users write, against the package that the first build makes.
  step("building the operators", "tsc -p lib/ops", process.execPath, [tsc, "-p", path.join(root, "lib", "ops")]);
  await bundleTransformer();
  chmodSync(path.join(root, "dist", "cli", "main.js"), 0o755);
  writeFileSync(stamp, "");
  utimesSync(stamp, started, started);
}

/** The examples find this package below node_modules, as users' projects do; language servers find its plugin there. */
function linkForExamples() {
  const link = path.join(root, "examples", "node_modules", "heddle");
  if (existsSync(link)) return;
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(process.platform === "win32" ? root : path.join("..", ".."), link, "junction");
}

/** One file instead of two hundred: what `tspc` takes to load them is a good part of a short compilation. */
async function bundleTransformer() {
  const { build } = await import("esbuild");
  const [from, to] = ["index.js", "bundle.js"].map((name) => path.join(root, "dist", "transformer", name));
  await build({ entryPoints: [from], outfile: to, bundle: true, platform: "node", format: "esm", packages: "external" });
}

/** When a file was last modified; 0 for one that isn't there. */
function modified(file) {
  const at = path.resolve(root, file);
  return existsSync(at) ? statSync(at).mtimeMs : 0;
}

function newerThan(file, time) {
  if (notBuilt.has(path.basename(file))) return false;
  const info = statSync(file, { throwIfNoEntry: false });
  if (info === undefined) return false;
  if (!info.isDirectory()) return info.mtimeMs > time;
  return readdirSync(file).some((name) => newerThan(path.join(file, name), time));
}

/** Runs a command with one line before and one after; shows what it printed only when it fails. */
function step(what, shown, command, args) {
  console.error(`${what} (${shown}) ...`);
  const start = performance.now();
  const run = spawnSync(command, args, { cwd: root, encoding: "utf8", shell: process.platform === "win32" });
  if (run.status !== 0) {
    console.error(`${run.stdout ?? ""}${run.stderr ?? ""}${run.error?.message ?? ""}`.trim());
    console.error(`${what} failed: ${shown} ended with ${run.status ?? run.signal ?? "an error"}`);
    process.exit(1);
  }
  console.error(`${what} took ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
