/** The streams of a flat network as edges between the nodes they join. */
import { subscripts } from "../ir/networks.js";
import { typeName } from "../ir/types.js";
import type { FlatNetwork, FlatStream } from "./flatten.js";
import { clusterId, placeOf, type Group } from "./fold.js";
import type { MergeNode, OpenNode, StreamEdge, Traffic } from "./model.js";
import { extentsOf, linkText, type Pair, type Place } from "./places.js";

/** How many tokens pass through a stream in one run of its region; `undefined` where that is not known. */
export type Tokens = (stream: FlatStream) => number | undefined;

export interface StreamOptions {
  readonly unfold: boolean;
  readonly tokens?: Tokens;
}

/** What streams add to the picture. */
export interface StreamPart {
  readonly nodes: readonly (MergeNode | OpenNode)[];
  readonly edges: readonly StreamEdge[];
  readonly unused: readonly string[];
}

interface End {
  readonly node: string;
  readonly place: Place;
  /** The box of the kernel's grid; none for what is no kernel. */
  readonly group?: Group;
}

/** One stream from one end to another. */
interface Hop {
  readonly stream: FlatStream;
  readonly from: End;
  readonly to: End;
  readonly isBranch: boolean;
}

/** More rules than this between two nodes become one edge without rule. */
const mostRules = 4;

export function streamPart(network: FlatNetwork, groups: readonly Group[], options: StreamOptions): StreamPart {
  const ends = endsOf(network, groups);
  const nodes = new Map<string, MergeNode | OpenNode>();
  const unused: string[] = [];
  const byEnds = new Map<string, Hop[]>();
  for (const stream of network.streams) {
    const { puts = [], gets = [] } = ends.get(stream) ?? {};
    if (puts.length + gets.length === 0) unused.push(stream.name);
    for (const hop of hopsOf(stream, puts, gets, { options, nodes })) {
      const key = JSON.stringify([declKey(stream, options.unfold), hop.from.node, hop.to.node, hop.isBranch]);
      const known = byEnds.get(key);
      if (known === undefined) byEnds.set(key, [hop]);
      else known.push(hop);
    }
  }
  const edges = [...byEnds.values()].flatMap((hops) => (options.unfold ? hops.map((h) => [h]) : splitByRule(hops)))
    .map((hops, n) => edgeOf(hops, `stream ${n + 1}`, options));
  return { nodes: [...nodes.values()], edges, unused };
}

/** Streams of one declaration in one cluster. */
function declKey({ decl, scope }: FlatStream, unfold: boolean): string {
  return `${clusterId(scope, unfold) ?? ""} ${decl.sym.id}`;
}

type Ends = ReadonlyMap<FlatStream, { readonly puts: readonly End[]; readonly gets: readonly End[] }>;

function endsOf({ streams }: FlatNetwork, groups: readonly Group[]): Ends {
  const ends = new Map(streams.map((s) => [s, { puts: [] as End[], gets: [] as End[] }]));
  for (const group of groups) {
    for (const member of group.members) {
      const end: End = { node: group.node.id, place: placeOf(member.path), group };
      for (const [stream, use] of member.streams) {
        if (use.puts) ends.get(stream)?.puts.push(end);
        if (use.gets) ends.get(stream)?.gets.push(end);
      }
    }
  }
  return ends;
}

interface HopContext {
  readonly options: StreamOptions;
  readonly nodes: Map<string, MergeNode | OpenNode>;
}

function hopsOf(stream: FlatStream, puts: readonly End[], gets: readonly End[], c: HopContext): readonly Hop[] {
  if (puts.length + gets.length === 0) return [];
  if (stream.decl.merge === true) return mergeHops(stream, puts, gets, c);
  const from = puts.length === 0 ? [openEnd(stream, "producer", c)] : puts;
  const to = gets.length === 0 ? [openEnd(stream, "consumer", c)] : gets;
  return from.flatMap((f) => to.map((t): Hop => ({ stream, from: f, to: t, isBranch: false })));
}

function openEnd(stream: FlatStream, what: string, { options, nodes }: HopContext): End {
  const id = `no ${what} ${declKey(stream, options.unfold)}`;
  const cluster = clusterId(stream.scope, options.unfold);
  nodes.set(id, { kind: "open", id, ...(cluster !== undefined && { cluster }) });
  return { node: id, place: [] };
}

