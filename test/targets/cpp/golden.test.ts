/** The emitted text of a few kernels, that compilers have nothing to say about it, and that it does what the IR says. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { interpret, type States } from "../../../lib/ir/interpret.js";
import type { Unit } from "../../../lib/targets/target.js";
import { vitis } from "../../../lib/targets/cpp/vitis.js";
import { includeFolder } from "../../../tools/csim.js";
import { runProcess } from "../../../tools/process.js";
import { simulateCalls, type Case, type Outcome } from "../../support/csim.js";
import { describeGoldens } from "../../support/golden.js";
import { inTemporaryFolder, requireGxx } from "../../support/tools.js";
import { constructArgs, constructNames, constructUnit } from "./constructs.js";
import { goldenNames, goldenUnits } from "./kernels.js";

let units: ReadonlyMap<string, Unit> | undefined;

function unitNamed(name: string): Unit {
  if (constructNames.includes(name)) return constructUnit(name);
  units ??= goldenUnits();
  const unit = units.get(name);
  assert.ok(unit !== undefined, `no unit ${name}`);
  return unit;
}

function emitted(name: string, file: string): string {
  const text = vitis.emit(unitNamed(name)).find((f) => f.path === file)?.text;
  assert.ok(text !== undefined);
  return text;
}

/** "#pragma HLS" is for the vendor's tools. */
const flags = ["-std=c++14", "-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas", "-fsyntax-only"];

/** Arguments of nothing but messages are unused where there are none. */
const withoutMessages = ["-Wno-unused-variable", "-Wno-unused-parameter"];

async function compile(names: readonly string[], more: readonly string[], headers: RegExp, test: Mocha.Context): Promise<void> {
  const gxx = await requireGxx(test);
  await inTemporaryFolder(async (folder) => {
    const include = path.join(folder, "include");
    fs.mkdirSync(include);
    for (const h of fs.readdirSync(includeFolder).filter((f) => headers.test(f))) fs.copyFileSync(path.join(includeFolder, h), path.join(include, h));
    const files = names.map((n) => {
      for (const f of vitis.emit(unitNamed(n))) {
        fs.mkdirSync(path.join(folder, n), { recursive: true });
        fs.writeFileSync(path.join(folder, n, f.path), f.text);
      }
      return path.join(folder, n, "kernel.cpp");
    });
    const { ending, stderr } = await runProcess(gxx.command, [...flags, ...more, "-I", include, ...files]);
    assert.deepEqual({ ending, stderr }, { ending: { kind: "exit", status: 0 }, stderr: "" });
  });
}

const times = 3;

function interpreted({ module, args }: Case): readonly Outcome[] {
  const states: States = new Map();
  return Array.from({ length: times }, () => {
    const after = args.map((a) => (Array.isArray(a) ? [...a] : a));
    const printed: string[] = [];
    const { results } = interpret(module, after, { states, print: (line) => printed.push(line) });
    return { args: after, results, printed };
  });
}

describe("the Vitis target", () => {
  describeGoldens("cpp", new Map([
    ...[...goldenNames, ...constructNames].map((n) => [`${n}.cpp`, () => emitted(n, "kernel.cpp")] as const),
    ...["gemm", "filter", "halves", "pixels"].map((n) => [`${n}.h`, () => emitted(n, "kernel.h")] as const),
  ]));

  for (const [what, names] of [["kernels", goldenNames], ["constructs", constructNames]] as const) {
    it(`emits the same text for ${what} each time`, () => {
      for (const n of names) assert.deepEqual(vitis.emit(unitNamed(n)), vitis.emit(unitNamed(n)));
    });

    it(`emits C++ for ${what} that compiles without a warning at -Wall -Wextra`, async function () {
      this.timeout(60_000);
      await compile(names, [], /^/, this);
    });
  }

  it("emits C++ that synthesis takes without messages and checks", async function () {
    this.timeout(60_000);
    await compile(constructNames, ["-D__SYNTHESIS__", ...withoutMessages], /^/, this);
  });

  it("emits C++ that needs no headers but those that the vendor has too", async function () {
    this.timeout(60_000);
    await compile(constructNames, withoutMessages, /^(ap|hls)_/, this);
  });

  it("emits C++ for constructs that does what the interpreter does, call after call", async function () {
    this.timeout(60_000);
    const gxx = await requireGxx(this);
    const cases = constructNames.flatMap((name) => {
      const args = constructArgs(name);
      return args === undefined ? [] : [{ name, module: constructUnit(name).module, args }];
    });
    const outcomes = await simulateCalls(cases, times, gxx);
    cases.forEach((c, i) => assert.deepEqual(outcomes[i], interpreted(c), c.name));
  });
});
