/** The picture for terminals: what runs, level by level, then what each stream joins. */
import { clusterTitle, nodeLines, streamLines, summaryOf } from "./labels.js";
import type { GraphEdge, GraphNode, NetworkGraph, StreamEdge } from "./model.js";

/** Lines for people; ends without a new line. */
export function graphText(g: NetworkGraph): string {
  const nodes = new Map(g.nodes.map((n) => [n.id, n]));
  return [
    `${g.name}: ${summaryOf(g)}`,
    ...levelLines(g, undefined, "  "),
    ...section("streams", g.edges.flatMap((e) => (e.kind === "stream" ? [streamText(e, nodes)] : []))),
    ...section("tensors", tensorTexts(g, nodes)),
    ...section("streams that nobody uses", g.unused),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((l) => `  ${l}`)];
}

function levelLines(g: NetworkGraph, cluster: string | undefined, indent: string): readonly string[] {
  const kernels = g.nodes.flatMap((n) => (n.kind === "kernel" && n.cluster === cluster ? [indent + nodeLines(n).join(" ")] : []));
  const inner = g.clusters.filter((c) => c.parent === cluster);
  return [...kernels, ...inner.flatMap((c) => [indent + clusterTitle(c), ...levelLines(g, c.id, `${indent}  `)])];
}

type Nodes = ReadonlyMap<string, GraphNode>;

function nameOf(id: string, nodes: Nodes): string {
  const node = nodes.get(id);
  if (node === undefined || node.kind === "open") return "nobody";
  return node.kind === "tensor" ? node.name : nodeLines(node).join(" ");
}

function streamText(e: StreamEdge, nodes: Nodes): string {
  const [name = e.name, ...details] = streamLines(e);
  const ends = e.from === e.to ? `inside ${nameOf(e.from, nodes)}` : `${nameOf(e.from, nodes)} → ${nameOf(e.to, nodes)}`;
  return [`${e.isBranch === true ? e.name : name}: ${ends}`, ...details].join("; ");
}

function tensorTexts({ nodes: all, edges }: NetworkGraph, nodes: Nodes): readonly string[] {
  return all.flatMap((n) => (n.kind === "tensor" ? [`${n.name}: ${[n.type, ...edges.flatMap((e) => useText(e, n.id, nodes))].join("; ")}`] : []));
}

const participles = { "reads": "read by", "writes": "written by", "reads and writes": "read and written by" } as const;

function useText(e: GraphEdge, tensor: string, nodes: Nodes): readonly string[] {
  if (e.kind !== "tensor" || (e.from !== tensor && e.to !== tensor)) return [];
  const kernel = nameOf(e.from === tensor ? e.to : e.from, nodes);
  return [`${participles[e.use]} ${kernel}${e.layout === undefined ? "" : ` ${e.layout}`}`];
}
