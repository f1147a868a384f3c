import assert from "node:assert/strict";
import { heddle } from "./run.js";
import { plugin, Project, type ProjectOptions } from "../support/project.js";

const add = `import { grid, int32, kernel, type Tensor } from "heddle";

@kernel()
export function add(A: Tensor<int32, [4]>, B: Tensor<int32, [4]>): void {
  for (const [i] of grid(4)) A[i] += B[i];
}
`;
const double = add.replaceAll("add", "double").replace("A[i] += B[i]", "A[i] = B[i] * 2");
const wrong = `import { int32, kernel } from "heddle";

@kernel()
export function bad(x: int32): int32 {
  const text: number = "seven";
  debugger;
  return x;
}
`;

async function inProject(
  files: Readonly<Record<string, string>>, work: (project: Project) => Promise<void>, options: ProjectOptions = {},
): Promise<void> {
  const project = new Project(files, { name: "it's a \"prøject\"", ...options });
  try {
    await work(project);
  } finally {
    project.dispose();
  }
}

describe("heddle check", () => {
  it("says how many kernels are fine, and writes nothing", () =>
    inProject({ "src/add.ts": add, "src/double.ts": double }, async (project) => {
      const before = project.files(".");
      assert.deepEqual(await heddle(project.root, "check"), { code: 0, out: "ok: 2 kernels\n", err: "" });
      assert.deepEqual(project.files("."), before);
    }));

  it("reports errors of types and of kernels together, as tsc does", () =>
    inProject({ "src/wrong.ts": wrong }, async (project) => {
      const { code, out, err } = await heddle(project.root, "check");
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(err, /^src\/wrong\.ts\(5,9\): error TS2322: /m);
      assert.match(err, /^src\/wrong\.ts\(6,3\): error HDL1\d\d\d: /m);
      assert.doesNotMatch(err, /TS1206/);
    }));

  it("looks only at the files it is given", () =>
    inProject({ "src/add.ts": add, "src/wrong.ts": wrong }, async (project) => {
      assert.equal((await heddle(project.root, "check", "src/add.ts")).code, 0);
      assert.equal((await heddle(project.root, "check", "src/wrong.ts")).code, 1);
    }));

  it("finds the nearest tsconfig.json above, or the one it is given", () =>
    inProject({ "src/add.ts": add }, async (project) => {
      assert.equal((await heddle(project.path("src"), "check")).out, "ok: 1 kernel\n");
      assert.equal((await heddle("/", "check", project.path("src/add.ts"))).out, "ok: 1 kernel\n");
      assert.equal((await heddle("/", "check", "--project", project.root)).out, "ok: 1 kernel\n");
      assert.equal((await heddle("/", "check", "-p", project.path("tsconfig.json"))).out, "ok: 1 kernel\n");
    }));

  it("says what is missing", () =>
    inProject({ "src/add.ts": add }, async (project) => {
      const file = await heddle(project.root, "check", "src/ad.ts");
      assert.equal(file.code, 1);
      assert.match(file.err, /There is no file src\/ad\.ts\./);
      assert.match((await heddle(project.root, "check", "src")).err, /src is a folder\./);
      assert.match((await heddle(project.root, "check", "tsconfig.json")).err, /tsconfig\.json is not a TypeScript file\./);
      const config = await heddle("/", "check");
      assert.equal(config.code, 1);
      assert.match(config.err, /There is no tsconfig\.json in \/ or above\. `heddle init` makes one\./);
    }));
});

describe("heddle check of tsconfig.json", () => {
  it("shows errors in the plugin's options at their place", () =>
    inProject({ "src/add.ts": add }, async (project) => {
      assert.match((await heddle(project.root, "check")).err, /^tsconfig\.json\(\d+,\d+\): error HDL4803: /m);
    }, { compilerOptions: { plugins: [{ ...plugin, targets: ["vits"] }] } }));
});

describe("heddle build", () => {
  it("removes the files of a kernel whose file no longer has any", () =>
    inProject({ "src/add.ts": add }, async (project) => {
      await heddle(project.root, "build");
      project.write({ "src/add.ts": "export {};\n" });
      assert.equal((await heddle(project.root, "build")).code, 0);
      assert.ok(!project.exists("hardware/add"));
    }));

  it("writes what tsconfig.json asks for, and says where", () =>
    inProject({ "src/add.ts": add }, async (project) => {
      const { code, out, err } = await heddle(project.root, "build");
      assert.equal(err, "");
      assert.equal(code, 0);
      assert.match(out, /^add +vitis +src\/add\.ts +hardware\/add\/vitis$/m);
      assert.ok(project.exists("hardware/add/vitis/kernel.cpp"));
      assert.ok(!project.exists("out"));
    }));

  it("takes files, targets and a folder from the command line", () =>
    inProject({ "src/add.ts": add, "src/double.ts": double }, async (project) => {
      const { code } = await heddle(project.root, "build", "src/add.ts", "--target", "vitis", "--out", "my out");
      assert.equal(code, 0);
      assert.ok(project.exists("my out/add/vitis/kernel.cpp"));
      assert.ok(!project.exists("my out/double") && !project.exists("hardware"));
    }, { compilerOptions: { plugins: [{ ...plugin, targets: ["js"] }] } }));

  it("writes nothing when anything is wrong", () =>
    inProject({ "src/add.ts": add, "src/wrong.ts": wrong }, async (project) => {
      const { code, err } = await heddle(project.root, "build");
      assert.equal(code, 1);
      assert.match(err, /wrong\.ts\(6,3\): error HDL/);
      assert.ok(!project.exists("hardware"));
    }));

  it("refuses a target that doesn't exist, and says which was meant", async () => {
    const { code, err } = await heddle("/", "build", "--target", "vits");
    assert.equal(code, 2);
    assert.equal(err, 'error: There is no target "vits". Did you mean "vitis"? `heddle targets` lists them.\n');
  });

  it("says so when there is nothing to write", () =>
    inProject({ "src/add.ts": add }, async (project) => {
      const { code, out } = await heddle(project.root, "build", "--target", "js");
      assert.equal(code, 0);
      assert.equal(out, "1 kernel compiled; no target writes files. Try --target vitis.\n");
    }));

  it("reports a folder that cannot be written as an error at the kernel", () =>
    inProject({ "src/add.ts": add, "taken": "a file" }, async (project) => {
      const { code, err } = await heddle(project.root, "build", "--out", "taken");
      assert.equal(code, 1);
      assert.match(err, /src\/add\.ts\(\d+,\d+\): error HDL4805: /);
      assert.equal(project.read("taken"), "a file");
    }));
});
