/** For tests that build C++. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { build } from "heddle";

/** `it` where there is a g++; elsewhere the test is reported as skipped. */
export const itWithCompiler = spawnSync("g++", ["--version"]).status === 0 ? it : it.skip;

/** A test that a region leaves the same bits in its tensors natively and as C++. */
export function itMatchesItsCpp(region: (...args: never[]) => void, args: () => readonly unknown[]): void {
  itWithCompiler("gives the same bits as its C++", async () => {
    const simulated = await build(region, { target: "vitis", mode: "csim" });
    const [native, other] = [args(), args()];
    Reflect.apply(region, undefined, [...native]);
    await simulated(...other);
    assert.deepEqual(other.map(contents), native.map(contents));
  }).timeout(120_000);
}

/** The raw storage of a tensor. */
function contents(x: unknown): unknown {
  return typeof x === "object" && x !== null && "data" in x ? x.data : x;
}
