/** The way of emitted files to the disk (or wherever the compiler's caller wants them), past `splice`. */
import type * as TS from "typescript";
import type { Span } from "../lib/diagnostics/source.js";
import { sourceFileOfSpan } from "./frontend/files.js";
import { splice, type Piece } from "./splice.js";
import { ts } from "./ts.js";

/**
 * A `writeFile` that puts `code` into the JavaScript of its source files and gives everything to `write`. TypeScript
 * writes a separate source map just before its file; the map then waits for the file.
 */
export function splicingWriter(
  program: TS.Program, code: ReadonlyMap<TS.SourceFile, readonly Piece[]>, write: TS.WriteFileCallback,
): TS.WriteFileCallback {
  const files = new Map<string, TS.SourceFile | undefined>();
  const fileOf = (span: Span): TS.SourceFile | undefined => {
    if (!files.has(span.file)) files.set(span.file, sourceFileOfSpan(program, span));
    return files.get(span.file);
  };
  const waiting = new Map<TS.SourceFile, { readonly map: string; readonly write: (map: string) => void }>();
  return (name, text, mark, onError, sourceFiles, data) => {
    const [first] = sourceFiles ?? [];
    const file = ts.getParseTreeNode(first, ts.isSourceFile); // what is written is the rewritten file
    const pieces = file === undefined ? undefined : code.get(file);
    const kind = /\.[cm]?jsx?(\.map)?$/.exec(name);
    if (file === undefined || pieces === undefined || kind === null) {
      write(name, text, mark, onError, sourceFiles, data);
    } else if (kind[1] !== undefined) {
      waiting.set(file, { map: text, write: (map) => write(name, map, mark, onError, sourceFiles, data) });
    } else {
      const held = waiting.get(file);
      const output = held === undefined ? { js: text } : { js: text, map: held.map };
      const { js, map } = splice(output, pieces, file, fileOf);
      if (map !== undefined) held?.write(map);
      write(name, js, mark, onError, sourceFiles, data);
    }
  };
}
