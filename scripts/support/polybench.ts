/** Runs PolyBench kernels and compares their outputs with the golden ones, bit for bit. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { build, float32, float64, int32, tensor } from "heddle";
import type { Benchmark, Dtype, InitialArray, Part, Run, Size } from "../../examples/polybench/benchmark.js";
import { compileExamples } from "./examples.js";
import { root } from "./processes.js";

export type PolybenchTarget = "js" | "vitis";

/** What came of one kernel. */
export interface Outcome {
  readonly name: string;
  /** How long the run took, without building. */
  readonly milliseconds: number;
  /** How many elements were compared. */
  readonly count: number;
  /** The first thing that is wrong; absent when every bit is right. */
  readonly difference?: string;
}

interface GoldenArray {
  readonly count: number;
  /** Of the elements as they lie in memory, little-endian. */
  readonly sha256: string;
  readonly head: readonly number[];
}

type GoldenArrays = Readonly<Record<string, GoldenArray>>;
type GoldenSize = Readonly<Partial<Record<Run["dtype"], GoldenArrays>>> & { readonly dims: object };
type Golden = Readonly<Record<string, Readonly<Record<Size, GoldenSize>>>>;

const golden = JSON.parse(readFileSync(path.join(root, "examples/polybench/golden.json"), "utf8")) as Golden;

/** Compiles the examples if need be, and loads all benchmarks. */
export async function loadBenchmarks(): Promise<readonly Benchmark[]> {
  const folder = await compileExamples("examples/polybench");
  const loaded: unknown = await import(pathToFileURL(path.join(folder, "index.js")).href);
  return (loaded as { readonly benchmarks: readonly Benchmark[] }).benchmarks;
}

/** Host tensors of a run's element type. */
const makers = {
  float32: (a: InitialArray) => tensor(float32, a.shape, a.values),
  float64: (a: InitialArray) => tensor(float64, a.shape, a.values),
  int32: (a: InitialArray) => tensor(int32, a.shape, a.values),
};

export type PolybenchTensor = ReturnType<(typeof makers)[Run["dtype"]]>;

/** Fresh arguments for a run, by parameter name in the order of the parameters. */
export function argumentsOf(run: Run): ReadonlyMap<string, PolybenchTensor> {
  return new Map(Object.entries(run.data()).map(([name, a]) => [name, makers[run.dtype](a)]));
}

/** Runs one benchmark and compares. A failure to build or run is the outcome's difference, not an exception. */
export async function runBenchmark(
  benchmark: Benchmark, size: Size, dtype: Dtype, target: PolybenchTarget,
): Promise<Outcome> {
  const { name, outputs } = benchmark;
  const run = benchmark.run(size, dtype);
  try {
    const args = argumentsOf(run);
    const milliseconds = await execute(run, target, [...args.values()]);
    const expected = expectedOf(name, size, run);
    const compared = Object.entries(outputs).map(([a, part]) => compare(a, part, args.get(a), expected[a]));
    const count = compared.reduce((sum, c) => sum + c.count, 0);
    const difference = compared.find((c) => c.difference !== undefined)?.difference;
    return { name, milliseconds, count, ...(difference === undefined ? {} : { difference }) };
  } catch (error) {
    return { name, milliseconds: NaN, count: 0, difference: error instanceof Error ? error.message : String(error) };
  }
}

async function execute(run: Run, target: PolybenchTarget, args: readonly PolybenchTensor[]): Promise<number> {
  if (target === "js") {
    const start = performance.now();
    Reflect.apply(run.kernel, undefined, args);
    return performance.now() - start;
  }
  const simulated = await build(run.kernel, { target, mode: "csim" });
  await simulated(...args);
  return simulated.report?.milliseconds ?? NaN;
}

function expectedOf(name: string, size: Size, run: Run): GoldenArrays {
  const entry = golden[name]?.[size];
  const arrays = entry?.[run.dtype];
  if (entry === undefined || arrays === undefined) throw new Error(`golden.json has no ${name} ${size} ${run.dtype}`);
  const [ours, theirs] = [JSON.stringify(run.dims), JSON.stringify(entry.dims)];
  if (ours !== theirs) throw new Error(`the dimensions are ${ours}, in golden.json ${theirs}`);
  return arrays;
}

function compare(
  array: string, part: Part, actual: PolybenchTensor | undefined, expected: GoldenArray | undefined,
): { readonly count: number; readonly difference?: string } {
  if (actual === undefined || expected === undefined) return { count: 0, difference: `there is no array ${array}` };
  const elements = select(actual, part);
  const count = elements.length;
  if (count !== expected.count) return { count, difference: `${array} has ${count} elements, not ${expected.count}` };
  const hash = createHash("sha256").update(new Uint8Array(elements.buffer)).digest("hex");
  return hash === expected.sha256 ? { count } : { count, difference: firstDifference(array, elements, expected.head) };
}

function firstDifference(array: string, elements: PolybenchTensor["data"], head: readonly number[]): string {
  const at = head.findIndex((x, i) => !Object.is(x, elements[i]));
  const place = `${array} in the order of the dump`;
  if (at < 0) return `${place} differs after its first ${head.length} elements (by its SHA-256)`;
  return `${place}: element ${at} is ${elements[at]}, not ${head[at]}`;
}

/** A copy of the elements that are compared. */
function select(t: PolybenchTensor, part: Part): PolybenchTensor["data"] {
  if (part === "full") return t.data.slice();
  const [columns = 0] = t.shape.slice(1);
  return t.data.filter((_, n) => {
    const [row, column] = [Math.floor(n / columns), n % columns];
    return part === "lower" ? column <= row : column >= row;
  });
}
