/** What a quick fix is: a pure function from a diagnostic and its place in the text to changes of the text. */
import type * as TS from "typescript";
import type { Diagnostic, DiagnosticKind } from "../../../lib/diagnostics/diagnostic.js";
import { ts } from "../../ts.js";

/** Replaces what stands from `start` to `end`; insertions have both equal. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Changes of the file in which the diagnostic stands, and what an editor calls them. */
export interface Fix {
  readonly description: string;
  readonly edits: readonly Edit[];
}

/** Where a diagnostic stands: `node` is the smallest that covers exactly its span. */
export interface Site {
  readonly file: TS.SourceFile;
  readonly node: TS.Node;
  readonly diagnostic: Diagnostic;
}

/** A row of the table: a diagnostic, and the fixes it has at a place; none where the form there is not a simple one. */
export interface Mender {
  readonly code: number;
  readonly fixes: (site: Site) => readonly Fix[];
}

/** A row whose fixes get the arguments of the diagnostic's message, typed as its kind has them. */
export function mend<Args extends readonly unknown[]>(
  kind: DiagnosticKind<Args>, fixes: (site: Site, args: Args) => readonly Fix[],
): Mender {
  return { code: kind.code, fixes: (site) => fixes(site, (site.diagnostic.args ?? []) as unknown as Args) };
}

/** A list of one fix. */
export function fix(description: string, ...edits: readonly Edit[]): readonly Fix[] {
  return [{ description, edits }];
}

export function insert(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

export function remove(start: number, end: number): Edit {
  return { start, end, text: "" };
}

/** Puts `text` in the place of `node`, whose leading comments stay. */
export function replace(file: TS.SourceFile, node: TS.Node, text: string): Edit {
  return { start: node.getStart(file), end: node.getEnd(), text };
}

/** The node at a site that `is` accepts: several may cover one text, such as an identifier and the parameter it is. */
export function nodeAt<T extends TS.Node>({ file, node }: Site, is: (node: TS.Node) => node is T): T | undefined {
  const covers = (n: TS.Node): boolean => n.getStart(file) === node.getStart(file) && n.getEnd() === node.getEnd();
  for (let n = node; !ts.isSourceFile(n) && covers(n); n = n.parent) if (is(n)) return n;
  return undefined;
}

/** The white space before the first thing on the line of `at`. */
export function indentAt(file: TS.SourceFile, at: number): string {
  const start = file.getLineStarts()[file.getLineAndCharacterOfPosition(at).line] ?? 0;
  return /^[ \t]*/.exec(file.text.slice(start))?.[0] ?? "";
}

export function lineBreak(file: TS.SourceFile): string {
  return file.text.includes("\r\n") ? "\r\n" : "\n";
}

/** The statement around `node`, if it stands in a block, where another can be put beside it. */
export function statementInBlock(node: TS.Node): TS.Statement | undefined {
  for (let n = node; !ts.isSourceFile(n); n = n.parent) {
    if (ts.isStatement(n)) return ts.isBlock(n.parent) || ts.isSourceFile(n.parent) ? n : undefined;
  }
  return undefined;
}
