/** Networks of kernels in Node: tokens through a stream, a systolic array, and what an instance needs of memory. */
import * as v8 from "node:v8";
import * as vm from "node:vm";
import { parseModule } from "../lib/ir/parse.js";
import { lowerToJs } from "../lib/targets/js/index.js";
import * as native from "../runtime/native.js";
import { interleaved } from "./measure.js";
import type { Figure, Section } from "./report.js";
import { systolicText } from "./systolic.js";

type Entry = (...args: unknown[]) => unknown;

const tokens = 4_000_000;
const depths = [2, 4, 64, 1024];

export async function dataflowSection(): Promise<Section> {
  const streams = streamRows();
  const gemm = systolicTimes(16, 256, 4);
  const instances = instanceCosts(32);
  const ofDepth64 = streams.find((s) => s.depth === 64) ?? { perToken: NaN, plain: NaN };
  const summary: Figure[] = [
    { name: "a token through a stream of depth 64", value: ofDepth64.perToken, unit: "ns", aim: 12.5 },
    { name: "that to two plain loops over an array", value: ofDepth64.perToken / ofDepth64.plain, unit: "×", aim: 4 },
    { name: "16 × 16 systolic int8 GEMM 256³", value: gemm, unit: "ms", aim: 10_000 },
    { name: "memory of an instance, its streams with it, of 1152", value: instances.kilobytes, unit: "kB", aim: 10 },
    { name: "IR text of these to a function", value: instances.compile, unit: "ms", aim: 2000 },
  ];
  return Promise.resolve({
    title: "Networks: a producer and a consumer of int32, medians of interleaved runs",
    head: ["depth", "ns a token", "M tokens/s", "to plain loops"],
    rows: streams.map(({ depth, perToken, plain }) => [String(depth), perToken, 1000 / perToken, perToken / plain]),
    summary,
  });
}

function compiled(text: string, more: object = {}): Entry {
  const { code, entry } = lowerToJs(parseModule(text), { prefix: "", runtime: "$heddle" });
  const make = new Function("$heddle", `"use strict";\n${code}\nreturn ${entry};`) as (runtime: object) => Entry;
  return make({ ...native, ...more });
}

// ---- a stream ---------------------------------------------------------------------------------------------------------

interface StreamRow {
  readonly depth: number;
  /** Nanoseconds, put and got. */
  readonly perToken: number;
  readonly plain: number;
}

function streamRows(): readonly StreamRow[] {
  return depths.map((depth) => {
    const through = compiled(pairText(depth));
    const sum = new Int32Array(1);
    const run = (f: Entry) => () => () => f(tokens, sum);
    const medians = interleaved([
      { name: "stream", prepare: run(through) },
      { name: "plain", prepare: run((n, out) => plainLoops(n as number, depth, out as Int32Array)) },
    ], 3000);
    const nanoseconds = (name: string): number => ((medians[name] ?? NaN) * 1e6) / tokens;
    return { depth, perToken: nanoseconds("stream"), plain: nanoseconds("plain") };
  });
}

const pairText = (depth: number): string => `
func give(n: int32, s: stream<int32, ${depth}>) { for i: int32 = 0:int32 to n { put s, int32(i * 3:int32) } }
func take(n: int32, s: stream<int32, ${depth}>, B: int32[1]) { let sum: int32 = 0:int32
for i: int32 = 0:int32 to n { get x: int32 from s
sum = int32(sum + x) }
B[0] = sum }
region top(n: int32, B: int32[1]) { pipe: stream<int32, ${depth}>
run give(n, pipe)
run take(n, pipe, B) }`;

/** The same numbers, handed over in an array of `depth` elements by two loops in turns. */
function plainLoops(n: number, depth: number, out: Int32Array): void {
  const ring = new Int32Array(depth);
  let sum = 0;
  for (let i = 0; i < n; i += depth) {
    fill(ring, i);
    sum = (sum + total(ring)) | 0;
  }
  out[0] = sum;
}

function fill(ring: Int32Array, from: number): void {
  for (let k = 0; k < ring.length; k++) ring[k] = Math.imul(from + k, 3);
}

function total(ring: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < ring.length; k++) sum = (sum + (ring[k] ?? 0)) | 0;
  return sum;
}

// ---- a systolic array --------------------------------------------------------------------------------------------------

/** Milliseconds of the better of two runs; the product is checked. */
function systolicTimes(side: number, size: number, depth: number): number {
  const run = compiled(systolicText({ side, size, depth }));
  const [A, B, C] = [matrix(size, 7), matrix(size, 13), new Int32Array(size * size)];
  const times = [0, 1].map(() => {
    const start = performance.now();
    run(A, B, C);
    return performance.now() - start;
  });
  for (let i = 0; i < size; i += 37) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (A[i * size + k] ?? 0) * (B[k * size + j] ?? 0);
      if (sum !== C[i * size + j]) throw new Error(`the array gives a wrong product at ${i}, ${j}`);
    }
  }
  return Math.min(...times);
}

function matrix(size: number, factor: number): Int8Array {
  return Int8Array.from({ length: size * size }, (_, i) => ((i * factor) % 251) - 125);
}

// ---- instances ---------------------------------------------------------------------------------------------------------

/** Memory while all instances of an array wait, in kB an instance, and how long it takes to compile the array. */
function instanceCosts(side: number): { readonly kilobytes: number; readonly compile: number } {
  const text = systolicText({ side, size: side, depth: 2 }).replace("region top(", `
func look() external "look" from "look.cc" model "look"
func last() { call look() }
region top(`).replace(/\n\}$/, "\nrun last()\n}");
  const used = { before: 0, during: 0 };
  const start = performance.now();
  const run = compiled(text, { external: () => (used.during = memory()) });
  const compile = performance.now() - start;
  const [A, B, C] = [matrix(side, 7), matrix(side, 13), new Int32Array(side * side)];
  run(A, B, C);
  used.before = memory();
  run(A, B, C);
  const instances = side * side + 4 * side;
  return { kilobytes: (used.during - used.before) / 1024 / instances, compile };
}

/** What is in use after a collection, in bytes. */
function memory(): number {
  v8.setFlagsFromString("--expose-gc");
  (vm.runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
