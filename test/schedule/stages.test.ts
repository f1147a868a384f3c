import assert from "node:assert/strict";
import fc from "fast-check";
import { DeadlockRunError, interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applyStep, unscheduled, type Scheduled } from "../../lib/schedule/apply.js";
import type { Step } from "../../lib/schedule/step.js";
import { runs } from "../support/runs.js";
import { bands } from "./bands.js";

const step = (primitive: string, args: Readonly<Record<string, unknown>>): Step => ({ primitive, args });

function outcome(m: Module): unknown {
  const tensor = (seed: number): bigint[] => Array.from({ length: 49 }, (_, i) => BigInt(i * seed % 23 - 11));
  const args = [tensor(31), tensor(53), 3n];
  const printed: string[] = [];
  try {
    return { results: interpret(m, args, { print: (line) => printed.push(line) }).results, args, printed };
  } catch (error) {
    return { stopped: error instanceof Error ? error.message.replace(/\(.*/s, "") : error };
  }
}

/** Steps that say something of kernels with bands P and C. */
const steps: readonly Step[] = [
  ...[["P.i", "C.i"], ["P.j", "C.j"], ["P.i", "C.i"], ["P.j", "C.j"], ["C.i", "P.i"], ["P.i", "C.j"]].map(([producer, consumer]) => step("computeAt", { producer, consumer })),
  ...["sq", "first", "sum", "fill", "part", "other"].map((name) => step("inline", { function: name })),
  ...["P.i", "C.i", "P.j", "C.j"].flatMap((name) => [step("outline", { loops: [name], name: "part" }), step("outline", { loops: [name], name: "other" })]),
  step("outline", { loops: ["P", "C"], name: "part" }),
  step("dataflow", { function: "f" }), step("dataflow", { loop: "t" }), step("dataflow", { loop: "P.i" }),
  step("to", { memory: "T", consumer: "C" }), step("to", { memory: "T", consumer: "part" }),
  ...["P.i", "P.j", "C.i", "t", "P_0.j"].map((loop) => step("unfold", { loop })),
  ...["sum", "fill"].flatMap((name) => [undefined, "a", "b"].map((id) => step("compose", {
    function: name, ...(id !== undefined && { id }), steps: [{ primitive: "split", loop: "n", factor: 2 }, { primitive: "unfold", loop: "n.inner" }],
  }))),
  step("compose", { function: "part", steps: [{ primitive: "unfold", loop: "j" }, { primitive: "inline", function: "fill" }] }),
];

describe("legal steps between loop nests and functions", () => {
  it("keep what random kernels compute", () => {
    const done = new Map<string, number>();
    fc.assert(fc.property(bands, fc.array(fc.nat(steps.length - 1), { minLength: 1, maxLength: 5 }), (text, choices) => {
      const module = parseModule(text);
      let scheduled: Scheduled = unscheduled(module);
      for (const n of choices) {
        const [next = step("", {})] = steps.slice(n);
        const result = applyStep(scheduled, next);
        if (result.kind !== "done") continue;
        ({ scheduled } = result);
        done.set(next.primitive, (done.get(next.primitive) ?? 0) + 1);
      }
      assert.deepEqual(verifyModule(scheduled.module), []);
      assert.deepEqual(outcome(scheduled.module), outcome(module));
    }), { numRuns: runs(600) });
    for (const name of ["computeAt", "inline", "outline", "dataflow", "unfold", "compose"]) {
      assert.ok((done.get(name) ?? 0) > 5, `${name}: ${done.get(name)}`);
    }
  });
});

// ---- FIFOs ----------------------------------------------------------------------------------------------------------

const size = 12;

interface Widths {
  readonly p: number;
  readonly q: number;
  readonly r: number;
  readonly y: number;
  readonly z: number;
}

/**
 * Three stages: P writes X and Y by turns, `p` of each; Q makes Z of Y, `q` at a time; R reads X and Z by turns, `r` of
 * each.
 */
function stages({ p, q, r, y, z }: Widths): string {
  const block = (w: number, ...inner: readonly string[]): string =>
    `for b: index = 0 to ${size / w} {${inner.map((s) => `\n    for u: index = 0 to ${w} { ${s.replaceAll("@", `b * ${w} + u`)} }`).join("")}\n  }`;
  return `top func f(A: int32[${size}], C: int32[${size}]) dataflow {
  alloc X: int32[${size}] = 0:int32
  alloc Y: int32[${size}] = 0:int32
  memory Y: stream(depth=${y})
  alloc Z: int32[${size}] = 0:int32
  memory Z: stream(depth=${z})
  ${block(p, "X[@] = A[@]", "Y[@] = int32(A[@] * 3)")}
  Q: ${block(q, "buffer[u] = Y[@]", "Z[@] = buffer[u]").replace("{", `{\n    alloc buffer: int32[${q}] = 0:int32`)}
  R: ${block(r, "C[@] = X[@]", "C[@] = int32(C[@] + Z[@])")}
}`;
}

/** The same as kernels joined by streams. */
function region(w: Widths, x: number): string {
  const [, first = "", second = "", third = ""] = /( {2}for b[^]*)( {2}Q: [^]*)( {2}R: [^]*)\n}/.exec(stages(w)) ?? [];
  const asStreams = (text: string): string => text
    .replaceAll(/([XYZ])\[[^\]]*\] = (.*?) \}/g, "put $1, $2 }")
    .replaceAll(/\{ ([^{}]*?)([XYZ])\[[^\]]*\](.*?) \}/g, "{ get v: int32 from $2 $1v$3 }").replaceAll(/from ([XYZ]) /g, "from $1\n");
  return `func p(A: int32[${size}], X: stream<int32, ${x}>, Y: stream<int32, ${w.y}>) {\n${asStreams(first)}\n}
func q(Y: stream<int32, ${w.y}>, Z: stream<int32, ${w.z}>) {\n${asStreams(second)}\n}
func r(C: int32[${size}], X: stream<int32, ${x}>, Z: stream<int32, ${w.z}>) {\n${asStreams(third)}\n}
region top(A: int32[${size}], C: int32[${size}]) {
  X: stream<int32, ${x}>
  Y: stream<int32, ${w.y}>
  Z: stream<int32, ${w.z}>
  run p(A, X, Y)
  run q(Y, Z)
  run r(C, X, Z)
}`;
}

