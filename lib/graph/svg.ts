/** The picture as an SVG image: no scripts, no fonts, nothing from elsewhere; light or dark as the reader's system is. */
import type { Box, Point } from "./dagre.js";
import { clusterTitle, nodeLines, streamLines, summaryOf } from "./labels.js";
import { placed, type PlacedCluster, type PlacedEdge, type PlacedLoop, type PlacedNode } from "./layout.js";
import { textWidth } from "./metrics.js";
import type { Extents, GraphNode, NetworkGraph } from "./model.js";
import { sizes } from "./shapes.js";

const margin = 20;
const head = 46;

const fontFamily = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";

/** One rule for each kind of thing, in light and in dark. */
const style = `
text { font-family: ${fontFamily}; font-size: ${sizes.small}px; fill: #3d485a; }
.background { fill: #ffffff; }
.name { font-size: ${sizes.title}px; font-weight: 600; fill: #1b2330; }
.strong { font-weight: 600; fill: #1b2330; }
.kernel rect { fill: #eaf0f8; stroke: #5a6d89; }
.icon rect { fill: #5a6d89; stroke: none; }
.tensor path { fill: #f8f3e4; stroke: #94865f; }
.merge path { fill: #e9f4ee; stroke: #4f8467; }
.open circle { fill: none; stroke: #b3423a; }
.cluster rect { fill: #7a8aa5; fill-opacity: 0.06; stroke: #93a0b5; stroke-dasharray: 5 3; }
.block rect { fill: #7a8aa5; fill-opacity: 0.05; stroke: none; }
.stream path { fill: none; stroke: #5a6d89; stroke-width: 1.5; }
.use path { fill: none; stroke: #a3946a; stroke-width: 1.2; stroke-dasharray: 4 3; }
.stream .arrow { fill: #5a6d89; stroke: none; }
.use .arrow-use { fill: #a3946a; stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #b4bfd0; }
  .background { fill: #10151d; }
  .name, .strong { fill: #eef2f8; }
  .kernel rect { fill: #212c3c; stroke: #8699b8; }
  .icon rect { fill: #8699b8; }
  .tensor path { fill: #302b1d; stroke: #a99b72; }
  .merge path { fill: #1b2f25; stroke: #6fa488; }
  .open circle { stroke: #e0736b; }
  .cluster rect { stroke: #6b7a92; }
  .stream path { stroke: #8699b8; }
  .use path { stroke: #a99b72; }
  .stream .arrow { fill: #8699b8; }
  .use .arrow-use { fill: #a99b72; }
}`.trim();

