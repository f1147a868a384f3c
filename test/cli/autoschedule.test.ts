import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Project } from "../support/project.js";
import { heddle } from "./run.js";

const source = `import { grid, int32, kernel, zeros, type int8, type Tensor } from "heddle";

@kernel()
export function gemm(A: Tensor<int8, [8, 8]>, B: Tensor<int8, [8, 8]>): Tensor<int32, [8, 8]> {
  const C = zeros(int32, [8, 8]);
  for (const [i, j, k] of grid(8, 8, 8)) C[i][j] += A[i][k] * B[k][j];
  return C;
}

@kernel()
export function clear(A: Tensor<int8, [8]>): void {
  for (const [i] of grid(8)) A[i] = 0;
}
`;

interface Found {
  readonly steps: readonly { readonly primitive: string }[];
  readonly isComplete: boolean;
  readonly front: readonly { readonly cycles: number; readonly dsps: number }[];
}

describe("heddle autoschedule", () => {
  const project = new Project({ "src/gemm.ts": source });
  after(() => {
    project.dispose();
  });
  const run = (...args: readonly string[]) => heddle(project.root, "autoschedule", "src/gemm.ts", ...args);

  it("prints the front and the steps of the fastest, and plots it", async () => {
    const { code, out, err } = await run("--kernel", "gemm", "--dsp", "8", "--svg", "plots/front.svg");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /^gemm: \d+ schedules tried\n\ncycles +DSPs +BRAMs +steps\n/);
    assert.match(out, /\nThe fastest, as arguments of @schedule:\n\n(?:\w+\(.*\)\n)*pipeline\("/);
    assert.match(readFileSync(path.join(project.root, "plots", "front.svg"), "utf8"), /^<svg .*<circle /s);
  });

  it("gives data whose costs keep to the budget", async () => {
    const { out } = await run("--kernel", "gemm", "--dsp", "4", "--json");
    const found = JSON.parse(out) as Found;
    assert.equal(found.isComplete, true);
    assert.ok(found.steps.some((s) => s.primitive === "pipeline"));
    assert.ok(found.front.length > 1 && found.front.every((p) => p.dsps <= 4));
  });

  it("asks which kernel, and refuses what is no budget", async () => {
    const which = await run();
    assert.equal(which.code, 1);
    assert.match(which.err, /Choose one kernel with --kernel: there are gemm, clear\./);
    assert.match((await run("--dsp", "many")).err, /It must be a whole number\./);
    assert.match((await run("--device", "none")).err, /Allowed choices are ultrascale-plus/);
  });
});
