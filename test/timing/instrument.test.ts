import assert from "node:assert/strict";
import { interpret, type InterpretArg } from "../../lib/ir/interpret.js";
import { parseModule } from "../../lib/ir/parse.js";
import { estimate } from "../../lib/report/report.js";
import { totalOf, type Timing } from "../../lib/timing/report.js";
import { ramp, timed } from "./recorded.js";

function cyclesOf(t: Timing): Readonly<Record<string, number>> {
  return Object.fromEntries(t.instances.map((i) => [i.name, i.end]));
}

/** The timing of a kernel, beside what `heddle report` says of it. */
function both(text: string, args: readonly InterpretArg[]): readonly [timed: number, estimated: number | undefined] {
  return [timed(text, args).cycles, estimate(parseModule(text)).cycles.max];
}

const pipeline = (ii: number, depth = 2): string => `
  func source(A: int32[100], to: stream<int32, ${depth}>) {
    for i: index = 0 to 100 pipeline(ii=1) { put to, A[i] }
  }
  func sink(\`from\`: stream<int32, ${depth}>, B: int32[100]) {
    for i: index = 0 to 100 pipeline(ii=${ii}) { get x: int32 from \`from\` B[i] = int32(x + 1:int32) }
  }
  region top(A: int32[100], B: int32[100]) {
    pipe: stream<int32, ${depth}>
    run source(A, pipe)
    run sink(pipe, B)
  }`;

describe("timing: costs", () => {
  it("are those of the report, whatever the form of the loops", () => {
    const bodies = [
      "for i: index = 0 to 100 { A[i] = A[i] * 3.0:float32 }",
      "for i: index = 0 to 100 pipeline(ii=2) { A[i] = A[i] * 3.0:float32 }",
      "for i: index = 0 to 10 { A[i] = A[i] * 3.0:float32 }",
      "for i: index = 0 to 10 { for j: index = 0 to 10 { A[i * 10:index + j] = 1.0:float32 } }",
      "for i: index = 0 to 10 { A[i] = 2.0:float32 for j: index = 0 to i { A[j] = A[j] + A[i] } }",
      "for i: index = 0 to 10 { for j: index = 0 to i pipeline(ii=1) { A[j] = A[j] + 1.0:float32 } }",
      "for i: index = 0 to 0 pipeline(ii=1) { A[i] = 1.0:float32 } A[0] = A[1] + A[2]",
      "for i: index = 0 to 100 unroll(4) { A[i] = A[i] * 3.0:float32 }",
      "for i: index = 0 to 12 unroll(4) { A[i] = A[i] * 3.0:float32 }",
      "for i: index = 0 to 50 { } alloc T: float32[200] = 0.0:float32 A[3] = T[4]",
    ];
    for (const body of bodies) {
      const [cycles, estimated] = both(`top func f(A: float32[100]) { ${body} }`, [Array.from({ length: 100 }, () => 1)]);
      assert.equal(cycles, estimated, body);
    }
  });

  it("count the sides that run, the iterations that there are, and called functions", () => {
    const text = (count: number): string => `
      func part(A: float32[100], n: index) { for i: index = 0 to n pipeline(ii=1) { A[i] = A[i] + 1.0:float32 } }
      top func f(A: float32[100]) { if A[0] < 2.0:float32 { call part(A, ${count}:index) } else { call part(A, 90:index) } }`;
    const ones = Array.from({ length: 100 }, () => 1);
    const [short, long] = [5, 50].map((n) => timed(text(n), [[...ones]]).cycles);
    assert.equal((long ?? 0) - (short ?? 0), 45);
    assert.equal(timed(text(5), [[2, ...ones.slice(1)]]).cycles - (short ?? 0), 85);
  });
});

