/** What is known of the streams of networks before they run: how many values pass, how deep they must be, deadlocks. */
import { deadlockFreedom, safeDepths, type Freedom, type Unknown } from "../analysis/depths.js";
import { ratesOf, type End, type StreamRate } from "../analysis/rates.js";
import type { Module, StreamDecl } from "../ir/ir.js";
import { networksOf, type PlacedNetwork } from "../ir/networks.js";
import type { Rows } from "./text.js";

/** How many values pass; of an array of streams, the least and the most. */
export type Passing = { readonly least: number; readonly most: number } | { readonly reason: string };

/** A stream, or an array of streams. */
export interface StreamReport {
  readonly name: string;
  /** The extents of an array. */
  readonly shape?: readonly number[];
  readonly depth: number;
  /** The smallest depth that is enough (one choice for all streams of the network); absent when it is not known. */
  readonly minimalDepth?: number;
  readonly puts: Passing;
  readonly gets: Passing;
}

/** A region, or a region inside it; all numbers are of one run of it. */
export interface NetworkReport {
  readonly name: string;
  readonly verdict: "free" | "deadlocks" | "unknown";
  /** For a deadlock, who waits where; why it is unknown. */
  readonly reason?: string;
  readonly streams: readonly StreamReport[];
}

/** Steps that each question about a network may take. */
const mostSteps = 10_000_000;

/** The networks of a module that have streams, callees first. */
export function networkReports(m: Module): readonly NetworkReport[] {
  return networksOf(m).filter((n) => n.streams.length > 0).map((n) => networkReport(m, n));
}

function networkReport(m: Module, n: PlacedNetwork): NetworkReport {
  const freedom = deadlockFreedom(m, n, { steps: mostSteps });
  const safe = safeDepths(m, n, new Set(n.streams.map((s) => s.sym.id)), { steps: mostSteps });
  const minimal = safe.kind === "depths" && safe.isMinimal ? safe.depths : new Map<number, number>();
  const rates = new Map(n.streams.map((s) => [s, [] as StreamRate[]]));
  for (const r of ratesOf(m, n)) rates.get(r.stream)?.push(r);
  const streams = [...rates].filter(([s]) => s.partOf === undefined)
    .map(([stream, elements]) => streamReport(stream, elements, minimal.get(stream.sym.id)));
  const reason = reasonOf(freedom);
  const verdict = freedom.kind === "free" || freedom.kind === "deadlocks" ? freedom.kind : "unknown";
  return { name: n.sym.name, verdict, ...(reason !== undefined && { reason }), streams };
}

function reasonOf(found: Freedom): string | undefined {
  switch (found.kind) {
    case "free": return undefined;
    case "unknown": return found.reason;
    case "deadlocks":
      return found.blocked.map((b) => `${b.instance} waits to ${b.waitsTo} on '${b.stream}'`).join(", ");
  }
}

function streamReport(
  { sym, shape, type }: StreamDecl, elements: readonly StreamRate[], minimalDepth: number | undefined,
): StreamReport {
  return {
    name: sym.name, ...(shape !== undefined && { shape }),
    depth: type.depth, ...(minimalDepth !== undefined && { minimalDepth }),
    puts: passing(elements.map((r) => r.puts)), gets: passing(elements.map((r) => r.gets)),
  };
}

function passing(ends: readonly End[]): Passing {
  const unknown = ends.map((e) => e.count).find((c): c is Unknown => typeof c !== "number");
  if (unknown !== undefined) return { reason: unknown.reason };
  const counts = ends.map((e) => (typeof e.count === "number" ? e.count : 0));
  return { least: counts.reduce((a, b) => Math.min(a, b), Infinity), most: counts.reduce((a, b) => Math.max(a, b), 0) };
}

/** What is said about deadlock: a line. */
export function verdictText({ name, verdict, reason = "" }: NetworkReport): string {
  switch (verdict) {
    case "free": return `streams of ${name}: it cannot deadlock`;
    case "deadlocks": return `streams of ${name}: it always deadlocks: ${reason}`;
    case "unknown": return `streams of ${name}: unknown whether it can deadlock: ${reason}`;
  }
}

/** The streams of a network. */
export function streamRows({ streams }: NetworkReport): Rows {
  return {
    head: ["stream", "depth", "minimal", "puts", "gets"],
    rows: streams.map((s) => [
      s.shape === undefined ? s.name : `${s.name}[${s.shape.join(", ")}]`, String(s.depth),
      s.minimalDepth === undefined ? "unknown" : String(s.minimalDepth), passingText(s.puts), passingText(s.gets),
    ]),
  };
}

function passingText(p: Passing): string {
  if ("reason" in p) return "unknown";
  const n = (x: number): string => x.toLocaleString("en-US");
  return p.least === p.most ? n(p.least) : `${n(p.least)} to ${n(p.most)}`;
}

/** Why counts are not known; a line for each reason. */
export function unknownLines({ streams, reason: known }: NetworkReport): readonly string[] {
  const reasons = streams.flatMap((s) => [["puts to", s.puts] as const, ["gets from", s.gets] as const].flatMap(
    ([what, p]) => ("reason" in p && !known?.endsWith(p.reason) ? [`${what} ${s.name}: ${p.reason}`] : [])));
  return [...new Set(reasons)];
}
