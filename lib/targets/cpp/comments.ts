/** The user's source lines as comments: each line once, before what it became. */
import { locate, type SourceText, type Span } from "../../diagnostics/source.js";

/** Gives the comment for a statement at `span`; `undefined` when its line was the last one given. */
export type Commenter = (span: Span) => string | undefined;

export function commenter(sources: readonly SourceText[]): Commenter {
  let last = "";
  return (span) => {
    const text = sourceLine(sources, span);
    if (text === undefined || text.place === last) return undefined;
    last = text.place;
    return `${text.place}: ${text.line}`;
  };
}

/** `gemm.ts:12` and the line, without what could change the meaning or the look of a C++ comment. */
export function sourceLine(
  sources: readonly SourceText[], span: Span,
): { readonly place: string; readonly line: string } | undefined {
  const at = locate(sources, span);
  if (at === undefined) return undefined;
  const file = at.file.split(/[\\/]/).at(-1) ?? at.file;
  return { place: `${clean(file)}:${at.line}`, line: shortened(clean(at.text.trim())) };
}

/** The first line of a function or region after its decorators, with which its span begins. */
export function declarationLine(sources: readonly SourceText[], span: Span): ReturnType<typeof sourceLine> {
  const source = sources.find((s) => s.file === span.file && span.start >= s.start && span.start <= s.start + s.text.length);
  if (source === undefined) return undefined;
  const from = span.start - source.start;
  const text = source.text.slice(from, from + span.length);
  return sourceLine(sources, { ...span, start: span.start + (decorators.exec(text)?.[0].length ?? 0) });
}

/** Their arguments may hold parentheses in parentheses; deeper ones end the match, and the comment shows the decorator. */
const decorators = /^(@[\w.$]+\s*(\(([^()]|\([^()]*\))*\))?\s*)*/;

/**
 * Text for a comment: no control or direction characters, and no backslash (or its trigraph) to continue the comment on
 * the next line.
 */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, " ").replace(/(\\|\?\?\/)+$/, "").trimEnd();
}

const longest = 104;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
