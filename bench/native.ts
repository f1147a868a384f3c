/** Compiled kernels in Node against JavaScript written by hand: PolyBench medium, float32, the same input and bits. */
import * as path from "node:path";
import { pathToFileURL } from "node:url";
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
    // Making the input takes longer than some kernels: it is made once and copied.
    const input = [...argumentsOf(run).values()];
    assertSameBits(benchmark.name, run.kernel, byHand, run.dims, input);
    const medians = interleaved([
      { name: "compiled", prepare: () => { const args = copies(input); return () => { Reflect.apply(run.kernel, undefined, args); }; } },
      { name: "hand", prepare: () => { const args = copies(input).map((a) => a.data); return () => { byHand(run.dims, ...args); }; } },
    ]);
    const { compiled = NaN, hand: manual = NaN } = medians;
    rows.push([benchmark.name, compiled, manual, compiled / manual]);
  }
  return {
    title: "Native speed: PolyBench medium, float32, medians of interleaved runs",
    head: ["kernel", "compiled ms", "by hand ms", "ratio"],
    rows,
    summary: [{ name: "compiled / by hand, geometric mean", value: geometricMean(rows.map((r) => r[3])), unit: "×", aim: 1.2 }],
  };
}

async function loadHand(name: string): Promise<Hand> {
  const file = pathToFileURL(path.join(root, "bench", "hand", `${name}.js`)).href;
  const found = ((await import(file)) as Readonly<Record<string, Hand>>)[hand[name] ?? ""];
  if (found === undefined) throw new Error(`${file} does not export ${hand[name]}`);
  return found;
}

/** Storage with the same elements: kernels write into their arguments. */
export function copies(tensors: readonly PolybenchTensor[]): readonly PolybenchTensor[] {
  return tensors.map((t) => t.copy());
}

function assertSameBits(name: string, kernel: object, byHand: Hand, dims: object, input: readonly PolybenchTensor[]): void {
  const [ours, theirs] = [copies(input), copies(input)];
  Reflect.apply(kernel as () => void, undefined, ours);
  byHand(dims, ...theirs.map((t) => t.data));
  const differs = ours.some((t, i) => Buffer.compare(bytesOf(t), bytesOf(theirs[i])) !== 0);
  if (differs) throw new Error(`bench/hand/${name}.js gives other bits than the kernel`);
}

function bytesOf(t: PolybenchTensor | undefined): Uint8Array {
  return t === undefined ? new Uint8Array() : new Uint8Array(t.data.buffer, t.data.byteOffset, t.data.byteLength);
}
