/** For tests that build C++. */
import { spawnSync } from "node:child_process";

/** `it` where there is a g++; elsewhere the test is reported as skipped. */
export const itWithCompiler = spawnSync("g++", ["--version"]).status === 0 ? it : it.skip;
