import assert from "node:assert/strict";
import fc from "fast-check";
import { suggestDepths } from "../../lib/timing/depths.js";
import { perfettoTrace } from "../../lib/timing/perfetto.js";
import { replay } from "../../lib/timing/replay.js";
import { timingOf, type Timing } from "../../lib/timing/report.js";
import { timingText } from "../../lib/timing/text.js";
import { timelineOf } from "../../lib/timing/timeline.js";
import type { Trace } from "../../lib/timing/trace.js";
import { vcdText } from "../../lib/timing/vcd.js";
import { repeated, traceOf } from "./traces.js";

/** Puts in cycles 1 to 3, gets in 3, 6 and 9: the third put waits for the first get. */
const small = traceOf({ pipe: 2 }, {
  source: repeated(3, ["put pipe"]),
  sink: repeated(3, [{ does: "get pipe", advance: 3 }]),
});

function timing(trace: Trace): Timing {
  return timingOf(trace) ?? assert.fail("it deadlocks");
}

/** A chain of `n` instances, each `pe[i]`, and streams `s[i]`. */
function chain(n: number, tokens: number): Trace {
  const made = traceOf(
    Object.fromEntries(Array.from({ length: n - 1 }, (_, i) => [`s[${i}]`, 2])),
    Object.fromEntries(Array.from({ length: n }, (_, i) => [`pe[${i}]`, repeated(tokens, [
      ...(i > 0 ? [`get s[${i - 1}]`] : []), ...(i < n - 1 ? [{ does: `put s[${i}]`, advance: i === 0 ? 1 : 0 }] : []),
    ])])),
  );
  return { ...made, streams: made.streams.map((s) => ({ ...s, declared: "s" })) };
}

describe("timing: results", () => {
  it("say where the cycles went", () => {
    const { cycles, instances, streams, critical } = timing(small);
    const none = { between: 0, calling: 0 };
    assert.equal(cycles, 9);
    assert.deepEqual(instances, [
      { name: "source", start: 0, end: 4, busy: 3, input: [], output: [{ stream: "pipe", cycles: 1 }], ...none, utilisation: 3 / 9 },
      { name: "sink", start: 0, end: 9, busy: 9, input: [], output: [], ...none, utilisation: 1 },
    ]);
    assert.deepEqual(streams, [
      { name: "pipe", declared: "pipe", depth: 2, tokens: 3, left: 0, most: 2, mean: (2 + 4 + 5) / 9 },
    ]);
    assert.equal(critical, "sink");
  });

  it("count what is left in streams up to the end", () => {
    const trace = traceOf({ pipe: 4 }, { source: repeated(3, ["put pipe"]), sink: ["get pipe", { does: "get pipe", advance: 8 }] });
    const { cycles, streams: [pipe] } = timing(trace);
    assert.deepEqual([cycles, pipe?.left, pipe?.most, pipe?.mean], [10, 1, 3 - 1, (1 + 8 + 7) / 10]);
  });

  it("are tables", () => {
    assert.equal(timingText("top", timing(small)), [
      "top: 9 cycles, sink is busy in 9 of them",
      "",
      "instance  from  to  busy         waits to get  waits to put",
      "source       0   4     3  33 %              0  1 (pipe)",
      "sink         0   9     9  100 %             0  0",
      "",
      "stream  tokens  left  depth  most  mean",
      "pipe         3     0      2     2  1.22",
    ].join("\n"));
  });

  it("fold large grids and arrays into rows of their own", () => {
    const text = timingText("top", timing(chain(40, 5)));
    assert.match(text, /\npe × 40 +0 +44 +/);
    assert.match(text, /\ns × 39 +195 +0 +2 +2 +/);
    assert.doesNotMatch(text, /pe\[3\]/);
  });
});

