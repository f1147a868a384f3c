import assert from "node:assert/strict";
import { DeadlockError, HeddleError, schedule, simulate, zeros, int32, tensor, type TimedRun } from "../../index.js";
import { parseModule } from "../../lib/ir/parse.js";
import { makeKernel } from "../../runtime/kernel.js";
import { recorded } from "../timing/recorded.js";
import { timingOf } from "../../lib/timing/report.js";

/** A region given as IR, as the transformer defines it. */
function regionOf(ir: string): (...args: unknown[]) => unknown {
  const { top } = parseModule(ir);
  const params = top.params.map(({ sym, type }) => ({ name: sym.name, type }));
  const entry = (): never => assert.fail("only simulated");
  return makeKernel({ name: top.sym.name, kind: "region", ir, sources: [], signature: { params, results: [] }, entry });
}

const n = 64;
const text = (first = "put a, A[i] put b, A[i]"): string => `
  func source(A: int32[${n}], a: stream<int32, 2>, b: stream<int32, 2>) { for i: index = 0 to ${n} pipeline(ii=1) { ${first} } }
  func slow(a: stream<int32, 2>, c: stream<int32, 2>) {
    for i: index = 0 to ${n} pipeline(ii=1) { get x: int32 from a put c, int32(float32(x) * 3.0:float32 + 1.0:float32) }
  }
  func join(b: stream<int32, 2>, c: stream<int32, 2>, B: int32[${n}]) {
    for i: index = 0 to ${n} pipeline(ii=1) { get x: int32 from b get y: int32 from c B[i] = int32(x + y) }
  }
  region fork(A: int32[${n}], B: int32[${n}]) {
    a: stream<int32, 2>
    b: stream<int32, 2>
    c: stream<int32, 2>
    run source(A, a, b)
    run slow(a, c)
    run join(b, c, B)
  }`;
const fork = regionOf(text());
const ramp = tensor(int32, [n], Array.from({ length: n }, (_, i) => i));

async function run(depths: Readonly<Record<string, number>> = {}): Promise<TimedRun> {
  return (await simulate(fork, { timing: true, depths }))(ramp, zeros(int32, [n]));
}

async function refused(work: Promise<unknown>): Promise<number> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof HeddleError, String(error));
    return error.code;
  }
  return assert.fail("it was accepted");
}

describe("simulate with timing", () => {
  it("computes what the region does, and times it as a run in the interpreter", async () => {
    const B = zeros(int32, [n]);
    const simulator = await simulate(fork, { timing: true });
    const { cycles, instances, streams, critical } = simulator(ramp, B);
    assert.deepEqual([...B.toArray()].slice(0, 3), [1, 5, 9]);
    const args = [Array.from({ length: n }, (_, i) => BigInt(i)), Array.from({ length: n }, () => 0n)];
    assert.deepEqual({ cycles, instances, streams, critical }, timingOf(recorded(text(), args)));
    assert.deepEqual(simulator(ramp, B).cycles, cycles, "a second run is another one");
  });

  it("suggests the depths that the longer branch needs", async () => {
    const shallow = await run();
    const { depths, cycles, endless } = shallow.suggestDepths();
    assert.ok((depths["b"] ?? 0) > 8 && depths["a"] === 2 && depths["c"] === 2, JSON.stringify(depths));
    assert.equal(cycles, endless);
    assert.ok(cycles < shallow.cycles);
    assert.equal((await run(depths)).cycles, cycles);
    assert.equal(shallow.withDepths(depths).cycles, cycles);
    assert.equal(shallow.withDepths({ a: Infinity, b: Infinity, c: Infinity }).cycles, endless);
    assert.ok(shallow.withDepths({ ...depths, b: (depths["b"] ?? 0) - 1 }).cycles > cycles);
    const loose = shallow.suggestDepths({ tolerance: 0.5 });
    assert.ok((loose.depths["b"] ?? 0) < (depths["b"] ?? 0) && loose.cycles <= 1.5 * endless);
  });

  it("takes schedules", async () => {
    const made = schedule(regionOf(text().replace("pipeline(ii=1) { get x: int32 from b", "{ get x: int32 from b")));
    made.pipeline("join:i", { ii: 3 });
    const timed = (await simulate(made, { timing: true, depths: { b: n } }))(ramp, zeros(int32, [n]));
    assert.ok(timed.cycles - (await run({ b: n })).cycles > n);
  });

  it("shows tables, a trace and a dump", async () => {
    const r = await run();
    assert.match(r.text(), /^fork: \d+ cycles, \w+ is busy in \d+ of them\n\ninstance .*\nsource /);
    const { traceEvents } = JSON.parse(r.trace()) as { traceEvents: readonly { readonly ph: string }[] };
    assert.ok(traceEvents.some((e) => e.ph === "X") && traceEvents.some((e) => e.ph === "C"));
    assert.match(r.vcd(), /\$enddefinitions \$end\n#0\n/);
  });

  it("refuses what is no region, no stream, no depth, no tolerance and no device", async () => {
    const timed = await run();
    const later = async (f: () => unknown): Promise<unknown> => Promise.resolve().then(f);
    assert.deepEqual(await Promise.all([
      refused(simulate(() => 1, { timing: true })),
      refused(run({ d: 2 })), refused(run({ a: 0 })), refused(run({ a: 1.5 })), refused(run({ a: Infinity })),
      refused(later(() => timed.withDepths({ e: 2 }))),
      refused(later(() => timed.suggestDepths({ tolerance: -1 }))),
      refused(simulate(fork, { timing: true, device: "spartan" })),
      refused(later(async () => (await simulate(fork, { timing: true, traceLimit: 3 }))(ramp, zeros(int32, [n])))),
    ]), [4101, 5045, 5046, 5046, 5046, 5045, 5049, 2212, 5048]);
  });

  it("tells deadlocks of a run, and of other depths", async () => {
    const bursts = regionOf(text("put a, A[i] put a, A[i]").replace("} }\n  func slow",
      `} for i: index = 0 to ${n} { put b, A[i] } }\n  func slow`).replace("put c,", "get z: int32 from a put c,"));
    const deep = { a: 2, b: n, c: n };
    const timed = (await simulate(bursts, { timing: true, depths: deep }))(ramp, zeros(int32, [n]));
    assert.ok(timed.cycles > n);
    await assert.rejects(async () => Promise.resolve(timed.withDepths({ c: 2 })), (e) => e instanceof HeddleError && e.code === 5047);
    const shallow = await simulate(bursts, { timing: true });
    assert.throws(() => shallow(ramp, zeros(int32, [n])), DeadlockError);
  });
});
