import assert from "node:assert/strict";
import "reflect-metadata";
import { build, HeddleError, int32, schedule, split, tensor, type Schedule } from "heddle";
import { schedule as kinds } from "../../lib/diagnostics/catalogue/schedule.js";
import * as ir from "../../lib/ir/types.js";
import { printModule } from "../../lib/ir/print.js";
import { scheduledOf } from "../../runtime/schedule.js";
import { makeKernel, type KernelDescriptor } from "../../runtime/kernel.js";

/** A nest over a tensor. */
function kernelOf(body: string, more: Partial<KernelDescriptor> = {}): (...args: unknown[]) => unknown {
  return makeKernel({
    name: "k", kind: "kernel", signature: { params: [{ name: "A", type: ir.tensor(ir.int32, [16, 8]) }], results: [] },
    sources: [], entry: () => { throw new Error("as written"); },
    ir: `top func k(A: int32[16, 8]) {\n  for i: index = 0 to 15 {\n    for j: index = 0 to 7 {\n      ${body}\n    }\n  }\n}`,
    ...more,
  });
}

const simple = "A[i, j] = int32(A[i, j] + i * 8 + j)";
const skewed = "A[i + 1, j] = A[i, j + 1]";

function caught(run: () => unknown): HeddleError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof HeddleError, String(error));
    return error;
  }
  throw new Error("nothing was thrown");
}

/** What `run` throws has this code, and `s` is as it was. */
function refuses(s: Schedule, code: number, run: () => unknown, ...parts: readonly string[]): HeddleError {
  const before = [s.show(), s.toJSON(), s.steps];
  const error = caught(run);
  assert.equal(error.code, code, error.message);
  for (const part of parts) assert.ok(error.message.includes(part), error.message);
  assert.deepEqual([s.show(), s.toJSON(), s.steps], before);
  return error;
}

const untyped = (s: Schedule): Readonly<Record<string, (...args: unknown[]) => unknown>> => s as never;

describe("the fluent form of schedules", () => {
  it("applies each step at once, and gives handles for what it makes", () => {
    const s = schedule(kernelOf(simple));
    const { outer, inner } = s.split("i", 5);
    s.reorder("j", outer, inner);
    const again = s.split(inner, 2, { tail: "min" });
    assert.deepEqual([outer.sym.name, inner.sym.name, again.inner.sym.name], ["i.outer", "i.inner", "i.inner.inner"]);
    assert.deepEqual(s.toJSON(), [
      { primitive: "split", loop: "i", factor: 5 },
      { primitive: "reorder", loops: ["j", "i.outer", "i.inner"] },
      { primitive: "split", loop: "i.inner", factor: 2, tail: "min" },
    ]);
    assert.match(s.show(), /for j: 7 times\n +for i\.outer: 3 times\n +for i\.inner\.outer: 3 times\n/);
  });

  it("gives a schedule back from its data", () => {
    const k = kernelOf(simple);
    const s = schedule(k);
    s.split("j", 7);
    const text = JSON.stringify(s);
    assert.equal(text, '[{"primitive":"split","loop":"j","factor":7}]');
    const copy = schedule(k, JSON.parse(text) as unknown);
    assert.equal(copy.show(), s.show());
    assert.deepEqual([copy.kernel, schedule(k).steps], [k, []]);
    assert.equal(schedule(k, s.steps).show(), s.show());
    assert.equal(schedule(k, [split("j", 7)]).show(), s.show());
  });

  it("keeps a handle's loop when another has its name", () => {
    const s = schedule(kernelOf(simple, { ir: "top func k(A: int32[16, 8]) {\n" +
      "  one: for i: index = 0 to 16 { A[i, 0] = int32(1) }\n  two: for i: index = 0 to 16 { A[i, 1] = int32(2) }\n}" }));
    const first = s.split("one.i", 4);
    const second = s.split("two.i", 8);
    s.split(first.inner, 2);
    s.split(second.inner, 2);
    const loops = s.toJSON().map((step) => step["loop"]);
    assert.deepEqual(loops.slice(0, 2), ["one.i", "two.i"]);
    assert.equal(new Set(loops).size, 4);
    assert.match(s.show(), /for one\.i\.inner\.outer: 2 times\n.*\n {2}for two\.i\.outer: 2 times\n {4}for two\.i\.inner\.outer: 4 times/);
  });

  it("refuses with all that is known, and stays as it was", () => {
    const s = schedule(kernelOf(skewed));
    const error = refuses(s, kinds.violatedDependence.code, () => s.reorder("j", "i"),
      "HDL2020: reorder would reverse a flow dependence on 'A', of direction (<, >)", "written here first", "read here by a later iteration");
    assert.equal(error.related?.length, 2);
    const factor = refuses(s, kinds.factorTooLarge.code, () => s.split("i", 99));
    assert.equal(factor.help, undefined);
    const perfect = refuses(s, kinds.imperfectSplit.code, () => s.split("i", 2, { tail: "perfect" }), "help: choose what becomes of the rest");
    assert.match(perfect.help ?? "", /^choose what becomes/);
    s.split("i", 3);
    refuses(s, kinds.goneLoop.code, () => s.split("i", 3), "step 1 (split) made i.outer, i.inner of it");
  });

  it("refuses what is wrong with the arguments", () => {
    const s = schedule(kernelOf(simple));
    const { split: cut, reorder: order } = untyped(s);
    assert.ok(cut !== undefined && order !== undefined);
    for (const factor of [0, -1, 1.5, NaN, Infinity, "8", 8n, null, undefined, {}, 1e300]) refuses(s, kinds.badArgument.code, () => cut("i", factor));
    for (const loop of ["", 1, null, undefined, ["i"], {}, { sym: null, kind: "loop" }]) refuses(s, kinds.badArgument.code, () => cut(loop, 2));
    refuses(s, kinds.unknownLoop.code, () => cut("x", 2), "there is no loop 'x'", "there is i, j");
    refuses(s, kinds.unknownLoop.code, () => cut("__proto__", 2));
    refuses(s, kinds.badArgument.code, () => cut("i", 2, { tail: "none" }));
    refuses(s, kinds.unknownArgument.code, () => cut("i", 2, { tial: "min" }), 'Did you mean "tail"?');
    refuses(s, kinds.unknownArgument.code, () => cut("i", 2, JSON.parse('{ "__proto__": 1 }')));
    refuses(s, kinds.tooManyArguments.code, () => cut("i", 2, "min"), "split takes loop, factor before its options, not 3 values");
    refuses(s, kinds.argumentTwice.code, () => cut("i", 2, { loop: "j" }));
    refuses(s, kinds.badArgument.code, () => order("i"));
    refuses(s, kinds.namedTwice.code, () => order("i", "i"));
  });

  it("refuses handles of other schedules", () => {
    const [s, other] = [schedule(kernelOf(simple)), schedule(kernelOf(simple))];
    const { inner } = other.split("i", 5);
    s.split("i", 5);
    refuses(s, kinds.foreignHandle.code, () => s.split(inner, 2), "'i.inner' of split is a handle of another schedule");
    refuses(s, kinds.foreignHandle.code, () => s.reorder("j", inner));
    refuses(s, kinds.foreignHandle.code, () => s.split({ ...inner }, 2));
  });

  it("refuses a handle whose loop is gone as its name", () => {
    const s = schedule(kernelOf(simple));
    const { inner } = s.split("i", 5);
    s.split(inner, 2);
    refuses(s, kinds.goneLoop.code, () => s.split(inner, 2), "'i.inner' is gone: step 2");
  });

  it("refuses data that are no steps before it makes anything", () => {
    const k = kernelOf(simple);
    for (const json of [{}, "[]", 1, null, [1], { steps: [] }]) {
      assert.equal(caught(() => schedule(k, json)).code, kinds.wrongForm.code, JSON.stringify(json));
    }
    assert.equal(caught(() => schedule(k, [{ primitive: "spilt", loop: "i" }])).code, kinds.unknownPrimitive.code);
    const twice = caught(() => schedule(k, [split("i", 5), split("i", 5)]));
    assert.equal(twice.code, kinds.goneLoop.code);
    assert.match(twice.message, /^HDL2005: step 2: 'i' is gone: step 1/);
  });

  it("refuses what is no kernel", () => {
    for (const value of [() => 1, "k", 1, Map]) {
      assert.equal(caught(() => schedule(value as () => void)).code, kinds.notSchedulable.code);
    }
  });
});

