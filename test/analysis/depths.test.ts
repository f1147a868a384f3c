/** Deadlock freedom and depths by skeletons, against the interpreter. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { curingDepths, deadlockFreedom, safeDepths } from "../../lib/analysis/depths.js";
import { ratesOf, unbalanced } from "../../lib/analysis/rates.js";
import { DeadlockRunError, interpret } from "../../lib/ir/interpret.js";
import type { Module, Region } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { networksOf } from "../../lib/ir/networks.js";
import { staticNetwork } from "../support/static-networks.js";

function regionOf(m: Module): Region {
  assert.ok(m.top.kind === "region");
  return m.top;
}

function moduleOf(text: string): { readonly m: Module; readonly top: Region } {
  const m = parseModule(text);
  assert.deepEqual(verifyModule(m), []);
  return { m, top: regionOf(m) };
}

/** What the interpreter says: its left-over tokens, or its deadlock. */
function runOf(m: Module): ReturnType<typeof interpret>["leftOver"] | DeadlockRunError {
  try {
    return interpret(m, [], { stepLimit: 1_000_000 }).leftOver;
  } catch (error) {
    if (error instanceof DeadlockRunError) return error;
    throw error;
  }
}

/** With other depths for some streams. */
function deepened(m: Module, depths: ReadonlyMap<number, number>): Module {
  const top = regionOf(m);
  const streams = top.streams.map((s) => ({ ...s, type: { ...s.type, depth: depths.get(s.sym.id) ?? s.type.depth } }));
  return { ...m, top: { ...top, streams } };
}

const runs = { numRuns: 200 };

/** The smallest depths of all streams, by their names. */
function minimal(text: string): Record<string, number> | string {
  const { m, top } = moduleOf(text);
  const found = safeDepths(m, top, new Set(top.streams.map((s) => s.sym.id)));
  if (found.kind === "unknown") return found.reason;
  assert.ok(found.isMinimal);
  return Object.fromEntries(top.streams.map((s) => [s.sym.name, found.depths.get(s.sym.id) ?? 0]));
}

const pipe = "stream<int8, 1>";

/** A kernel that does this `times` times. */
function kernel(name: string, streams: readonly string[], times: number, body: readonly string[]): string {
  return `func ${name}(${streams.map((s) => `${s}: ${pipe}`).join(", ")}) { for i: index = 0 to ${times} {\n${body.join("\n")}\n} }\n`;
}

function put(stream: string, times = 1): string {
  return times === 1 ? `put ${stream}, int8(1)` : `for p${stream}: index = 0 to ${times} { put ${stream}, int8(1) }`;
}

function get(stream: string, times = 1): string {
  return times === 1 ? `get v${stream}: int8 from ${stream}` : `for g${stream}: index = 0 to ${times} { get v${stream}: int8 from ${stream} }`;
}

/** A region of these streams, which runs each kernel once. */
function region(streams: readonly string[], runs: readonly string[]): string {
  return `region top() {\n${streams.map((s) => `${s}: ${pipe}`).join("\n")}\n${runs.map((r) => `run ${r}`).join("\n")}\n}`;
}

/** An output-stationary array: values go right and down, `tiles` times `depth` of them through each place. */
function systolic(size: number, depth: number, tiles: number): string {
  const nest = (body: string): string => `for t: index = 0 to ${tiles} { for k: index = 0 to ${depth} {\n${body}\n} }`;
  const runs: string[] = [];
  for (let i = 0; i < size; i++) {
    runs.push(`run load(a[${i}, 0])`, `run load(b[0, ${i}])`);
    for (let j = 0; j < size; j++) runs.push(`run pe(a[${i}, ${j}], b[${i}, ${j}], a[${i}, ${j + 1}], b[${i + 1}, ${j}]) as pe[${i}, ${j}]`);
    runs.push(`run drain(a[${i}, ${size}])`, `run drain(b[${size}, ${i}])`);
  }
  return `func load(o: ${pipe}) { ${nest(put("o"))} }
    func pe(w: ${pipe}, n: ${pipe}, e: ${pipe}, s: ${pipe}) { ${nest([get("w"), get("n"), put("e"), put("s")].join("\n"))} }
    func drain(o: ${pipe}) { ${nest(get("o"))} }
    region top() {
      a: ${pipe}[${size}, ${size + 1}]
      b: ${pipe}[${size + 1}, ${size}]
      ${runs.join("\n")}
    }`;
}

