/** Lines between boxes: where they leave and arrive, and how they pass the boxes of the layers between. */
import type { Box, Point, Route } from "./dagre.js";

/** An edge by the ids of its boxes. */
export interface Joined {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** The ends of an edge at its boxes. */
export interface Ends {
  readonly start: Point;
  readonly end: Point;
}

interface Attachment {
  readonly edge: string;
  readonly end: keyof Ends;
  readonly side: "top" | "bottom";
  /** Where the line comes from or goes to. */
  readonly towards: number;
}

const between = 18;
const corner = 10;

/** Edges leave and arrive at the top or bottom of a box, side by side in the order in which they come. */
export function attachments(
  edges: readonly Joined[], boxes: ReadonlyMap<string, Box>, routes: ReadonlyMap<string, Route>,
): ReadonlyMap<string, Ends> {
  const found = new Map<string, Partial<Record<keyof Ends, Point>>>();
  for (const [id, box] of boxes) {
    const own = edges.flatMap((e) => attachmentsAt(e, id, box, routes.get(e.id)?.points ?? []));
    for (const side of ["top", "bottom"] as const) {
      const here = own.filter((a) => a.side === side).sort((a, b) => a.towards - b.towards);
      const xs = spread(here.map((a) => a.towards), box);
      const y = box.y + (side === "top" ? -box.height : box.height) / 2;
      here.forEach((a, n) => found.set(a.edge, { ...found.get(a.edge), [a.end]: { x: xs[n] ?? box.x, y } }));
    }
  }
  return new Map([...found].flatMap(([id, { start, end }]) => (start === undefined || end === undefined ? [] : [[id, { start, end }]])));
}

function attachmentsAt(e: Joined, id: string, box: Box, points: readonly Point[]): readonly Attachment[] {
  const at = (end: keyof Ends, next: Point | undefined): readonly Attachment[] => (
    next === undefined ? [] : [{ edge: e.id, end, side: next.y < box.y ? "top" : "bottom", towards: next.x }]
  );
  return [...(e.from === id ? at("start", points[1]) : []), ...(e.to === id ? at("end", points.at(-2)) : [])];
}

/** Where they wish to be as far as the box allows, but apart from each other. `wishes` ascend. */
function spread(wishes: readonly number[], { x, width }: Box): readonly number[] {
  const inset = Math.min(corner, width / 2);
  const [left, right] = [x - width / 2 + inset, x + width / 2 - inset];
  const gap = Math.min(between, wishes.length > 1 ? (right - left) / (wishes.length - 1) : 0);
  const xs: number[] = [];
  for (const wish of wishes) xs.push(Math.max(Math.min(Math.max(wish, left), right), (xs.at(-1) ?? -Infinity) + gap));
  for (let n = xs.length - 1, most = right; n >= 0; n--, most -= gap) xs[n] = Math.min(xs[n] ?? most, most);
  return xs;
}

/** The pieces of a line: past the boxes of a layer it goes straight up or down, and its label interrupts it. */
export function route(
  points: readonly Point[], ends: Ends | undefined, boxes: readonly Box[], label: Box,
): readonly (readonly Point[])[] {
  if (ends === undefined) return [points];
  const pieces: Point[][] = [[ends.start]];
  const inner = points.slice(1, -1);
  const draw = (...more: readonly Point[]): void => void pieces.at(-1)?.push(...more);
  for (const [n, p] of inner.entries()) {
    const down = (inner[n + 1] ?? ends.end).y > (inner[n - 1] ?? ends.start).y ? 1 : -1;
    const half = Math.max(0, ...boxes.filter((b) => Math.abs(b.y - p.y) < 0.5).map((b) => b.height / 2));
    const at = (offset: number): Point => ({ x: p.x, y: p.y + down * offset });
    const isLabel = label.height > 0 && Math.abs(p.y - label.y) < 0.5;
    if (isLabel) {
      draw(at(-half), at(-label.height / 2));
      pieces.push([at(label.height / 2)]);
    } else {
      draw(at(-half));
    }
    draw(at(half));
  }
  draw(ends.end);
  return pieces;
}
