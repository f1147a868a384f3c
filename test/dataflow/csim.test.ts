/** Networks in C simulation by way of the tools: what stops, and what is left over, is told as the interpreter tells it. */
import assert from "node:assert/strict";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { locate, wholeFile, type SourceText, type Span } from "../../lib/diagnostics/source.js";
import { DeadlockRunError, interpret, RunError, type InterpretArg } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { vitis } from "../../lib/targets/cpp/vitis.js";
import type { Unit } from "../../lib/targets/target.js";
import { DeadlockError, HeddleError } from "../../runtime/errors.js";
import { leftOverIn } from "../../tools/csim-dataflow.js";
import { simulate, type SimulationRun } from "../../tools/csim.js";
import { inTemporaryFolder, requireGxx } from "../support/tools.js";

/** One line for each statement that the IR's spans are about. */
const source = Array.from({ length: 9 }, (_, i) => `statement ${i}`).join("\n");
const at = (line: number): string => `@${line * 12}+11`;
const sources: readonly SourceText[] = [wholeFile("src/net.ts", source)];

function unit(ir: string): Unit {
  const module = parseModule(`files "src/net.ts"\n${ir}`);
  assert.deepEqual(verifyModule(module), []);
  return { name: "top", module, sources };
}

async function simulated(u: Unit, args: readonly unknown[]): Promise<SimulationRun> {
  return inTemporaryFolder(async (outDir) => (await simulate(u, { outDir, timeLimit: 60 })).run(args));
}

