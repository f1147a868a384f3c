/** Helps tests write several lines of text in place. */

/** A template literal without its first line break, its last line's blanks, and the indentation all lines share. */
export function dedent(strings: TemplateStringsArray, ...values: readonly string[]): string {
  const text = strings.raw.map((part, i) => part.replaceAll("\\`", "`") + (values[i] ?? "")).join("");
  const lines = text.replace(/^\n/, "").replace(/ *$/, "").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return lines.map((line) => line.slice(shared)).join("\n");
}
