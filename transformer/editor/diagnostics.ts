/** What an editor shows in a file: TypeScript's diagnostics that hold, and ours. */
import type * as TS from "typescript";
import { codeName, type Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import { filterDiagnostics } from "../filter.js";
import { plainDiagnostic } from "../plain-messages.js";
import { spanFileName, spanOf } from "../frontend/files.js";
import { toTsDiagnostic } from "../report.js";
import { ts } from "../ts.js";
import type { OpenFile } from "./view.js";

/** TypeScript's diagnostics without those that don't hold at our constructs. */
export function keptDiagnostics<D extends TS.Diagnostic>(open: OpenFile, found: readonly D[]): readonly D[] {
  const { project, file } = open;
  const declarations = project.compiled(file)?.declarations ?? [];
  const helpers = (): ReturnType<typeof project.calledFunctions> => project.calledFunctions(file);
  return filterDiagnostics(found, declarations, helpers, project.program).map(plainDiagnostic);
}

/** Ours as editors take them. They show a code as a bare number: the message begins with the name that users know. */
export function shownDiagnostics(open: OpenFile): readonly TS.Diagnostic[] {
  const named = (d: Diagnostic): Diagnostic => ({ ...d, message: `${codeName(d.code)}: ${d.message}` });
  return ownDiagnostics(open).map((d) => toTsDiagnostic(open.project.program, named(d)));
}

/**
 * Our diagnostics that stand in `file`: its own, those that kernels of other files have in its functions, and, at the
 * import, those that its kernels have in functions of other files: an editor shows a file nothing else.
 */
export function ownDiagnostics(open: OpenFile): readonly Diagnostic[] {
  const { project, file } = open;
  const name = spanFileName(project.program, file);
  const diagnosticsOf = (f: TS.SourceFile): readonly Diagnostic[] => project.diagnostics(f).filter(isWritten);
  const own = diagnosticsOf(file).map((d) => (d.span.file === name ? d : atImport(open, d)));
  const others = project.kernelFilesWith(file).filter((f) => f !== file);
  const foreign = others.flatMap(diagnosticsOf).filter((d) => d.span.file === name);
  return [...own, ...foreign.filter((d) => !own.some((o) => isSame(o, d)))];
}

/** Not about a name or expression that the parser made up where text is missing: it has reported that itself. */
function isWritten({ span, args = [] }: Diagnostic): boolean {
  return span.length > 0 && !args.includes("");
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return a.code === b.code && a.span.start === b.span.start && a.span.length === b.span.length;
}

/** A diagnostic of another file, moved to the import by which `file` gets there. */
function atImport(open: OpenFile, d: Diagnostic): Diagnostic {
  const { project, file } = open;
  const found = file.statements.find((s) => reaches(open, s, d.span.file));
  const span = found === undefined ? { ...spanOf(project.program, file), length: 0 } : spanOf(project.program, found);
  const message = `${d.message} (in ${d.span.file}, which a kernel of this file uses)`;
  return { ...d, message, span, related: [{ span: d.span, message: d.message }, ...d.related] };
}

/** Is `node` an import of a file called `name`, or of one that imports it? */
function reaches({ project, file }: OpenFile, node: TS.Statement, name: string): boolean {
  if (!ts.isImportDeclaration(node)) return false;
  const symbol = project.program.getTypeChecker().getSymbolAtLocation(node.moduleSpecifier);
  const target = symbol?.valueDeclaration?.getSourceFile();
  if (target === undefined || target === file) return false;
  return [...project.graph.closure(target)].some((f) => spanFileName(project.program, f) === name);
}
