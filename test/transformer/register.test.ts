import * as assert from "node:assert/strict";
import { Project } from "../support/project.js";
import { expectedOutput, sources } from "../support/sources.js";

/** A mocha test that passes, and one that fails on line 9. */
const mochaTest = `import { tensor, int32 } from "heddle";
import { add } from "../src/kernels.js";
import * as assert from "node:assert";

describe("add", () => {
  it("adds", () => assert.deepEqual(add(tensor(int32, [4], [1, 2, 3, 4]), 1).toArray(), [4, 8, 12, 16]));
  it("fails", () => {
    const sum: number = 3;
    assert.equal(sum, 4);
  });
});
`;

const wrongKernel = `import { kernel, int32 } from "heddle";

@kernel()
export function wrong(a: int32): int32 {
  return wrong(a);
}
`;

const flag = "--import=heddle/register";

describe("heddle/register", function () {
  this.timeout(60_000);

  for (const packageType of ["module", "commonjs"] as const) {
    describe(`in a package of type ${packageType}`, () => {
      let project: Project;
      before(() => {
        const files = { ...sources(), "test/add.test.ts": mochaTest, "src/wrong.ts": wrongKernel };
        project = new Project({ ...files, "src/loose.ts": `const n: number = "text";\nconsole.log(n);\n` }, { packageType });
        project.write({
          "src/uses-wrong.ts": `import { wrong } from "./wrong.js";\nwrong(1);\n`,
          "src/host.ts": `import { Fixed, zeros } from "heddle";\nconst n: number = "text";\nconsole.log(n, zeros(Fixed<16, 8>, [1]).dtype.name);\n`,
          "start.cjs": `require("./src/main.ts");\n`,
          "start.mts": `import { Ops } from "./src/kernels.js";\nconsole.log(Ops.triple(5));\n`,
        });
      });
      after(() => project.dispose());

      it("runs TypeScript with kernels", async () => {
        const { status, output } = await project.node("--import", "heddle/register", "src/main.ts");
        assert.deepEqual([status, output.trim()], [0, expectedOutput(3)]);
      });

      it("maps stack traces", async () => {
        const { output } = await project.node(flag, "src/stack.ts");
        assert.match(output, /helper\.ts:11:[^]*kernels\.ts:10:[^]*stack\.ts:5:/);
      });

      it("runs mocha tests", async () => {
        const { status, output } = await project.mocha(flag, "test/*.ts");
        assert.equal(status, 1);
        assert.match(output, /1 passing[^]*1 failing[^]*add\.test\.ts:9:/);
      });

      it("refuses a file with kernels that are wrong, with the diagnostics and nothing else", async () => {
        const { status, output } = await project.node(flag, "src/uses-wrong.ts");
        assert.equal(status, 1);
        assert.match(output, /src\/wrong\.ts\(5,\d+\): error HDL\d{4}: /);
        assert.equal(output.includes("register-compiler"), false);
      });

      it("doesn't check the types of files without kernels", async () => {
        assert.deepEqual(await project.node(flag, "src/loose.ts"), { status: 0, output: "text\n" });
      });

      it("fills in the types that host code names as values", async () => {
        assert.deepEqual(await project.node(flag, "src/host.ts"), { status: 0, output: "text Fixed<16, 8>\n" });
      });

      it("serves imports from a module of either kind", async () => {
        assert.deepEqual(await project.node(flag, "start.mts"), { status: 0, output: "15\n" });
      });

      if (packageType === "commonjs") {
        it("serves require", async () => {
          const { status, output } = await project.node(flag, "start.cjs");
          assert.deepEqual([status, output.trim()], [0, expectedOutput(3)]);
        });
      }
    });
  }
});
