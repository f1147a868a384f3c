/** Reports as text for people: aligned columns, and sentences below them. */
import { codeName } from "../diagnostics/diagnostic.js";
import { countText } from "./counts.js";
import { streamRows, unknownLines, verdictText, type NetworkReport } from "./networks.js";
import type { KernelReport, LoopReport, MemoryReport } from "./report.js";

/** A table without lines: its head, and rows as long as the head. */
export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The whole report. */
export function reportText(r: KernelReport): string {
  const parts = [
    summaryText(r),
    ...(r.loops.length > 0 ? [columns(loopRows(r))] : []),
    ...limitLines(r),
    ...(r.operators.length > 0 ? [columns(operatorRows(r))] : []),
    ...(r.memories.length > 0 ? [columns(memoryRows(r))] : []),
    ...networkParts(r, columns),
    ...warningLines(r),
  ];
  return parts.join("\n\n");
}

/** What it all comes to, in a line. */
export function summaryText(
  { kernel, device, cycles, milliseconds, dsps, luts, brams, urams, bits }: KernelReport,
): string {
  const time = milliseconds.max === undefined ? "" : ` (${digits(milliseconds.max)} ms)`;
  const memory = `${brams} BRAMs${urams > 0 ? `, ${urams} URAMs` : ""}, ${bits.toLocaleString("en-US")} bits on chip`;
  const why = cycles.reason === undefined ? "" : `\ncycles: ${cycles.reason}`;
  const operators = `${dsps} DSPs, ${luts} LUTs in operators`;
  return `${kernel} on ${device}: ${countText(cycles)} cycles${time}, ${operators}, ${memory}${why}`;
}

/** The tree of loops. */
export function loopRows({ loops }: KernelReport): Rows {
  return {
    head: ["loop", "iterations", "", "ii", "iteration", "cycles"],
    rows: loops.map((l) => [
      `${"  ".repeat(l.level)}${l.label === undefined ? "" : `${l.label}: `}${l.name}`, countText(l.trips), modeText(
        l), iiText(l),
      l.iteration === undefined ? "" : countText(l.iteration), l.cycles === undefined ? "" : countText(l.cycles),
    ]),
  };
}

function modeText({ mode, copies }: LoopReport): string {
  return copies > 1 && mode !== "unrolled" ? `${mode}, ${copies} copies` : mode;
}

function iiText({ ii, askedIi }: LoopReport): string {
  return ii === undefined ? "" : ii === askedIi ? String(ii) : `${ii} (${askedIi ?? 1} asked)`;
}

/** What keeps each pipeline from what was asked; one paragraph, or none. */
export function limitLines({ loops }: KernelReport): readonly string[] {
  const lines = loops.flatMap((l) => (l.limit === undefined ? [] : [`ii of ${l.name}: ${l.limit.text}`]));
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** The warnings; one paragraph, or none. */
export function warningLines({ warnings }: KernelReport): readonly string[] {
  return warnings.length === 0 ? [] : [warnings.map((w) => `warning ${codeName(w.code)}: ${w.message}`).join("\n")];
}

/** Of each region what is known of deadlock, its streams, and what is not known. */
export function networkParts({ networks = [] }: KernelReport, show: (rows: Rows) => string): readonly string[] {
  return networks.map((n: NetworkReport) => [verdictText(n), show(streamRows(n)), ...unknownLines(n)].join("\n"));
}

/** The operators, those of most DSPs first. */
export function operatorRows({ operators }: KernelReport): Rows {
  return {
    head: ["operator", "count", "stages", "DSPs", "LUTs"],
    rows: operators.map((o) => [o.name, o.count, o.stages, o.dsps, o.luts].map(String)),
  };
}

/** The memories, interfaces included. */
export function memoryRows({ memories }: KernelReport): Rows {
  return {
    head: ["memory", "", "banks", "of", "bits", "BRAMs"],
    rows: memories.map((m) => [m.name, placeText(m), String(m.banks), `${m.depth} × ${m.width}`, String(m.bits),
      m.urams > 0 ? `${m.urams} URAMs` : String(m.brams)]),
  };
}

function placeText({ place, kind }: MemoryReport): string {
  return place === "parameter" ? (kind === "registers" ? "interface, registers" : "interface") : kind;
}

function digits(n: number): string {
  return n >= 100 ? n.toFixed(0) : n.toPrecision(3);
}

/** Columns two blanks apart; numbers to the right. */
export function columns({ head, rows }: Rows): string {
  const all = [head, ...rows];
  const widths = head.map((_, c) => Math.max(...all.map((row) => (row[c] ?? "").length)));
  const isNumeric = head.map((_, c) => c > 0 && rows.every((row) => /^[\d,]*$/.test(row[c] ?? "")));
  const pad = (text: string, c: number): string =>
    (isNumeric[c] === true ? text.padStart(widths[c] ?? 0) : text.padEnd(widths[c] ?? 0));
  return all.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}