describe("analysis/depths by hand", () => {
  it("a producer and a consumer in step need one place", () => {
    const text = kernel("p", ["s"], 1e9, [put("s")]) + kernel("c", ["s"], 1e9, [get("s")]) + region(["s"], ["p(s)", "c(s)"]);
    assert.deepEqual(minimal(text), { s: 1 });
  });

  it("a path around one that gathers n values needs n places", () => {
    const text = kernel("fork", ["a", "b"], 60, [put("a"), put("b")]) +
      kernel("gather", ["a", "c"], 5, [get("a", 12), put("c", 12)]) +
      kernel("join", ["c", "b"], 60, [get("c"), get("b")]) +
      region(["a", "b", "c"], ["fork(a, b)", "gather(a, c)", "join(c, b)"]);
    assert.deepEqual(minimal(text), { a: 1, b: 11, c: 1 });
    const { m, top } = moduleOf(text);
    const found = deadlockFreedom(m, top);
    assert.ok(found.kind === "deadlocks");
    assert.deepEqual(found.cycle, ["fork", "join", "gather"]);
    const cure = curingDepths(m, top);
    assert.deepEqual(cure, new Map([[top.streams[1]?.sym.id, 11]]));
  });

  it("streams declared first are made small first", () => {
    const p = kernel("p", ["a", "b"], 8, [put("a", 4), put("b", 4)]);
    const c = kernel("c", ["a", "b"], 32, [get("b"), get("a")]);
    assert.deepEqual(minimal(p + c + region(["a", "b"], ["p(a, b)", "c(a, b)"])), { a: 4, b: 1 });
    const q = kernel("p", ["a", "b"], 8, [put("a", 4), put("b", 4), put("a", 4)]);
    const d = kernel("c", ["a", "b"], 32, [get("b"), get("a", 2)]);
    assert.deepEqual(minimal(q + d + region(["a", "b"], ["p(a, b)", "c(a, b)"])), { a: 4, b: 1 });
    assert.deepEqual(minimal(q + d + region(["b", "a"], ["p(a, b)", "c(a, b)"])), { b: 1, a: 4 });
  });

  it("a loop of credits: as many go out as come back, or nothing moves", () => {
    const producer = (credits: number): string => kernel("p", ["data", "credit"], 1000, [get("credit"), put("data")]) +
      `func c(data: ${pipe}, credit: ${pipe}) {\n${put("credit", credits)}\nfor i: index = 0 to ${1000 - credits} {\n${get("data")}\n${put("credit")}\n}\n${get("data", credits)}\n}`;
    const text = (credits: number): string => producer(credits) + region(["data", "credit"], ["p(data, credit)", "c(data, credit)"]);
    assert.deepEqual(minimal(text(2)), { data: 1, credit: 1 });
    assert.deepEqual(minimal(text(8)), { data: 3, credit: 4 });
    const none = kernel("p", ["x", "y"], 4, [get("y"), put("x")]) + kernel("c", ["x", "y"], 4, [get("x"), put("y")]) +
      region(["x", "y"], ["p(x, y)", "c(x, y)"]);
    assert.equal(minimal(none), "with any depths 'p' waits forever to get on 'y'");
  });

  it("samplers up and down", () => {
    const text = kernel("source", ["a"], 300, [put("a")]) + kernel("up", ["a", "b"], 300, [get("a"), put("b", 4)]) +
      kernel("down", ["b", "c"], 200, [get("b", 6), put("c")]) + kernel("sink", ["c"], 200, [get("c")]) +
      region(["a", "b", "c"], ["source(a)", "up(a, b)", "down(b, c)", "sink(c)"]);
    assert.deepEqual(minimal(text), { a: 1, b: 1, c: 1 });
    const { m, top } = moduleOf(text);
    assert.deepEqual(ratesOf(m, top).map((r) => [r.puts.count, r.gets.count]), [[300, 300], [1200, 1200], [200, 200]]);
  });

  it("values that stay in a stream at the end need places too", () => {
    const text = kernel("p", ["s"], 10, [put("s")]) + kernel("c", ["s"], 7, [get("s")]) + region(["s"], ["p(s)", "c(s)"]);
    assert.deepEqual(minimal(text), { s: 3 });
  });

  it("a systolic array of 16 x 16, with 17 million rounds, within 100 000 steps", () => {
    const { m, top } = moduleOf(systolic(16, 256, 256));
    const budget = { steps: 100_000 };
    assert.deepEqual(deadlockFreedom(m, top, budget), { kind: "free" });
    assert.ok(budget.steps > 0);
    assert.deepEqual([...new Set(ratesOf(m, top).flatMap((r) => [r.puts.count, r.gets.count]))], [65_536]);
  });

  it("says so when there are too many steps, and when a number cannot be known", () => {
    const body = ["if (i * i) % 7 == 0 {", put("s"), "}"];
    const text = kernel("p", ["s"], 1e6, body) + kernel("c", ["s"], 1e6, body.map((l) => l.replace(put("s"), get("s")))) +
      region(["s"], ["p(s)", "c(s)"]);
    const { m, top } = moduleOf(text);
    const found = deadlockFreedom(m, top, { steps: 1000 });
    assert.equal(found.kind === "unknown" && found.reason, "'top' takes too many steps to follow");
    const huge = kernel("p", ["s"], 4, ["let big: int128 = int128(i)", "for k: index = 0 to 60 { big = int128(big * 4 + 1) }", "if big > 7 {", put("s"), "}"]) +
      kernel("c", ["s"], 4, [get("s")]) + region(["s"], ["p(s)", "c(s)"]);
    const wide = moduleOf(huge);
    const unsure = deadlockFreedom(wide.m, wide.top);
    assert.equal(unsure.kind === "unknown" && unsure.reason, "a number here is too large, or not known");
  });

  it("the ends of a stream that is a parameter are outside", () => {
    const m = parseModule(`func c(s: ${pipe}) {\n${get("s")}\n}\nfunc inner(s: ${pipe}) network { run c(s) }
      func p(s: ${pipe}) {\n${put("s")}\n}
      ${region(["t"], ["p(t)", "inner(t)"])}`);
    const found = networksOf(m).map((n) => deadlockFreedom(m, n));
    assert.deepEqual(found.map((f) => (f.kind === "unknown" ? f.reason : f.kind)), ["the other end of 's' is outside 'inner'", "free"]);
  });
});