describe("timing: instrumented modules", () => {
  it("compute what they did", () => {
    const args = [ramp(100), ramp(100)];
    const plain = [ramp(100), ramp(100)];
    timed(pipeline(1), args);
    interpret(parseModule(pipeline(1)), plain);
    assert.deepEqual(args, plain);
  });

  it("show the pace of the slower end, and who waits", () => {
    const fast = timed(pipeline(1), [ramp(100), ramp(100)]);
    const slow = timed(pipeline(3), [ramp(100), ramp(100)]);
    assert.equal(slow.cycles - fast.cycles, 2 * 99);
    assert.equal(slow.critical, "sink");
    const [source] = slow.instances;
    assert.deepEqual(source?.output.map((w) => w.stream), ["pipe"]);
    assert.ok(totalOf(source.output) > 180);
    const [pipe] = slow.streams;
    assert.deepEqual([pipe?.tokens, pipe?.left, pipe?.most, pipe?.depth], [100, 0, 2, 2]);
    const one = timed(pipeline(1, 1), [ramp(100), ramp(100)]);
    assert.equal(one.cycles - fast.cycles, 99);
  });

  it("time grids, arrays of streams and helpers", () => {
    const t = timed(`
      func first(A: int32[100], to: stream<int32, 2>) { for i: index = 0 to 100 pipeline(ii=1) { put to, A[i] } }
      func pass(a: stream<int32, 2>, b: stream<int32, 2>, p: index) {
        for i: index = 0 to 100 pipeline(ii=1) { get x: int32 from a put b, int32(x + p) }
      }
      func pe(p: index, a: stream<int32, 2>, b: stream<int32, 2>) { call pass(a, b, p) }
      func last(a: stream<int32, 2>, B: int32[100]) { for i: index = 0 to 100 pipeline(ii=1) { get x: int32 from a B[i] = x } }
      region top(A: int32[100], B: int32[100]) {
        pipe: stream<int32, 2>[3]
        run first(A, pipe[0])
        run pe(10:index, pipe[0], pipe[1]) as pe[0]
        run pe(20:index, pipe[1], pipe[2]) as pe[1]
        run last(pipe[2], B)
      }`, [ramp(100), ramp(100)]);
    assert.deepEqual(t.streams.map((s) => [s.name, s.declared, s.tokens]), [0, 1, 2].map((i) => [`pipe[${i}]`, "pipe", 100]));
    const { "pe[0]": a = 0, "pe[1]": b = 0 } = cyclesOf(t);
    assert.ok(b > a && b - a < 10, "a wave");
    assert.ok(t.cycles < 130);
  });

  it("time regions inside kernels, as often as they are called", () => {
    const t = timed(`
      func source(A: int32[100], to: stream<int32, 2>) { for i: index = 0 to 100 pipeline(ii=1) { put to, A[i] } }
      func sink(a: stream<int32, 2>, B: int32[100]) { for i: index = 0 to 99 pipeline(ii=1) { get x: int32 from a B[i] = x } }
      func inner(A: int32[100], B: int32[100]) network {
        pipe: stream<int32, 2>
        run source(A, pipe)
        run sink(pipe, B)
      }
      func outer(A: int32[100], B: int32[100]) { for i: index = 0 to 3 { call inner(A, B) } }
      region top(A: int32[100], B: int32[100]) { run outer(A, B) }`, [ramp(100), ramp(100)]);
    const [outer, source, sink] = t.instances;
    assert.deepEqual(t.instances.map((i) => i.name), ["outer", "outer.source", "outer.sink"]);
    assert.deepEqual(t.streams.map((s) => [s.name, s.tokens, s.left, s.most]), [["outer.pipe", 300, 3, 2]]);
    assert.ok(t.cycles > 300 && t.cycles < 360);
    assert.ok((outer?.calling ?? 0) > 300);
    assert.ok(sink !== undefined && sink.end <= t.cycles);
    assert.ok((source?.between ?? 0) > 0);
  });

  it("count asking in vain as waiting, and keep the order of merges", () => {
    const t = timed(`
      func one(to: stream<int32, 2>) { for i: index = 0 to 80 pipeline(ii=4) { put to, 1:int32 } }
      func two(to: stream<int32, 2>) { for i: index = 0 to 80 pipeline(ii=4) { put to, 2:int32 } }
      func sink(a: stream<int32, 2>, B: int32[2]) {
        let n: int32 = 0:int32
        while n < 160 {
          get try ok, x: int32 from a
          if ok { n = int32(n + 1) B[0] = int32(B[0] + x) }
        }
      }
      region top(B: int32[2]) { m: stream<int32, 2> merge run one(m) run two(m) run sink(m, B) }`, [[0n, 0n]]);
    const [m] = t.streams;
    assert.deepEqual([m?.tokens, m?.left], [160, 0]);
    assert.ok(t.cycles >= 320 && t.cycles < 1200, String(t.cycles));
    assert.ok(totalOf(t.instances.find((i) => i.name === "sink")?.input ?? []) >= 0);
  });

  it("take structs apart without counting their tokens twice", () => {
    const t = timed(`
      struct P { a: int32, b: int32 }
      func source(to: stream<P, 2>) { for i: index = 0 to 10 { put to, {int32(i), int32(i)} } }
      func sink(a: stream<P, 2>, B: int32[10]) { for i: index = 0 to 10 { get x: P from a B[i] = int32(x->a + x->b) } }
      region top(B: int32[10]) { pipe: stream<P, 2> run source(pipe) run sink(pipe, B) }`, [ramp(10)]);
    assert.deepEqual(t.streams.map((s) => [s.name, s.tokens]), [["pipe", 10]]);
  });
});
