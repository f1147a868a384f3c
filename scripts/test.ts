/**
 * `npm test`: compiles the examples with tspc, then runs mocha over the project's tests and theirs.
 * Arguments go to mocha (`npm test -- --grep gemm`). `--coverage` runs the same in an instrumented copy of the tree.
 */
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { instrumentedCopy } from "./coverage.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const coverage = process.argv.includes("--coverage");
const forMocha = process.argv.slice(2).filter((a) => a !== "--coverage");

const tree = coverage ? timed("instrumenting a copy for coverage", () => instrumentedCopy(root)) : root;
timed("compiling examples with tspc", () => {
  run(tree, [bin("ts-patch", "bin/tspc.js"), "-p", "examples"]);
});
const specs = ["dist/test/**/*.test.js", "dist/examples/**/*.test.js"];
const mocha = [bin("mocha", "bin/mocha.js"), ...specs, ...forMocha];
run(tree, coverage ? [bin("nyc", "bin/nyc.js"), ...nycOptions(tree), process.execPath, ...mocha] : mocha);

/** The copy is instrumented already: nyc only gathers the counters and reports. */
function nycOptions(cwd: string): readonly string[] {
  const report = path.join(root, "coverage", "report");
  return [
    "--instrument=false", "--hook-require=false", "--clean", "--cwd", cwd, "--report-dir", report,
    "--reporter=text-summary", "--reporter=html",
  ];
}

function bin(name: string, file: string): string {
  return path.join(root, "node_modules", name, file);
}

function run(cwd: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs `work` with a line before and one after. */
function timed<T>(what: string, work: () => T): T {
  console.log(`${what} ...`);
  const start = performance.now();
  const result = work();
  console.log(`${what} took ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

