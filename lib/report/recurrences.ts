/** What an iteration needs from earlier ones: cycles of dependences, which bound how soon the next one can start. */
import { addForms, constantForm, scaleForm, valueForm, type Form } from "../analysis/affine.js";
import { atMost, equal, solve, type Constraint } from "../analysis/integer-systems.js";
import type { Span } from "../diagnostics/source.js";
import type { Device } from "./devices/device.js";
import type { Graph, NodeId, Touch } from "./graph.js";
import { meetingPairs } from "./meeting.js";
import type { Layout } from "./layout.js";

/** A loop of the nest that is pipelined as one. */
export interface Counter {
  readonly id: number;
  /** What it is in iteration 0, where that is linear. */
  readonly first?: Form;
  readonly step: bigint;
  /** The number of iterations, where it is known. */
  readonly trips?: number;
}

/** A cycle: what iteration n + `distance` needs is done `latency` cycles after iteration n began to make it. */
export interface Recurrence {
  readonly target: string;
  readonly distance: number;
  readonly latency: number;
  readonly ii: number;
  /** Where it is written, and where the later iteration reads it. */
  readonly from: Span;
  readonly to: Span;
  /** Certain; otherwise it only cannot be ruled out. */
  readonly isExact: boolean;
}

/**
 * The worst cycle of `graph`, run for the counters of `nest`, outermost first; only those over `atLeast` cycles are
 * sought.
 */
export function worstRecurrence(
  graph: Graph, nest: readonly Counter[], layoutOf: (id: number) => Layout | undefined, device: Device, atLeast: number,
): Recurrence | undefined {
  const found = [...scalarRecurrences(graph, device), ...memoryRecurrences(graph, nest, layoutOf, device, atLeast)];
  return found.reduce<Recurrence | undefined>((worst, r) => (worst === undefined || r.ii > worst.ii ? r : worst),
    undefined);
}

function scalarRecurrences(graph: Graph, { loops }: Device): readonly Recurrence[] {
  return [...graph.carried].flatMap(([id, { sym, node, span }]) => {
    const last = graph.finals.get(id);
    if (last === undefined || last === node) return [];
    const path = graph.longestPath([node], new Set([last]));
    if (path === undefined) return [];
    const latency = Math.max(1, path - loops.forwarding);
    return [{ target: sym.name, distance: 1, latency, ii: latency, from: span, to: span, isExact: true }];
  });
}

// ---- memories -------------------------------------------------------------------------------------------------------

/** Accesses at the same distance: from these writes to these reads. */
interface Pairs {
  readonly reads: Set<NodeId>;
  readonly writes: Set<NodeId>;
  readonly from: Touch;
  readonly to: Touch;
  isExact: boolean;
}

function memoryRecurrences(
  graph: Graph, nest: readonly Counter[], layoutOf: (id: number) => Layout | undefined, device: Device, atLeast: number,
): readonly Recurrence[] {
  // Farther apart than this, a cycle of all there is would still not be too long.
  const farthest = Math.ceil(graph.depth / atLeast);
  const targets = new Set(graph.touches.filter((t) => t.kind === "write"
    && layoutOf(t.target.id)?.isFifo === false).map((t) => t.target.id));
  return [...targets].flatMap((id) => {
    const touches = graph.touches.filter((t) => t.target.id === id);
    const isRegister = layoutOf(id)?.isRegister === true;
    return [...byDistance(touches, nest, farthest)].flatMap(([distance, pairs]) => {
      const path = graph.longestPath([...pairs.reads], pairs.writes);
      if (path === undefined) return [];
      const latency = Math.max(1, path - (isRegister ? device.loops.forwarding : 0));
      const { from, to, isExact } = pairs;
      return [{ target: to.target.name, distance, latency, ii: Math.ceil(latency / distance), from: from.span,
        to: to.span, isExact }];
    });
  });
}

function byDistance(touches: readonly Touch[], nest: readonly Counter[], farthest: number): ReadonlyMap<number, Pairs> {
  const found = new Map<number, Pairs>();
  const known = new Map<string, Distance | undefined>();
  for (const { write, read, key } of meetingPairs(touches, nest)) {
    if (!known.has(key)) known.set(key, leastDistance(write, read, nest, farthest));
    const d = known.get(key);
    if (d === undefined) continue;
    const pairs = found.get(d.distance) ?? { reads: new Set(), writes: new Set(), from: write, to: read,
      isExact: d.isExact };
    pairs.reads.add(read.node);
    pairs.writes.add(write.node);
    pairs.isExact &&= d.isExact;
    found.set(d.distance, pairs);
  }
  return found;
}

/** How many iterations lie between two accesses at least. */
interface Distance {
  readonly distance: number;
  readonly isExact: boolean;
}

/** How many iterations after the write the nearest one comes that may read the same place; up to `farthest`. */
function leastDistance(
  write: Touch, read: Touch, nest: readonly Counter[], farthest: number,
): Distance | undefined {
  const isExact = !write.at.includes(undefined) && !read.at.includes(undefined);
  const [first, second] = [inIterations(write, nest, 1), inIterations(read, nest, 2)];
  const place = first.at.flatMap((a, i) => {
    const b = second.at[i];
    return a === undefined || b === undefined ? [] : [equal(a, b)];
  });
  const between = addForms(second.number, first.number, -1n);
  const system = [...first.domain, ...second.domain, ...place];
  const within = (lo: number, hi: number): boolean =>
    solve([...system, atMost(constantForm(BigInt(lo)), between),
      atMost(between, constantForm(BigInt(hi)))]).kind !== "none";
  let [lo, hi] = [1, farthest];
  if (!within(lo, hi)) return undefined;
  while (lo < hi) {
    const middle = Math.floor((lo + hi) / 2);
    if (within(lo, middle)) hi = middle;
    else lo = middle + 1;
  }
  return { distance: lo, isExact };
}

const apart = 1_000_000_000;

/**
 * The subscripts, and the iteration's number, by how often each counter has counted; these are other values in
 * `which`.
 */
function inIterations(
  touch: Touch, nest: readonly Counter[], which: 1 | 2,
): { readonly at: readonly (Form | undefined)[]; readonly number: Form; readonly domain: readonly Constraint[] } {
  const counted = (n: number): Form => valueForm(-apart - 2 * n - which);
  const at = touch.at.map((form) => (form === undefined ? undefined : nest.reduce((f, c, n) => {
    const coefficient = f.terms.get(c.id);
    if (coefficient === undefined) return f;
    const value = addForms(c.first ?? valueForm(apart + n), scaleForm(counted(n), c.step));
    return addForms(addForms(f, valueForm(c.id), -coefficient), value, coefficient);
  }, form)));
  let number = constantForm(0n);
  const domain: Constraint[] = [];
  nest.forEach(({ trips }, n) => {
    number = addForms(scaleForm(number, BigInt(trips ?? 1)), counted(n));
    domain.push(atMost(constantForm(0n), counted(n)));
    if (trips !== undefined) domain.push(atMost(counted(n), constantForm(BigInt(trips - 1))));
  });
  return { at, number, domain };
}
