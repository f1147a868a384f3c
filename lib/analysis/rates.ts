/** How many values are put to each stream of a network and got from it, and where the two do not agree. */
import type { Span } from "../diagnostics/source.js";
import { effectsOf } from "../ir/effects.js";
import type { Module, StreamDecl } from "../ir/ir.js";
import { streamsOf, type PlacedNetwork } from "../ir/networks.js";
import { Skeletons, type NetworkSkeleton, type Part, type Skeleton, type Unknown } from "./skeleton.js";
import { countsOf, type Passed } from "./stream-counts.js";

/** One end of a stream: the instances there, how many values pass, and where the first does. */
export interface End {
  readonly instances: readonly string[];
  readonly count: number | Unknown;
  readonly span: Span;
}

/** A stream, or one of an array of streams. */
export interface StreamRate {
  readonly name: string;
  readonly stream: StreamDecl;
  readonly puts: End;
  readonly gets: End;
}

/** A stream whose ends do not agree. */
export interface Unbalanced extends StreamRate {
  readonly puts: End & { readonly count: number };
  readonly gets: End & { readonly count: number };
}

/** The rates of all streams of a network, in one run of it; those of networks inside it are their own. */
export function ratesOf(m: Module, n: PlacedNetwork): readonly StreamRate[] {
  const skeletons = new Skeletons(m);
  return networkRates(m, skeletons, skeletons.network(n, new Map()));
}

/** The streams to which not as many values are put as are got from them. */
export function unbalanced(rates: readonly StreamRate[]): readonly Unbalanced[] {
  return rates.filter((r): r is Unbalanced => (
    typeof r.puts.count === "number" && typeof r.gets.count === "number" && r.puts.count !== r.gets.count
  ));
}

/** The rates of the streams of a network whose skeletons are made. */
export function networkRates(m: Module, skeletons: Skeletons, { network, parts }: NetworkSkeleton): readonly StreamRate[] {
  const counts = new Map<Skeleton, readonly Passed[] | Unknown>();
  const ends = new Map<string, PartEnd[]>();
  for (const part of parts) {
    for (const end of endsOf(m, skeletons, part, counts)) ends.set(end.key, [...ends.get(end.key) ?? [], end]);
  }
  return network.streams.filter((s) => s.partOf === undefined).flatMap((stream) => {
    const decl = network.streams.indexOf(stream);
    return streamsOf(stream).map(({ name }, flat): StreamRate => {
      const end = (does: Passed["does"]): End => joined(ends.get(keyOf(does, decl, flat)) ?? [], stream.span);
      return { name, stream, puts: end("put"), gets: end("get") };
    });
  });
}

/** An instance at the end of a stream. */
interface PartEnd {
  readonly key: string;
  readonly title: string;
  readonly count: number | Unknown;
  readonly span: Span;
}

function keyOf(does: Passed["does"], decl: number, flat: number): string {
  return `${does} ${decl} ${flat}`;
}

function endsOf(
  m: Module, skeletons: Skeletons, { skeleton, bound, title, instance }: Part,
  known: Map<Skeleton, readonly Passed[] | Unknown>,
): readonly PartEnd[] {
  const func = skeletons.slices.get(instance.callee.id)?.func;
  if (func === undefined) return [];
  const counts = skeleton.kind === "unknown" ? skeleton : known.get(skeleton) ?? countsOf(skeleton);
  if (skeleton.kind === "skeleton") known.set(skeleton, counts);
  const { puts, gets } = effectsOf(func, m);
  return bound.flatMap((b, position): PartEnd[] => {
    if (b?.kind !== "own") return [];
    const param = func.params[position]?.sym.id ?? NaN;
    return (["put", "get"] as const).filter((does) => (does === "put" ? puts : gets).has(param)).map((does) => {
      const passed = "kind" in counts ? undefined : counts.find((c) => c.position === position && c.does === does);
      const count = "kind" in counts ? counts : passed?.count ?? 0;
      return { key: keyOf(does, b.decl, b.flat), title, count, span: passed?.span ?? instance.span };
    });
  });
}

function joined(ends: readonly PartEnd[], span: Span): End {
  const unknown = ends.map((e) => e.count).find((c) => typeof c !== "number");
  const total = ends.reduce((sum, e) => sum + (typeof e.count === "number" ? e.count : 0), 0);
  return { instances: ends.map((e) => e.title), count: unknown ?? total, span: ends[0]?.span ?? span };
}
