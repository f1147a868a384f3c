import assert from "node:assert/strict";
import { Project } from "../support/project.js";
import { heddle } from "./run.js";

const source = `import { Fixed, int32, kernel, schedule, split, type Tensor } from "heddle";

interface Sample { level: Fixed<16, 8>; at: int32 }

@kernel()
export function half(A: Tensor<Sample, [4]>): Fixed<16, 8> {
  return A[1].level * 0.5;
}

@schedule(split("i", 2))
@kernel()
export function spread(A: Tensor<int32, [8]>): void {
  for (let i = 0; i < 8; i++) A[i] = i;
}

@kernel()
export function twice(x: int32): int32 {
  return x * 2;
}
`;

describe("heddle ir", () => {
  const project = new Project({ "src/half.ts": source });
  after(() => {
    project.dispose();
  });

  it("prints what the front end makes of every kernel", async () => {
    const { code, out, err } = await heddle(project.root, "ir", "src/half.ts");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /^\/\/ kernel half of src\/half\.ts\nstruct Sample \{ level: fixed<16, 8>, at: int32 \}\n/);
    assert.match(out, /top func half\(A: Sample\[4\]\) -> fixed<16, 8> \{\n {2}return .*A\[1\]->level \* 0\.5/);
    assert.match(out, /\n\n\/\/ kernel twice of src\/half\.ts\ntop func twice\(x: int32\) -> int32 \{\n/);
  });

  it("prints kernels after their schedules", async () => {
    const { out } = await heddle(project.root, "ir", "--kernel", "spread", "--after", "schedule");
    assert.match(out, /^\/\/ kernel spread of src\/half\.ts, after schedule\n/);
    assert.match(out, /for i\.outer: index = 0 to 4 \{\n.*for i\.inner: index = 0 to 2 \{/);
  });

  it("prints one kernel after a pass", async () => {
    const { out } = await heddle(project.root, "ir", "--kernel", "half", "--after", "lower-fixed");
    assert.match(out, /^\/\/ kernel half of src\/half\.ts, after lower-fixed\n/);
    assert.doesNotMatch(out, /struct|fixed<|twice/);
    const split = await heddle(project.root, "ir", "--kernel", "half", "--after", "split-structs");
    assert.match(split.out, /fixed<16, 8>\[4\]/);
    assert.doesNotMatch(split.out, /struct /);
  });

  it("says what there is when a name is wrong", async () => {
    const pass = await heddle(project.root, "ir", "--after", "lower-fixd");
    assert.equal(pass.code, 2);
    assert.match(pass.err, /There is no pass "lower-fixd"\. Did you mean "lower-fixed"\? In order, they are: schedule, split-structs, lower-fixed\./);
    const kernel = await heddle(project.root, "ir", "--kernel", "haf");
    assert.equal(kernel.code, 1);
    assert.match(kernel.err, /There is no kernel "haf"\. Did you mean "half"\? There are: half, spread, twice\./);
  });
});