describe("the steps that a kernel was compiled with", () => {
  const steps = [{ primitive: "split", loop: "i", factor: 5 }];

  it("are in its metadata, and begin its schedule", () => {
    const k = kernelOf(simple, { steps });
    assert.deepEqual(Reflect.getMetadata("heddle:schedule", k), steps);
    assert.deepEqual(schedule(k).toJSON(), steps);
    assert.deepEqual(schedule(k, []).toJSON(), []);
    assert.deepEqual(Reflect.getMetadata("heddle:schedule", kernelOf(simple)), []);
  });

  it("are what `build` builds", () => {
    const made = scheduledOf(kernelOf(simple, { steps }));
    assert.ok(made !== undefined);
    assert.match(printModule(made.scheduled.module), /i\.outer/);
    assert.equal(scheduledOf({}), undefined);
  });
});

describe("building a schedule", function () {
  this.timeout(60_000);
  const fill = Array.from({ length: 128 }, (_, i) => i * 7 % 31);
  const expected = fill.map((x, i) => (i >> 3 < 15 && i % 8 < 7 ? x + i : x));

  for (const options of [{ target: "js" }, { target: "vitis", mode: "csim" }] as const) {
    it(`runs what its steps made: ${options.target}`, async () => {
      const s = schedule(kernelOf(simple));
      const { outer, inner } = s.split("i", 5);
      s.reorder("j", outer, inner);
      const built = await build(s, options);
      const A = tensor(int32, [16, 8], fill);
      await built(A);
      assert.deepEqual([...A.data], expected);
      assert.match(built.code, options.target === "js" ? /i\.outer|i_outer|i\$outer/ : /\/\/ Schedule:\n\/\/ {3}split\("i", 5\)\n/);
    });
  }

  it("builds later steps the next time", async () => {
    const s = schedule(kernelOf(simple));
    const before = (await build(s, { target: "vitis", mode: "emit" })).code;
    s.split("i", 4);
    const after = (await build(s, { target: "vitis", mode: "emit" })).code;
    assert.doesNotMatch(before, /outer|Schedule/);
    assert.match(after, /i_outer/);
  });
});
