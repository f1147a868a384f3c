/** What nodes and edges say, the same in every form of the picture. */
import type { Cluster, Extents, GraphEdge, GraphNode, NetworkGraph, StreamEdge, TensorEdge, Traffic } from "./model.js";

/** `pe 16×16`. */
export function titleOf(name: string, extents: Extents): string {
  return extents.length === 0 ? name : `${name} ${extents.join("×")}`;
}

/** The lines in a node, the name first; none in one that is only an end. */
export function nodeLines(n: GraphNode): readonly string[] {
  switch (n.kind) {
    case "kernel":
      return [titleOf(n.name, n.extents), ...(n.places === undefined ? [] : [n.places])];
    case "tensor":
      return [n.name, n.type];
    case "merge":
      return [`merge ${n.name}`];
    case "open":
      return [];
  }
}

export function clusterTitle({ name, extents, region }: Cluster): string {
  return titleOf(name, extents) + (region === undefined ? "" : ` (${region})`);
}

/** The lines at a stream, its name first. */
export function streamLines(e: StreamEdge): readonly string[] {
  if (e.isBranch === true) return e.streams > 1 ? [`×${e.streams}`] : [];
  return [
    e.streams > 1 ? `${e.name} ×${e.streams}` : e.name,
    `${e.element}, depth ${e.depth}`,
    ...(e.link === undefined ? [] : [e.link]),
    ...(e.traffic === undefined ? [] : [trafficText(e.traffic, e.streams)]),
  ];
}

/** The lines at an edge in a picture: elements of arrays in an unfolded one have their names only. */
export function edgeLines(e: GraphEdge, g: NetworkGraph): readonly string[] {
  if (e.kind === "tensor") return tensorLines(e);
  return g.isUnfolded && e.isElement === true ? streamLines(e).slice(0, 1) : streamLines(e);
}

/** `4,096 tokens`, `4,096 tokens, 256 each`. */
export function trafficText({ total, each }: Traffic, streams: number): string {
  const all = `${total.toLocaleString("en-US")} ${total === 1 ? "token" : "tokens"}`;
  return each === undefined || streams === 1 ? all : `${all}, ${each.toLocaleString("en-US")} each`;
}

/** The line at the use of a tensor; none where there is nothing more to say than its arrow does. */
function tensorLines({ layout }: TensorEdge): readonly string[] {
  return layout === undefined ? [] : [layout];
}

/** `16×16 array: 288 instances, 544 streams`. */
export function summaryOf({ instances, streams }: NetworkGraph): string {
  const counted = (n: number, noun: string): string => `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
  return `${counted(instances, "instance")}, ${counted(streams, "stream")}`;
}
