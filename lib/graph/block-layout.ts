/** Where the instances of a block stand, and the streams between them. */
import { areNeighbours, type Block, type Cell } from "./blocks.js";
import type { Box, Point, Size } from "./dagre.js";
import type { StreamEdge } from "./model.js";

/** Around the middle of the block at 0, 0. */
export interface BlockLayout extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly BlockLine[];
}

export interface BlockLine {
  readonly edge: StreamEdge;
  /** Straight pieces; or start, the point that it bends towards, and end. */
  readonly shape: "straight" | "bent";
  readonly pieces: readonly (readonly Point[])[];
  readonly label: Box;
}

/** The sizes of nodes and labels by the ids of nodes and edges. */
export interface Measures {
  readonly node: (id: string) => Size;
  readonly label: (edge: StreamEdge) => Size;
}

const pad = 14;
/** Of a line on either side of its label. */
const reach = 18;

export function blockLayout({ cells }: Block, streams: readonly StreamEdge[], { node, label }: Measures): BlockLayout {
  const inside = streams.filter((e) => cells.has(e.from));
  const parallel = parallelEdges(inside);
  const most = Math.max(1, ...[...parallel.values()].map((list) => list.length));
  const labels = inside.map(label);
  const text: Size = { width: Math.max(0, ...labels.map((l) => l.width)), height: Math.max(0, ...labels.map((l) => l.height)) };
  const nodes = [...cells.keys()].map(node);
  const cell: Size = {
    width: Math.max(...nodes.map((n) => n.width), most > 1 ? most * (text.width + 6) : 0),
    height: Math.max(...nodes.map((n) => n.height), most > 1 ? most * (text.height + 4) : 0),
  };
  const hasBends = inside.some((e) => !joinsNeighbours(e, cells));
  const gap: Size = { width: text.width + 2 * reach, height: text.height * (hasBends ? 2 : 1) + 2 * reach };
  const step: Size = { width: cell.width + gap.width, height: cell.height + gap.height };
  const all = [...cells.values()];
  const [top, left] = [Math.min(...all.map((c) => c.row)), Math.min(...all.map((c) => c.column))];
  const [rows, columns] = [Math.max(...all.map((c) => c.row)) - top + 1, Math.max(...all.map((c) => c.column)) - left + 1];
  // Lines that go around do so above and on the left.
  const border: Size = hasBends ? gap : { width: pad, height: pad };
  const width = border.width + columns * step.width - gap.width + pad;
  const height = border.height + rows * step.height - gap.height + pad;
  const boxOf = ({ row, column }: Cell): Box => ({
    ...cell, x: -width / 2 + border.width + cell.width / 2 + (column - left) * step.width,
    y: -height / 2 + border.height + cell.height / 2 + (row - top) * step.height,
  });
  const boxes = new Map([...cells].map(([id, c]) => [id, boxOf(c)]));
  const lines = inside.map((edge) => lineOf(edge, boxes, cells, { parallel, text, step, label: label(edge) }));
  return { width, height, boxes, lines };
}

/** Edges between the same two cells, by a key of both. */
function parallelEdges(edges: readonly StreamEdge[]): ReadonlyMap<string, readonly StreamEdge[]> {
  const found = new Map<string, StreamEdge[]>();
  for (const e of edges) found.set(pairKey(e), [...found.get(pairKey(e)) ?? [], e]);
  return found;
}

function pairKey({ from, to }: StreamEdge): string {
  return [from, to].sort().join();
}

function joinsNeighbours(e: StreamEdge, cells: ReadonlyMap<string, Cell>): boolean {
  const [from, to] = [cells.get(e.from), cells.get(e.to)];
  return from !== undefined && to !== undefined && areNeighbours(from, to);
}

interface LineContext {
  readonly parallel: ReadonlyMap<string, readonly StreamEdge[]>;
  /** The largest label. */
  readonly text: Size;
  /** From a cell to the next. */
  readonly step: Size;
  readonly label: Size;
}

function lineOf(edge: StreamEdge, boxes: ReadonlyMap<string, Box>, cells: ReadonlyMap<string, Cell>, c: LineContext): BlockLine {
  const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
  if (from === undefined || to === undefined) throw new Error("a stream leaves its block");
  if (!joinsNeighbours(edge, cells)) return bentLine(edge, from, to, c);
  const list = c.parallel.get(pairKey(edge)) ?? [edge];
  const shift = list.indexOf(edge) - (list.length - 1) / 2;
  return straightLine(edge, from, to, shift, c);
}

function straightLine(edge: StreamEdge, from: Box, to: Box, shift: number, { text, label }: LineContext): BlockLine {
  const isLevel = from.y === to.y;
  const sign = Math.sign(isLevel ? to.x - from.x : to.y - from.y);
  const offset = shift * (isLevel ? text.height + 4 : text.width + 6);
  const along = (box: Box, by: number): Point => (
    isLevel ? { x: box.x + sign * by, y: box.y + offset } : { x: box.x + offset, y: box.y + sign * by }
  );
  const [start, end] = isLevel ? [along(from, from.width / 2), along(to, -to.width / 2)] : [along(from, from.height / 2), along(to, -to.height / 2)];
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const half = (sign * (isLevel ? label.width : label.height)) / 2;
  const cut = (by: number): Point => (isLevel ? { x: middle.x + by, y: middle.y } : { x: middle.x, y: middle.y + by });
  return { edge, shape: "straight", pieces: [[start, cut(-half)], [cut(half), end]], label: { ...label, ...middle } };
}

/** How far a line around other cells goes out; it bends towards twice the distance or so. */
const detour = 24;

/**
 * Around the cells between: above a row, left of a column. The label stands in a gap between cells; those of columns a bit
 * higher, so that they keep clear of those of rows.
 */
function bentLine(edge: StreamEdge, from: Box, to: Box, { label, step }: LineContext): BlockLine {
  const isLevel = from.y === to.y;
  const way = isLevel ? to.x - from.x : to.y - from.y;
  const at = (box: Box, along: number, out: number): Point => (
    isLevel ? { x: box.x + along, y: box.y - box.height / 2 - out } : { x: box.x - box.width / 2 - out, y: box.y + along }
  );
  const shift = (Math.sign(way) * (isLevel ? from.width : from.height)) / 4;
  const [start, end] = [at(from, -shift, 0), at(to, shift, 0)];
  const bend = isLevel ? { x: (start.x + end.x) / 2, y: start.y - detour } : { x: start.x - detour, y: (start.y + end.y) / 2 };
  const pitch = isLevel ? step.width : step.height;
  const toGap = Math.round(Math.abs(way) / pitch) % 2 === 0 ? pitch / 2 : 0;
  const beyond = 0.75 * detour + 3;
  const middle = isLevel ? { x: bend.x - toGap, y: start.y - beyond - label.height / 2 }
    : { x: start.x - beyond - label.width / 2, y: bend.y - toGap - label.height };
  return { edge, shape: "bent", pieces: [[start, bend, end]], label: { ...label, ...middle } };
}
