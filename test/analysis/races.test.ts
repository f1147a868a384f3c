import assert from "node:assert/strict";
import fc from "fast-check";
import { racesOf, watchedParams, type Verdict } from "../../lib/analysis/races.js";
import { interpret, RaceRunError } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { runs } from "../support/runs.js";

function moduleOf(text: string): Module {
  const m = parseModule(text);
  assert.deepEqual(verifyModule(m), []);
  return m;
}

/** The verdict on each tensor of the last network. */
function verdicts(m: Module): Readonly<Record<string, Verdict["kind"]>> {
  return Object.fromEntries((racesOf(m).at(-1)?.tensors ?? []).map((t) => [t.tensor.name, t.verdict.kind]));
}

/** A grid of `count` instances of a kernel with the body `body`, of `A` and the place `p`. */
function grid(body: string, count: number, extent: number, more = ""): string {
  const runs = Array.from({ length: count }, (_, p) => `run k(A, ${p}:index)`).join("\n");
  return `${more}
    func k(a: int32[${extent}], p: index) { ${body} }
    region top(A: int32[${extent}]) { ${runs} }`;
}

describe("races between instances", () => {
  it("names instances that look alike as a run does", () => {
    const m = moduleOf(grid("a[p % 1] = 1:int32", 2, 16));
    const [found] = racesOf(m).at(-1)?.tensors ?? [];
    assert.ok(found?.verdict.kind === "race");
    assert.deepEqual(found.verdict.accesses.map((x) => x.instance), ["k[0]", "k[1]"]);
  });

  const cases: readonly (readonly [what: string, body: string, kind: Verdict["kind"]])[] = [
    ["tiles", "for i: index = 0 to 4 { a[p * 4 + i] = 1:int32 }", "disjoint"],
    ["tiles that overlap", "for i: index = 0 to 5 { a[p * 4 + i] = 1:int32 }", "race"],
    ["tiles by the bounds of a loop", "for i: index = index(p * 4) to index(p * 4 + 4) { a[i] = 1:int32 }", "disjoint"],
    ["every fourth element", "for i: index = 0 to 4 { a[i * 4 + p] = 1:int32 }", "disjoint"],
    ["every fourth element by a step", "for i: index = p to 16 step 4 { a[i] = 1:int32 }", "disjoint"],
    ["every third element", "for i: index = 0 to 4 { a[i * 3 + p] = 1:int32 }", "race"],
    ["all read what one writes", "if p == 0 { a[3] = 1:int32 } const x: int32 = a[3 + p % 2]", "race"],
    ["only the first writes", "if p == 0 { a[15] = 1:int32 } const x: int32 = a[p * 4]", "disjoint"],
    ["all but one place", "for i: index = 0 to 16 { if i % 4 != p { a[i] = 1:int32 } }", "race"],
    ["the elements of one remainder", "for i: index = 0 to 16 { if i % 4 == p { a[i] = 1:int32 } }", "disjoint"],
    ["two conditions", "for i: index = 0 to 16 { if i >= p * 4 && i < p * 4 + 4 { a[i] = 1:int32 } }", "disjoint"],
    ["a place that data choose, in a tile", "a[p * 4 + (a[p * 4] & 3)] = 1:int32", "disjoint"],
    ["a place that data choose", "a[a[p * 4] & 15] = 1:int32", "unknown"],
    ["read, and written under a condition on data", "if a[p * 4] > 0 { a[0] = 1:int32 }", "unknown"],
    ["a write under a condition on data", "if a[p * 4] > 0 { a[1] = 1:int32 }", "unknown"],
    ["after a return", "for i: index = 0 to 4 { if a[p * 4 + i] > 0 { return } } a[1] = 1:int32", "unknown"],
    ["a triangle", "for i: index = 0 to 4 { for j: index = 0 to i { a[i * 4 + j] = 1:int32 } }", "race"],
    ["squares", "a[p * p] = 1:int32", "disjoint"],
    ["squares modulo four", "a[(p * p) % 4] = 1:int32", "race"],
    ["what never happens", "if p > 7 { a[0] = 1:int32 }", "disjoint"],
    ["an outside subscript stops the run first", "a[inside(p)] = 1:int32", "disjoint"],
    ["through a helper", "call fill(a, index(p * 4), 4:index)", "disjoint"],
    ["through a helper, too far", "call fill(a, index(p * 4), 5:index)", "race"],
  ];
  const helpers = `
    func inside(p: index) -> index { return p }
    func fill(a: int32[16], from: index, n: index) { for i: index = 0 to n { a[index(from + i)] = 1:int32 } }`;
  for (const [what, body, kind] of cases) {
    it(`${what}: ${kind}`, () => {
      const text = grid(body.replace("inside(p)", "index(p + p * 4)"), 4, 16, helpers);
      assert.deepEqual(verdicts(moduleOf(text)), { A: kind });
    });
  }

  it("names both accesses, the instances in their order", () => {
    const m = moduleOf(`files "k.ts"
      func reader(a: int32[4], s: stream<int32, 1>) { @10+3 put s, a[2] }
      func writer(a: int32[4], s: stream<int32, 1>) {
        get x: int32 from s
        @20+5 a[2] = x
      }
      region top(A: int32[4]) { s: stream<int32, 1>  run reader(A, s) as left[0]  run writer(A, s) }`);
    const [found] = racesOf(m).at(-1)?.tensors ?? [];
    assert.ok(found?.verdict.kind === "race");
    const [first, second] = found.verdict.accesses;
    assert.deepEqual([first.instance, first.kind, second.instance, second.kind], ["left[0]", "read", "writer", "write"]);
    assert.equal(second.span.start, 20);
    assert.deepEqual([...watchedParams(m, m.top.sym)], [m.top.params[0]?.sym.id]);
  });

  it("tensors that nobody writes, or only one instance is given, are no matter", () => {
    const m = moduleOf(`
      func reader(a: int32[4]) { const x: int32 = a[2] }
      func writer(a: int32[4]) { a[2] = 1:int32 }
      region top(A: int32[4], B: int32[4]) { run reader(A) run reader(A) run writer(B) }`);
    assert.deepEqual(racesOf(m).at(-1)?.tensors, []);
    assert.equal(watchedParams(m, m.top.sym).size, 0);
  });

  it("a scalar of the region is the same for all instances, but not known", () => {
    const text = (second: string): string => `
      func left(a: int32[8], n: index) { a[n] = 1:int32 }
      func right(a: int32[8], n: index) { a[${second}] = 1:int32 }
      region top(A: int32[8], n: index) { run left(A, n) run right(A, n) }`;
    assert.deepEqual(verdicts(moduleOf(text("n + 1"))), { A: "disjoint" });
    assert.deepEqual(verdicts(moduleOf(text("7 - n"))), { A: "disjoint" });
    assert.deepEqual(verdicts(moduleOf(text("6 - n"))), { A: "unknown" });
  });

  it("inner regions count with the accesses of their instances", () => {
    const text = (n: number): string => `
      func k(a: int32[16], p: index, q: index) { for i: index = 0 to ${n} { a[p * 8 + q * 4 + i] = 1:int32 } }
      func inner(a: int32[16], p: index) network { run k(a, p, 0:index) run k(a, p, 1:index) }
      func outer(a: int32[16], p: index) { call inner(a, p) }
      region top(A: int32[16]) { run inner(A, 0:index) run outer(A, 1:index) }`;
    assert.deepEqual(verdicts(moduleOf(text(4))), { A: "disjoint" });
    assert.deepEqual(verdicts(moduleOf(text(5))), { A: "race" });
    assert.deepEqual(racesOf(moduleOf(text(5))).map((n) => n.tensors.map((t) => t.verdict.kind)), [["unknown"], ["race"]]);
  });

  it("fields of structs are apart; blocks that are put, and messages, read every element", () => {
    const m = moduleOf(`
      struct P { x: int32, y: int32 }
      func k(a: P[4]) { a[1]->x = 1:int32 }
      func l(a: P[4]) { a[1]->y = 1:int32 }
      func show(b: int32[4]) { print b }
      func send(b: int32[4], s: stream<int32[4], 1>) { put s, b }
      func take(b: int32[4], s: stream<int32[4], 1>) { get x: int32[4] from s  b[0] = x[0] }
      region top(A: P[4], B: int32[4], C: int32[4]) {
        s: stream<int32[4], 1>
        run k(A) run l(A) run show(C) run send(B, s) run take(B, s)
      }`);
    assert.deepEqual(verdicts(m), { A: "disjoint", B: "race" });
  });
});

