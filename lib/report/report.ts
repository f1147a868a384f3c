/**
 * An estimate of the hardware a kernel becomes: cycles, what limits its pipelines, operators and memories. It is made
 * from the IR and a model of the device alone, in the way of Vitis HLS: loops inside a pipelined loop are unrolled, a
 * nest of nothing but a pipelined loop is flattened into it, long innermost loops are pipelined without being asked, and
 * what runs in turns shares its operators.
 */
import { codeName, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import type { Func, Module, Network } from "../ir/ir.js";
import { allFunctions } from "../ir/walk.js";
import { splitStructs } from "../passes/split-structs.js";
import { exactly, larger, type Count } from "./counts.js";
import { functionCycles } from "./cycles.js";
import { defaultDevice, type Device } from "./devices/index.js";
import { memoryUse, type Layout } from "./layout.js";
import { loopReports } from "./loop-reports.js";
import { networkReports, type NetworkReport } from "./networks.js";
import type { FuncPlan } from "./plan.js";
import { planFunction } from "./planner.js";
import { added, callees, operatorsOf } from "./tally.js";

export type { Count } from "./counts.js";

/** What becomes of a loop. */
export type LoopMode =
  /** Iterations overlap, as asked, or because the tool does so by itself. */
  | "pipelined" | "automatic"
  /** Part of the pipelined loop inside it: its iterations follow without a gap. */
  | "flattened"
  /** All iterations side by side. */
  | "unrolled"
  | "sequential" | "dataflow";

export interface LoopReport {
  /** The iteration variable, after the function's name where that is not the kernel. */
  readonly name: string;
  readonly label?: string;
  readonly span: Span;
  /** What jumps name the loop by; unique in its function. */
  readonly id: number;
  /** How many loops are around it. */
  readonly level: number;
  readonly mode: LoopMode;
  readonly trips: Count;
  /** Of pipelines: cycles from one iteration to the next, those that were asked for, and what keeps it from them. */
  readonly ii?: number;
  readonly askedIi?: number;
  readonly limit?: { readonly kind: "recurrence" | "ports"; readonly target: string; readonly text: string };
  /** Cycles of one iteration. */
  readonly iteration?: Count;
  /** Cycles from its start to its end, each time it is come to. */
  readonly cycles?: Count;
  /** Copies of the body in one iteration. */
  readonly copies: number;
}

export interface OperatorReport {
  readonly name: string;
  readonly count: number;
  readonly stages: number;
  readonly dsps: number;
  readonly luts: number;
}

export interface MemoryReport {
  readonly name: string;
  readonly place: Layout["place"];
  readonly kind: Layout["kind"];
  readonly banks: number;
  /** Of a bank. */
  readonly depth: number;
  readonly width: number;
  readonly bits: number;
  /** Blocks of 18 Kbit; 0 for parameters, which are outside. */
  readonly brams: number;
  readonly urams: number;
}

export interface KernelReport {
  readonly kernel: string;
  readonly device: string;
  /** Of one run. */
  readonly cycles: Count;
  /** At the device's clock. */
  readonly milliseconds: Count;
  readonly loops: readonly LoopReport[];
  readonly operators: readonly OperatorReport[];
  readonly memories: readonly MemoryReport[];
  readonly dsps: number;
  readonly luts: number;
  readonly brams: number;
  readonly urams: number;
  /** Of memories inside the kernel. */
  readonly bits: number;
  readonly warnings: readonly Diagnostic[];
  /** The regions, when that was asked. */
  readonly networks?: readonly NetworkReport[];
}

/** The estimate, and for regions what is known of their streams. */
export function fullReport(module: Module, device: Device = defaultDevice): KernelReport {
  const networks = networkReports(module);
  return { ...estimate(module, device), ...(networks.length > 0 && { networks }) };
}

/** The estimate of `module` on `device`. Never throws for a module that is well formed. */
export function estimate(module: Module, device: Device = defaultDevice): KernelReport {
  const m = splitStructs(module);
  const plans = new Map<number, FuncPlan>();
  for (const f of allFunctions(m)) plans.set(f.sym.id, planFunction(f, m, device, plans));
  const running = topFunctions(m).flatMap((f) => plans.get(f.sym.id) ?? []);
  const used = [...new Set(running.flatMap((p) => [p, ...calledFrom(p)]))];
  const cycles = running.map((p) => functionCycles(p, device, new Map())).reduce(larger, exactly(0));
  const memories = running.flatMap((p) => [p, ...calledFrom(p)]).flatMap((p) =>
    memoryReports(p, p === plans.get(m.top.sym.id), device));
  const operators = [...added(running.map(operatorsOf)).values()].map(({ operator, count }): OperatorReport => {
    const { name, stages, dsps, luts } = operator;
    return { name, count, stages, dsps: dsps * count, luts: luts * count };
  });
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  return {
    kernel: m.top.sym.name, device: device.name, cycles, milliseconds: inMilliseconds(cycles, device),
    loops: used.flatMap((p) => loopReports(p, p.func.sym.id === m.top.sym.id, device)),
    operators: operators.sort((a, b) => b.dsps - a.dsps || b.luts - a.luts || (a.name < b.name ? -1 : 1)),
    memories: memories.map(({ luts: _luts, ...rest }) => rest),
    dsps: sum(operators.map((o) => o.dsps)), luts: sum([...operators, ...memories].map((o) => o.luts)),
    brams: sum(memories.map((x) => x.brams)), urams: sum(memories.map((x) => x.urams)),
    bits: sum(memories.filter((x) => x.place !== "parameter").map((x) => x.bits)),
    warnings: used.flatMap((p) => p.warnings),
  };
}

/** The kernel, or every running copy of a region's kernels. */
function topFunctions({ top, functions }: Module): readonly Func[] {
  const known = new Map(functions.map((f) => [f.sym.id, f]));
  const running = (part: Func | Network): readonly Func[] => {
    const instances = "instances" in part ? part.instances : part.network?.instances;
    if (instances === undefined) return "kind" in part ? [part] : [];
    return instances.flatMap((i) => running(known.get(i.callee.id) ?? { streams: [], instances: [] }));
  };
  return running(top);
}

/** Every function that `p` calls, also through others, once each. */
function calledFrom(p: FuncPlan): readonly FuncPlan[] {
  return [...new Set(callees(p.body).flatMap((c) => [c, ...calledFrom(c)]))];
}

/** Parameters of the kernel are its interface; those of functions are somebody's memories already. */
function memoryReports({ layouts }: FuncPlan, isTop: boolean,
  device: Device): readonly (MemoryReport & { readonly luts: number })[] {
  return layouts.filter((l) => isTop || l.place !== "parameter").map((l) => {
    const { sym, place, kind, banks, depth, width } = l;
    return { name: sym.name, place, kind, banks, depth, width, ...memoryUse(l, device) };
  });
}

function inMilliseconds({ min, max, reason }: Count, { clock }: Device): Count {
  const ms = (cycles: number): number => cycles * clock * 1e-6;
  return { min: ms(min), ...(max !== undefined && { max: ms(max) }), ...(reason !== undefined && { reason }) };
}

/** The report as JSON: diagnostics by code and message. */
export function reportToJson(r: KernelReport): object {
  return { ...r, warnings: r.warnings.map((w) => ({ code: codeName(w.code), message: w.message,
    ...(w.help !== undefined && { help: w.help }) })) };
}
