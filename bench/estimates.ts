/**
 * Our estimates of PolyBench beside the cycles and DSPs that others have published; and the time that a search takes.
 */
import { descriptorOf } from "heddle";
import { searchSchedule } from "../lib/autoschedule/autoschedule.js";
import { parseModule } from "../lib/ir/parse.js";
import { countText } from "../lib/report/counts.js";
import { estimate, type KernelReport } from "../lib/report/report.js";
import { loadBenchmarks } from "../scripts/support/polybench.js";
import { geometricMean } from "./measure.js";
import type { Section } from "./report.js";

/** PolyBench MEDIUM, float32: cycles of RTL simulation and DSPs. */
interface Published {
  /**
   * Vitis HLS 2023.2 without directives, and Stream-HLS with 2560 DSPs: its artefact (FPGA'25),
   * results/data/compare.csv.
   */
  readonly vitis: readonly [cycles: number, dsps: number];
  readonly streamHls: readonly [cycles: number, dsps: number];
  /** Allo's designs (PLDI'24), as that artefact ran them. */
  readonly allo: readonly [cycles: number, dsps: number];
}

const published: Readonly<Record<string, Published>> = {
  "2mm": { vitis: [117_648_026, 10], streamHls: [36_352, 1942], allo: [268_436, 328] },
  "3mm": { vitis: [127_680_022, 19], streamHls: [49_092, 2507], allo: [222_975, 467] },
  atax: { vitis: [1_288_583, 5], streamHls: [2180, 1502], allo: [8822, 403] },
  bicg: { vitis: [1_279_602, 6], streamHls: [1112, 1501], allo: [1651, 603] },
  gemm: { vitis: [10_609_802, 9], streamHls: [24_051, 2552], allo: [238_622, 175] },
  gesummv: { vitis: [500_020, 6], streamHls: [673, 922], allo: [1538, 393] },
  mvt: { vitis: [2_560_019, 6], streamHls: [667, 2306], allo: [468, 4000] },
};

/** The kernels that the search has to do in 30 s each. */
const searched = ["gemm", "2mm", "3mm", "atax"];

/** Unscheduled kernels against Vitis HLS without directives; what the search finds against Stream-HLS and Allo. */
export async function estimatesSection(): Promise<Section> {
  const rows: (readonly (string | number)[])[] = [];
  const ratios: number[] = [];
  let slowest = 0;
  for (const benchmark of await loadBenchmarks()) {
    const known = published[benchmark.name];
    const descriptor = descriptorOf(benchmark.run("medium", "float32").kernel);
    if (descriptor === undefined) throw new Error(`${benchmark.name} is not compiled`);
    const module = parseModule(descriptor.ir);
    const plain = estimate(module);
    if (known !== undefined) ratios.push((plain.cycles.max ?? NaN) / known.vitis[0]);
    const search = searched.includes(benchmark.name) ? timed(() => searchSchedule(module, { dsp: 2560 })) : undefined;
    slowest = Math.max(slowest, search?.milliseconds ?? 0);
    rows.push([benchmark.name, shown(plain), pair(known?.vitis), shown(search?.result.report), pair(known?.streamHls),
      pair(known?.allo)]);
  }
  return {
    title: "Estimates of PolyBench MEDIUM, float32: cycles (DSPs), beside published RTL simulations",
    head: ["kernel", "as it is", "Vitis HLS", "autoschedule 2560", "Stream-HLS 2560", "Allo"],
    rows,
    summary: [
      { name: "as it is / Vitis HLS without directives (geomean)", value: geometricMean(ratios), unit: "×" },
      { name: "the longest search", value: slowest, unit: "ms", aim: 30_000 },
    ],
  };
}

function timed<T>(work: () => T): { readonly result: T; readonly milliseconds: number } {
  const start = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - start };
}

function shown(r: KernelReport | undefined): string {
  return r === undefined ? "" : `${countText(r.cycles)} (${r.dsps})`;
}

function pair(p: readonly [number, number] | undefined): string {
  return p === undefined ? "" : `${p[0].toLocaleString("en-US")} (${p[1]})`;
}
