/**
 * `npm test`: compiles the examples with tspc, then runs mocha over the project's tests and theirs. Arguments go to
 * mocha (`npm test -- --grep gemm`). `--coverage` does the same in an instrumented copy of the tree.
 */
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { instrumentedCopy } from "./coverage.js";
import { compileExamples } from "./support/examples.js";
import { packageFile, root, withProgress } from "./support/processes.js";

const specs = ["dist/test/**/*.test.js", "examples/dist/{test,dataflow}/**/*.test.js"];
const forMocha = process.argv.slice(2).filter((a) => a !== "--coverage");

if (process.argv.includes("--coverage")) {
  const copy = await withProgress("instrumenting a copy for coverage", () => instrumentedCopy(root));
  const report = path.join(root, "coverage", "report");
  // The copy is instrumented already: nyc only gathers the counters and reports.
  const options = ["--instrument=false", "--hook-require=false", "--clean", "--cwd", copy, "--report-dir", report];
  const reporters = ["--reporter=html", "--reporter=text-summary"];
  const test = path.join(copy, "dist", "scripts", "test.js");
  run(copy, [packageFile("nyc", "bin/nyc.js"), ...options, ...reporters, process.execPath, test, ...forMocha]);
} else {
  await compileExamples("examples");
  run(root, [packageFile("mocha", "bin/mocha.js"), ...specs, ...forMocha]);
}

function run(cwd: string, args: readonly string[]): void {
  process.exitCode = spawnSync(process.execPath, args, { cwd, stdio: "inherit" }).status ?? 1;
}
