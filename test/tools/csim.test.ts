/** `build` for the Vitis target: files, C simulation, and what goes wrong. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { printModule } from "../../lib/ir/print.js";
import { parseModule } from "../../lib/ir/parse.js";
import type { Module } from "../../lib/ir/ir.js";
import { build, type BuildOptions } from "../../tools/build.js";
import { simulate } from "../../tools/csim.js";
import { DeadlockError, HeddleError } from "../../runtime/errors.js";
import { define } from "../../runtime/kernel.js";
import { tensor, zeros } from "../../runtime/tensors.js";
import { bool, float32, Int, int32, int64, uint8, UInt } from "../../runtime/dtypes.js";
import { inTemporaryFolder, requireGxx } from "../support/tools.js";

type Kernel = (...args: unknown[]) => unknown;

/** A kernel as compiled files register them; its native code is not used here. */
function kernelOf(text: string): Kernel {
  const module = parseModule(text);
  const { top } = module;
  const name = top.sym.name;
  const results = top.kind === "func" ? top.results : [];
  const fn: Kernel = () => undefined;
  define(fn, {
    name, signature: { params: top.params.map((p) => ({ name: p.sym.name, type: p.type })), results },
    entry: () => undefined, ir: printModule(module, { spans: true }), sources: [], kind: top.kind === "func" ? "kernel" : "region",
  });
  return fn;
}

const scale = `top func scale(A: float32[4], f: float32) {
  for i: index = 0 to 4 {
    A[i] = A[i] * f
  }
}
`;

const csim: BuildOptions = { target: "vitis", mode: "csim" };

