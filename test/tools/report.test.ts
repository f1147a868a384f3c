import assert from "node:assert/strict";
import { autoschedule, HeddleError, report } from "../../index.js";
import { parseModule } from "../../lib/ir/parse.js";

const module = parseModule("top func f(A: float32[128]) { for i: index = 0 to 128 { A[i] = A[i] + 1.0:float32 } }");

async function refused(work: Promise<unknown>): Promise<number> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof HeddleError);
    return error.code;
  }
  return assert.fail("it was accepted");
}

describe("report and autoschedule", () => {
  it("take schedules", async () => {
    assert.equal((await report({ module })).cycles.max, 127 + 8 + 2);
    const { report: best } = await autoschedule({ module }, { dsp: 16 });
    assert.ok((best.cycles.max ?? Infinity) < 127 + 8 + 2);
  });

  it("refuse what is no kernel, no device and no budget", async () => {
    const region = parseModule(
      "func p(s: stream<int8, 1>) { put s, 1:int8 }\nregion r() {\n s: stream<int8, 1>\n run p(s)\n}");
    assert.deepEqual(await Promise.all([
      refused(report({ module }, { device: "spartan" })), refused(report(() => 1)), refused(
        autoschedule({ module: region })),
      refused(autoschedule({ module }, { dsp: -1 })), refused(autoschedule({ module }, { bram: 1.5 })), refused(
        autoschedule({ module }, { timeLimit: NaN })),
    ]), [2212, 4101, 2215, 2213, 2213, 2213]);
  });
});
