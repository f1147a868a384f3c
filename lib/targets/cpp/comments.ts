/** The user's source lines as comments: each line once, before what it became. */
import type { Sym } from "../../ir/ir.js";
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

/** The line that names a function or region: its span begins at its decorators. */
export function declarationLine(
  sources: readonly SourceText[], declared: { readonly sym: Sym; readonly span: Span },
): ReturnType<typeof sourceLine> {
  const { sym, span } = declared;
  const source = sources.find((s) => s.file === span.file && span.start >= s.start && span.start <= s.start + s.text.length);
  const text = source?.text.slice(span.start - source.start, span.start - source.start + span.length) ?? "";
  const named = new RegExp(`\\b(function|class)\\s+${escaped(sym.name)}(?![\\w$])`).exec(text);
  return sourceLine(sources, { ...span, start: span.start + (named?.index ?? 0) });
}

function escaped(word: string): string {
  return word.replace(/[$\\^.*+?()[\]{}|]/g, "\\$&");
}

/** No control or direction characters, and no backslash (or its trigraph) to continue the comment on the next line. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, " ").replace(/(\\|\?\?\/)+$/, "").trimEnd();
}

const longest = 104;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
