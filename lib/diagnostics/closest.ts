/** "Did you mean …": the known words nearest to what was written. */

/** The number of letters to insert, remove, change, or swap with their neighbour to get from `a` to `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(changed, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], i: number): number {
  return row[i] ?? Infinity;
}

/** The words of `known` that are nearest to `word`; none when nothing is near (about a third of its letters). */
export function closest(word: string, known: Iterable<string>, limit = 3): readonly string[] {
  const far = Math.max(1, Math.floor(word.length / 3));
  const measured = [...known].map((k) => ({ word: k, distance: editDistance(word.toLowerCase(), k.toLowerCase()) }));
  const nearest = Math.min(far, ...measured.map((k) => k.distance));
  return measured
    .filter((k) => k.distance <= nearest)
    .slice(0, limit)
    .map((k) => k.word);
}

/** ` Did you mean "gemm" or "gemv"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = closest(word, known).map((k) => `"${k}"`);
  const last = near.pop();
  if (last === undefined) return "";
  return ` Did you mean ${near.length === 0 ? last : `${near.join(", ")} or ${last}`}?`;
}
