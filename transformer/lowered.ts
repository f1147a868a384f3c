/** Lowered JavaScript, which comes as text, as nodes that the emitter prints, mapped to the user's lines. */
import type * as TS from "typescript";
import type { Span } from "../lib/diagnostics/source.js";
import { ts } from "./ts.js";

/** The code that begins at `offset` (a statement or a call) stands for what the user wrote at `span`. */
export interface Mark {
  readonly offset: number;
  readonly span: Span;
}

/** Finds the text that a source map names as a span's origin; `undefined` means the file being emitted. */
export type SourceOfSpan = (span: Span) => TS.SourceMapSource | undefined;

/** Parses `code` into statements without positions of their own. */
export function parseLowered(code: string, marks: readonly Mark[], sourceOf: SourceOfSpan): readonly TS.Statement[] {
  const file = ts.createSourceFile("lowered.js", code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS);
  const spans = new Map(marks.map((m) => [m.offset, m.span]));
  const visit = (node: TS.Node): void => {
    const span = spans.get(node.getStart(file));
    ts.forEachChild(node, visit, (nodes) => {
      nodes.forEach(visit);
      detach(nodes);
    });
    detach(node);
    markSynthesized(node);
    if (span !== undefined) mapTo(node, span, sourceOf(span));
  };
  file.statements.forEach(visit);
  return [...file.statements];
}

/** The position −1 tells the emitter that there is no original text. The tree is ours alone, so it is changed in place. */
function detach(at: TS.TextRange): void {
  at.pos = -1;
  at.end = -1;
}

/** Keeps TypeScript from resolving the node's names as if it had been in the program when it was checked. */
function markSynthesized(node: TS.Node): void {
  (node as { flags: TS.NodeFlags }).flags |= ts.NodeFlags.Synthesized;
}

/** Without a mapping at its end, a node's line also covers what follows it up to the next mark. */
function mapTo(node: TS.Node, span: Span, source: TS.SourceMapSource | undefined): void {
  const range = { pos: span.start, end: span.start + span.length };
  ts.setSourceMapRange(node, source === undefined ? range : { ...range, source });
  ts.setEmitFlags(node, ts.EmitFlags.NoTrailingSourceMap);
}
