/** Which writes and reads of a memory may meet: a quick sieve, as unrolled bodies have many of both. */
import type { Form } from "../analysis/affine.js";
import { gcd } from "../analysis/integer-systems.js";
import type { Touch } from "./graph.js";
import type { Counter } from "./recurrences.js";

/** Two accesses; pairs with the same key meet at the same distances. */
export interface Meeting {
  readonly write: Touch;
  readonly read: Touch;
  readonly key: string;
}

interface Placed {
  readonly touch: Touch;
  /** The constant of each subscript; 0 where it is not linear. */
  readonly constants: readonly number[];
}

/** All pairs but those whose subscripts differ by what no counter makes up for. */
export function meetingPairs(touches: readonly Touch[], nest: readonly Counter[]): readonly Meeting[] {
  const writes = grouped(touches.filter((t) => t.kind === "write"));
  const reads = grouped(touches.filter((t) => t.kind === "read"));
  return [...writes].flatMap(([name, group]) => [...reads].flatMap(([other, candidates]) =>
    pairsOf(group, candidates, `${name} ${other}`,
      name === other ? strides(group[0]?.touch.at ?? [], nest) : undefined)));
}

/** By the counters in their subscripts, and how these count. */
function grouped(touches: readonly Touch[]): ReadonlyMap<string, readonly Placed[]> {
  const groups = new Map<string, Placed[]>();
  for (const touch of touches) {
    const name = touch.at.map((f) => (f === undefined ? "?" : [...f.terms].map(([id, c]) =>
      `${c}*${id}`).sort().join("+"))).join();
    const placed = { touch, constants: touch.at.map((f) => Number(f?.constant ?? 0n)) };
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [placed]);
    else group.push(placed);
  }
  return groups;
}

/** By dimension, what the counters of the nest change a subscript by multiples of; 0 for nothing. */
function strides(at: readonly (Form | undefined)[], nest: readonly Counter[]): readonly number[] {
  return at.map((form) => nest.reduce((d, c) => gcd(d, Math.abs(Number((form?.terms.get(c.id) ?? 0n) * c.step))),
    form === undefined ? 1 : 0));
}

function pairsOf(
  writes: readonly Placed[], reads: readonly Placed[], name: string, by: readonly number[] | undefined,
): readonly Meeting[] {
  const rest = ({ constants }: Placed): string =>
    by === undefined ? "" : constants.map((c, dim) => residue(c, by[dim] ?? 0)).join();
  const byRest = new Map<string, Placed[]>();
  for (const r of reads) {
    const key = rest(r);
    const list = byRest.get(key);
    if (list === undefined) byRest.set(key, [r]);
    else list.push(r);
  }
  return writes.flatMap((w) => (byRest.get(rest(w)) ?? []).map((r) => {
    const key = `${name} ${w.constants.map((c, dim) => (r.constants[dim] ?? 0) - c).join()}`;
    return { write: w.touch, read: r.touch, key };
  }));
}

function residue(n: number, by: number): number {
  return by === 0 ? n : ((n % by) + by) % by;
}
