/** Our diagnostics in TypeScript's clothes: `tsc`, watch mode, editors and .tsbuildinfo carry them like their own. */
import type * as TS from "typescript";
import { codeName, type Diagnostic, type RelatedNote } from "../lib/diagnostics/diagnostic.js";
import type { Span } from "../lib/diagnostics/source.js";
import { sourceFileOfSpan } from "./frontend/files.js";
import { ts, type TypeScript } from "./ts.js";

/**
 * TypeScript prints `TS${code}` and sorts by code, so ours are numbers beyond its own: HDL1203 is 1001203. Where the
 * compiler writes, `nameOwnCodes` turns `TS1001203` into the name that users know.
 */
const firstCode = 1_000_000;

export function tsCode(code: number): number {
  return firstCode + code;
}

/** Our code behind the compiler's number; `undefined` for one of TypeScript's. */
export function ownCodeOf(code: number): number | undefined {
  return code > firstCode ? code - firstCode : undefined;
}

/** `d` as a diagnostic of `program`. One without a place in it (a tsconfig option) has no file. */
export function toTsDiagnostic(program: TS.Program, d: Diagnostic): TS.Diagnostic {
  const category = d.severity === "error" ? ts.DiagnosticCategory.Error : ts.DiagnosticCategory.Warning;
  return {
    ...place(program, d.span),
    category,
    code: tsCode(d.code),
    messageText: d.help === undefined ? d.message : withHelp(d, d.help, category),
    source: "heddle",
    relatedInformation: d.related.map((note) => relatedInformation(program, note, d.code)),
  };
}

/** The help is the first link of the message's chain: printed on a line of its own, indented. */
function withHelp(d: Diagnostic, help: string, category: TS.DiagnosticCategory): TS.DiagnosticMessageChain {
  const code = tsCode(d.code);
  const next = [{ messageText: `help: ${help}`, category: ts.DiagnosticCategory.Message, code }];
  return { messageText: d.message, category, code, next };
}

function relatedInformation(program: TS.Program, note: RelatedNote, code: number): TS.DiagnosticRelatedInformation {
  return {
    ...place(program, note.span),
    category: ts.DiagnosticCategory.Message,
    code: tsCode(code),
    messageText: note.message,
  };
}

function place(program: TS.Program, span: Span): Pick<TS.DiagnosticWithLocation, "start" | "length"> & { file: TS.SourceFile }
  | { file: undefined; start: undefined; length: undefined } {
  const file = span.file === "" ? undefined : sourceFileOfSpan(program, span);
  if (file === undefined) return { file: undefined, start: undefined, length: undefined };
  return { file, start: span.start, length: span.length };
}

/** `TS1001203` as users know it: `HDL1203`. */
export function ownCodeNames(text: string): string {
  return text.replace(/\bTS100(\d{4})\b/g, (_match, code: string) => codeName(Number(code)));
}

const patched = new WeakSet<TS.System>();

/** From now on everything the compiler writes through `ts.sys` shows our codes by their own names. */
export function nameOwnCodes(api: TypeScript): void {
  const sys = api.sys;
  if (patched.has(sys)) return;
  patched.add(sys);
  const write = sys.write.bind(sys);
  sys.write = (text) => write(ownCodeNames(text));
}

/** The diagnostics as `tsc` prints them in `folder`; `pretty` with colours and the code frame. */
export function formatDiagnostics(
  diagnostics: readonly TS.Diagnostic[], pretty: boolean, folder = ts.sys.getCurrentDirectory(),
): string {
  const host: TS.FormatDiagnosticsHost = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => folder,
    getNewLine: () => ts.sys.newLine,
  };
  const text = pretty ? ts.formatDiagnosticsWithColorAndContext(diagnostics, host) : ts.formatDiagnostics(diagnostics, host);
  return ownCodeNames(text);
}

/** Would `tsc` itself print in colour here? */
export function wantsColour(options: TS.CompilerOptions): boolean {
  if (options["pretty"] !== undefined) return options["pretty"] === true;
  return process.env["NO_COLOR"] === undefined && ts.sys.writeOutputIsTTY?.() === true;
}
