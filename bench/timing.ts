/** What timing costs beside running a region alone: recording, and replaying the trace. */
import { int32, simulate, zeros } from "heddle";
import { parseModule } from "../lib/ir/parse.js";
import { lowerToJs } from "../lib/targets/js/index.js";
import { makeKernel, type KernelDescriptor } from "../runtime/kernel.js";
import * as native from "../runtime/native.js";
import { interleaved } from "./measure.js";
import type { Section } from "./report.js";

const [places, tokens, depth] = [8, 100_000, 16];

/** A chain of kernels, each of which passes all tokens on. */
function chainText(): string {
  const stream = `stream<int32, ${depth}>`;
  const loop = (body: string): string => `for i: index = 0 to ${tokens} pipeline(ii=1) { ${body} }`;
  const pes = Array.from({ length: places }, (_, p) => `run pe(s[${p}], s[${p + 1}]) as pe[${p}]`);
  return `
    func load(A: int32[${tokens}], to: ${stream}) { ${loop("put to, A[i]")} }
    func pe(a: ${stream}, b: ${stream}) { ${loop("get x: int32 from a put b, int32(x + 1:int32)")} }
    func drain(a: ${stream}, B: int32[${tokens}]) { ${loop("get x: int32 from a B[i] = x")} }
    region chain(A: int32[${tokens}], B: int32[${tokens}]) {
      s: ${stream}[${places + 1}]
      run load(A, s[0])
      ${pes.join("\n")}
      run drain(s[${places}], B)
    }`;
}

function regionOf(ir: string): (...args: unknown[]) => unknown {
  const module = parseModule(ir);
  const { code, entry } = lowerToJs(module, { prefix: "$", runtime: "$heddle" });
  const make = new Function("$heddle", `"use strict";\n${code}\nreturn ${entry};`) as (runtime: typeof native) => KernelDescriptor["entry"];
  const params = module.top.params.map(({ sym, type }) => ({ name: sym.name, type }));
  return makeKernel({ name: "chain", kind: "region", ir, sources: [], signature: { params, results: [] }, entry: make(native) });
}

/** A run alone, a timed one, and the timing of a recorded run with other depths. */
export async function timingSection(): Promise<Section> {
  const region = regionOf(chainText());
  const simulator = await simulate(region, { timing: true });
  const [A, B] = [zeros(int32, [tokens]), zeros(int32, [tokens])];
  const recorded = simulator(A, B);
  const { alone = NaN, timed = NaN, again = NaN } = interleaved([
    { name: "alone", prepare: () => () => region(A, B) },
    { name: "timed", prepare: () => () => simulator(A, B) },
    { name: "again", prepare: () => () => recorded.withDepths({ s: 8 }) },
  ]);
  const operations = 2 * (places + 1) * tokens;
  const row = (name: string, ms: number): readonly (string | number)[] => [name, ms, (ms * 1e6) / operations, ms / alone];
  return {
    title: `Timing of a chain of ${places + 2} kernels, ${operations.toLocaleString("en-US")} puts and gets`,
    head: ["", "ms", "ns each", "ratio"],
    rows: [row("the region alone", alone), row("timed", timed), row("timed again with other depths", again)],
    summary: [{ name: "timed / alone", value: timed / alone, unit: "×" }],
  };
}
