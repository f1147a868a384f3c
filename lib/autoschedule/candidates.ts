/** All choices for a chain of loops, the most promising first, by a quick estimate that takes all ports for granted. */
import type { BodyNeeds, Chain } from "./chains.js";
import type { Choice } from "./choice.js";

export interface Candidate extends Choice {
  /** DSPs, and cycles of the chain, estimated. */
  readonly dsps: number;
  readonly cycles: number;
  /** Fewer cycles than this it cannot take: one for each iteration that is left. */
  readonly least: number;
}

/** Nests deeper than this are pipelined in the order they have. */
const deepestOrder = 4;

/** Operations share operators by so many at most, and bodies with operations for more DSPs than this are not tried. */
const mostShared = 64;
const mostDsps = 8000;

/** Every way to unroll and order `chain` that takes at most `dsps` DSPs. */
export function candidatesOf(chain: Chain, needs: BodyNeeds, dsps: number): readonly Candidate[] {
  if (!chain.isUnrollable) return [];
  const found: Candidate[] = [];
  for (const unroll of unrollings(chain, needs, dsps)) {
    const left = chain.trips.flatMap((t, n) => (t > (unroll[n] ?? 1) ? [n] : []));
    if (left.length === 0) continue;
    const orders = left.length <= deepestOrder ? permutations(left) : [left];
    const ii = Math.max(1, Math.ceil(dspsOf(chain, unroll, needs) / dsps));
    for (const order of orders) found.push(candidate({ chain, unroll, order, ii }, needs));
  }
  return found.sort((a, b) => a.cycles - b.cycles || a.dsps - b.dsps || (a.unroll.join() < b.unroll.join() ? -1 : 1));
}

/**
 * Branches on the factor of each loop in turn; a branch that takes too many DSPs already is cut off with all above it.
 */
function unrollings(chain: Chain, needs: BodyNeeds, dsps: number): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const branch = (unroll: readonly number[]): void => {
    const trips = chain.trips[unroll.length];
    if (trips === undefined) {
      found.push(unroll);
      return;
    }
    for (const factor of divisors(trips)) {
      if (dspsOf(chain, [...unroll, factor], needs) > Math.min(dsps * mostShared, Math.max(dsps, mostDsps))) break;
      branch([...unroll, factor]);
    }
  };
  branch([]);
  return found;
}

/** From the least. */
function divisors(n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first) => permutations(items.filter((x) => x !== first)).map((rest) => [first, ...rest]));
}

/** Loops that `unroll` says nothing of yet count as not unrolled. */
function dspsOf(chain: Chain, unroll: readonly number[], needs: BodyNeeds): number {
  const copies = copiesOf(chain, unroll, needs);
  return needs.dsps.reduce((sum, { dsps, over }) => sum + dsps * product([...over].map((id) => copies.get(id) ?? 1)),
    0);
}

function copiesOf(chain: Chain, unroll: readonly number[], needs: BodyNeeds): ReadonlyMap<number, number> {
  return new Map([...needs.inner, ...chain.loops.map((l, n) => [l.iter.id, unroll[n] ?? 1] as const)]);
}

const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

function candidate(choice: Choice, needs: BodyNeeds): Candidate {
  const { chain, unroll, order } = choice;
  const copies = copiesOf(chain, unroll, needs);
  const left = order.map((n) => (chain.trips[n] ?? 1) / (unroll[n] ?? 1));
  const iterations = product(left);
  let { ii } = choice;
  let depth = 0;
  for (const { over, within, stages, fixed } of needs.running) {
    const chained = product([...copies].map(([id, n]) => (over.has(id) || !within.has(id) ? 1 : n)));
    const latency = fixed + stages * chained;
    depth = Math.max(depth, latency);
    ii = Math.max(ii, Math.ceil(latency / distance(choice, left, over)));
  }
  const dsps = Math.ceil(dspsOf(chain, unroll, needs) / ii);
  return { ...choice, dsps, cycles: iterations * ii + depth, least: iterations * choice.ii };
}

/** The iterations from one change of a value to the next: those of the loops inside the last one that repeats it. */
function distance({ chain, order }: Choice, left: readonly number[], over: ReadonlySet<number>): number {
  const last = order.findLastIndex((n) => !over.has(chain.loops[n]?.iter.id ?? -1));
  return last < 0 ? Infinity : product(left.slice(last + 1));
}
