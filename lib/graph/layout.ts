/** Where everything in a picture stands: boxes, the lines between them, and the texts at those. */
import { blockLayout, type BlockLayout, type BlockLine } from "./block-layout.js";
import { blocksOf, usesOfBlocks, type Block } from "./blocks.js";
import { layered, type Box, type LayoutResult, type Point, type Size } from "./dagre.js";
import { clusterTitle, edgeLines } from "./labels.js";
import { textWidth } from "./metrics.js";
import type { Cluster, GraphEdge, GraphNode, NetworkGraph, StreamEdge } from "./model.js";
import { attachments, route } from "./routes.js";
import { labelSize, shapeOf, sizes, type Shape } from "./shapes.js";

export interface PlacedNode {
  readonly node: GraphNode;
  readonly box: Box;
  /** Streams from the node to itself, which leave and come back on its right. */
  readonly loops: readonly PlacedLoop[];
}

export interface PlacedLoop {
  readonly edge: StreamEdge;
  /** The left end of its text is at `x`, the middle of its height at `y`. */
  readonly text: Point;
  readonly lines: readonly string[];
  readonly height: number;
}

export interface PlacedCluster {
  readonly cluster: Cluster;
  readonly box: Box;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  /** Upright at every point; straight; or from its start towards a point to its end. */
  readonly shape: "upright" | BlockLine["shape"];
  /** From end to end, but for the label. */
  readonly pieces: readonly (readonly Point[])[];
  readonly label: Box;
  readonly lines: readonly string[];
}

export interface PlacedGraph extends Size {
  readonly nodes: readonly PlacedNode[];
  readonly clusters: readonly PlacedCluster[];
  /** The boxes around grids that are drawn in rows and columns. */
  readonly blocks: readonly Box[];
  readonly edges: readonly PlacedEdge[];
}

/** An edge as the library sees it: between nodes or blocks. */
interface Joint {
  readonly edge: GraphEdge;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
}

interface Plan {
  readonly g: NetworkGraph;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly blocks: readonly (Block & { readonly layout: BlockLayout })[];
  /** What is in no block. */
  readonly free: readonly GraphNode[];
  readonly joints: readonly Joint[];
}

/** The picture of `g`, its upper left corner at 0, 0. */
export function placed(g: NetworkGraph): PlacedGraph {
  const plan = planOf(g);
  const result = layered({
    nodes: [
      ...plan.free.map((n) => ({ id: n.id, ...parentOf(n.cluster), ...spaceOf(n, plan) })),
      ...plan.blocks.map(({ id, cluster, layout: { width, height } }) => ({ id, ...parentOf(cluster), width, height })),
    ],
    clusters: g.clusters.map((c) => ({ id: c.id, ...parentOf(c.parent) })),
    edges: plan.joints.map(({ edge, from, to, lines }) => (
      { id: edge.id, from, to, ...labelSize(lines), weight: edge.kind === "stream" ? 2 : 1 }
    )),
    options: { nodesep: 36, edgesep: 16, ranksep: 56 },
  });
  const nodes = [...plan.free.map((n) => placedNode(n, plan, boxIn(result, n.id))), ...plan.blocks.flatMap((b) => blockNodes(b, plan, result))];
  const clusters = g.clusters.map((cluster) => ({ cluster, box: boxIn(result, cluster.id) }));
  const blocks = plan.blocks.map((b) => boxIn(result, b.id));
  const edges = [...placedEdges(plan, nodes, result), ...plan.blocks.flatMap((b) => blockEdges(b, plan, boxIn(result, b.id)))];
  return { ...extent(nodes, [...clusters.map((c) => c.box), ...blocks], edges), nodes, clusters, blocks, edges };
}

function planOf(g: NetworkGraph): Plan {
  const shapes = new Map(g.nodes.map((n) => [n.id, shapeOf(n, g)]));
  const streams = g.edges.filter((e) => e.kind === "stream");
  const blocks = blocksOf(g).map((b) => ({
    ...b, layout: blockLayout(b, streams, { node: (id) => shapeIn(shapes, id).box, label: (e) => labelSize(edgeLines(e, g)) }),
  }));
  const blockOf = new Map(blocks.flatMap((b) => [...b.cells.keys()].map((id) => [id, b] as const)));
  const outside = g.edges.filter((e) => e.from !== e.to && !blockOf.has(e.from) && !blockOf.has(e.to));
  const uses = [...usesOfBlocks(g, blockOf).values()].map(({ edge, kernel }): Joint => ({
    edge, lines: [kernel], from: blockOf.get(edge.from)?.id ?? edge.from, to: blockOf.get(edge.to)?.id ?? edge.to,
  }));
  return {
    g, shapes, blocks, free: g.nodes.filter((n) => !blockOf.has(n.id)),
    joints: [...outside.map((edge) => ({ edge, from: edge.from, to: edge.to, lines: edgeLines(edge, g) })), ...uses],
  };
}

