/** IR as text without what only tools need. */

const span = String.raw`@(?:-|(?:\d+:)?\d+\+\d+)`;
/** Strings and quoted names; spans before a name or statement; spans after an expression. */
const pieces = new RegExp(`("(?:[^"\\\\]|\\\\.)*"|\`[^\`]*\`)|(^|[\\s(])${span} |${span}`, "g");

/** `text` (IR printed with spans) without its table of files and its spans. */
export function withoutSpans(text: string): string {
  const kept = (_: string, quoted?: string, before?: string): string => quoted ?? before ?? "";
  return text.replace(/^files [^\n]*\n\n/, "").replace(pieces, kept);
}
