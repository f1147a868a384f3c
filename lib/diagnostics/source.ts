/** Where things stand in the user's files: spans, and the text needed to turn a span into a line. */

/** A range of a source file; `start` and `length` are UTF-16 offsets, as TypeScript counts them. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

/** The span of things that no user wrote. */
export const noSpan: Span = { file: "", start: 0, length: 0 };

/**
 * A stretch of a source file: `text` begins at offset `start`, which is on line `line` (0-based), column `column`
 * (0-based). A whole file has all three at 0. Compiled modules carry the stretches their kernels stand in.
 */
export interface SourceText {
  readonly file: string;
  readonly start: number;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Makes the `SourceText` of a whole file. */
export function wholeFile(file: string, text: string): SourceText {
  return { file, start: 0, line: 0, column: 0, text };
}

/** A position as people count it: line and column from 1; `text` is the whole line (as far as it is known). */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Finds the line of `span`; `undefined` if none of `sources` holds it. */
export function locate(sources: readonly SourceText[], span: Span): Location | undefined {
  const source = sources.find(
    (s) => s.file === span.file && span.start >= s.start && span.start <= s.start + s.text.length,
  );
  if (source === undefined) return undefined;
  const offset = span.start - source.start;
  const before = source.text.slice(0, offset).split("\n");
  const lineStart = offset - (before.at(-1) ?? "").length;
  const lineEnd = source.text.indexOf("\n", offset);
  const indent = before.length === 1 ? source.column : 0;
  return {
    file: source.file,
    line: source.line + before.length,
    column: indent + offset - lineStart + 1,
    text: source.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).trimEnd(),
  };
}
