/**
 * Puts lowered code into emitted JavaScript. The emitter prints a marker where the code belongs; the code itself, which
 * is text already, never becomes syntax trees: that would take longer than everything else the plugin does.
 */
import * as path from "node:path";
import type * as TS from "typescript";
import type { Span } from "../lib/diagnostics/source.js";
import { decodeMappings, encodeMappings, type Lines, type Segment, type SourceMap } from "./source-map.js";

/** The code that begins at `offset` stands for what the user wrote at `span`. */
export interface Mark {
  readonly offset: number;
  readonly span: Span;
}

/** Code to stand in place of the statement `marker;`. Marks are in ascending order. */
export interface Piece {
  readonly marker: string;
  readonly code: string;
  readonly marks: readonly Mark[];
}

/** Finds the source file of a span. */
export type FileOfSpan = (span: Span) => TS.SourceFile | undefined;

export interface Emitted {
  readonly js: string;
  readonly map?: string;
}

const inlineMap = /(\/\/# sourceMappingURL=data:application\/json;base64,)([\w+/=]+)\s*$/;

/** Replaces the markers in the output of `file`, and adds the code's lines to its source map, separate or inline. */
export function splice(output: Emitted, pieces: readonly Piece[], file: TS.SourceFile, fileOf: FileOfSpan): Emitted {
  const inline = inlineMap.exec(output.js);
  if (inline === null) return spliceText(output, pieces, file, fileOf);
  const map = Buffer.from(inline[2] ?? "", "base64").toString("utf8");
  const spliced = spliceText({ js: output.js.slice(0, inline.index), map }, pieces, file, fileOf);
  return { js: `${spliced.js}${inline[1] ?? ""}${Buffer.from(spliced.map ?? "").toString("base64")}` };
}

function spliceText(output: Emitted, pieces: readonly Piece[], file: TS.SourceFile, fileOf: FileOfSpan): Emitted {
  const map = output.map === undefined ? undefined : (JSON.parse(output.map) as SourceMap);
  const sources = new MapSources(map, file, fileOf);
  const newLine = output.js.includes("\r\n") ? "\r\n" : "\n";
  let lines: Lines = map === undefined ? [] : decodeMappings(map.mappings);
  let { js } = output;
  for (const piece of pieces) {
    const at = js.indexOf(`${piece.marker};`);
    if (at < 0) throw new Error(`${piece.marker} was not emitted`);
    const start = js.lastIndexOf("\n", at) + 1;
    const end = js.indexOf("\n", at) + 1 || js.length;
    if (js.slice(start, end).trim() !== `${piece.marker};`) throw new Error(`${piece.marker} shares its line`);
    if (map !== undefined) lines = insertLines(lines, countLines(js.slice(0, start)), segmentsOf(piece, sources));
    js = js.slice(0, start) + piece.code.replaceAll("\n", newLine) + js.slice(end);
  }
  return map === undefined ? { js } : { js, map: JSON.stringify({ ...map, ...sources.fields(), mappings: encodeMappings(lines) }) };
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

/** `lines` with line `at`, the marker's, replaced. */
function insertLines(lines: Lines, at: number, inserted: Lines): Lines {
  return [...lines.slice(0, at), ...inserted, ...lines.slice(at + 1)];
}

/** The mapping of a piece. A line that begins before its first mark belongs to the mark before it, so that lines all map. */
function segmentsOf({ code, marks }: Piece, sources: MapSources): Lines {
  let [offset, next] = [0, 0];
  return code.split("\n").slice(0, -1).map((line) => {
    const segments: Segment[] = [];
    for (let mark = marks[next]; mark !== undefined && mark.offset < offset + line.length; mark = marks[++next]) {
      const origin = sources.origin(mark.span);
      if (origin !== undefined) segments.push({ column: mark.offset - offset, origin });
    }
    offset += line.length + 1;
    return segments;
  });
}

/** The `sources` of a map while helpers' files are added to them. */
class MapSources {
  private readonly sources: string[];
  private readonly contents: (string | null)[] | undefined;
  private readonly own: TS.SourceFile;
  private readonly fileOf: FileOfSpan;
  private readonly known: Map<TS.SourceFile, number>;

  constructor(map: SourceMap | undefined, own: TS.SourceFile, fileOf: FileOfSpan) {
    this.sources = [...(map?.sources ?? [])];
    this.contents = map?.sourcesContent === undefined ? undefined : [...map.sourcesContent];
    this.own = own;
    this.fileOf = fileOf;
    this.known = new Map([[own, 0]]);
  }

  /** Where a span stands, as a segment of the map says it. */
  origin(span: Span): Segment["origin"] {
    const file = this.fileOf(span);
    if (file === undefined) return undefined;
    const source = this.known.get(file) ?? this.add(file);
    const { line, character } = file.getLineAndCharacterOfPosition(span.start);
    return { source, line, column: character };
  }

  fields(): Partial<SourceMap> {
    return { sources: this.sources, ...(this.contents === undefined ? {} : { sourcesContent: this.contents }) };
  }

  /** However the map names the emitted file (relative to what, under which root), the other is named alike. */
  private add(file: TS.SourceFile): number {
    const fromOwn = path.posix.relative(path.posix.dirname(this.own.fileName), file.fileName);
    const folder = path.posix.dirname(this.sources[0] ?? "");
    this.known.set(file, this.sources.push(path.posix.join(folder, fromOwn)) - 1);
    this.contents?.push(file.text);
    return this.sources.length - 1;
  }
}
