import assert from "node:assert/strict";
import { build, reset } from "heddle";
import { examplePicture } from "../pgm.js";
import { runningHistogram } from "../running-histogram.js";
import { itWithCompiler } from "./simulation.js";

/** The rows of the picture are the blocks. */
const rows = [...examplePicture()];

/** How often each grey occurs in the first rows. */
function counted(rowCount: number): number[] {
  const counts = new Array<number>(256).fill(0);
  for (const pixel of rows.slice(0, rowCount).flatMap((row) => row.toArray())) counts[pixel]++;
  return counts;
}

describe("runningHistogram", () => {
  beforeEach(() => reset(runningHistogram));

  it("counts the pixels of all blocks so far", () => {
    rows.forEach((row, n) => assert.deepEqual(runningHistogram(row).toArray(), counted(n + 1)));
  });

  it("starts anew after a reset", () => {
    for (const row of rows) runningHistogram(row);
    reset(runningHistogram);
    assert.deepEqual(runningHistogram(rows[0]).toArray(), counted(1));
  });

  it("gives counts that later calls leave alone", () => {
    const first = runningHistogram(rows[0]);
    runningHistogram(rows[1]);
    assert.deepEqual(first.toArray(), counted(1));
  });

  itWithCompiler("counts the same as C++, which can be reset as well", async () => {
    const simulated = await build(runningHistogram, { target: "vitis", mode: "csim" });
    for (const row of rows) assert.deepEqual((await simulated(row)).data, runningHistogram(row).data);
    simulated.reset();
    assert.deepEqual((await simulated(rows[0])).toArray(), counted(1));
  }).timeout(60_000);
});
