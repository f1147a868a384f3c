/**
 * Diagnostics as text, in the two layouts that TypeScript's compiler has, so that editors, CI annotations and people who
 * read `tsc` read ours too: one line (`file(line,col): error HDL1006: message`) and pretty (with the code frame).
 */
import { codeName, type Diagnostic, type RelatedNote } from "./diagnostic.js";
import { locate, type Location, type SourceText, type Span } from "./source.js";

type Paint = (text: string) => string;

/** The colours that rendering uses; `picocolors.createColors(true)` is one. */
export interface Colours {
  readonly cyan: Paint;
  readonly yellow: Paint;
  readonly red: Paint;
  readonly gray: Paint;
  readonly green: Paint;
  readonly inverse: Paint;
}

const asIs: Paint = (text) => text;

/** No colours at all. */
export const plainColours: Colours = { cyan: asIs, yellow: asIs, red: asIs, gray: asIs, green: asIs, inverse: asIs };

export interface RenderOptions {
  /** With the code frame; otherwise one line for the message, and one for each note. */
  readonly pretty?: boolean;
  readonly colours?: Colours;
  /** How a file name is shown: relative to where the user stands, say. */
  readonly showFile?: (file: string) => string;
}

/** The text of one diagnostic, without a line break at its end. */
export function renderDiagnostic(d: Diagnostic, sources: readonly SourceText[], options: RenderOptions = {}): string {
  return options.pretty === true ? pretty(d, sources, options) : plain(d, sources, options);
}

/** The texts of several, in the order of their places, each once; pretty ones with a blank line between. */
export function renderDiagnostics(
  list: readonly Diagnostic[], sources: readonly SourceText[], options: RenderOptions = {},
): string {
  const texts = sortDiagnostics(list).map((d) => renderDiagnostic(d, sources, options));
  return [...new Set(texts)].join(options.pretty === true ? "\n\n" : "\n");
}

/** By file, place and code. */
export function sortDiagnostics(list: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...list].sort(
    (a, b) => compareText(a.span.file, b.span.file) || a.span.start - b.span.start || a.code - b.code,
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

// ---- one line -------------------------------------------------------------------------------------------------------

function plain(d: Diagnostic, sources: readonly SourceText[], options: RenderOptions): string {
  const head = `${plainPlace(d.span, sources, options)}${d.severity} ${codeName(d.code)}: ${d.message}`;
  const notes = d.related.map((r) => `  ${plainPlace(r.span, sources, options)}${r.message}`);
  return [head, ...notes, ...helpLines(d, "  ")].join("\n");
}

function plainPlace(span: Span, sources: readonly SourceText[], options: RenderOptions): string {
  const at = locate(sources, span);
  if (at !== undefined) return `${show(at.file, options)}(${at.line},${at.column}): `;
  return span.file === "" ? "" : `${show(span.file, options)}: `;
}

function helpLines(d: Diagnostic, indent: string): readonly string[] {
  if (d.help === undefined) return [];
  return [`${indent}help: ${d.help.replaceAll("\n", `\n${indent}      `)}`];
}

// ---- pretty ---------------------------------------------------------------------------------------------------------

function pretty(d: Diagnostic, sources: readonly SourceText[], options: RenderOptions): string {
  const c = options.colours ?? plainColours;
  const paint = d.severity === "error" ? c.red : c.yellow;
  const at = locate(sources, d.span);
  const place = prettyPlace(d.span, at, options);
  const head = `${place === "" ? "" : `${place} - `}${paint(d.severity)} ${c.gray(`${codeName(d.code)}:`)} ${d.message}`;
  const frame = at === undefined ? [] : ["", ...codeFrame(at, d.span, paint, c, "")];
  const notes = d.related.flatMap((r) => ["", ...prettyNote(r, sources, options)]);
  const help = helpLines(d, "  ").map((line) => line.replace("help:", c.green("help:")));
  return [head, ...frame, ...notes, ...(help.length === 0 ? [] : ["", ...help])].join("\n");
}

function prettyNote(note: RelatedNote, sources: readonly SourceText[], options: RenderOptions): readonly string[] {
  const c = options.colours ?? plainColours;
  const at = locate(sources, note.span);
  const place = prettyPlace(note.span, at, options);
  if (at === undefined) return [`  ${place === "" ? "" : `${place} - `}${note.message}`];
  return [`  ${place}`, ...codeFrame(at, note.span, c.cyan, c, "    "), `    ${note.message}`];
}

function prettyPlace(span: Span, at: Location | undefined, options: RenderOptions): string {
  const c = options.colours ?? plainColours;
  if (at === undefined) return span.file === "" ? "" : c.cyan(show(span.file, options));
  return `${c.cyan(show(at.file, options))}:${c.yellow(String(at.line))}:${c.yellow(String(at.column))}`;
}

/** The line, and squiggles under the part of it that `span` covers. A tab counts as one column, as TypeScript shows it. */
function codeFrame(at: Location, span: Span, paint: Paint, c: Colours, indent: string): readonly string[] {
  const number = String(at.line);
  // The first line of a stretch of source may lack what stands before it; columns stay right all the same.
  const known = at.text.length >= at.column - 1 ? at.text : at.text.padStart(at.column - 1 + at.text.length);
  const length = Math.max(1, Math.min(span.length, known.length - (at.column - 1)));
  return [
    `${indent}${c.inverse(number)} ${known.replaceAll("\t", " ")}`,
    `${indent}${c.inverse(" ".repeat(number.length))} ${" ".repeat(at.column - 1)}${paint("~".repeat(length))}`,
  ];
}

function show(file: string, options: RenderOptions): string {
  return options.showFile === undefined ? file : options.showFile(file);
}
