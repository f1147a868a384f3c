/**
 * The layout library, with the types that it lacks for ES modules. See docs/decisions/0023-layout-of-pictures.md for why
 * `lib/` has it: it is a pure function as well.
 */
import * as library from "@dagrejs/dagre";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is placed: `x` and `y` are the middle, known after the layout. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where an edge and the middle of its label are. */
export interface Route extends Point {
  readonly points: readonly Point[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface DagreGraph {
  setGraph(options: object): unknown;
  setNode(id: string, label: object): unknown;
  setParent(id: string, parent: string): unknown;
  setEdge(from: string, to: string, label: object, name: string): unknown;
  node(id: string): Box;
  /** Only an edge whose label has a size has a place for it. */
  edge(from: string, to: string, name: string): Partial<Point> & Pick<Route, "points">;
}

interface Library {
  readonly Graph: new (options: { readonly compound: boolean; readonly multigraph: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}

const { Graph, layout } = library as unknown as Library;

export interface LayoutInput {
  readonly nodes: readonly (Size & { readonly id: string; readonly parent?: string })[];
  readonly clusters: readonly { readonly id: string; readonly parent?: string }[];
  /** From one node to another; `width` and `height` are the label's. */
  readonly edges: readonly (Size & { readonly id: string; readonly from: string; readonly to: string; readonly weight: number })[];
  readonly options: { readonly nodesep: number; readonly edgesep: number; readonly ranksep: number };
}

export interface LayoutResult {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, Route>;
}

/** Places nodes in layers from top to bottom, clusters around theirs, and edges around both. */
export function layered({ nodes, clusters, edges, options }: LayoutInput): LayoutResult {
  const g = new Graph({ compound: true, multigraph: true });
  g.setGraph({ rankdir: "TB", ...options });
  for (const { id, width, height } of nodes) g.setNode(id, { width, height });
  for (const { id } of clusters) g.setNode(id, {});
  for (const { id, parent } of [...nodes, ...clusters]) if (parent !== undefined) g.setParent(id, parent);
  for (const { id, from, to, width, height, weight } of edges) {
    g.setEdge(from, to, { width, height, weight, labelpos: "c" }, id);
  }
  layout(g);
  const boxes = [...nodes, ...clusters].map(({ id }) => [id, g.node(id)] as const);
  const routes = edges.map(({ id, from, to }) => [id, routeOf(g.edge(from, to, id))] as const);
  // The library leaves room for boxes and labels only: lines may be further out.
  const xs = [...boxes.flatMap(([, b]) => [b.x - b.width / 2, b.x + b.width / 2]), ...routes.flatMap(([, r]) => r.points.map((p) => p.x))];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const isMirrored = isBackwards(nodes.map(({ id }) => g.node(id)));
  const moved = <T extends Point>(p: T): T => ({ ...p, x: isMirrored ? right - p.x : p.x - left });
  return {
    boxes: new Map(boxes.map(([id, b]) => [id, moved(b)])),
    routes: new Map(routes.map(([id, r]) => [id, { ...moved(r), points: r.points.map(moved) }])),
  };
}

/** Do boxes of one layer stand rather from right to left than from left to right? To the library both are the same. */
function isBackwards(boxes: readonly Box[]): boolean {
  let balance = 0;
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) if (a.y === b.y) balance += Math.sign(a.x - b.x);
  });
  return balance > 0;
}

function routeOf({ points, x, y }: Partial<Point> & Pick<Route, "points">): Route {
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  return { points, x: x ?? middle.x, y: y ?? middle.y };
}
