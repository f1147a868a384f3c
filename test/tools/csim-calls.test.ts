/** Calls of a C simulation, one after another: all kinds of values, what is kept, what is printed, what goes wrong and where. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { locate, wholeFile } from "../../lib/diagnostics/source.js";
import { interpret, type States } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { vitis } from "../../lib/targets/cpp/vitis.js";
import { protocolOf } from "../../lib/targets/cpp/testbench.js";
import type { ExternalFile, Unit } from "../../lib/targets/target.js";
import { HeddleError } from "../../runtime/errors.js";
import { simulate, type Simulation, type SimulationOptions } from "../../tools/csim.js";
import { piecesOf } from "../../tools/storage.js";
import { fromHost, hostValues, type ArgValue } from "../support/csim.js";
import { repository } from "../support/project.js";
import { inTemporaryFolder, requireGxx } from "../support/tools.js";
import { constructArgs, constructNames, constructUnit } from "../targets/cpp/constructs.js";

function unitOf(ir: string, externals: readonly ExternalFile[] = []): Unit {
  return { name: "test", module: parseModule(ir), sources: [], externals };
}

/** Builds the simulation of `unit` and uses it. */
async function simulating(
  unit: Unit, test: Mocha.Context, use: (s: Simulation) => Promise<void>, options: Partial<SimulationOptions> = {},
): Promise<void> {
  test.timeout(60_000);
  await requireGxx(test);
  await inTemporaryFolder(async (outDir) => use(await simulate(unit, { outDir, ...options })));
}

async function errorOf(f: () => Promise<unknown>): Promise<HeddleError> {
  try {
    await f();
  } catch (error) {
    assert.ok(error instanceof HeddleError, String(error));
    return error;
  }
  assert.fail("nothing was thrown");
}

/** What a call leaves, in the interpreter's terms. */
async function outcomeOf(unit: Unit, s: Simulation, args: readonly ArgValue[]): Promise<unknown> {
  const { inputs, results } = protocolOf(unit.module);
  const hosts = inputs.map((t, i) => hostValues(args[i], t));
  const { result } = await s.run(hosts.flat());
  const all: readonly unknown[] = results.flatMap(piecesOf).length > 1 ? (result as unknown[]) : [result];
  let at = 0;
  return {
    args: inputs.map((t, i) => fromHost(hosts[i] ?? [], t)),
    results: results.map((t) => fromHost(all.slice(at, (at += piecesOf(t).length)), t)),
  };
}

const counter = unitOf(`top func count(by: int32, limit: int32) -> int32 {
  state n: int32 = 10
  n = int32(n + by)
  return int32(n / limit)
}
`);

describe("calls of a C simulation", () => {
  for (const name of constructNames) {
    const args = constructArgs(name);
    if (args === undefined) continue;
    it(`take and give what the interpreter does: ${name}`, async function () {
      const unit = constructUnit(name);
      const printed: string[] = [];
      await simulating(unit, this, async (s) => {
        const states: States = new Map();
        for (let call = 0; call < 2; call++) {
          const after: ArgValue[] = args.map((a) => (Array.isArray(a) ? [...a] : a));
          const lines: string[] = [];
          const { results } = interpret(unit.module, after, { states, print: (l) => lines.push(l) });
          printed.length = 0;
          assert.deepEqual(await outcomeOf(unit, s, args), { args: after, results });
          assert.deepEqual(printed, lines);
        }
      }, { print: (line) => printed.push(line) });
    });
  }

  it("keep states, until they are reset", async function () {
    await simulating(counter, this, async (s) => {
      const results = async (...by: readonly number[]): Promise<unknown> =>
        (await Promise.all(by.map((n) => s.run([n, 1])))).map((r) => r.result);
      assert.deepEqual(await results(1, 2, 3), [11, 13, 16]);
      const before = results(1);
      s.reset();
      assert.deepEqual([await before, await results(5, 5)], [[17], [15, 20]]);
    });
  });

  it("go on after one that crashed, with fresh states", async function () {
    await simulating(counter, this, async (s) => {
      const calls = [s.run([1, 1]), s.run([1, 0]), s.run([1, 1])];
      const ends = await Promise.allSettled(calls);
      assert.deepEqual(ends.map((e) => (e.status === "fulfilled" ? e.value.result : (e.reason as HeddleError).code)), [11, 6001, 11]);
    });
  });

  it("go on after one that took too long", async function () {
    const unit = unitOf("top func wait(forever: bool) -> int32 {\n  let n: int32 = 0:int32\n  while forever {\n    n = int32(n + 1)\n  }\n  return n\n}\n");
    await simulating(unit, this, async (s) => {
      assert.equal((await errorOf(() => s.run([true]))).code, 4113);
      assert.equal((await s.run([false])).result, 0);
    }, { timeLimit: 0.5 });
  });

  it("give large tensors and many lines", async function () {
    const unit = unitOf(`top func fill(A: float64[200, 1000]) -> int64 {
  for i: index = 0 to 200 {
    for j: index = 0 to 1000 {
      A[i, j] = float64(i * 1000 + j)
    }
    for k: index = 0 to 20 {
      print "line ", i, " ", k
    }
  }
  return 7:int64
}
`);
    const lines: string[] = [];
    await simulating(unit, this, async (s) => {
      const A = new Float64Array(200_000);
      assert.equal((await s.run([A])).result, 7n);
      assert.deepEqual(A, Float64Array.from({ length: 200_000 }, (_, i) => i));
      assert.deepEqual([lines.length, lines[0], lines.at(-1)], [4000, "line 0 0", "line 199 19"]);
    }, { print: (l) => lines.push(l) });
  });
});