function interpreted(u: Unit, args: readonly InterpretArg[]): RunError {
  try {
    interpret(u.module, args);
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  return assert.fail("the run did not stop");
}

const lineOf = (span: Span | undefined): number | undefined => span && locate(sources, span)?.line;

const deadlocked = `func hop(from: index, in: stream<int32, 1>, out: stream<int32, 1>) {
  ${at(0)} get x: int32 from in
  ${at(1)} put out, int32(x + from)
}

func flood(out: stream<int32, 1>) {
  for i: index = 0 to 3 {
    ${at(4)} put out, 7:int32
  }
}

func ring(first: stream<int32, 1>) network {
  links: stream<int32, 1>[2, 1]
  run hop(0:index, links[1, 0], links[0, 0]) as hop[0]
  run hop(1:index, links[0, 0], links[1, 0]) as hop[1]
  run flood(first)
}

func caller(out: stream<int32, 1>) {
  call ring(out)
}

func take(in: stream<int32, 1>, y: int32[1]) {
  ${at(6)} get x: int32 from in
  y[0] = x
}

region top(y: int32[1]) {
  out: stream<int32, 1>
  run caller(out) as outer[3]
  run take(out, y)
}
`;

describe("networks in C simulation", () => {
  it("deadlock as in the interpreter: who waits, in which lines, in which cycle", async function () {
    this.timeout(60_000);
    await requireGxx(this);
    const u = unit(deadlocked);
    const expected = interpreted(u, [[0n]]);
    assert.ok(expected instanceof DeadlockRunError);
    assert.deepEqual(expected.cycle, ["outer[3].hop[0]", "outer[3].hop[1]"]);
    await assert.rejects(simulated(u, [new Int32Array(1)]), (error) => {
      assert.ok(error instanceof DeadlockError);
      const plain = error.blocked.map(({ span, ...b }) => ({ ...b, line: lineOf(span) }));
      assert.deepEqual(plain, expected.blocked.map(({ span, ...b }) => ({ ...b, line: lineOf(span) })));
      assert.deepEqual(error.cycle, expected.cycle);
      const [head] = expected.message.split("\n  cycle");
      assert.ok(error.message.startsWith(`HDL5001: ${head ?? ""}\n`), error.message);
      return true;
    });
  });

  it("that only ask stop as in the interpreter", async function () {
    this.timeout(60_000);
    await requireGxx(this);
    const u = unit(`func ask(in: stream<int32, 1>) {
  let none: bool = true
  while none {
    ${at(2)} probe e: empty in
    none = e
  }
}

func idle(out: stream<int32, 1>, n: int32) {
  for i: int32 = 0 to n {
    put out, i
  }
}

region top(n: int32) {
  pipe: stream<int32, 1>
  run idle(pipe, n)
  run ask(pipe)
}
`);
    const { code, message, span } = interpreted(u, [0n]);
    assert.equal(code, dataflow.livelock.code);
    await assert.rejects(simulated(u, [0]), (error) => {
      assert.ok(error instanceof HeddleError);
      assert.deepEqual([error.code, error.message, lineOf(error.span)], [5007, `HDL5007: ${message}; ${dataflow.livelock.help?.([]) ?? ""}`, lineOf(span)]);
      return true;
    });
    assert.match((await simulated(u, [1])).messages, /^warning: 1 values left in stream pipe$/m);
  });

  it("tell what is left over in the order of the streams, inner regions first", async function () {
    this.timeout(60_000);
    await requireGxx(this);
    const u = unit(`func fill(n: index, out: stream<int32, 4>) {
  for i: index = 0 to n {
    put out, int32(i)
  }
}

func one(in: stream<int32, 4>) {
  get x: int32 from in
}

func pair(out: stream<int32, 4>) network {
  own: stream<int32, 4>
  run fill(3:index, own) as fill[0]
  run fill(2:index, out) as fill[1]
  run one(own)
}

region top(y: int32[1]) {
  a: stream<int32, 4>[2]
  b: stream<int32, 4>
  run pair(b)
  run fill(4:index, a[1])
  run one(a[1])
  run one(b)
}
`);
    const { leftOver } = interpret(u.module, [[0n]]);
    assert.deepEqual(leftOver.map((l) => l.stream), ["pair.own", "a[1]", "b"]);
    const { messages } = await simulated(u, [new Int32Array(1)]);
    assert.equal(messages, leftOver.map((l) => `warning: ${l.count} values left in stream ${l.stream}\n`).join(""));
    assert.deepEqual(leftOverIn(`before\n${messages}after\n`), { leftOver, others: "before\nafter\n" });
  });
});

describe("the Vitis target's checks of networks", () => {
  const problems = (ir: string): readonly string[] => vitis.check(unit(ir)).map((d) => `${d.severity} ${d.code}: ${d.message}`);

  it("refuse blocks that are wider than a stream", () => {
    const blocks = (shape: string): string => `func send(out: stream<uint16[${shape}], 2>) {
  alloc t: uint16[${shape}] = 0:uint16
  put out, t
}

func receive(in: stream<uint16[${shape}], 2>) {
  get t: uint16[${shape}] from in
}

region top(n: int32) {
  pipe: stream<uint16[${shape}], 2>
  run send(pipe)
  run receive(pipe)
}
`;
    assert.deepEqual(problems(blocks("16, 16")), []);
    assert.deepEqual(problems(blocks("257")),
      ["error 4120: Vitis HLS has streams of at most 4096 bits, and each value of 'pipe' has 4112"]);
  });

  it("warn of tensors that several kernels write or read", () => {
    const users = (runs: string): string => `func write(p: index, A: int32[4]) {
  A[p] = 1:int32
}

func read(p: index, A: int32[4]) {
  print A[p]
}

region top(A: int32[4]) {
  ${runs}
}
`;
    const [write, read] = [(p: number) => `run write(${p}:index, A) as w[${p}]`, (p: number) => `run read(${p}:index, A) as r[${p}]`];
    assert.deepEqual(problems(users([write(0), read(1)].join("\n  "))), []);
    assert.deepEqual(problems(users([0, 1, 2, 3].map(write).join("\n  "))), [
      "warning 4121: Vitis HLS may refuse 'top': it wants one kernel to read a tensor and one to write it, but several use 'A'",
    ]);
    assert.deepEqual(problems(users([0, 1].map(read).join("\n  "))), [
      "warning 4121: Vitis HLS may refuse 'top': it wants one kernel to read a tensor and one to write it, but several use 'A'",
    ]);
  });

  it("refuse several producers in an inner region for a stream of the region around it", () => {
    const found = problems(`func fill(out: stream<int32, 4>) {
  put out, 1:int32
}

func both(out: stream<int32, 4>) network {
  run fill(out) as fill[0]
  run fill(out) as fill[1]
}

func take(in: stream<int32, 4>) {
  get x: int32 from in
  get y: int32 from in
}

region top(n: int32) {
  all: stream<int32, 4> merge
  run both(all)
  run take(all)
}
`);
    assert.deepEqual(found, [
      "error 4122: Vitis HLS has no stream with several producers inside 'both': 'fill[0]' and 'fill[1]' put to its parameter 'out'",
    ]);
  });
});
