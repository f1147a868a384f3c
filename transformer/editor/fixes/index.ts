/** Quick fixes: which diagnostics have any, and the fixes of one place in the form that editors take. */
import type * as TS from "typescript";
import type { Diagnostic } from "../../../lib/diagnostics/diagnostic.js";
import { ownCodeOf, tsCode } from "../../report.js";
import { ownDiagnostics } from "../diagnostics.js";
import { innermostAt, nodeExactlyAt } from "../../nodes.js";
import type { OpenFile } from "../view.js";
import { annotationMenders } from "./annotations.js";
import { assignabilityCodes, assignabilityFixes } from "./assignability.js";
import { castMenders } from "./casts.js";
import type { Edit, Fix, Mender } from "./fix.js";
import { nameMenders } from "./names.js";
import { statementMenders } from "./statements.js";
import { subscriptMenders } from "./subscripts.js";

/** The table from diagnostics to their fixes, in the order in which they are offered. */
export const menders: readonly Mender[] = [
  ...annotationMenders, ...castMenders, ...subscriptMenders, ...nameMenders, ...statementMenders,
];

/** The codes of the table and those of TypeScript's that we add to, as the compiler numbers them. */
export const fixableCodes: readonly number[] = [
  ...new Set([...menders.map((m) => tsCode(m.code)), ...assignabilityCodes]),
];

/** What an editor asks for: the range of a diagnostic, and its code. */
export interface FixRequest {
  readonly start: number;
  readonly end: number;
  readonly codes: readonly number[];
}

/** Our fixes for the diagnostics in a range. */
export function fixesAt(open: OpenFile, request: FixRequest): readonly TS.CodeFixAction[] {
  // The compiler marks the word `return`, which is no node.
  const node = nodeExactlyAt(open.file, request.start, request.end) ?? innermostAt(open.file, request.start);
  const fixes = request.codes.flatMap((code): readonly Fix[] => {
    const own = ownCodeOf(code);
    if (own !== undefined) return ownFixes(open, node, own);
    return assignabilityCodes.has(code) ? assignabilityFixes(open.project.program, open.file, node) : [];
  });
  const distinct = fixes.filter((f, i) => fixes.findIndex((o) => o.description === f.description) === i);
  return distinct.map((f) => asAction(open.file, f));
}

function ownFixes(open: OpenFile, node: TS.Node, code: number): readonly Fix[] {
  const { file } = open;
  const [start, end] = [node.getStart(file), node.getEnd()];
  const isHere = ({ span }: Diagnostic): boolean => span.start === start && span.start + span.length === end;
  const found = ownDiagnostics(open).filter((d) => d.code === code && isHere(d));
  const rows = menders.filter((m) => m.code === code);
  return found.flatMap((diagnostic) => rows.flatMap((m) => m.fixes({ file, node, diagnostic })));
}

function asAction(file: TS.SourceFile, { description, edits }: Fix): TS.CodeFixAction {
  const textChanges = [...edits].sort(byPlace).map(({ start, end, text }) => {
    return { span: { start, length: end - start }, newText: text };
  });
  return { fixName: "heddle", description, changes: [{ fileName: file.fileName, textChanges }] };
}

/** Sorting keeps the order of insertions at one place. */
function byPlace(a: Edit, b: Edit): number {
  return a.start - b.start || a.end - b.end;
}
