/** The picture in the language of Graphviz. */
import { clusterTitle, edgeLines, nodeLines } from "./labels.js";
import type { Cluster, GraphEdge, GraphNode, NetworkGraph } from "./model.js";

/** A whole file. */
export function graphDot(g: NetworkGraph): string {
  return [
    `digraph ${quoted(g.name)} {`,
    "  rankdir=TB; compound=true; fontname=\"Helvetica\"; labeljust=l;",
    "  node [fontname=\"Helvetica\", fontsize=12, shape=box, style=\"rounded,filled\", fillcolor=\"#eef2f8\", color=\"#5b6b82\"];",
    "  edge [fontname=\"Helvetica\", fontsize=10, color=\"#5b6b82\"];",
    ...levelLines(g, undefined, "  "),
    ...g.edges.map((e) => `  ${edgeText(e, g)}`),
    "}",
    "",
  ].join("\n");
}

function levelLines(g: NetworkGraph, cluster: string | undefined, indent: string): readonly string[] {
  const nodes = g.nodes.filter((n) => n.cluster === cluster).map((n) => indent + nodeText(n));
  return [...nodes, ...g.clusters.filter((c) => c.parent === cluster).flatMap((c) => clusterLines(g, c, indent))];
}

function clusterLines(g: NetworkGraph, c: Cluster, indent: string): readonly string[] {
  return [
    `${indent}subgraph ${quoted(`cluster_${c.id}`)} {`,
    `${indent}  label=${quoted(clusterTitle(c))}; color="#9aa5b5"; style=rounded;`,
    ...levelLines(g, c.id, `${indent}  `),
    `${indent}}`,
  ];
}

function nodeText(n: GraphNode): string {
  const label = `label=${quoted(nodeLines(n).join("\n"))}`;
  switch (n.kind) {
    case "kernel":
      return `${n.id} [${label}${n.instances > 1 ? ", peripheries=2" : ""}];`;
    case "tensor":
      return `${n.id} [${label}, shape=note, style=filled, fillcolor="#faf6ea"];`;
    case "merge":
      return `${n.id} [${label}, shape=invtrapezium, style=filled];`;
    case "open":
      return `${n.id} [label="", shape=circle, width=0.12, style=solid];`;
  }
}

function edgeText(e: GraphEdge, g: NetworkGraph): string {
  const lines = edgeLines(e, g);
  const label = lines.length === 0 ? [] : [`label=${quoted(lines.join("\n"))}`];
  const looks = e.kind === "stream" ? [] : ["style=dashed", ...(e.use === "reads and writes" ? ["dir=both"] : [])];
  const attributes = [...label, ...looks];
  return `${e.from} -> ${e.to}${attributes.length === 0 ? "" : ` [${attributes.join(", ")}]`};`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"").replaceAll("\n", "\\n")}"`;
}
