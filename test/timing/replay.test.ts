import assert from "node:assert/strict";
import fc from "fast-check";
import { replay, type Depths, type Replayed } from "../../lib/timing/replay.js";
import type { Trace } from "../../lib/timing/trace.js";
import { simulated } from "./reference.js";
import { repeated, traceOf, type Steps } from "./traces.js";

function cyclesOf(trace: Trace, depths?: Depths): number {
  const r = replay(trace, depths);
  return r.kind === "done" ? r.cycles : assert.fail(r.kind);
}

type Done = Replayed & { readonly kind: "done" };

function done(trace: Trace, depths?: Depths): Done {
  const r = replay(trace, depths);
  return r.kind === "done" ? r : assert.fail(r.kind);
}

describe("timing: replay", () => {
  it("runs a pipeline of two at the pace of the slower", () => {
    const trace = (ii: number): Trace => traceOf({ pipe: 4 }, {
      source: repeated(100, ["put pipe"]),
      sink: repeated(100, [{ does: "get pipe", advance: ii }]),
    });
    // The first token is put in cycle 1 and got in cycle 2.
    assert.equal(cyclesOf(trace(1)), 101);
    assert.equal(cyclesOf(trace(2)), 200);
    const { instances: [source, sink], streams: [pipe] } = done(trace(2));
    assert.deepEqual([source?.output.get(0), sink?.input.size, pipe?.most, pipe?.tokens, pipe?.left], [93, 0, 4, 100, 0]);
  });

  it("halves the pace of a stream that holds one token", () => {
    const trace = traceOf({ pipe: 1 }, { source: repeated(50, ["put pipe"]), sink: repeated(50, ["get pipe"]) });
    assert.deepEqual([1, 2, 3, Infinity].map((d) => cyclesOf(trace, [d])), [100, 51, 51, 51]);
  });

  it("waits for the longer branch of a fork, as long as the shorter one cannot hold what comes meanwhile", () => {
    const latency = 20;
    const trace = traceOf({ long: 2, short: 2, back: 2 }, {
      fork: repeated(64, [{ does: "put long", advance: 1 }, { does: "put short" }]),
      slow: repeated(64, [{ does: "get long", advance: 1 }, { does: "put back", offset: latency }]),
      join: repeated(64, [{ does: "get back", advance: 1 }, { does: "get short" }]),
    });
    const deep = cyclesOf(trace, [Infinity, Infinity, Infinity]);
    assert.equal(deep, 1 + 1 + latency + 1 + 63);
    assert.equal(cyclesOf(trace, [2, latency + 3, 2]), deep);
    assert.ok(cyclesOf(trace, [2, latency + 1, 2]) > deep);
  });

  it("passes a wave down a systolic chain", () => {
    const n = 8;
    const pe = (i: number): Steps => repeated(10, [`get s${i}`, { does: `put s${i + 1}` }]);
    const trace = traceOf(
      Object.fromEntries(Array.from({ length: n + 1 }, (_, i) => [`s${i}`, 2])),
      {
        load: repeated(10, ["put s0"]),
        ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`pe${i}`, pe(i)])),
        drain: repeated(10, [`get s${n}`]),
      },
    );
    const r = done(trace);
    assert.equal(r.cycles, 10 + n + 1);
    assert.deepEqual(r.instances.map((i) => i.end), [10, ...Array.from({ length: n }, (_, i) => 11 + i), 19]);
  });

  it("moves one token a cycle at each end of a stream, without delaying anything else", () => {
    const trace = traceOf({ a: 8, b: 8 }, {
      source: repeated(3, [{ does: "put a", advance: 2 }, { does: "put a" }, { does: "put b" }]),
      sink: [...repeated(6, [{ does: "get a" }]), ...repeated(3, [{ does: "get b" }])],
    });
    // Tokens are put to a in cycles 2 to 7, to b in 2, 4 and 6.
    const { cycles, streams, instances: [source] } = done(trace);
    assert.deepEqual([source?.end, source?.output.size, cycles], [7, 0, 8]);
    assert.deepEqual(streams.map((s) => s.waited), [6, 3]);
  });

  it("says who is blocked when depths are too small", () => {
    const trace = traceOf({ a: 2, b: 2 }, {
      first: [...repeated(2, ["put a"]), "put b"], second: ["get b", ...repeated(2, ["get a"])],
    });
    assert.equal(cyclesOf(trace), 6);
    assert.deepEqual(replay(trace, [1, 1]), {
      kind: "deadlock", blocked: [{ instance: 0, stream: 0 }, { instance: 1, stream: 1 }],
    });
  });

  it("stops when it takes longer than is wanted", () => {
    const trace = traceOf({ pipe: 2 }, { source: repeated(50, ["put pipe"]), sink: repeated(50, ["get pipe"]) });
    assert.equal(replay(trace, [2], { limit: 50 }).kind, "late");
    assert.equal(replay(trace, [2], { limit: 51 }).kind, "done");
  });

  it("follows long runs in little memory, in which one runs far ahead", () => {
    const trace = traceOf({ pipe: 2 }, { source: repeated(100_000, ["put pipe"]), sink: repeated(100_000, ["get pipe"]) });
    const { cycles, streams: [pipe] } = done(trace, [Infinity]);
    assert.deepEqual([cycles, pipe?.most, pipe?.waited], [100_001, 2, 100_000]);
  });

  it("agrees with a simulation cycle by cycle", () => {
    fc.assert(fc.property(networks, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 4, maxLength: 4 }), (trace, depths) => {
      const r = replay(trace, depths);
      const expected = simulated(trace, depths);
      if (expected === undefined) return assert.equal(r.kind, "deadlock");
      assert.ok(r.kind === "done");
      assert.equal(r.cycles, expected.cycles);
      assert.deepEqual(r.instances.map((i) => i.end), expected.ends);
      assert.deepEqual(r.streams.map((s) => s.most), expected.most);
      assert.deepEqual(r.streams.map((s) => s.left), expected.left);
    }), { numRuns: 2000 });
  });
});

/** Networks of three instances and four streams; who is at which end of a stream is fixed, the order is not. */
const networks = fc.array(fc.record({ stream: fc.nat(3), times: fc.integer({ min: 1, max: 9 }), pause: fc.nat(3) }), { maxLength: 8 })
  .chain((bursts) => {
    const ends = [["x", "y"], ["y", "z"], ["x", "z"], ["z", "x"]] as const;
    const parts: Record<string, { does: string; advance: number }[]> = { x: [], y: [], z: [] };
    for (const { stream, times, pause } of bursts) {
      const [from, to] = ends[stream] ?? ["x", "y"];
      for (let n = 0; n < times; n++) {
        parts[from]?.push({ does: `put s${stream}`, advance: 1 + (pause * n) % 3 });
        parts[to]?.push({ does: `get s${stream}`, advance: 1 + (pause + n) % 3 });
      }
    }
    const shuffled = (steps: Steps): fc.Arbitrary<Steps> => fc.oneof(fc.constant(steps), fc.shuffledSubarray([...steps]));
    return fc.record({ x: shuffled(parts["x"] ?? []), y: shuffled(parts["y"] ?? []), z: shuffled(parts["z"] ?? []) });
  })
  .map((instances) => traceOf({ s0: 2, s1: 2, s2: 2, s3: 2 }, instances));