// ---- random kernels -----------------------------------------------------------------------------------------------------

const linear = fc.tuple(fc.integer({ min: -2, max: 4 }), fc.integer({ min: -2, max: 4 }), fc.integer({ min: 0, max: 8 }))
  .map(([p, i, c]) => `p * ${p} + i * ${i} + ${c}`);
const subscript = fc.oneof(
  { weight: 6, arbitrary: linear },
  { weight: 1, arbitrary: linear.map((f) => `(${f}) % 8`) },
  { weight: 1, arbitrary: linear.map((f) => `(${f}) & 7`) },
);
const condition = fc.oneof(
  fc.constant(undefined), fc.constant(undefined),
  fc.tuple(linear, fc.constantFrom("<", ">=", "==", "!="), fc.integer({ min: 0, max: 9 })).map(([f, op, n]) => `${f} ${op} ${n}`),
  fc.tuple(linear, fc.integer({ min: 0, max: 9 })).map(([f, n]) => `!(${f} > ${n} && p < 2 || i == 1)`),
);
/** Statements of a loop over `i`; subscripts outside are left out, so that nothing stops the run. */
const statement = fc.record({ at: subscript, writes: fc.boolean(), when: condition }).map(({ at, writes, when }, ) => {
  const access = writes ? "a[index(x)] = 1:int32" : "sum = int32(sum + a[index(x)])";
  const inside = `if x >= 0 && x < 16 { ${access} }`;
  return `if true { const x: int16 = int16(${at}) ${when === undefined ? inside : `if ${when} { ${inside} }`} }`;
});
const kernels = fc.record({
  count: fc.integer({ min: 2, max: 5 }), lo: fc.constantFrom("0", "p"), trips: fc.integer({ min: 0, max: 5 }),
  step: fc.constantFrom(1, 1, 2), body: fc.array(statement, { minLength: 1, maxLength: 3 }), dead: fc.boolean(),
}).map(({ count, lo, trips, step, body, dead }) => grid(
  `let sum: int32 = 0:int32 for i: index = ${lo} to ${trips + (dead ? 0 : 1)} step ${step} { ${body.join(" ")} }`, count, 16,
));