/** A kernel with a place for each thing that can stop it, and its IR, whose spans are places in it. */
const source = `@kernel()
export function stops(A: Tensor<int32, [4]>, what: int32): int32 {
  if (what === 1) return A[0] / A[1];
  if (what === 2) {
    A[what + 2] = 1;
  }
  if (what === 3) return A[0] << A[2];
  console.assert(what < 9, "what is", what);
  return inner(A, what);
}
`;

function at(snippet: string): string {
  const start = source.indexOf(snippet);
  assert.ok(start >= 0, snippet);
  return `@${start}+${snippet.length}`;
}

const stops: Unit = {
  name: "stops",
  sources: [wholeFile("stops.ts", source)],
  module: parseModule(`files "stops.ts"
${at("export")} top func stops(@- A: int32[4], @- what: int32) -> int32 {
  ${at("if (what === 1)")} if what == 1 {
    ${at("return A[0] / A[1]")} return int32(A[0] / A[1])
  }
  ${at("if (what === 2)")} if what == 2 {
    ${at("A[what + 2] = 1")} A[what * what] = 1:int32
  }
  ${at("if (what === 3)")} if what == 3 {
    ${at("return A[0] << A[2]")} return A[0] << A[2]
  }
  ${at("console.assert")} assert what < 9, "what is ", what
  ${at("return inner")} return int32(A[0] % A[what & 3])
}
`),
};

describe("what stops a C simulation", () => {
  it("is told at the user's line", async function () {
    await simulating(stops, this, async (s) => {
      const stopped = async (what: number, ...A: readonly number[]): Promise<readonly unknown[]> => {
        const error = await errorOf(() => s.run([Int32Array.from(A), what]));
        return [error.code, error.span && locate(stops.sources, error.span)?.line, error.message.includes("what is")];
      };
      assert.equal((await s.run([Int32Array.of(7, 2, 3, 4), 1])).result, 3);
      assert.deepEqual(await stopped(1, 7, 0, 0, 0), [6001, 3, false]);
      assert.deepEqual(await stopped(2, 7, 0, 0, 0), [4115, 5, false]);
      assert.deepEqual(await stopped(3, 7, 0, -1, 0), [6003, 7, false]);
      assert.deepEqual(await stopped(9, 7, 1, 1, 1), [6004, 8, true]);
      assert.deepEqual(await stopped(6, 7, 1, 0, 1), [6001, 9, false]);
    });
  });

  it("has the assertion's message", async function () {
    await simulating(constructUnit("messages"), this, async (s) => {
      const error = await errorOf(() => s.run([new Uint8Array(4), 16]));
      assert.equal(error.code, 6004);
      assert.match(error.message, /no weights in \[0, 0, 0, 0\]/);
    });
  });
});

const callsNorm = `func norm(x: float32[4], by: float32) -> float32 external "norm" from "lib/norm.cc" model "norm" writes 0
func twice(x: float32) -> float32 external "twice" from "other/norm.cc" model "twice"
func noted(x: fixed<16, 8>) -> fixed<16, 8> external "noted" from "lib/norm.cc" model "noted"

top func f(x: float32[4]) -> (float32, fixed<16, 8>) {
  call n: float32 = norm(x, 2.0f)
  call t: float32 = twice(n)
  call k: fixed<16, 8> = noted(1.5:fixed<16, 8>)
  return t, k
}
`;
const normFile: ExternalFile = {
  path: "lib/norm.cc",
  text: `#include <ap_fixed.h>
static int calls = 0;
float norm(float x[4], float by) {
  float sum = 0;
  for (int i = 0; i < 4; i++) sum += x[i] /= by;
  return sum + 100 * calls++;
}
ap_fixed<16, 8> noted(ap_fixed<16, 8> x) { return x * 2; }
`,
};
const twiceFile: ExternalFile = { path: "other/norm.cc", text: "float twice(float x) { return 2 * x; }\n" };

