/** What C++ for an HLS tool cannot take, at the user's lines. */
import { target as catalogue } from "../../diagnostics/catalogue/target.js";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Span } from "../../diagnostics/source.js";
import type { Expr, Func, MemoryBinding, Stmt, Sym } from "../../ir/ir.js";
import { typeName, type FixedType } from "../../ir/types.js";
import { allFunctions, declaredBy, visitExprs, visitStmts } from "../../ir/walk.js";
import type { Unit } from "../target.js";
import type { Widest } from "./context.js";
import type { Dialect, Storage } from "./dialect.js";
import { externalFunctions } from "./externals.js";
import { networkProblems } from "./check-networks.js";
import { finest } from "./fixed.js";
import { legalFunctionName } from "./names.js";

/** `widest` lowers the unit, which must be well formed, and may be asked only when nothing else is wrong. */
export function checkUnit(unit: Unit, dialect: Dialect, widest: () => Widest): readonly Diagnostic[] {
  const found = [
    ...streamsAtTop(unit), ...fixedRanges(unit, dialect), ...externals(unit), ...memories(unit, dialect),
    ...networkProblems(unit.module, dialect),
  ];
  return found.some((d) => d.severity === "error") ? found : [...found, ...tooWide(widest(), dialect)];
}

function streamsAtTop({ module: { top } }: Unit): readonly Diagnostic[] {
  const streams = top.params.filter((p) => p.type.kind === "stream");
  return streams.map((p) => diagnose(catalogue.streamAtTop, p.span, [top.sym.name, p.sym.name]));
}

/** Widths grow in expressions by the vendor's rules, which lowering keeps track of. */
function tooWide({ width, span }: Widest, { widestInteger, title }: Dialect): readonly Diagnostic[] {
  return width <= widestInteger ? [] : [diagnose(catalogue.integerTooWide, span, [width, widestInteger, title])];
}

function fixedRanges(unit: Unit, { title }: Dialect): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const f of allFunctions(unit.module)) {
    visitExprs(f.body, (e) => {
      const type = fixedBesideFloat(e);
      const isBeyond = type !== undefined && (type.frac > finest || type.width - type.frac > finest);
      if (isBeyond) found.push(diagnose(catalogue.fixedRange, e.span, [typeName(type), title]));
    });
  }
  return found;
}

/** The fixed-point type of a conversion to or from a float. */
function fixedBesideFloat(e: Expr): FixedType | undefined {
  if (e.kind !== "cast") return undefined;
  const { operand: { type: from }, type: to } = e;
  if (from.kind === "fixed" && to.kind === "float") return from;
  return to.kind === "fixed" && from.kind === "float" ? to : undefined;
}

function memories({ module }: Unit, { title, storage }: Dialect): readonly Diagnostic[] {
  return allFunctions(module).flatMap((f) => (f.memories ?? []).flatMap(({ sym, bind, streamDepth }) => {
    if (bind === undefined || streamDepth !== undefined) return [];
    const { span, contents } = declarationOf(sym, f);
    const problem = storageProblem(bind, contents, storage);
    return problem === undefined ? [] : [diagnose(catalogue.memory, span, [title, sym.name, problem])];
  }));
}

function declarationOf(sym: Sym, f: Func): { readonly span: Span; readonly contents: "ram" | "rom" } {
  const statements: Stmt[] = [];
  visitStmts(f.body, (s) => declaredBy(s).some((d) => d.sym.id === sym.id) && statements.push(s));
  const [by] = statements;
  const outside = [...f.params, ...f.states].find((d) => d.sym.id === sym.id);
  const contents = by?.kind === "alloc" && by.init.kind === "values" ? "rom" : "ram";
  return { span: (by ?? outside ?? f).span, contents };
}

function storageProblem(
  { memory, ports = "dual", latency = 1 }: MemoryBinding, contents: "ram" | "rom", s: Storage,
): string | undefined {
  const type = s.types[contents][ports];
  if (s.lacks[type]?.includes(memory) === true) return `it makes no ${type} of ${memory}`;
  return latency <= s.latency ? undefined : `an access takes at most ${s.latency} cycles, not ${latency}`;
}

function externals(unit: Unit): readonly Diagnostic[] {
  return externalFunctions(unit).flatMap((f): readonly Diagnostic[] => {
    if (f.external === undefined) return [];
    const { top, source } = f.external;
    const problem = nameProblem(top, f, unit);
    if (problem !== undefined) return [diagnose(catalogue.externalName, f.span, [top, problem])];
    const isThere = unit.externals?.some((e) => e.path === source) === true;
    return isThere ? [] : [diagnose(catalogue.externalMissing, f.span, [f.sym.name, source])];
  });
}

function nameProblem(name: string, f: Func, { module: { top } }: Unit): string | undefined {
  if (legalFunctionName(name) !== name) return "that is no name of a C++ function";
  return name === legalFunctionName(top.sym.name) && f.sym.id !== top.sym.id ? "the kernel has this name" : undefined;
}
