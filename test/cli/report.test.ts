import assert from "node:assert/strict";
import { Project } from "../support/project.js";
import { heddle } from "./run.js";

const source = `import { kernel, range, type float32, type Tensor } from "heddle";

@kernel()
export function dot(A: Tensor<float32, [128]>, B: Tensor<float32, [128]>): float32 {
  let sum: float32 = 0;
  for (const i of range(128)) sum += A[i] * B[i];
  return sum;
}
`;

describe("heddle report", () => {
  const project = new Project({ "src/dot.ts": source });
  after(() => {
    project.dispose();
  });

  it("prints tables", async () => {
    const { code, out, err } = await heddle(project.root, "report", "src/dot.ts");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /^dot on ultrascale-plus: 521 cycles \(0\.00173 ms\), 5 DSPs/);
    assert.match(out, /\ni +128 +automatic +4 \(1 asked\) +11 +521\n/);
    assert.match(out, /ii of i: 'sum' is needed again by the next iteration/);
  });

  it("prints JSON", async () => {
    const { out } = await heddle(project.root, "report", "--json", "--kernel", "dot", "--device", "ultrascale-plus");
    const [report] = JSON.parse(out) as readonly { readonly kernel: string; readonly cycles: unknown }[];
    assert.deepEqual([report?.kernel, report?.cycles], ["dot", { min: 521, max: 521 }]);
  });

  it("says what there is when a name is wrong", async () => {
    const device = await heddle(project.root, "report", "--device", "ultrascale");
    assert.equal(device.code, 2);
    assert.match(device.err, /There is no model of the device "ultrascale"\. .*There is ultrascale-plus\./);
    const kernel = await heddle(project.root, "report", "--kernel", "dat");
    assert.match(kernel.err, /There is no kernel "dat"\. Did you mean "dot"\? There are: dot\./);
  });
});