describe("external functions in a C simulation", () => {
  it("are the user's C++, linked in under its own name", async function () {
    const unit = unitOf(callsNorm, [normFile, twiceFile]);
    assert.deepEqual(vitis.check(unit), []);
    assert.deepEqual(vitis.emit(unit).map((f) => f.path), ["kernel.cpp", "kernel.h", "norm.cc", "norm_1.cc"]);
    await simulating(unit, this, async (s) => {
      const x = Float32Array.of(1, 2, 3, 4);
      assert.deepEqual((await s.run([x])).result, [10, 768]);
      assert.deepEqual([...x], [0.5, 1, 1.5, 2]);
      assert.deepEqual((await s.run([x])).result, [205, 768]);
    });
  });

  it("are refused when the file is missing or the name cannot be used", () => {
    const codes = (u: Unit): readonly unknown[] => vitis.check(u).map((d) => [d.code, d.message.includes("norm")]);
    assert.deepEqual(codes(unitOf(callsNorm, [normFile])), [[4005, true]]);
    assert.deepEqual(codes(unitOf(callsNorm.replace('"norm"', '"my::norm"'), [normFile, twiceFile])), [[4004, true]]);
    assert.deepEqual(codes(unitOf(callsNorm.replace('external "twice"', 'external "f"'), [normFile, twiceFile])), [[4004, false]]);
  });

  it("are named when they do not compile, or are not there", async function () {
    this.timeout(60_000);
    await requireGxx(this);
    const failing = (text: string): Promise<HeddleError> => inTemporaryFolder((outDir) =>
      errorOf(() => simulate(unitOf(callsNorm, [{ ...normFile, text }, twiceFile]), { outDir })));
    const broken = await failing(normFile.text.replace("sum += x[i]", "sum += y[i]"));
    assert.equal(broken.code, 4116);
    assert.match(broken.message, /refused lib\/norm\.cc:[^]*lib\/norm\.cc:5:\d+: error: .*y/);
    const other = await failing(normFile.text.replace("float by", "double by"));
    assert.equal(other.code, 4117);
    assert.match(other.message, /lib\/norm\.cc does not define the function that the kernel calls: float norm\(float x\[4\], float by\)/);
  });
});

describe("a process with C simulations", () => {
  it("can end, and takes their programs and files with it", async function () {
    this.timeout(60_000);
    await requireGxx(this);
    await inTemporaryFolder(async (folder) => {
      const script = path.join(folder, "script.mjs");
      const url = (file: string): string => JSON.stringify(pathToFileURL(path.join(repository, "dist", file)).href);
      fs.writeFileSync(script, `import { simulate } from ${url("tools/csim.js")};
import { parseModule } from ${url("lib/ir/parse.js")};
const module = parseModule('func g() external "g" from "g.cpp" model "g" ' +
  'top func f(x: int32) -> int32 { state n: int32 = 0 call g() n = int32(n + x) print "n is ", n return n }');
const externals = [{ path: "g.cpp", text: '#include <stdio.h>\\nvoid g() { puts("R is not a result"); }\\n' }];
const s = await simulate({ name: "f", module, sources: [], externals }, { outDir: ${JSON.stringify(path.join(folder, "out"))} });
await s.run([3]);
console.log((await s.run([4])).result);
`);
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { timeout: 30_000 });
      const lines = stdout.trimEnd().split("\n");
      const [own, others] = [false, true].map((isOther) => lines.filter((l) => l.startsWith("R") === isOther));
      assert.deepEqual([own, others, stderr], [["n is 3", "n is 7", "7"], ["R is not a result", "R is not a result"], ""]);
      const name = path.join(folder, "out", "csim");
      const alive = (): readonly string[] => fs.readdirSync("/proc").filter((p) => /^\d+$/.test(p) && isProgram(p, name));
      // They end when their input does, which takes them a moment on a busy machine.
      for (let i = 0; i < 50 && alive().length > 0; i++) await setTimeout(100);
      assert.deepEqual(alive(), []);
    });
  });
});

function isProgram(pid: string, name: string): boolean {
  try {
    return fs.readlinkSync(`/proc/${pid}/exe`) === name;
  } catch {
    return false;
  }
}
