/**
 * The smallest change of depths that clears a deadlock, found by running again. First the full streams of each cycle are
 * made deeper while the run goes on, as Parks does, until it ends; then each is made as shallow as still does.
 */
import type { BlockedInstance, Remedy } from "./errors.js";

/** Values in an array that a run writes. */
type Storage = Ring & { slice(): Storage };

interface Ring {
  [i: number]: unknown;
  readonly length: number;
}

/** All that a run changes and that outlives it. */
export interface Kept {
  /** The storages of the tensors it writes. */
  readonly written: readonly Storage[];
  readonly states?: { readonly save: () => readonly unknown[]; readonly restore: (saved: readonly unknown[]) => void };
}

/** Puts back what was there when it was made. */
export type Restart = () => void;

export function restarter({ written, states }: Kept): Restart {
  const copies = written.map((w) => w.slice());
  const saved = states?.save();
  return () => {
    written.forEach((w, i) => copyInto(w, copies[i] ?? []));
    if (saved !== undefined) states?.restore(saved);
  };
}

/** Sets all elements of `to` to those of `from`, which has as many. */
export function copyInto(to: Ring, from: Ring): void {
  for (let i = 0; i < from.length; i++) to[i] = from[i];
}

/** How a simulation ended. */
export type Ending =
  | { readonly kind: "ended" | "limit" }
  /** By another error. */
  | { readonly kind: "stopped"; readonly why: string }
  | { readonly kind: "deadlock"; readonly blocked: readonly BlockedInstance[]; readonly cycle: readonly string[] };

/** A declaration of streams and how deep they are. */
export interface Deep {
  readonly key: string;
  readonly name: string;
  readonly depth: number;
}

/** Depths by declaration. */
export type Depths = ReadonlyMap<string, number>;

/** Runs with other depths. `grow`, given the full streams of a cycle, says how deep to make which, and the run goes on. */
export type Simulate = (depths: Depths, grow?: (full: readonly Deep[]) => Deep) => Ending;

/** Looks for the least depths with which the run does not end in a deadlock. */
export function remedyFor(simulate: Simulate): Remedy {
  const first = new Map<string, Deep>();
  const raised = new Map<string, number>();
  const grown = simulate(new Map(), (full) => {
    const least = full.reduce((a, b) => (b.depth < a.depth ? b : a));
    if (!first.has(least.key)) first.set(least.key, least);
    const depth = least.depth + Math.max(1, Math.floor(least.depth / 64));
    raised.set(least.key, depth);
    return { ...least, depth };
  });
  if (grown.kind === "limit") return { kind: "unknown", reason: "the search took too long and was stopped" };
  if (grown.kind === "deadlock") return { kind: "none", reason: whyNone(grown) };
  return shrunk(first, raised, simulate);
}

/** Brings each depth down by bisection, the others as they are. */
function shrunk(first: ReadonlyMap<string, Deep>, raised: Map<string, number>, simulate: Simulate): Remedy {
  let known = simulate(raised);
  if (known.kind === "deadlock" || known.kind === "limit") {
    return { kind: "unknown", reason: "the run depends on how deep streams are in other ways too" };
  }
  let minimal = true;
  for (const { key, depth: least } of first.values()) {
    let [low, high] = [least, raised.get(key) ?? least]; // `high` does; below `low` is not looked at
    while (low < high && minimal) {
      const middle = Math.floor((low + high) / 2);
      const ending = simulate(new Map([...raised, [key, middle]]));
      if (ending.kind === "limit") minimal = false;
      else if (ending.kind === "deadlock") low = middle + 1;
      else [high, known] = [middle, ending];
    }
    raised.set(key, high);
  }
  const depths = [...first.values()].map((d) => ({ stream: d.name, from: d.depth, to: raised.get(d.key) ?? d.depth }));
  const then = known.kind === "stopped" ? { then: known.why } : {};
  return { kind: "depths", depths: depths.filter((d) => d.to > d.from), minimal, ...then };
}

function whyNone({ blocked, cycle }: Ending & { readonly kind: "deadlock" }): string {
  if (cycle.length > 0) return `${cycle.join(", ")} all wait for values, which nobody has put`;
  const [one] = blocked;
  if (one === undefined) return "nobody waits for a stream";
  const end = one.waitsTo === "get" ? "puts to" : "gets from";
  return `who ${end} '${one.stream}' has finished, and ${one.instance} still waits for it`;
}
