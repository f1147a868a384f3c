/** How large nodes and texts are. */
import type { Size } from "./dagre.js";
import { edgeLines, nodeLines } from "./labels.js";
import { textWidth } from "./metrics.js";
import type { GraphNode, NetworkGraph, StreamEdge } from "./model.js";

export const sizes = { title: 13, small: 11, line: 14, icon: 18, arrow: 8, loop: 30 } as const;
const padding = { x: 12, y: 8 } as const;

export interface Shape {
  /** The node's own box. */
  readonly box: Size;
  /** With what stands on its right. */
  readonly whole: Size;
  /** Streams from the node to itself, with their texts and the heights they take. */
  readonly loops: readonly { readonly edge: StreamEdge; readonly lines: readonly string[]; readonly height: number }[];
}

/** Of `n`, with the streams among `edges` that lead from it to itself. */
export function shapeOf(n: GraphNode, g: NetworkGraph): Shape {
  const own = ownSize(n);
  const loops = g.edges.flatMap((edge) => {
    if (edge.kind !== "stream" || edge.from !== n.id || edge.to !== n.id) return [];
    const lines = edgeLines(edge, g);
    return [{ edge, lines, height: Math.max(30, labelSize(lines).height + 4) }];
  });
  if (loops.length === 0) return { box: own, whole: own, loops };
  const height = Math.max(own.height, loops.reduce((sum, l) => sum + l.height, 0) + 8);
  const beside = Math.max(...loops.map((l) => sizes.loop + labelSize(l.lines).width));
  return { box: { width: own.width, height }, whole: { width: own.width + beside, height }, loops };
}

/** Of text that stands by itself; nothing for none. */
export function labelSize(lines: readonly string[]): Size {
  if (lines.length === 0) return { width: 0, height: 0 };
  return { width: widest(lines, sizes.small) + 8, height: lines.length * sizes.line + 4 };
}

function widest(lines: readonly string[], size: number): number {
  return Math.max(0, ...lines.map((l) => textWidth(l, size)));
}

function ownSize(n: GraphNode): Size {
  if (n.kind === "open") return { width: sizes.arrow, height: sizes.arrow };
  const [title = "", ...rest] = nodeLines(n);
  const icon = n.kind === "kernel" && n.extents.length > 0 ? sizes.icon : 0;
  const width = Math.max(icon + textWidth(title, sizes.title), widest(rest, sizes.small));
  return { width: Math.max(56, width + 2 * padding.x), height: 2 * padding.y + 18 + rest.length * sizes.line };
}
