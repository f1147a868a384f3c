import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { runCli } from "../../cli/program.js";
import { packageInfo } from "../../cli/package-info.js";
import { plainColours } from "../../lib/diagnostics/render.js";
import { targets } from "../../lib/targets/index.js";
import { repository } from "../support/project.js";
import { heddle } from "./run.js";

describe("heddle", () => {
  it("prints its help with every command and examples, and ends with 0", async () => {
    const { code, out, err } = await heddle(".", "--help");
    assert.equal(code, 0);
    assert.equal(err, "");
    for (const name of ["init", "build", "check", "targets", "explain", "doctor"]) assert.match(out, new RegExp(`^ {2}${name} `, "m"));
    assert.match(out, /Examples:/);
  });

  it("prints the help of a command with examples", async () => {
    const { code, out } = await heddle(".", "build", "--help");
    assert.equal(code, 0);
    assert.match(out, /--target[^]*--out[^]*Examples:/);
  });

  it("prints its version", async () => {
    assert.deepEqual(await heddle(".", "--version"), { code: 0, out: `${packageInfo.version}\n`, err: "" });
  });

  it("ends with 2 when it is called wrongly, and says what was meant", async () => {
    const command = await heddle(".", "biuld");
    assert.equal(command.code, 2);
    assert.match(command.err, /unknown command 'biuld'[^]*Did you mean build\?/);
    const option = await heddle(".", "build", "--tarets", "vitis");
    assert.equal(option.code, 2);
    assert.match(option.err, /unknown option '--tarets'[^]*Did you mean --target\?/);
    const nothing = await heddle(".", "explain");
    assert.equal(nothing.code, 2);
    assert.match(nothing.err, /missing required argument 'code'/);
  });

  it("prints help and ends with 2 when it is given no command", async () => {
    const { code, err } = await heddle(".");
    assert.equal(code, 2);
    assert.match(err, /Usage: heddle/);
  });

  it("reports an error of its own as a bug, without a stack, and ends with 70", async () => {
    let err = "";
    const output = { write: (text: string) => void (err += text), colours: plainColours, pretty: false };
    const broken = { ...output, write: () => { throw new TypeError("x is undefined"); } };
    const code = await runCli(["targets"], { cwd: ".", out: broken, err: output, debug: false });
    assert.equal(code, 70);
    assert.match(err, /internal error: x is undefined\nThis is a compiler bug in heddle/);
    assert.doesNotMatch(err, /\n +at /);
  });
});

describe("the binary", () => {
  const binary = path.join(repository, packageInfo.bin.heddle);

  it("runs by itself, with colours only where they are wanted", () => {
    const run = (env: Readonly<Record<string, string>>) =>
      spawnSync(binary, ["explain", "5001"], { encoding: "utf8", env: { PATH: process.env["PATH"], ...env } });
    assert.equal(run({}).status, 0);
    assert.match(run({}).stdout, /^error HDL5001/);
    assert.match(run({ FORCE_COLOR: "1" }).stdout, /^\u001b\[31merror/);
    assert.match(run({ FORCE_COLOR: "1", NO_COLOR: "1" }).stdout, /^error HDL5001/);
  });

  it("ends with the code of its command", () => {
    assert.equal(spawnSync(binary, ["explain", "none"]).status, 2);
  });

  it("goes on when nobody reads what it prints", async () => {
    const child = spawn(process.execPath, [binary, "explain", "1006"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    const errors: string[] = [];
    child.stderr.on("data", (text: Buffer) => errors.push(text.toString()));
    const [code] = (await once(child, "close")) as [number];
    assert.deepEqual({ code, errors }, { code: 0, errors: [] });
  });
});

describe("heddle targets", () => {
  it("lists every target with what it writes", async () => {
    const { code, out } = await heddle(".", "targets");
    assert.equal(code, 0);
    for (const target of targets.values()) {
      assert.ok(out.split("\n").some((line) => line.startsWith(target.name) && line.includes(target.doc)), out);
    }
  });
});

describe("heddle explain", () => {
  it("prints cause and examples", async () => {
    const { code, out } = await heddle(".", "explain", "HDL5001");
    assert.equal(code, 0);
    assert.match(out, /^error HDL5001: Deadlock\n[^]*Wrong:[^]*Right:/);
  });

  it("ends with 2 for a code that doesn't exist", async () => {
    const { code, err } = await heddle(".", "explain", "500");
    assert.equal(code, 2);
    assert.match(err, /^error: No diagnostic has the code "500"\. Did you mean "5001"/);
  });
});

describe("heddle doctor", () => {
  it("finds what this test runs with", async () => {
    const { code, out } = await heddle(process.cwd(), "doctor");
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^node +ok +${process.versions.node.replaceAll(".", "\\.")} `, "m"));
    assert.match(out, /^typescript +ok +6\.0\.\d+ /m);
    assert.match(out, /^ts-patch +ok /m);
    assert.match(out, /^g\+\+ +(ok|not found) /m);
  });

  it("ends with 1 when something required is missing", async () => {
    const { code, out } = await heddle("/", "doctor");
    assert.equal(code, 1);
    assert.match(out, /^ts-patch +missing .*npm install --save-dev ts-patch$/m);
  });
});
