/** The emitted text of a few kernels, and that compilers have nothing to say about it. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Unit } from "../../../lib/targets/target.js";
import { vitis } from "../../../lib/targets/cpp/vitis.js";
import { includeFolder } from "../../../tools/csim.js";
import { runProcess } from "../../../tools/process.js";
import { describeGoldens } from "../../support/golden.js";
import { inTemporaryFolder, requireGxx } from "../../support/tools.js";
import { goldenNames, goldenUnits } from "./kernels.js";

let units: ReadonlyMap<string, Unit> | undefined;

function unitNamed(name: string): Unit {
  units ??= goldenUnits();
  const unit = units.get(name);
  assert.ok(unit !== undefined, `no unit ${name}`);
  return unit;
}

function emitted(name: string, file: string): string {
  const text = vitis.emit(unitNamed(name)).find((f) => f.path === file)?.text;
  assert.ok(text !== undefined);
  return text;
}

describe("the Vitis target", () => {
  describeGoldens("cpp", new Map([
    ...goldenNames.map((n) => [`${n}.cpp`, () => emitted(n, "kernel.cpp")] as const),
    ...["gemm", "filter"].map((n) => [`${n}.h`, () => emitted(n, "kernel.h")] as const),
  ]));

  it("emits the same text each time", () => {
    for (const n of goldenNames) assert.deepEqual(vitis.emit(unitNamed(n)), vitis.emit(unitNamed(n)));
  });

  it("emits C++ that compiles without a warning at -Wall -Wextra", async function () {
    this.timeout(60_000);
    const gxx = await requireGxx(this);
    await inTemporaryFolder(async (folder) => {
      const files = goldenNames.map((n) => {
        for (const f of vitis.emit(unitNamed(n))) {
          fs.mkdirSync(path.join(folder, n), { recursive: true });
          fs.writeFileSync(path.join(folder, n, f.path), f.text);
        }
        return path.join(folder, n, "kernel.cpp");
      });
      // "#pragma HLS" is for the vendor's tools.
      const flags = ["-std=c++14", "-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas", "-fsyntax-only", "-I", includeFolder];
      const { ending, stderr } = await runProcess(gxx.command, [...flags, ...files]);
      assert.deepEqual({ ending, stderr }, { ending: { kind: "exit", status: 0 }, stderr: "" });
    });
  });
});