describe("timing: pictures", () => {
  it("are exact as long as there is room", () => {
    const { step, instances, streams } = timelineOf(small, undefined, 1000);
    assert.equal(step, 1);
    assert.deepEqual(instances[0]?.slices, [
      { state: "busy", from: 0, until: 3 }, { state: "put", stream: "pipe", from: 3, until: 4 }, { state: "idle", from: 4, until: 9 },
    ]);
    assert.deepEqual(streams[0]?.levels, [
      { from: 0, fill: 0 }, { from: 1, fill: 1 }, { from: 2, fill: 2 }, { from: 7, fill: 1 },
    ]);
  });

  it("are bounded, and keep the highest levels", () => {
    const trace = chain(20, 20_000);
    const timeline = timelineOf(trace, undefined, 2000);
    const points = [...timeline.instances.flatMap((i) => i.slices), ...timeline.streams.flatMap((s) => s.levels)].length;
    assert.ok(points <= 2000 && timeline.step > 300, `${points}`);
    assert.ok(timeline.streams.every((s) => Math.max(...s.levels.map((l) => l.fill)) === 2));
    for (const { slices } of timeline.instances) {
      assert.deepEqual([slices[0]?.from, slices.at(-1)?.until], [0, timeline.cycles]);
      slices.slice(1).forEach((s, i) => assert.equal(s.from, slices[i]?.until));
    }
  });

  it("are a trace for Perfetto", () => {
    const { traceEvents } = JSON.parse(perfettoTrace("top", timelineOf(small, undefined, 1000))) as {
      traceEvents: readonly Readonly<Record<string, unknown>>[];
    };
    const of = (ph: string): unknown => traceEvents.filter((e) => e["ph"] === ph).map(({ name, tid, ts, dur, args }) => ({ name, tid, ts, dur, args }));
    assert.deepEqual(of("X"), [
      { name: "busy", tid: 0, ts: 0, dur: 3, args: undefined },
      { name: "waits to put to pipe", tid: 0, ts: 3, dur: 1, args: undefined },
      { name: "busy", tid: 1, ts: 0, dur: 9, args: undefined },
    ]);
    assert.deepEqual(of("C"), [[0, 0], [1, 1], [2, 2], [7, 1]].map(([ts, tokens]) => (
      { name: "pipe", tid: undefined, ts, dur: undefined, args: { tokens } }
    )));
  });

  it("are a value change dump", () => {
    const named = { ...small, streams: small.streams.map((s) => ({ ...s, name: "inner.pipe[1][2]" })) };
    assert.equal(vcdText("top", timelineOf(named, undefined, 1000)), [
      "$comment top: 9 cycles in steps of 1; instances: 0 idle, 1 busy, 2 get, 3 put, 4 call; streams: tokens $end",
      "$timescale 1 ns $end",
      "$scope module top $end",
      "$scope module instances $end", "$var wire 3 ! source $end", "$var wire 3 \" sink $end", "$upscope $end",
      "$scope module streams $end", "$var wire 2 # inner_pipe_1_2 $end", "$upscope $end",
      "$upscope $end", "$enddefinitions $end",
      "#0", "b1 !", "b1 \"", "b0 #", "#1", "b1 #", "#2", "b10 #", "#3", "b11 !", "#4", "b0 !", "#7", "b1 #", "#9", "",
    ].join("\n"));
  });

  it("have names for any number of variables", () => {
    const lines = vcdText("top", timelineOf(chain(100, 1), undefined, 100_000)).split("\n").filter((l) => l.startsWith("$var"));
    assert.equal(new Set(lines.map((l) => l.split(" ")[3])).size, 199);
  });
});

describe("timing: suggested depths", () => {
  it("are the smallest that keep the pace, for all streams of an array together", () => {
    const { depths, cycles, endless } = suggestDepths(chain(6, 50));
    assert.deepEqual({ depths, cycles, endless }, { depths: { s: 2 }, cycles: 55, endless: 55 });
    assert.deepEqual(suggestDepths(chain(6, 50), { tolerance: 1 }).depths, { s: 1 });
  });

  it("cannot be smaller, whatever the bursts", () => {
    const bursts = fc.array(fc.record({ puts: fc.integer({ min: 1, max: 12 }), pause: fc.nat(20) }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(bursts, fc.integer({ min: 1, max: 4 }), (list, ii) => {
      const trace = traceOf({ a: 2, b: 2 }, {
        source: list.flatMap(({ puts, pause }) => [{ does: "put a", advance: 1 + pause }, ...repeated(puts, ["put a", { does: "put b" }])]),
        sink: [
          ...repeated(list.reduce((sum, { puts }) => sum + puts + 1, 0), [{ does: "get a", advance: ii }]),
          ...repeated(list.reduce((sum, { puts }) => sum + puts, 0), ["get b"]),
        ],
      });
      const { depths, cycles, endless } = suggestDepths(trace);
      const [a = 0, b = 0] = [depths["a"], depths["b"]];
      const cyclesOf = (...d: readonly number[]): number => {
        const r = replay(trace, d);
        return r.kind === "done" ? r.cycles : Infinity;
      };
      assert.equal(cycles, endless);
      assert.equal(cyclesOf(a, b), endless);
      if (a > 1) assert.ok(cyclesOf(a - 1, b) > endless);
      if (b > 1) assert.ok(cyclesOf(a, b - 1) > endless);
    }), { numRuns: 200 });
  });
});