function mergeHops(stream: FlatStream, puts: readonly End[], gets: readonly End[], c: HopContext): readonly Hop[] {
  const { unfold } = c.options;
  const id = `merge ${declKey(stream, unfold)}${unfold ? stream.index.join() : ""}`;
  const cluster = clusterId(stream.scope, unfold);
  const name = unfold ? elementName(stream) : stream.decl.sym.name;
  c.nodes.set(id, { kind: "merge", id, ...(cluster !== undefined && { cluster }), name });
  const end: End = { node: id, place: stream.index };
  return [
    ...puts.map((from): Hop => ({ stream, from, to: end, isBranch: true })),
    ...(gets.length === 0 ? [openEnd(stream, "consumer", c)] : gets).map((to): Hop => ({ stream, from: end, to, isBranch: false })),
  ];
}

/** Inside a grid, streams that follow another rule are another edge. */
function splitByRule(hops: readonly Hop[]): readonly (readonly Hop[])[] {
  const [first] = hops;
  if (first === undefined || linkText(pairsOf(hops), aroundOf(first)).isKnown || first.from.node !== first.to.node) return [hops];
  const rules = new Map<string, Hop[]>();
  for (const hop of hops) {
    const rule = hop.to.place.map((n, d) => n - (hop.from.place[d] ?? 0)).join();
    rules.set(rule, [...rules.get(rule) ?? [], hop]);
  }
  return rules.size <= mostRules ? [...rules.values()] : [hops];
}

function pairsOf(hops: readonly Hop[]): readonly Pair[] {
  return hops.map(({ from, to }) => ({ from: from.place, to: to.place }));
}

/** The extents of the grid that both ends stand in, when that begins at 0. */
function aroundOf({ from, to }: Hop): readonly number[] | undefined {
  const grid = from.group?.grid;
  if (grid === undefined || from.node !== to.node) return undefined;
  return grid.lo.every((n) => n === 0) ? extentsOf(grid) : undefined;
}

function edgeOf(hops: readonly Hop[], id: string, options: StreamOptions): StreamEdge {
  const [first] = hops;
  if (first === undefined) throw new Error("an edge without streams");
  const { stream: { decl }, from, to, isBranch } = first;
  const streams = new Set(hops.map((h) => h.stream));
  const isOne = streams.size === 1 && first.stream.index.length > 0;
  const link = isTold(hops, first) ? linkText(pairsOf(hops), aroundOf(first)).text : undefined;
  const traffic = trafficOf(streams, options);
  return {
    kind: "stream", id, from: from.node, to: to.node, name: isOne ? elementName(first.stream) : decl.sym.name,
    element: typeName(decl.type.element), depth: decl.type.depth, streams: streams.size,
    ...(isOne && { isElement: true }), ...(link !== undefined && !options.unfold && { link }), ...(traffic !== undefined && { traffic }), ...(isBranch && { isBranch }),
  };
}

/** Is there a rule to tell: between grids always, otherwise when not the whole grid is joined. */
function isTold(hops: readonly Hop[], { from, to }: Hop): boolean {
  if (from.group === undefined || to.group === undefined) return false;
  const [own, others] = [from.group.node.extents.length, to.group.node.extents.length];
  if (own > 0 && others > 0) return true;
  const group = own > 0 ? from.group : others > 0 ? to.group : undefined;
  const joined = new Set(hops.map((h) => (own > 0 ? h.from : h.to).place.join()));
  return group !== undefined && joined.size < group.members.length;
}

/** `pipe[1][2]`, without where its region runs. */
export function elementName({ decl, index }: FlatStream): string {
  return decl.sym.name + subscripts(index);
}

function trafficOf(streams: ReadonlySet<FlatStream>, { tokens }: StreamOptions): Traffic | undefined {
  const counts = [...streams].map((s) => tokens?.(s));
  const known = counts.filter((n) => n !== undefined);
  const [first] = known;
  if (first === undefined || known.length < counts.length) return undefined;
  const total = known.reduce((a, b) => a + b, 0);
  return { total, ...(known.every((n) => n === first) && { each: first }) };
}