function shapeIn(shapes: ReadonlyMap<string, Shape>, id: string): Shape {
  const shape = shapes.get(id);
  if (shape === undefined) throw new Error(`no shape of ${id}`);
  return shape;
}

function parentOf(parent: string | undefined): { readonly parent?: string } {
  return parent === undefined ? {} : { parent };
}

/** The first node in a cluster takes the room that the cluster's title needs. */
function spaceOf(n: GraphNode, { shapes, g }: Plan): Size {
  const size = shapeIn(shapes, n.id).whole;
  const cluster = g.clusters.find((c) => c.id === n.cluster);
  const isFirst = cluster !== undefined && g.nodes.find((x) => x.cluster === cluster.id) === n;
  return isFirst ? { ...size, width: Math.max(size.width, textWidth(clusterTitle(cluster), sizes.title) + 24) } : size;
}

function boxIn({ boxes }: LayoutResult, id: string): Box {
  const box = boxes.get(id);
  if (box === undefined) throw new Error(`nothing is placed for ${id}`);
  return box;
}

function placedNode(node: GraphNode, { shapes }: Plan, at: Point): PlacedNode {
  const shape = shapeIn(shapes, node.id);
  const box: Box = { ...shape.box, x: at.x - (shape.whole.width - shape.box.width) / 2, y: at.y };
  let top = box.y - shape.loops.reduce((sum, l) => sum + l.height, 0) / 2;
  const loops = shape.loops.map(({ edge, lines, height }): PlacedLoop => {
    const text = { x: box.x + box.width / 2 + sizes.loop, y: top + height / 2 };
    top += height;
    return { edge, text, lines, height };
  });
  return { node, box, loops };
}

function blockNodes({ id, layout }: Plan["blocks"][number], { g }: Plan, result: LayoutResult): readonly PlacedNode[] {
  const at = boxIn(result, id);
  return g.nodes.flatMap((node) => {
    const box = layout.boxes.get(node.id);
    return box === undefined ? [] : [{ node, box: { ...box, ...moved(box, at) }, loops: [] }];
  });
}

function blockEdges({ layout }: Plan["blocks"][number], { g }: Plan, at: Point): readonly PlacedEdge[] {
  return layout.lines.map(({ edge, shape, pieces, label }) => ({
    edge, shape, lines: edgeLines(edge, g), label: { ...label, ...moved(label, at) },
    pieces: pieces.map((points) => points.map((p) => moved(p, at))),
  }));
}

function moved(p: Point, by: Point): Point {
  return { x: p.x + by.x, y: p.y + by.y };
}

function placedEdges({ joints, blocks }: Plan, nodes: readonly PlacedNode[], result: LayoutResult): readonly PlacedEdge[] {
  const boxes = new Map([...nodes.map((n) => [n.node.id, n.box] as const), ...blocks.map((b) => [b.id, boxIn(result, b.id)] as const)]);
  const ends = attachments(joints.map(({ edge, from, to }) => ({ id: edge.id, from, to })), boxes, result.routes);
  const labelled = joints.map(({ edge, lines }) => {
    const found = result.routes.get(edge.id);
    if (found === undefined) throw new Error(`no route for ${edge.id}`);
    return { edge, lines, points: found.points, label: { x: found.x, y: found.y, ...labelSize(lines) } };
  });
  const inTheWay = [...boxes.values(), ...labelled.map((e) => e.label)];
  return labelled.map(({ edge, lines, points, label }) => (
    { edge, shape: "upright", lines, label, pieces: route(points, ends.get(edge.id), inTheWay, label) }
  ));
}

function extent(nodes: readonly PlacedNode[], around: readonly Box[], edges: readonly PlacedEdge[]): Size {
  const boxes = [...nodes.map((n) => n.box), ...around, ...edges.map((e) => e.label)];
  const points = edges.flatMap((e) => e.pieces.flat());
  const loops = nodes.flatMap((n) => n.loops.map((l) => l.text.x + labelSize(l.lines).width));
  return {
    width: Math.max(0, ...boxes.map((b) => b.x + b.width / 2), ...points.map((p) => p.x), ...loops),
    height: Math.max(0, ...boxes.map((b) => b.y + b.height / 2), ...points.map((p) => p.y)),
  };
}
