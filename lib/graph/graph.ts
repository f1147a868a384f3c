/** The picture of a module's dataflow as data. */
import type { Module } from "../ir/ir.js";
import { typeName } from "../ir/types.js";
import { streamPart, type Tokens } from "./edges.js";
import { flatten, type FlatTensor } from "./flatten.js";
import { clusterId, clustersOf, groupsOf, type Group } from "./fold.js";
import type { Cluster, GraphNode, NetworkGraph, TensorEdge, TensorNode } from "./model.js";
import { layoutOf } from "./parts.js";

export interface GraphOptions {
  /** A node for each instance instead of one for each grid. */
  readonly unfold?: boolean;
  /** Shown at the streams: from an analysis (`tokensOfRates`), or from a run, by the full name of the stream. */
  readonly tokens?: Tokens;
}

/** Of a region everything that runs in it; of a kernel itself and the regions it calls. */
export function networkGraph(m: Module, { unfold = false, tokens }: GraphOptions = {}): NetworkGraph {
  const network = flatten(m);
  const scopes = [...network.streams, ...network.tensors].map((s) => s.scope);
  const clusters = clustersOf(network.instances, scopes, unfold);
  const groups = groupsOf(network.instances, unfold, new Set(clusters.map((c) => c.id)));
  const streams = streamPart(network, groups, { unfold, ...(tokens !== undefined && { tokens }) });
  const tensors = tensorsOf(network.tensors, groups, unfold);
  const nodes: readonly GraphNode[] = [...tensors.nodes, ...groups.map((g) => g.node), ...streams.nodes];
  return numbered({
    name: m.top.sym.name, isUnfolded: unfold, instances: network.instances.length, streams: network.streams.length,
    clusters: usedClusters(clusters, nodes), nodes, edges: [...streams.edges, ...tensors.edges], unused: streams.unused,
  });
}

/** With short ids that depend on the order only. */
function numbered(g: NetworkGraph): NetworkGraph {
  const ids = new Map<string | undefined, string>();
  g.clusters.forEach((c, n) => ids.set(c.id, `c${n + 1}`));
  g.nodes.forEach((x, n) => ids.set(x.id, `n${n + 1}`));
  const id = (old: string): string => ids.get(old) ?? old;
  return {
    ...g,
    clusters: g.clusters.map((c) => ({ ...c, id: id(c.id), ...(c.parent !== undefined && { parent: id(c.parent) }) })),
    nodes: g.nodes.map((n) => ({ ...n, id: id(n.id), ...(n.cluster !== undefined && { cluster: id(n.cluster) }) })),
    edges: g.edges.map((e, n) => ({ ...e, id: `e${n + 1}`, from: id(e.from), to: id(e.to) })),
  };
}

/** A cluster without nodes would have no size. */
function usedClusters(clusters: readonly Cluster[], nodes: readonly GraphNode[]): readonly Cluster[] {
  const used = new Set(nodes.map((n) => n.cluster));
  for (const c of [...clusters].reverse()) if (used.has(c.id)) used.add(c.parent);
  return clusters.filter((c) => used.has(c.id));
}

/** Tensors that some kernel uses, and how. */
function tensorsOf(
  tensors: readonly FlatTensor[], groups: readonly Group[], unfold: boolean,
): { readonly nodes: readonly TensorNode[]; readonly edges: readonly TensorEdge[] } {
  const nodes = new Map<string, TensorNode>();
  const edges = new Map<string, TensorEdge>();
  for (const tensor of tensors) {
    const node = tensorNode(tensor, unfold);
    for (const group of groups) {
      const uses = group.members.flatMap((m) => m.tensors.get(tensor) ?? []);
      const reads = uses.some((u) => u.reads);
      const writes = uses.some((u) => u.writes);
      if (!reads && !writes) continue;
      nodes.set(node.id, node);
      const [from, to] = writes ? [group.node.id, node.id] : [node.id, group.node.id];
      const key = `${from} ${to}`;
      const layout = layoutOf(group, tensor);
      if (edges.has(key)) continue;
      edges.set(key, {
        kind: "tensor", id: `tensor ${edges.size + 1}`, from, to, use: writes ? (reads ? "reads and writes" : "writes") : "reads",
        ...(layout !== undefined && { layout }),
      });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function tensorNode({ sym, type, scope }: FlatTensor, unfold: boolean): TensorNode {
  const cluster = clusterId(scope, unfold);
  return {
    kind: "tensor", id: `tensor ${cluster ?? ""} ${sym.id}`, ...(cluster !== undefined && { cluster }),
    name: sym.name, type: typeName(type), isParameter: scope.length === 0,
  };
}

/** Does anything in `m` run side by side? */
export function hasNetwork({ top, functions }: Module): boolean {
  return top.kind === "region" || functions.some((f) => f.network !== undefined);
}
