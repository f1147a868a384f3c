/** The Pareto front of a search for people: as a table, and as a plot. */
import type { Rows } from "../report/text.js";
import { callText } from "../schedule/calls.js";
import type { Proposal, SearchResult } from "./autoschedule.js";

/** A row for each proposal, the fastest first. */
export function frontRows(front: readonly Proposal[]): Rows {
  return {
    head: ["cycles", "DSPs", "BRAMs", "steps"],
    rows: front.map((p) => [p.cycles.toLocaleString("en-US"), String(p.dsps), String(p.brams), stepsText(p)]),
  };
}

function stepsText({ steps }: Proposal): string {
  const counts = new Map<string, number>();
  for (const { primitive } of steps) counts.set(primitive, (counts.get(primitive) ?? 0) + 1);
  return steps.length === 0 ? "none" : [...counts].map(([name, n]) => (n === 1 ? name : `${n} × ${name}`)).join(", ");
}

/** The steps of the fastest, as a user would write them, one on a line. */
export function scheduleText({ steps }: Pick<SearchResult, "steps">): string {
  return steps.map(callText).join("\n");
}

const [width, height, left, bottom, top, right] = [640, 420, 80, 50, 40, 20];

/** Cycles against DSPs, both on logarithmic axes, as an SVG image. */
export function frontSvg(kernel: string, front: readonly Proposal[]): string {
  const shown = front.filter((p) => Number.isFinite(p.cycles));
  const x = axis(shown.map((p) => Math.max(1, p.dsps)), left, width - right);
  const y = axis(shown.map((p) => Math.max(1, p.cycles)), height - bottom, top);
  const dots = shown.map((p) => {
    const at = `cx="${fixed(x.at(Math.max(1, p.dsps)))}" cy="${fixed(y.at(Math.max(1, p.cycles)))}"`;
    const title = `${p.cycles} cycles, ${p.dsps} DSPs, ${p.brams} BRAMs`;
    return `<circle ${at} r="4" fill="#1f6feb"><title>${title}</title></circle>`;
  });
  const line = shown.map((p) => `${fixed(x.at(Math.max(1, p.dsps)))},${fixed(y.at(Math.max(1, p.cycles)))}`).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${width / 2}" y="20" text-anchor="middle" font-size="14">${escaped(kernel)}</text>`,
    ...x.marks.map((m) => mark([x.at(m), height - bottom, x.at(m), top], label(m), [x.at(m), height - bottom + 18],
      "middle")),
    ...y.marks.map((m) => mark([left, y.at(m), width - right, y.at(m)], label(m), [left - 6, y.at(m) + 4], "end")),
    `<text x="${width / 2}" y="${height - 10}" text-anchor="middle">DSPs</text>`,
    `<text transform="translate(18 ${height / 2}) rotate(-90)" text-anchor="middle">cycles</text>`,
    `<polyline points="${line}" fill="none" stroke="#1f6feb" stroke-opacity="0.5"/>`,
    ...dots,
    "</svg>",
    "",
  ].join("\n");
}

interface Axis {
  readonly at: (value: number) => number;
  /** Powers of ten. */
  readonly marks: readonly number[];
}

function axis(values: readonly number[], from: number, to: number): Axis {
  const first = Math.floor(Math.log10(Math.min(...values, 10)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values, 1))));
  const at = (value: number): number => from + ((Math.log10(value) - first) / (last - first)) * (to - from);
  return { at, marks: Array.from({ length: last - first + 1 }, (_, n) => 10 ** (first + n)) };
}

type Line = readonly [x1: number, y1: number, x2: number, y2: number];

function mark(
  [x1, y1, x2, y2]: Line, text: string, [x, y]: readonly [number, number], anchor: "middle" | "end",
): string {
  const line = `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" stroke="#ddd"/>`;
  return `${line}<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${text}</text>`;
}

function label(n: number): string {
  return n.toLocaleString("en-US");
}

function fixed(n: number): string {
  return n.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
