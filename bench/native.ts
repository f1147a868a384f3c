/** Compiled kernels in Node against JavaScript written by hand: PolyBench medium, float32, the same input and bits. */
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Run } from "../examples/polybench/benchmark.js";
import { argumentsOf, loadBenchmarks, type PolybenchTensor } from "../scripts/support/polybench.js";
import { root } from "../scripts/support/processes.js";
import { geometricMean, interleaved } from "./measure.js";
import type { Section } from "./report.js";

type Hand = (dims: object, ...arrays: readonly PolybenchTensor["data"][]) => void;

/** By PolyBench's name: the function that bench/hand/<name>.js exports. */
const hand: Readonly<Record<string, string>> = {
  "gemm": "gemm", "jacobi-2d": "jacobi2d", "lu": "lu", "atax": "atax", "covariance": "covariance",
};

export async function nativeSection(): Promise<Section> {
  const benchmarks = await loadBenchmarks();
  const rows: [name: string, compiled: number, byHand: number, ratio: number][] = [];
  for (const benchmark of benchmarks.filter((b) => hand[b.name] !== undefined)) {
    const run = benchmark.run("medium", "float32");
    const byHand = await loadHand(benchmark.name);
    assertSameBits(benchmark.name, run, byHand);
    const [forCompiled, forHand] = [resettable(run), resettable(run)];
    const medians = interleaved([
      { name: "compiled", prepare: () => callOf(run.kernel, forCompiled.reset()) },
      { name: "hand", prepare: () => handCall(byHand, run.dims, forHand.reset()) },
    ]);
    const { compiled = NaN, hand: manual = NaN } = medians;
    rows.push([benchmark.name, compiled, manual, compiled / manual]);
  }
  return {
    title: "Native speed: PolyBench medium, float32, medians of interleaved runs",
    head: ["kernel", "compiled ms", "by hand ms", "ratio"],
    rows,
    summary: [
      { name: "compiled / by hand, geometric mean", value: geometricMean(rows.map((r) => r[3])), unit: "×", aim: 1.2 },
    ],
  };
}

async function loadHand(name: string): Promise<Hand> {
  const file = pathToFileURL(path.join(root, "bench", "hand", `${name}.js`)).href;
  const found = ((await import(file)) as Readonly<Record<string, Hand>>)[hand[name] ?? ""];
  if (found === undefined) throw new Error(`${file} does not export ${hand[name]}`);
  return found;
}

export interface Resettable {
  readonly args: readonly PolybenchTensor[];
  /** Gives `args` with their first values. */
  reset(): readonly PolybenchTensor[];
}

/** Arguments that can be made fresh again: kernels write into them, and making them takes longer than some kernels. */
export function resettable(run: Run): Resettable {
  const args = [...argumentsOf(run).values()];
  const initial = args.map((a) => a.data.slice());
  return {
    args,
    reset: () => {
      args.forEach((a, i) => a.data.set(initial[i] ?? []));
      return args;
    },
  };
}

/** A call to be timed, its arguments at hand. */
export function callOf(kernel: Run["kernel"], args: readonly PolybenchTensor[]): () => void {
  return () => {
    Reflect.apply(kernel, undefined, args);
  };
}

function handCall(byHand: Hand, dims: object, args: readonly PolybenchTensor[]): () => void {
  const arrays = args.map((a) => a.data);
  return () => {
    byHand(dims, ...arrays);
  };
}

function assertSameBits(name: string, run: Run, byHand: Hand): void {
  const [ours, theirs] = [resettable(run).reset(), resettable(run).reset()];
  callOf(run.kernel, ours)();
  handCall(byHand, run.dims, theirs)();
  const differs = ours.some((t, i) => Buffer.compare(bytesOf(t), bytesOf(theirs[i])) !== 0);
  if (differs) throw new Error(`bench/hand/${name}.js gives other bits than the kernel`);
}

export function bytesOf(t: PolybenchTensor | undefined): Uint8Array {
  return t === undefined ? new Uint8Array() : new Uint8Array(t.data.buffer, t.data.byteOffset, t.data.byteLength);
}