describe("races of random kernels", () => {
  it("what is proven is what the interpreter finds", () => {
    const counts = { disjoint: 0, race: 0, unknown: 0 };
    fc.assert(fc.property(kernels, (text) => {
      const m = moduleOf(text);
      const kind = verdicts(m)["A"] ?? "disjoint";
      counts[kind]++;
      let raced = false;
      try {
        interpret(m, [new Array<bigint>(16).fill(0n)]);
      } catch (error) {
        if (!(error instanceof RaceRunError)) throw error;
        raced = true;
      }
      if (kind !== "unknown") assert.equal(raced, kind === "race");
    }), { numRuns: runs(400) });
    assert.ok(counts.disjoint > 20 && counts.race > 20, JSON.stringify(counts));
    assert.ok(counts.unknown * 4 < counts.disjoint + counts.race, JSON.stringify(counts));
  });
});

describe("races of large grids", () => {
  const timed = (text: string): { readonly kind: Verdict["kind"] | undefined; readonly ms: number } => {
    const m = moduleOf(text);
    const start = process.cpuUsage();
    const kind = verdicts(m)["A"];
    return { kind, ms: process.cpuUsage(start).user / 1000 };
  };
  /** Some hundred milliseconds on an idle machine; so much more than linear work would need that a loop over pairs shows. */
  const most = 4000;
  const places = Array.from({ length: 1024 }, (_, n) => [n >> 5, n & 31] as const);
  const nest = (body: string): string => `for i: index = 0 to 4 { for j: index = 0 to 4 { ${body} } }`;
  const tile = (row: string, column: string): string => {
    const at = `a[${row} * 4 + i, ${column} * 4 + j]`;
    return nest(`${at} = int32(${at} + 1)`);
  };
  const designs: Readonly<Record<string, string>> = {
    "one function for all": `func k(a: int32[128, 128], p: index, q: index) { ${tile("p", "q")} }
      region top(A: int32[128, 128]) { ${places.map(([p, q]) => `run k(A, ${p}:index, ${q}:index)`).join("\n")} }`,
    "a function for each": `${places.map(([p, q]) => `func k${p}_${q}(a: int32[128, 128]) { ${tile(`${p}`, `${q}`)} }`).join("\n")}
      region top(A: int32[128, 128]) { ${places.map(([p, q]) => `run k${p}_${q}(A)`).join("\n")} }`,
    "cyclic": `func k(a: int32[128, 128], p: index, q: index) { ${nest("a[i * 32 + p, j * 32 + q] = 1:int32")} }
      region top(A: int32[128, 128]) { ${places.map(([p, q]) => `run k(A, ${p}:index, ${q}:index)`).join("\n")} }`,
  };
  for (const [what, text] of Object.entries(designs)) {
    it(`1024 tiles, ${what}`, () => {
      const { kind, ms } = timed(text);
      assert.equal(kind, "disjoint");
      assert.ok(ms < most, `${ms} ms`);
    });
  }
});
