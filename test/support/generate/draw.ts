/**
 * Random choices read off a tape of bytes. A generator that draws from a tape can look at what it made so far (names in
 * scope, types), and still shrinks: a shorter tape or smaller bytes give a simpler program, because the first choice is
 * always the simplest and an exhausted tape gives nothing but first choices.
 */

/** Draws from one tape. */
export interface Draw {
  /** A whole number from 0 to `n - 1`. */
  below(n: number): number;
  /** A whole number from `lo` to `hi`, the first being the simplest. */
  between(lo: number, hi: number): number;
  /** One of `items`, of which there must be at least one. */
  pick<T>(items: readonly T[]): T;
  /** True about once in `n` times. */
  oneIn(n: number): boolean;
  /** Whether everything drawn from here on is the first choice. */
  exhausted(): boolean;
}

export function drawFrom(tape: readonly number[]): Draw {
  let at = 0;
  const byte = (): number => tape[at++] ?? 0;
  const below = (n: number): number => (n <= 1 ? 0 : (n <= 256 ? byte() : byte() * 256 + byte()) % n);
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error("nothing to pick from");
    return items[below(items.length)] as T;
  };
  return {
    below,
    pick,
    between: (lo, hi) => lo + below(hi - lo + 1),
    oneIn: (n) => below(n) === n - 1,
    exhausted: () => at >= tape.length,
  };
}
