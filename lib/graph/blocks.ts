/**
 * Grids in unfolded pictures that can be drawn as what they are: instances in rows and columns, joined to their neighbours,
 * and at the sides those that feed the first ones or take from the last.
 */
import type { GraphEdge, KernelNode, NetworkGraph, StreamEdge } from "./model.js";
import { boxOf, extentsOf } from "./places.js";

/** A place in the block; the grid itself begins at row 0 and column 0, sides stand at −1 or after the last. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface Block {
  readonly id: string;
  readonly cluster?: string;
  /** By the ids of nodes. */
  readonly cells: ReadonlyMap<string, Cell>;
}

interface Kernel {
  readonly name: string;
  readonly cluster: string | undefined;
  readonly nodes: readonly KernelNode[];
}

/** The blocks of an unfolded picture; what is in none is laid out as anything else. */
export function blocksOf(g: NetworkGraph): readonly Block[] {
  if (!g.isUnfolded) return [];
  const kernels = kernelsOf(g);
  const streams = g.edges.filter((e) => e.kind === "stream");
  const blocks: Block[] = [];
  const taken = new Set<string>();
  for (const kernel of kernels) {
    const cells = gridCells(kernel);
    if (cells === undefined || kernel.nodes.some((n) => taken.has(n.id))) continue;
    const others = kernels.filter((k) => k !== kernel && k.cluster === kernel.cluster && !k.nodes.some((n) => taken.has(n.id)));
    const all = withSides(cells, others, streams);
    if (!isDrawable(all, streams)) continue;
    for (const id of all.keys()) taken.add(id);
    blocks.push({ id: `b${blocks.length + 1}`, cells: all, ...(kernel.cluster !== undefined && { cluster: kernel.cluster }) });
  }
  return blocks;
}

function kernelsOf(g: NetworkGraph): readonly Kernel[] {
  const found = new Map<string, KernelNode[]>();
  for (const n of g.nodes) {
    if (n.kind !== "kernel") continue;
    const key = JSON.stringify([n.cluster, n.kernel]);
    found.set(key, [...found.get(key) ?? [], n]);
  }
  return [...found.values()].map((nodes) => ({ name: nodes[0]?.kernel ?? "", cluster: nodes[0]?.cluster, nodes }));
}

/** Two dimensions, both of at least two places. */
function gridCells({ nodes }: Kernel): Map<string, Cell> | undefined {
  const places = nodes.map((n) => n.place ?? []);
  if (places.some((p) => p.length !== 2)) return undefined;
  const box = boxOf(places);
  if (extentsOf(box).some((e) => e < 2)) return undefined;
  const [top = 0, left = 0] = box.lo;
  return new Map(nodes.map((n) => [n.id, { row: (n.place?.[0] ?? 0) - top, column: (n.place?.[1] ?? 0) - left }]));
}

/** Adds kernels whose instances are each joined to one cell of the same side, and to nothing else. */
function withSides(cells: ReadonlyMap<string, Cell>, others: readonly Kernel[], streams: readonly StreamEdge[]): Map<string, Cell> {
  const rows = Math.max(...[...cells.values()].map((c) => c.row)) + 1;
  const columns = Math.max(...[...cells.values()].map((c) => c.column)) + 1;
  const all = new Map(cells);
  const free = new Set(["left", "top", "right", "bottom"] as const);
  for (const { nodes } of others) {
    const joined = nodes.map((n) => onlyNeighbour(n.id, cells, streams));
    const found = joined.filter((c) => c !== undefined);
    if (found.length < nodes.length || new Set(found.map((c) => `${c.row},${c.column}`)).size < found.length) continue;
    const side = [...free].find((s) => found.every((c) => isAt(c, s, rows, columns)));
    if (side === undefined) continue;
    free.delete(side);
    nodes.forEach((n, i) => all.set(n.id, beside(found[i] ?? { row: 0, column: 0 }, side)));
  }
  return all;
}

type Side = "left" | "top" | "right" | "bottom";

function isAt({ row, column }: Cell, side: Side, rows: number, columns: number): boolean {
  switch (side) {
    case "left": return column === 0;
    case "top": return row === 0;
    case "right": return column === columns - 1;
    case "bottom": return row === rows - 1;
  }
}

function beside({ row, column }: Cell, side: Side): Cell {
  switch (side) {
    case "left": return { row, column: column - 1 };
    case "top": return { row: row - 1, column };
    case "right": return { row, column: column + 1 };
    case "bottom": return { row: row + 1, column };
  }
}

/** The cell that all streams of a node lead to. */
function onlyNeighbour(id: string, cells: ReadonlyMap<string, Cell>, streams: readonly StreamEdge[]): Cell | undefined {
  const others = new Set(streams.filter((e) => e.from === id || e.to === id).map((e) => (e.from === id ? e.to : e.from)));
  const [only] = others;
  return others.size === 1 && only !== undefined ? cells.get(only) : undefined;
}

/** Do all streams stay in the block, and lead to neighbours or once around each row and column? */
function isDrawable(cells: ReadonlyMap<string, Cell>, streams: readonly StreamEdge[]): boolean {
  const around = new Set<string>();
  return streams.every((e) => {
    const [from, to] = [cells.get(e.from), cells.get(e.to)];
    if (from === undefined && to === undefined) return true;
    if (from === undefined || to === undefined || e.from === e.to) return false;
    if (areNeighbours(from, to)) return true;
    const line = from.row === to.row ? `row ${from.row}` : from.column === to.column ? `column ${from.column}` : undefined;
    if (line === undefined || around.has(line)) return false;
    around.add(line);
    return true;
  });
}

export function areNeighbours(a: Cell, b: Cell): boolean {
  return Math.abs(a.row - b.row) + Math.abs(a.column - b.column) === 1;
}

/** How kernels of a block use a tensor: once for each kernel, whatever the number of its instances. */
export interface BlockUse {
  /** One of the edges that it stands for. */
  readonly edge: GraphEdge;
  readonly kernel: string;
  readonly count: number;
}

/** The uses of tensors by what is in `blocks`, by kernel, tensor and use. */
export function usesOfBlocks(g: NetworkGraph, blockOf: ReadonlyMap<string, Block>): ReadonlyMap<string, BlockUse> {
  const kernels = new Map(g.nodes.flatMap((n) => (n.kind === "kernel" ? [[n.id, n.kernel] as const] : [])));
  const found = new Map<string, BlockUse>();
  for (const e of g.edges) {
    const inside = blockOf.has(e.from) ? e.from : blockOf.has(e.to) ? e.to : undefined;
    if (e.kind !== "tensor" || inside === undefined) continue;
    const kernel = kernels.get(inside) ?? "";
    const key = JSON.stringify([blockOf.get(inside)?.id, kernel, inside === e.from ? e.to : e.from, e.use]);
    const known = found.get(key);
    found.set(key, { edge: known?.edge ?? e, kernel, count: (known?.count ?? 0) + 1 });
  }
  return found;
}
