/** The heart of a deadlock report, for everything that runs regions. */

/** The first cycle met by following `next` from each of `starts` in turn; empty when every path ends. */
export function waitCycle<T>(starts: readonly T[], next: (waiting: T) => T | undefined): readonly T[] {
  for (const start of starts) {
    const path: T[] = [];
    for (let at: T | undefined = start; at !== undefined; at = next(at)) {
      const met = path.indexOf(at);
      if (met >= 0) return path.slice(met);
      path.push(at);
    }
  }
  return [];
}