/** Runs `f`, which must throw a HeddleError with this code. */
async function refused(code: number, f: () => Promise<unknown>): Promise<HeddleError> {
  try {
    await f();
  } catch (error) {
    assert.ok(error instanceof HeddleError, String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`nothing was thrown, expected ${code}`);
}

async function withoutCompiler<T>(f: () => Promise<T>): Promise<T> {
  const before = process.env.HEDDLE_CXX;
  process.env.HEDDLE_CXX = "/nowhere/g++";
  try {
    return await f();
  } finally {
    if (before === undefined) delete process.env.HEDDLE_CXX;
    else process.env.HEDDLE_CXX = before;
  }
}

/** What `f` writes with `console.log`. */
async function linesOf(f: () => Promise<void>): Promise<readonly string[]> {
  const { log } = console;
  const lines: string[] = [];
  console.log = (line: string): void => { lines.push(line); };
  try {
    await f();
  } finally {
    console.log = log;
  }
  return lines;
}

describe("build for vitis", () => {
  it("runs the C++ on tensors, in place, and measures the call", async function () {
    await requireGxx(this);
    const mod = await build(kernelOf(scale), csim);
    const A = tensor(float32, [4], [1, 2, 3, 0.1]);
    assert.equal(await mod(A, 2), undefined);
    assert.deepEqual(A.toArray(), [2, 4, 6, Math.fround(0.2)]);
    assert.ok((mod.report?.milliseconds ?? NaN) >= 0);
    assert.deepEqual(mod.files.map((f) => f.path), ["kernel.cpp", "kernel.h", "csim_main.cpp"]);
    assert.equal(mod.code, mod.files[0]?.text);
  });

  it("passes every kind of scalar and element", async function () {
    await requireGxx(this);
    const types = [
      ["bool", bool, [true, false]], ["int7", Int.of(7), [-64, 63]], ["uint13", UInt.of(13), [8191, 1]],
      ["int40", Int.of(40), [-(2 ** 39), 5]], ["int64", int64, [-(2n ** 63n), 7n]], ["uint100", UInt.of(100), [2n ** 100n - 1n, 3n]],
      ["int130", Int.of(130), [-(2n ** 129n), 2n ** 129n - 1n]],
    ] as const;
    for (const [spelled, type, [first, second]] of types) {
      const mod = await build(kernelOf(`top func swap(A: ${spelled}[2], x: ${spelled}) -> ${spelled} {
  const old: ${spelled} = A[0]
  A[0] = x
  return old
}
`), csim);
      const A = tensor(type as typeof int32, [2], [first, second] as never);
      assert.equal(await mod(A, second), first, spelled);
      assert.deepEqual(A.toArray(), [second, second], spelled);
    }
  });

  it("returns tensors", async function () {
    await requireGxx(this);
    const mod = await build(kernelOf(`top func twice(A: int32[2, 3]) -> int32[2, 3] {
  alloc B: int32[2, 3] = int32(0)
  for i: index = 0 to 2 {
    for j: index = 0 to 3 {
      B[i, j] = int32(A[i, j] * 2)
    }
  }
  return B
}
`), csim);
    const B = (await mod(tensor(int32, [2, 3], [1, 2, 3, 4, 5, 6]))) as { toArray(): unknown };
    assert.deepEqual(B.toArray(), [[2, 4, 6], [8, 10, 12]]);
  });

  it("runs the processes of a region side by side, with the depth enforced", async function () {
    await requireGxx(this);
    const region = (first: string, second: string): Kernel => kernelOf(`func two(p: stream<int32, 1>, q: stream<int32, 1>) {
  put ${first}, int32(1)
  put ${second}, int32(2)
}

func sum(p: stream<int32, 1>, q: stream<int32, 1>, out: int32[1]) {
  get x: int32 from q
  get y: int32 from p
  out[0] = int32(x - y)
}

region top(out: int32[1]) {
  p: stream<int32, 1>
  q: stream<int32, 1>
  run two(p, q)
  run sum(p, q, out)
}
`);
    const out = zeros(int32, [1]);
    await (await build(region("p", "q"), csim))(out);
    assert.deepEqual(out.toArray(), [1]);
  });

  it("reports a deadlock with who waits for what", async function () {
    await requireGxx(this);
    const mod = await build(kernelOf(`func first(p: stream<int32, 1>, q: stream<int32, 1>) {
  put p, int32(1)
  put p, int32(2)
  put q, int32(3)
}

func second(p: stream<int32, 1>, q: stream<int32, 1>) {
  get x: int32 from q
  get y: int32 from p
}

region top(out: int32[1]) {
  p: stream<int32, 1>
  q: stream<int32, 1>
  run first(p, q)
  run second(p, q)
}
`), csim);
    const error = await refused(5001, () => mod(zeros(int32, [1])));
    assert.ok(error instanceof DeadlockError);
    assert.deepEqual(error.blocked, [
      { instance: "first", waitsTo: "put", stream: "p", fill: 1, depth: 1 },
      { instance: "second", waitsTo: "get", stream: "q", fill: 0, depth: 1 },
    ]);
  });

  it("turns crashes into errors", async function () {
    this.timeout(60_000);
    await requireGxx(this);
    const divide = await build(kernelOf("top func divide(a: int32, b: int32) -> int32 {\n  return int32(a / b)\n}\n"), csim);
    assert.equal(await divide(7, -2), -3);
    assert.equal(await divide(-(2 ** 31), -1), -(2 ** 31));
    await refused(6001, () => divide(1, 0));
    const at = await build(kernelOf(`top func at(A: int32[2, 4], i: int32) -> int32 {
  return A[0, i]
}
`), csim);
    assert.equal(await at(tensor(int32, [2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), 3), 4);
    await refused(4115, () => at(zeros(int32, [2, 4]), 4));
    const first = await build(kernelOf(`top func first(A: int32[8], i: int64) {
  A[i] = 1
}
`), csim);
    await first(zeros(int32, [8]), 7n);
    await refused(4115, () => first(zeros(int32, [8]), 8n));
    await refused(4115, () => first(zeros(int32, [8]), -1n));
    await refused(4115, () => first(zeros(int32, [8]), 1n << 32n));
    const shift = await build(kernelOf("top func shift(a: int32, n: int32) -> int32 {\n  return a << n\n}\n"), csim);
    assert.equal(await shift(3, 40), 0);
    await refused(6003, () => shift(3, -1));
    const endless = await build(kernelOf("top func endless(a: uint8[1]) {\n  while true {\n    a[0] = uint8(a[0] + 1)\n  }\n}\n"), {
      ...csim, timeLimit: 0.3,
    });
    await refused(4113, () => endless(zeros(uint8, [1])));
  });

  it("keeps states until it is reset, and says what the kernel says", async function () {
    await requireGxx(this);
    const mod = await build(kernelOf(`top func count(by: int32) -> int32 {
  state n: int32 = 5
  n = int32(n + by)
  assert n < 100, "n is ", n
  print "now ", n
  return n
}
`), csim);
    const said = await linesOf(async () => {
      assert.deepEqual(await Promise.all([mod(1), mod(2)]), [6, 8]);
      mod.reset();
      assert.equal(await mod(1), 6);
    });
    assert.deepEqual(said, ["now 6", "now 8", "now 6"]);
    const error = await refused(6004, () => mod(94));
    assert.match(error.message, /n is 100/);
    assert.equal(await mod(1), 6);
  });

  it("checks arguments as the kernel itself does", async function () {
    await requireGxx(this);
    const mod = await build(kernelOf(scale), csim);
    await assert.rejects(mod(zeros(float32, [5]), 1), /argument 1 of scale/);
    await assert.rejects(mod(zeros(float32, [4])), /scale/);
  });

  it("compiles again only when something changed", async function () {
    await requireGxx(this);
    await inTemporaryFolder(async (folder) => {
      const outDir = path.join(folder, "dir with 'quotes' ü");
      const made = async (text: string): Promise<number> => {
        await build(kernelOf(text), { ...csim, outDir });
        return fs.statSync(path.join(outDir, "csim")).ino;
      };
      const first = await made(scale);
      assert.equal(await made(scale), first);
      assert.notEqual(await made(scale.replace("* f", "+ f")), first);
      assert.deepEqual(fs.readdirSync(outDir).sort(), ["csim", "csim.stamp", "csim_main.cpp", "kernel.cpp", "kernel.h"]);
    });
  });

  it("emits without a compiler, and only when asked to", async () => {
    await inTemporaryFolder((folder) => withoutCompiler(async () => {
      const outDir = path.join(folder, "out");
      const mod = await build(kernelOf(scale), { target: "vitis", mode: "emit", outDir });
      assert.deepEqual(fs.readdirSync(outDir).sort(), ["kernel.cpp", "kernel.h"]);
      assert.equal(fs.readFileSync(path.join(outDir, "kernel.cpp"), "utf8"), mod.code);
      await refused(4104, () => mod(zeros(float32, [4]), 1));
      const error = await refused(4110, () => build(kernelOf(scale), { ...csim, outDir: path.join(folder, "none") }));
      assert.match(error.message, /\/nowhere\/g\+\+/);
      assert.ok(!fs.existsSync(path.join(folder, "none")));
    }));
  });

  it("refuses what it does not know", async () => {
    const kernel = kernelOf(scale);
    await refused(4101, () => build(() => 1, { target: "vitis" }));
    await refused(4102, () => build(kernel, { target: "vits" }));
    await refused(4103, () => build(kernel, { target: "vitis", mode: "sim" as never }));
    await refused(4103, () => build(kernel, { target: "js", mode: "csim" }));
    const alone = kernelOf("top func alone(p: stream<int32, 1>) {\n  put p, int32(1)\n}\n");
    const error = await refused(4105, () => build(alone, { target: "vitis", mode: "emit" }));
    assert.match(error.message, /HDL4002.*'p'/s);
  });

  it("says where files cannot be written, and leaves none", async function () {
    await requireGxx(this);
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, "file");
      fs.writeFileSync(file, "");
      const error = await refused(4114, () => build(kernelOf(scale), { ...csim, outDir: path.join(file, "below") }));
      assert.match(error.message, /a file stands where a folder is needed/);
      assert.deepEqual(fs.readdirSync(folder), ["file"]);
    });
  });

  it("has a simulation for modules, without kernels", async function () {
    await requireGxx(this);
    const module: Module = parseModule("top func add(a: int32, b: int32) -> int32 {\n  return int32(a + b)\n}\n");
    await inTemporaryFolder(async (outDir) => {
      const simulation = await simulate({ name: "add", module, sources: [] }, { outDir });
      assert.equal((await simulation.run([2 ** 31 - 1, 1])).result, -(2 ** 31));
    });
  });
});
