import assert from "node:assert/strict";
import { kernelOf, withStep, type Making } from "../../lib/autoschedule/apply.js";
import { searchSchedule, type SearchResult } from "../../lib/autoschedule/autoschedule.js";
import { frontRows, frontSvg, scheduleText } from "../../lib/autoschedule/front.js";
import { interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { estimate } from "../../lib/report/report.js";
import { unscheduled } from "../../lib/schedule/apply.js";

const product = (n: number): string =>
  `top func mm(A: float32[${n}, ${n}], B: float32[${n}, ${n}], C: float32[${n}, ${n}]) {
  for i: index = 0 to ${n} { for j: index = 0 to ${n} { for k: index = 0 to ${n} { C[i, j] = C[i, j] + A[i, k] * B[k,
    j] } } }
}`;
const imperfect = `top func two(A: float32[12, 10], x: float32[10], y: float32[12], z: float32[10]) {
  for i: index = 0 to 12 {
    let s: float32 = 0.0:float32
    for j: index = 0 to 10 { s = s + A[i, j] * x[j] }
    y[i] = s
    for j: index = 0 to 10 { z[j] = z[j] + A[i, j] * s }
  }
}`;

function scheduled(module: Module, { steps }: Pick<SearchResult, "steps">): Module {
  const start: Making = { scheduled: unscheduled(module), errors: [] };
  const made = steps.reduce((m, s) => withStep(m, s.primitive, s.args), start);
  assert.deepEqual(made.errors.map((e) => e.message), []);
  return made.scheduled.module;
}

function outcome(m: Module): unknown {
  const args = kernelOf(m).params.map((p, n) => {
    const size = p.type.kind === "tensor" ? p.type.shape.reduce((a, b) => a * b, 1) : 1;
    return Array.from({ length: size }, (_, i) => Math.fround((i * (n + 3) % 17) / 7));
  });
  interpret(m, args);
  return args;
}

describe("autoschedule", () => {
  it("gives steps that keep every bit, and the cost that they have", () => {
    for (const text of [product(8), imperfect]) {
      const module = parseModule(text);
      const result = searchSchedule(module, { dsp: 80 });
      const made = scheduled(module, result);
      assert.deepEqual(verifyModule(made), []);
      assert.deepEqual(outcome(made), outcome(module));
      assert.deepEqual(estimate(made), result.report);
      assert.ok(result.steps.length > 0);
    }
  });

  it("comes close to one product for each 5 DSPs and cycle", () => {
    const { report, front } = searchSchedule(parseModule(product(64)), { dsp: 320 });
    assert.ok(report.dsps <= 320);
    // 64 products in each cycle would take 4096 cycles.
    const [cycles = Infinity] = [report.cycles.max];
    assert.ok(cycles < 4096 * 1.1, String(cycles));
    front.forEach((p, n) => {
      const next = front[n + 1];
      assert.ok(next === undefined || (next.cycles > p.cycles && next.dsps < p.dsps));
    });
  });

  it("is the same each time", () => {
    const steps = (): string => scheduleText(searchSchedule(parseModule(product(16)), { dsp: 100 }));
    assert.equal(steps(), steps());
  });

  it("keeps to budgets, and says when nothing fits", () => {
    const module = parseModule(product(16));
    for (const dsp of [5, 17, 60]) assert.ok(searchSchedule(module, { dsp }).report.dsps <= dsp);
    const { warnings, steps } = searchSchedule(module, { dsp: 1 });
    assert.deepEqual([warnings.map((w) => w.code), steps], [[2214], []]);
  });

  it("stops when it is told to, with what it has", () => {
    let asked = 0;
    const { isComplete, report } = searchSchedule(parseModule(product(32)), { isOver: () => ++asked > 3 });
    assert.equal(isComplete, false);
    assert.ok((report.cycles.max ?? Infinity) <= (estimate(parseModule(product(32))).cycles.max ?? 0));
  });

  it("tells how far it is", () => {
    const seen: number[] = [];
    const { tried } = searchSchedule(parseModule(product(8)), { dsp: 20, onProgress: (p) => seen.push(p.tried) });
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
    assert.equal(seen.at(-1), tried);
  });

  it("leaves loops alone whose iterations it does not know", () => {
    const text = "top func f(A: float32[64], n: int32) { for i: int32 = 0 to n { A[index(i)] = A[index(i)] + 1.0:float32 } }";
    assert.deepEqual(searchSchedule(parseModule(text)).steps, []);
  });

  it("shows the front as a table and a plot", () => {
    const { front } = searchSchedule(parseModule(product(8)), { dsp: 40 });
    assert.equal(frontRows(front).rows.length, front.length);
    const svg = frontSvg("a < b", front);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.equal(svg.match(/<circle /g)?.length, front.length);
    assert.match(svg, /a &lt; b/);
    assert.doesNotMatch(svg, /NaN|Infinity/);
  });
});
