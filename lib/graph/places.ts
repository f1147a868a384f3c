/** Places in grids as text: boxes of places, and the rule that leads from one place to another. */

export type Place = readonly number[];

/** The smallest box around some places, both ends included. */
export interface Box {
  readonly lo: Place;
  readonly hi: Place;
}

/** Of at least one place; all are of one rank. */
export function boxOf(places: readonly Place[]): Box {
  const [first = []] = places;
  const least = (pick: (...n: number[]) => number): Place =>
    first.map((_, d) => places.reduce((n, p) => pick(n, p[d] ?? 0), first[d] ?? 0));
  return { lo: least(Math.min), hi: least(Math.max) };
}

export function extentsOf({ lo, hi }: Box): readonly number[] {
  return lo.map((n, d) => (hi[d] ?? n) - n + 1);
}

/** `[1..4, 0]`. */
export function boxText({ lo, hi }: Box): string {
  return `[${lo.map((n, d) => (hi[d] === n ? `${n}` : `${n}..${hi[d]}`)).join(", ")}]`;
}

/** `[1, 2]`; nothing for what is not in a grid. */
export function placeText(place: Place): string {
  return place.length === 0 ? "" : `[${place.join(", ")}]`;
}

const variables = ["i", "j", "k", "l", "m", "n"];

function variable(d: number): string {
  return variables[d] ?? `p${d}`;
}

/** Two ends of a stream. */
export interface Pair {
  readonly from: Place;
  readonly to: Place;
}

/**
 * The rule of `pairs`: `(i, j) → (i, j+1)`. A coordinate that is the same in all is shown as it is; `*` is one for which no
 * rule was found. `around` gives the extents of a grid in which both ends stand: there, `mod 4` goes around its edge. Where
 * one end is in no grid, the places of the other: `from [0..3, 3]`.
 */
export function linkText(pairs: readonly Pair[], around?: readonly number[]): { readonly text: string; readonly isKnown: boolean } {
  const [first] = pairs;
  if (first === undefined) return { text: "", isKnown: true };
  if (first.from.length === 0) return { text: `to ${boxText(boxOf(pairs.map((p) => p.to)))}`, isKnown: true };
  if (first.to.length === 0) return { text: `from ${boxText(boxOf(pairs.map((p) => p.from)))}`, isKnown: true };
  const from = first.from.map((n, d) => (pairs.length > 1 && pairs.every((p) => p.from[d] === n) ? `${n}` : variable(d)));
  const to = first.to.map((_, d) => targetTerm(pairs, d, around?.[d]));
  const isKnown = to.every((t) => t !== undefined);
  const listed = (items: readonly string[]): string => (items.length === 1 ? items.join("") : `(${items.join(", ")})`);
  if (pairs.length === 1) return { text: `${listed(first.from.map(String))} → ${listed(first.to.map(String))}`, isKnown: true };
  return { text: `${listed(from)} → ${listed(to.map((t) => t ?? "*"))}`, isKnown };
}

/** The rule of coordinate `d`: the coordinate itself is tried before others, and without going around before with. */
function targetTerm(pairs: readonly Pair[], d: number, extent: number | undefined): string | undefined {
  const reached = new Set(pairs.map((p) => p.to[d] ?? 0));
  if (reached.size === 1) return [...reached].join("");
  const rank = pairs[0]?.from.length ?? 0;
  const sources = [...Array(rank).keys()].sort((a, b) => Number(b === d) - Number(a === d) || a - b);
  const offsets = sources.map((s) => ({ s, values: [...new Set(pairs.map((p) => (p.to[d] ?? 0) - (p.from[s] ?? 0)))] }));
  const shifted = offsets.find(({ values }) => values.length === 1);
  if (shifted !== undefined) return variable(shifted.s) + signed(shifted.values[0] ?? 0);
  const bothWays = offsets.find(({ values: [a = 0, b = 0], values }) => values.length === 2 && a + b === 0);
  if (bothWays !== undefined) return `${variable(bothWays.s)}±${Math.abs(bothWays.values[0] ?? 0)}`;
  return extent === undefined ? undefined : aroundTerm(offsets.find(({ s }) => s === d)?.values ?? [], d, extent);
}

function aroundTerm(offsets: readonly number[], d: number, extent: number): string | undefined {
  const [only, ...others] = new Set(offsets.map((n) => shortest(n, extent)));
  return only === undefined || others.length > 0 ? undefined : `${variable(d)}${signed(only)} mod ${extent}`;
}

/** The number nearest to 0 that is `n` modulo `extent`. */
function shortest(n: number, extent: number): number {
  const rest = ((n % extent) + extent) % extent;
  return rest * 2 > extent ? rest - extent : rest;
}

function signed(n: number): string {
  return n === 0 ? "" : n > 0 ? `+${n}` : `${n}`;
}
