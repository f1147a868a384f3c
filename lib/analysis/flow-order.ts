/** The order in which a network's instances are started: producers before consumers. */

/** The streams that something puts to and gets from, by any names for them. */
export interface Ends {
  readonly puts: readonly string[];
  readonly gets: readonly string[];
}

/**
 * `items` with those that put to a stream before those that get from it. What is joined in a cycle stays in the given
 * order, and so does what nothing else decides.
 */
export function inFlowOrder<T>(items: readonly T[], endsOf: (item: T) => Ends): readonly T[] {
  const ends = items.map(endsOf);
  const producers = new Map<string, number[]>();
  ends.forEach(({ puts }, i) => {
    for (const s of puts) addTo(producers, s, i);
  });
  const sources = ends.map(({ gets }, i) => gets.flatMap((s) => producers.get(s) ?? []).filter((p) => p !== i));
  const group = groupsOf(sources);
  return ordered(sources, group).map((i) => items[i]).filter((item) => item !== undefined);
}

function addTo<K>(lists: Map<K, number[]>, key: K, item: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Items that feed each other get the same number: the least of their positions. */
function groupsOf(sources: readonly (readonly number[])[]): readonly number[] {
  const { order } = depthFirst(sources.map((_, i) => i), sources);
  const targets = sources.map((): number[] => []);
  sources.forEach((list, i) => { for (const s of list) targets[s]?.push(i); });
  const { roots } = depthFirst([...order].reverse(), targets);
  const least = new Map<number, number>();
  roots.forEach((root, i) => { if (!least.has(root)) least.set(root, i); });
  return roots.map((root, i) => least.get(root) ?? i);
}

/** All nodes in the order in which they are left, and for each from which root it was reached. */
function depthFirst(
  starts: readonly number[], edges: readonly (readonly number[])[],
): { readonly order: readonly number[]; readonly roots: readonly number[] } {
  const roots = edges.map(() => -1);
  const order: number[] = [];
  for (const root of starts) {
    if (roots[root] !== -1) continue;
    roots[root] = root;
    const path = [{ node: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = edges[top.node]?.[top.next++];
      if (child === undefined) {
        order.push(top.node);
        path.pop();
      } else if (roots[child] === -1) {
        roots[child] = root;
        path.push({ node: child, next: 0 });
      }
    }
  }
  return { order, roots };
}

/** Whole groups after all that feed them, the first in the given order first. */
function ordered(sources: readonly (readonly number[])[], group: readonly number[]): readonly number[] {
  const members = new Map<number, number[]>();
  group.forEach((g, i) => { addTo(members, g, i); });
  const waiting = new Map<number, Set<number>>();
  const feeds = new Map<number, Set<number>>();
  sources.forEach((list, i) => {
    const own = group[i] ?? i;
    for (const s of list) {
      const from = group[s] ?? s;
      if (from === own) continue;
      waiting.set(own, (waiting.get(own) ?? new Set()).add(from));
      feeds.set(from, (feeds.get(from) ?? new Set()).add(own));
    }
  });
  const ready = new Heap();
  for (const g of members.keys()) if (!waiting.has(g)) ready.add(g);
  const result: number[] = [];
  for (let g = ready.take(); g !== undefined; g = ready.take()) {
    result.push(...(members.get(g) ?? []));
    for (const to of feeds.get(g) ?? []) {
      const left = waiting.get(to);
      left?.delete(g);
      if (left?.size === 0) ready.add(to);
    }
  }
  return result;
}

/** Numbers, of which the least comes first. */
class Heap {
  private readonly items: number[] = [];

  add(n: number): void {
    const { items } = this;
    let at = items.length;
    items.push(n);
    for (let up = (at - 1) >> 1; at > 0 && (items[up] ?? 0) > n; up = (at - 1) >> 1) {
      items[at] = items[up] ?? 0;
      items[up] = n;
      at = up;
    }
  }

  take(): number | undefined {
    const { items } = this;
    const [first] = items;
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    let at = 0;
    for (let down = 1; down < items.length; down = 2 * at + 1) {
      if ((items[down + 1] ?? Infinity) < (items[down] ?? Infinity)) down++;
      if ((items[down] ?? Infinity) >= last) break;
      items[at] = items[down] ?? last;
      at = down;
    }
    items[at] = last;
    return first;
  }
}