describe("analysis/depths against the interpreter", () => {
  it("free exactly where it ends, the same instances blocked, the same cycle", () => {
    fc.assert(fc.property(staticNetwork(), (text) => {
      const { m, top } = moduleOf(text);
      const found = deadlockFreedom(m, top);
      const ran = runOf(m);
      if (ran instanceof DeadlockRunError) {
        assert.ok(found.kind === "deadlocks", found.kind);
        assert.deepEqual(found.blocked.map(({ channel: _channel, ...b }) => b), ran.blocked);
        assert.deepEqual(found.cycle, ran.cycle);
      } else {
        assert.deepEqual(found, { kind: "free" });
        const left = unbalanced(ratesOf(m, top)).map((r) => ({ stream: r.name, count: r.puts.count - r.gets.count }));
        assert.deepEqual(left, ran.filter((l) => !l.stream.includes(".")));
      }
    }), runs);
  });

  it("minimal depths: with them it ends, with any one smaller it does not", () => {
    fc.assert(fc.property(staticNetwork(), fc.nat(), (text, some) => {
      const { m, top } = moduleOf(text);
      const auto = new Set(top.streams.filter((_, i) => ((some >> i) & 1) === 0).map((s) => s.sym.id));
      const found = safeDepths(m, top, auto);
      if (found.kind === "unknown") {
        assert.match(found.reason, /^with any depths/);
        assert.ok(runOf(deepened(m, new Map([...auto].map((s) => [s, 1000])))) instanceof DeadlockRunError);
        return;
      }
      assert.ok(found.isMinimal);
      assert.deepEqual(new Set(found.depths.keys()), auto);
      assert.ok(!(runOf(deepened(m, found.depths)) instanceof DeadlockRunError), "it does not end");
      for (const [stream, depth] of found.depths) {
        if (depth === 1) continue;
        assert.ok(runOf(deepened(m, new Map([...found.depths, [stream, depth - 1]]))) instanceof DeadlockRunError, "not minimal");
      }
    }), runs);
  });

  it("what cures a deadlock", () => {
    fc.assert(fc.property(staticNetwork(), (text) => {
      const { m, top } = moduleOf(text);
      const isStuck = (n: Module): boolean => runOf(n) instanceof DeadlockRunError;
      const cure = curingDepths(m, top);
      if (cure === undefined) {
        assert.equal(isStuck(m), isStuck(deepened(m, new Map(top.streams.map((s) => [s.sym.id, 1000])))));
      } else {
        assert.ok(isStuck(m));
        assert.ok(!isStuck(deepened(m, cure)));
      }
    }), runs);
  });
});
