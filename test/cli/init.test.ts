import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { newFiles, packageParts } from "../../cli/templates.js";
import { Project } from "../support/project.js";
import { heddle, inFolder } from "./run.js";

type Package = Record<string, Record<string, string> | string>;

function packageOf(folder: string): Package {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Package;
}

describe("heddle init", () => {
  it("writes a project into an empty folder", () =>
    inFolder(async (folder) => {
      const { code, out } = await heddle(folder, "init");
      assert.equal(code, 0);
      for (const [file, text] of Object.entries(newFiles)) {
        assert.equal(readFileSync(path.join(folder, file), "utf8"), text);
        assert.match(out, new RegExp(`^wrote +${file.replaceAll(".", "\\.")}$`, "m"));
      }
      const { name, ...rest } = packageOf(folder);
      assert.ok(typeof name === "string");
      assert.match(name, /^[a-z0-9-]+$/);
      assert.deepEqual(rest, { private: true, ...packageParts });
      assert.match(out, /Next:\n {2}npm install\n/);
    }));

  it("writes a project whose test and build pass", async () => {
    const project = new Project({}, { name: "my kernels" });
    try {
      project.remove("tsconfig.json");
      await heddle(project.root, "init");
      const { output } = await project.mocha("--import=heddle/register", "test/**/*.test.ts");
      assert.match(output, /multiplies/);
      assert.doesNotMatch(output, /failing/);
      assert.deepEqual(await project.tspc(), { status: 0, output: "" });
      assert.ok(project.exists("hardware/gemm/vitis/kernel.cpp"));
    } finally {
      project.dispose();
    }
  }).timeout(90_000);

  it("makes the folder it is given", () =>
    inFolder(async (folder) => {
      const { out } = await heddle(folder, "init", "my kernels");
      assert.ok(existsSync(path.join(folder, "my kernels", "src", "gemm.ts")));
      assert.equal(packageOf(path.join(folder, "my kernels"))["name"], "my-kernels");
      assert.match(out, /Next:\n {2}cd "my kernels"\n/);
    }));

  it("keeps files that exist, says so, and says what tsconfig.json needs", () =>
    inFolder(async (folder) => {
      mkdirSync(path.join(folder, "src"));
      writeFileSync(path.join(folder, "src", "gemm.ts"), "mine");
      writeFileSync(path.join(folder, "tsconfig.json"), "{}");
      const { code, out } = await heddle(folder, "init");
      assert.equal(code, 0);
      assert.equal(readFileSync(path.join(folder, "src", "gemm.ts"), "utf8"), "mine");
      assert.equal(readFileSync(path.join(folder, "tsconfig.json"), "utf8"), "{}");
      assert.match(out, /^kept +src\/gemm\.ts \(it exists\)$/m);
      assert.match(out, /^kept +tsconfig\.json \(it exists\); its compilerOptions need\n +"plugins": \[\{ "transform"/m);
    }));

  it("adds only what package.json lacks", () =>
    inFolder(async (folder) => {
      const mine = {
        name: "mine", type: "commonjs", scripts: { test: "my tests" }, devDependencies: { heddle: "file:../heddle" },
      };
      writeFileSync(path.join(folder, "package.json"), JSON.stringify(mine));
      const { out } = await heddle(folder, "init");
      const after = packageOf(folder);
      assert.equal(after["type"], "commonjs");
      assert.deepEqual(after["scripts"], { ...packageParts.scripts, test: "my tests" });
      assert.equal(after["dependencies"], undefined);
      assert.deepEqual(after["devDependencies"], { heddle: "file:../heddle", ...packageParts.devDependencies });
      assert.match(out, /^added +package\.json: script build, /m);
    }));

  it("replaces the test that npm init makes up", () =>
    inFolder(async (folder) => {
      const made = { name: "mine", scripts: { test: 'echo "Error: no test specified" && exit 1' } };
      writeFileSync(path.join(folder, "package.json"), JSON.stringify(made));
      await heddle(folder, "init");
      assert.deepEqual(packageOf(folder)["scripts"], packageParts.scripts);
    }));

  it("changes nothing the second time", () =>
    inFolder(async (folder) => {
      await heddle(folder, "init");
      const before = readFileSync(path.join(folder, "package.json"), "utf8");
      const { code, out } = await heddle(folder, "init");
      assert.equal(code, 0);
      assert.equal(readFileSync(path.join(folder, "package.json"), "utf8"), before);
      assert.doesNotMatch(out, /wrote|added/);
    }));

  it("leaves a package.json alone that it cannot read", () =>
    inFolder(async (folder) => {
      writeFileSync(path.join(folder, "package.json"), "{ oops");
      const { code, err } = await heddle(folder, "init");
      assert.equal(code, 1);
      assert.match(err, /package\.json cannot be read as JSON/);
      assert.equal(readFileSync(path.join(folder, "package.json"), "utf8"), "{ oops");
    }));
});