/** What the stages compute with X of this depth; `undefined` when they wait for each other. */
function streamed(w: Widths, x: number): readonly unknown[] | undefined {
  const [A, C] = [Array.from({ length: size }, (_, i) => BigInt(i * i)), Array.from({ length: size }, () => 0n)];
  try {
    interpret(parseModule(region(w, x)), [A, C]);
    return C;
  } catch (error) {
    if (error instanceof DeadlockRunError) return undefined;
    throw error;
  }
}

const width = fc.constantFrom(1, 2, 3, 4, 6, 12);
const depth = fc.integer({ min: 1, max: size });

describe("the depth of a FIFO", () => {
  it("is the least with which a network of the stages comes to its end", () => {
    let some = 0;
    fc.assert(fc.property(fc.record({ p: width, q: width, r: width, y: depth, z: depth }), (w) => {
      const module = parseModule(stages(w));
      assert.deepEqual(verifyModule(module), []);
      const result = applyStep(unscheduled(module), step("to", { memory: "X", consumer: "R" }));
      const least = Array.from({ length: size }, (_, i) => i + 1).find((x) => streamed(w, x) !== undefined);
      if (result.kind === "refused") {
        assert.match(String(result.errors[0]?.message), /the stages wait for each other/);
        assert.equal(least, undefined);
        return;
      }
      some += 1;
      assert.ok(result.scheduled.module.top.kind === "func");
      const found = result.scheduled.module.top.memories?.find((m) => m.sym.name === "X")?.streamDepth;
      assert.equal(found, least);
      const [A, C] = [Array.from({ length: size }, (_, i) => BigInt(i * i)), Array.from({ length: size }, () => 0n)];
      interpret(module, [A, C]);
      assert.deepEqual(streamed(w, found ?? 0), C);
    }), { numRuns: runs(150) });
    assert.ok(some > 10);
  });
});
