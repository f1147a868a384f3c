/** Timing with ratios in mind: what is compared runs in turns, so that a slow moment of the machine hits all alike. */

export interface Variant {
  readonly name: string;
  /** Prepares a run outside the clock; what it returns is timed. */
  readonly prepare: () => () => unknown;
}

/** Medians in milliseconds, by variant. */
export type Medians = Readonly<Record<string, number>>;

/** Enough rounds for `budget` milliseconds in all, between 5 and 60, after three that are not counted. */
export function interleaved(variants: readonly Variant[], budget = 2000): Medians {
  const warm = [0, 1, 2].map(() => round(variants));
  const last = warm.at(-1) ?? [];
  const rounds = Math.max(5, Math.min(60, Math.round(budget / last.reduce((a, b) => a + b, 0))));
  return mediansOf(variants.map((v) => v.name), Array.from({ length: rounds }, () => round(variants)));
}

/** As `interleaved`, for work in other processes: `rounds` rounds, the first not counted. */
export async function interleavedAsync(
  variants: readonly { readonly name: string; readonly run: () => Promise<unknown> }[], rounds: number,
): Promise<Medians> {
  const times: number[][] = [];
  for (let r = 0; r <= rounds; r++) {
    const row: number[] = [];
    for (const { run } of variants) {
      const start = performance.now();
      await run();
      row.push(performance.now() - start);
    }
    times.push(row);
  }
  return mediansOf(variants.map((v) => v.name), times.slice(1));
}

function round(variants: readonly Variant[]): number[] {
  return variants.map(({ prepare }) => {
    const run = prepare();
    const start = performance.now();
    run();
    return performance.now() - start;
  });
}

function mediansOf(names: readonly string[], rows: readonly (readonly number[])[]): Medians {
  return Object.fromEntries(names.map((name, i) => [name, median(rows.map((row) => row[i] ?? NaN))]));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);
}
