import assert from "node:assert/strict";
import { picturesOf } from "../../scripts/pictures.js";
import { Project } from "../support/project.js";

const source = (names: readonly string[]): string => `import { int32, kernel, region, stream, type Tensor } from "heddle";
${names.map((name) => `
@region()
export function ${name}(A: Tensor<int32, [4]>, B: Tensor<int32, [4]>): void {
  const pipe = stream(int32);
  @kernel({ mapping: [1], args: [A] })
  function producer(a: Tensor<int32, [4]>) {
    for (let i = 0; i < 4; i++) pipe.put(a[i]);
  }
  @kernel({ mapping: [1], args: [B] })
  function consumer(b: Tensor<int32, [4]>) {
    for (let i = 0; i < 4; i++) b[i] = pipe.get();
  }
}`).join("\n")}
`;

const instance = `import { row } from "../row/row.js";
export const rows = [row<4>, row<8>];
`;

const template = `import { int32, kernel, region, stream, type Tensor } from "heddle";
@region()
export function row<N extends number>(A: Tensor<int32, [N]>): void {
  const pipe = stream(int32);
  @kernel({ mapping: [1] })
  function producer() {
    pipe.put(1);
  }
  @kernel({ mapping: [1], args: [A] })
  function consumer(a: Tensor<int32, [N]>) {
    a[0] = pipe.get();
  }
}
`;

describe("pictures of examples", () => {
  it("stand beside their sources; templates are shown as tests use them", () => {
    const project = new Project({
      "src/one/one.ts": source(["one"]), "src/two/two.ts": source(["left", "right"]), "src/data.ts": "export const n = 4;\n",
      "src/one/one.test.ts": source(["tested"]), "src/row/row.ts": template, "src/row/row.test.ts": instance,
    });
    try {
      const pictures = picturesOf(project.root, "src");
      assert.deepEqual([...pictures.keys()], ["src/one/one.svg", "src/row/row.svg", "src/two/two.svg"]);
      const title = (file: string): string | undefined => /<title>([^<]*)/.exec(pictures.get(file)?.() ?? "")?.[1];
      assert.equal(title("src/one/one.svg"), "one: 2 instances, 1 stream");
      assert.equal(title("src/two/two.svg"), "left: 2 instances, 1 stream");
      assert.equal(title("src/row/row.svg"), "row_4: 2 instances, 1 stream");
    } finally {
      project.dispose();
    }
  });

  it("are none where there are no examples", () => {
    assert.deepEqual([...picturesOf("/", "no/such/folder")], []);
  });
});
