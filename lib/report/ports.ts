/** How many accesses of an iteration meet in one bank of a memory, and how many cycles its ports take for them. */
import type { Form } from "../analysis/affine.js";
import { gcd } from "../analysis/integer-systems.js";
import type { Partition } from "../ir/ir.js";
import type { Graph, Touch } from "./graph.js";
import { cyclesFor, type Layout } from "./layout.js";

/** The busiest bank of a memory. */
export interface PortUse {
  readonly name: string;
  readonly reads: number;
  readonly writes: number;
  readonly cycles: number;
  readonly banks: number;
  readonly ports: Layout["ports"] | "stream";
  readonly touches: readonly Touch[];
}

/** Reads and writes of a bank in one iteration. */
interface Load {
  reads: number;
  writes: number;
}

/** The memory or stream whose ports take longest for the accesses of `graph`; `undefined` when nothing is accessed. */
export function busiestPorts(graph: Graph, layoutOf: (id: number) => Layout | undefined): PortUse | undefined {
  const byTarget = new Map<number, Touch[]>();
  for (const t of graph.touches) {
    const list = byTarget.get(t.target.id);
    if (list === undefined) byTarget.set(t.target.id, [t]);
    else list.push(t);
  }
  let most: PortUse | undefined;
  for (const [id, touches] of byTarget) {
    const layout = layoutOf(id);
    if (layout?.isRegister === true) continue;
    const use = layout === undefined ? streamUse(touches) : memoryPorts(layout, touches);
    if (use !== undefined && use.cycles > (most?.cycles ?? 0)) most = use;
  }
  return most;
}

function streamUse(touches: readonly Touch[]): PortUse | undefined {
  const [first] = touches;
  if (first === undefined) return undefined;
  const count = (kind: Touch["kind"]): number => touches.filter((t) => t.kind === kind).length;
  const [reads, writes] = [count("read"), count("write")];
  return { name: first.target.name, reads, writes, cycles: Math.max(reads, writes), banks: 1, ports: "stream",
    touches };
}

function memoryPorts(layout: Layout, touches: readonly Touch[]): PortUse {
  const groups = new Map<string, Touch[]>();
  for (const t of touches) {
    const key = layout.partitions.map((p, dim) => (isFixed(t.at[dim], p) ? "" : termsOf(t.at[dim]))).join();
    groups.set(key, [...(groups.get(key) ?? []), t]);
  }
  let rest = { reads: 0, writes: 0 };
  let fixed: readonly Load[] = [{ reads: 0, writes: 0 }];
  for (const list of groups.values()) {
    const isAbsolute = layout.partitions.every((p, dim) => isFixed(list[0]?.at[dim], p));
    if (isAbsolute) fixed = [...bankLoads(layout, list, layout.partitions.map(() => 0)).values()];
    else {
      const worst = worstLoad(layout, list);
      rest = { reads: rest.reads + worst.reads, writes: rest.writes + worst.writes };
    }
  }
  const loads = fixed.map((l) => ({ reads: l.reads + rest.reads, writes: l.writes + rest.writes }));
  const cycles = (l: Load): number => cyclesFor(l.reads, l.writes, layout);
  const busiest = loads.reduce((a, b) => (cycles(b) > cycles(a) ? b : a));
  return { name: layout.sym.name, ...busiest, cycles: cycles(busiest), banks: layout.banks, ports: layout.ports,
    touches };
}

/** Whether the bank follows from the constant of the form alone, whatever the counters are. */
function isFixed(form: Form | undefined, p: Partition | undefined): boolean {
  if (p === undefined) return true;
  if (form === undefined) return false;
  if (p.kind !== "cyclic") return form.terms.size === 0;
  return [...form.terms.values()].every((c) => c % BigInt(p.factor ?? 1) === 0n);
}

function termsOf(form: Form | undefined): string {
  return form === undefined ? "?" : [...form.terms].map(([id, c]) => `${c}*${id}`).sort().join("+");
}

/** Where the counters stand decides which of the accesses of a group meet: the worst of all places. */
function worstLoad(layout: Layout, touches: readonly Touch[]): Load {
  let worst: Load = { reads: 0, writes: 0 };
  const offsets = layout.partitions.map((p, dim) => offsetsOf(p, layout.type.shape[dim] ?? 1, touches[0]?.at[dim]));
  for (const at of combinations(offsets)) {
    for (const load of bankLoads(layout, touches, at).values()) {
      if (cyclesFor(load.reads, load.writes, layout) > cyclesFor(worst.reads, worst.writes, layout)) worst = load;
    }
  }
  return worst;
}

/** The places relative to the banks' borders that matter: blocks have borders, the others look the same everywhere. */
function offsetsOf(p: Partition | undefined, extent: number, form: Form | undefined): readonly number[] {
  if (p?.kind !== "block" || form === undefined) return [0];
  const size = Math.ceil(extent / (p.factor ?? 1));
  const step = [...form.terms.values()].reduce((d, c) => gcd(d, Math.abs(Number(c))), size);
  return Array.from({ length: size / step }, (_, n) => n * step);
}

function combinations(lists: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return lists.reduce<readonly (readonly number[])[]>((all, list) => all.flatMap((c) => list.map((n) => [...c, n])),
    [[]]);
}

function bankLoads(layout: Layout, touches: readonly Touch[], offsets: readonly number[]): ReadonlyMap<string, Load> {
  const loads = new Map<string, Load>();
  for (const { kind, at } of touches) {
    const bank = layout.partitions.map((p, dim) =>
      bankOf(p, layout.type.shape[dim] ?? 1, at[dim], offsets[dim] ?? 0)).join();
    const load = loads.get(bank) ?? { reads: 0, writes: 0 };
    load[kind === "read" ? "reads" : "writes"] += 1;
    loads.set(bank, load);
  }
  return loads;
}

/** Relative to where the counters are; 0 for what is not linear, which may be in any. */
function bankOf(p: Partition | undefined, extent: number, form: Form | undefined, offset: number): number {
  if (p === undefined || form === undefined) return 0;
  const at = Number(form.constant) + offset;
  const factor = p.factor ?? 1;
  switch (p.kind) {
    case "complete": return at;
    case "cyclic": return ((at % factor) + factor) % factor;
    case "block": return Math.floor(at / Math.ceil(extent / factor));
  }
}