/** A whole file. */
export function graphSvg(g: NetworkGraph): string {
  const p = placed(g);
  const title = `${g.name}: ${summaryOf(g)}`;
  const notes = g.unused.length === 0 ? [] : [`nobody uses ${g.unused.join(", ")}`];
  const width = Math.ceil(Math.max(p.width, textWidth(g.name, 15) * 1.1, textWidth(summaryOf(g), sizes.small), ...notes.map((n) => textWidth(n, sizes.small))) + 2 * margin);
  const height = Math.ceil(p.height + head + margin + notes.length * 20);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>\n${style}\n</style>`,
    `<rect class="background" width="${width}" height="${height}"/>`,
    `<text class="name" x="${margin}" y="22" style="font-size:15px">${escaped(g.name)}</text>`,
    `<text x="${margin}" y="37">${escaped(summaryOf(g))}</text>`,
    `<g transform="translate(${margin} ${head})">`,
    ...p.clusters.map(clusterText),
    ...p.blocks.map((b) => `<g class="block"><rect ${rectangle(b)} rx="8"/></g>`),
    ...p.edges.map(edgeText),
    ...p.nodes.map(nodeText),
    ...p.clusters.map(clusterTitleText),
    "</g>",
    ...notes.map((n) => `<text x="${margin}" y="${height - 14}">${escaped(n)}</text>`),
    "</svg>",
    "",
  ].join("\n");
}

type Heading = "up" | "down" | "left" | "right";

/** From the tip back. */
const back: Readonly<Record<Heading, Point>> = { up: { x: 0, y: 1 }, down: { x: 0, y: -1 }, left: { x: 1, y: 0 }, right: { x: -1, y: 0 } };

function arrowHead(tip: Point, heading: Heading, cls: "arrow" | "arrow-use"): string {
  const { x, y } = back[heading];
  const corner = (half: number): Point => ({ x: tip.x + x * sizes.arrow + y * half, y: tip.y + y * sizes.arrow + x * half });
  return `<path class="${cls}" d="M${at(tip)} L${at(corner(-3.5))} L${at(corner(3.5))} Z"/>`;
}

function clusterText({ cluster, box }: PlacedCluster): string {
  return `<g class="cluster"><title>${escaped(clusterTitle(cluster))}</title><rect ${rectangle(box)} rx="8"/></g>`;
}

function clusterTitleText({ cluster, box }: PlacedCluster): string {
  const [x, y] = [box.x - box.width / 2 + 10, box.y - box.height / 2 + 16];
  return text([x, y], clusterTitle(cluster), "strong");
}

function nodeText({ node, box, loops }: PlacedNode): string {
  const lines = nodeLines(node);
  const tip = tooltip(node, lines);
  return [
    `<g class="${node.kind}"><title>${escaped(tip)}</title>${outline(node, box)}${node.kind === "open" ? "" : nodeLabel(node, box, lines)}</g>`,
    ...loops.map((l) => loopText(l, box)),
  ].join("\n");
}

function tooltip(node: GraphNode, lines: readonly string[]): string {
  switch (node.kind) {
    case "kernel":
      return `${lines.join(" ")}: ${node.instances} ${node.instances === 1 ? "instance" : "instances"}`;
    case "tensor":
      return `${node.name}: ${node.type}`;
    case "merge":
      return lines.join(" ");
    case "open":
      return "nobody";
  }
}

function outline(node: GraphNode, box: Box): string {
  const [x0, y0, x1, y1] = [box.x - box.width / 2, box.y - box.height / 2, box.x + box.width / 2, box.y + box.height / 2];
  switch (node.kind) {
    case "kernel":
      return `<rect ${rectangle(box)} rx="6"/>`;
    case "tensor":
      // A sheet with a corner turned down.
      return `<path d="${pathOf([["M", x0, y0], ["L", x1 - 9, y0], ["L", x1, y0 + 9], ["L", x1, y1], ["L", x0, y1]])} Z ${pathOf([["M", x1 - 9, y0], ["L", x1 - 9, y0 + 9], ["L", x1, y0 + 9]])}"/>`;
    case "merge":
      return `<path d="${pathOf([["M", x0, y0], ["L", x1, y0], ["L", x1 - 8, y1], ["L", x0 + 8, y1]])} Z"/>`;
    case "open":
      return `<circle cx="${n(box.x)}" cy="${n(box.y)}" r="${sizes.arrow / 2}"/>`;
  }
}

function nodeLabel(node: GraphNode, box: Box, [title = "", ...rest]: readonly string[]): string {
  const extents = node.kind === "kernel" ? node.extents : [];
  const shift = extents.length > 0 ? sizes.icon / 2 : 0;
  const top = box.y - (rest.length * sizes.line) / 2;
  const width = textWidth(title, sizes.title);
  const icon = extents.length > 0 ? gridIcon(extents, { x: box.x - width / 2 - shift, y: top }) : "";
  return icon + text([box.x + shift, top + 4.5], title, "name", "middle")
    + rest.map((l, k) => text([box.x, top + 4 + (k + 1) * sizes.line], l, undefined, "middle")).join("");
}

/** Three small squares for a row of instances, nine for a grid. */
function gridIcon(extents: Extents, { x, y }: Point): string {
  const rows = extents.filter((e) => e > 1).length > 1 ? [-1, 0, 1] : [0];
  const squares = rows.flatMap((r) => [-1, 0, 1].map((c) => `<rect x="${n(x - 1.5 + c * 4.5)}" y="${n(y - 1.5 + r * 4.5)}" width="3" height="3"/>`));
  return `<g class="icon">${squares.join("")}</g>`;
}

/** Out of the box on its right, and back below. */
function loopText({ edge, text: beside, lines, height }: PlacedLoop, box: Box): string {
  const x = box.x + box.width / 2;
  const reach = Math.min(10, height / 2 - 5);
  const [top, bottom, far] = [beside.y - reach, beside.y + reach, x + (sizes.loop - 6) * 1.3];
  const path = `M${n(x)} ${n(top)} C${n(far)} ${n(top - 4)} ${n(far)} ${n(bottom)} ${n(x + sizes.arrow - 1)} ${n(bottom)}`;
  return `<g class="stream"><title>${escaped(lines.join("; "))}</title><path d="${path}"/>${arrowHead({ x, y: bottom }, "left", "arrow")}`
    + `${linesText(lines, beside, "start", edge.kind)}</g>`;
}

function edgeText({ edge, shape, pieces, lines, label }: PlacedEdge): string {
  const isStream = edge.kind === "stream";
  const cls = isStream ? "arrow" : "arrow-use";
  const points = pieces.flat();
  const isBoth = !isStream && edge.use === "reads and writes";
  const heads = [headAt(points, shape, cls), ...(isBoth ? [headAt([...points].reverse(), shape, cls)] : [])].join("");
  const said = isStream ? [...(edge.isBranch === true ? [edge.name] : []), ...streamLines(edge)] : [edge.use, ...lines];
  return `<g class="${isStream ? "stream" : "use"}"><title>${escaped(said.join("; "))}</title><path d="${pieces.map((p) => line(p, shape)).join(" ")}"/>${heads}`
    + `${linesText(lines, label, "middle", edge.kind)}</g>`;
}

/** The head at the last of `points`. */
function headAt(points: readonly Point[], shape: PlacedEdge["shape"], cls: "arrow" | "arrow-use"): string {
  const [end, before, start] = [points.at(-1), points.at(-2), points[0]];
  if (end === undefined || before === undefined) return "";
  if (shape === "bent") return arrowHead(end, start?.y === end.y ? "down" : "right", cls);
  if (shape === "straight" && end.x !== before.x) return arrowHead(end, before.x < end.x ? "right" : "left", cls);
  return arrowHead(end, before.y < end.y ? "down" : "up", cls);
}

function line(points: readonly Point[], shape: PlacedEdge["shape"]): string {
  const [start, bend, end] = points;
  switch (shape) {
    case "upright":
      return curve(points);
    case "straight":
      return pathOf(points.map((p, k) => [k === 0 ? "M" : "L", p.x, p.y] as const));
    case "bent":
      if (start === undefined || bend === undefined || end === undefined) return "";
      return start.y === end.y ? `M${at(start)} C${n(start.x)} ${n(bend.y)} ${n(end.x)} ${n(bend.y)} ${at(end)}`
        : `M${at(start)} C${n(bend.x)} ${n(start.y)} ${n(bend.x)} ${n(end.y)} ${at(end)}`;
  }
}

/** Upright at every point. */
function curve([first, ...rest]: readonly Point[]): string {
  if (first === undefined) return "";
  let [path, last] = [`M${at(first)}`, first];
  for (const p of rest) {
    const middle = n((last.y + p.y) / 2);
    if (p.y !== last.y) path += p.x === last.x ? ` L${at(p)}` : ` C${n(last.x)} ${middle} ${n(p.x)} ${middle} ${at(p)}`;
    last = p;
  }
  return path;
}

function at({ x, y }: Point): string {
  return `${n(x)} ${n(y)}`;
}

/** Lines around the middle of their height; the first of a stream is its name. */
function linesText(lines: readonly string[], { x, y }: Point, anchor: "start" | "middle", kind: "stream" | "tensor"): string {
  const first = y - ((lines.length - 1) * sizes.line) / 2 + 4;
  return lines.map((l, k) => text([x, first + k * sizes.line], l, k === 0 && kind === "stream" ? "strong" : undefined, anchor)).join("");
}

function text([x, y]: readonly [number, number], content: string, cls?: string, anchor: "start" | "middle" = "start"): string {
  const attributes = [...(cls === undefined ? [] : [`class="${cls}"`]), `x="${n(x)}"`, `y="${n(y)}"`, ...(anchor === "start" ? [] : [`text-anchor="${anchor}"`])];
  return `<text ${attributes.join(" ")}>${escaped(content)}</text>`;
}

function rectangle({ x, y, width, height }: Box): string {
  return `x="${n(x - width / 2)}" y="${n(y - height / 2)}" width="${n(width)}" height="${n(height)}"`;
}

function pathOf(steps: readonly (readonly [command: string, x: number, y: number])[]): string {
  return steps.map(([command, x, y]) => `${command}${n(x)} ${n(y)}`).join(" ");
}

/** To a tenth; without the sign of zero. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}

/** Characters that XML has no way to write become a replacement character. */
function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;")
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}
