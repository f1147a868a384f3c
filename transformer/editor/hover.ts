/** What hovering over a name or an element in a kernel adds to TypeScript's answer: what it is in hardware. */
import type * as TS from "typescript";
import { accumulatedRange } from "../../lib/analysis/accumulators.js";
import { intersect } from "../../lib/analysis/intervals.js";
import { analyseRanges, type Ranges } from "../../lib/analysis/ranges.js";
import type { Span } from "../../lib/diagnostics/source.js";
import type { Expr, Module, Sym } from "../../lib/ir/ir.js";
import { union, type Interval, type Type } from "../../lib/ir/types.js";
import { visitExprs, visitStmts } from "../../lib/ir/walk.js";
import type { Unit } from "../../lib/targets/target.js";
import type { UnitNames } from "../frontend/compiled.js";
import type { Binding } from "../frontend/context.js";
import { spanOf } from "../frontend/files.js";
import { ts } from "../ts.js";
import { describeBinding, describeType, withRange } from "./describe.js";
import { innermostAt } from "../nodes.js";
import type { OpenFile } from "./view.js";

/** TypeScript's `found`, if any, with a paragraph on the hardware; `found` itself where no kernel is. */
export function withHardware(
  open: OpenFile, position: number, found: TS.QuickInfo | undefined,
): TS.QuickInfo | undefined {
  const node = innermostAt(open.file, found?.textSpan.start ?? position);
  const names = ts.isIdentifier(node) ? describeName(open, node) : [];
  const element = elementAround(node);
  const elements = element === undefined ? [] : describeElement(open, element);
  const lines = [...names, ...elements];
  if (lines.length === 0) return found;
  const info = found ?? plainInfo(open.file, element ?? node);
  return { ...info, documentation: paragraph(lines, info.documentation ?? []) };
}

/** The text of `node` and no more, where TypeScript has nothing to say. */
function plainInfo(file: TS.SourceFile, node: TS.Node): TS.QuickInfo {
  const start = node.getStart(file);
  return {
    kind: ts.ScriptElementKind.unknown,
    kindModifiers: "",
    textSpan: { start, length: node.getEnd() - start },
    displayParts: [{ text: node.getText(file), kind: "text" }],
  };
}

function paragraph(lines: readonly string[], before: readonly TS.SymbolDisplayPart[]): TS.SymbolDisplayPart[] {
  const gap = before.length === 0 ? "" : "\n\n";
  return [...before, { text: `${gap}${lines.join("\n\n")}`, kind: "text" }];
}

// ---- names ----------------------------------------------------------------------------------------------------------

/** What a declaration stands for in one unit. */
interface Meaning {
  readonly unit: UnitNames;
  readonly bindings: readonly Binding[];
}

function describeName(open: OpenFile, node: TS.Identifier): readonly string[] {
  const { program } = open.project;
  const declaration = program.getTypeChecker().getSymbolAtLocation(node)?.valueDeclaration;
  if (declaration === undefined) return [];
  const use = ts.getNameOfDeclaration(declaration) === node ? undefined : spanOf(program, node);
  const found = meaningsOf(open, declaration).map(({ unit, bindings }) => {
    return { id: unit.id, text: describeBindings(unit.unit, bindings, use) };
  });
  return byInstance(found);
}

/** One line if all units agree, else one for each. */
function byInstance(found: readonly { readonly id: string; readonly text: string }[]): readonly string[] {
  const texts = new Set(found.map((f) => f.text));
  return texts.size <= 1 ? [...texts] : [...new Set(found.map((f) => `${f.id}: ${f.text}`))];
}

function meaningsOf({ project, file }: OpenFile, declaration: TS.Declaration): readonly Meaning[] {
  const name = spanOf(project.program, ts.getNameOfDeclaration(declaration) ?? declaration);
  const units = project.kernelFilesWith(file).flatMap((f) => project.compiled(f)?.names ?? []);
  return units.flatMap((unit) => {
    const bindings = unit.names.filter((n) => sameSpan(n.span, name)).map((n) => n.binding);
    return bindings.length === 0 ? [] : [{ unit, bindings }];
  });
}

/** All bindings of a declaration in a unit have one type, but for instances of helpers; `use` is where it is read. */
function describeBindings(unit: Unit | undefined, bindings: readonly Binding[], use: Span | undefined): string {
  const texts = bindings.map(describeBinding);
  const text = [...new Set(texts)].join(", or ");
  const scalars = bindings.flatMap((b) => (b.kind === "scalar" ? [b] : b.kind === "state" && b.of.kind === "scalar" ? [b.of] : []));
  const [first] = scalars;
  if (first === undefined || unit === undefined) return text;
  const syms = scalars.map((s) => s.sym);
  const ranges = rangesOf(unit);
  const here = use === undefined ? undefined : readRange(unit.module, ranges, syms, use);
  const range = narrower(here ?? storedRange(unit.module, ranges, syms), accumulated(unit.module, ranges, syms));
  return withRange(text, first.type, range);
}

/** What loops that add to the variable leave in it, if all of `syms` are such. */
function accumulated(module: Module, ranges: Ranges, syms: readonly Sym[]): Interval | undefined {
  const known = syms.flatMap((sym) => {
    const found = module.functions.map((f) => accumulatedRange(f, sym, ranges)).find((r) => r !== undefined);
    return found ?? [];
  });
  return known.length < syms.length || known.length === 0 ? undefined : known.reduce(union);
}

function narrower(a: Interval | undefined, b: Interval | undefined): Interval | undefined {
  return a === undefined || b === undefined ? (a ?? b) : (intersect(a, b) ?? a);
}

/** What a read of one of `syms` at `use` gives. */
function readRange(module: Module, ranges: Ranges, syms: readonly Sym[], use: Span): Interval | undefined {
  return hull(ranges, readsOf(module, syms).filter((e) => sameSpan(e.span, use)));
}

/** What is ever stored in one of `syms`; for parameters and loop variables, which nothing stores, what is read. */
function storedRange(module: Module, ranges: Ranges, syms: readonly Sym[]): Interval | undefined {
  const stored: Expr[] = [];
  for (const f of module.functions) {
    visitStmts(f.body, (s) => {
      if (s.kind === "let" && isOne(syms, s.sym)) stored.push(s.init);
      if (s.kind === "assign" && isOne(syms, s.sym)) stored.push(s.value);
    });
  }
  return hull(ranges, stored.length > 0 ? stored : readsOf(module, syms));
}

function readsOf(module: Module, syms: readonly Sym[]): readonly Expr[] {
  return expressions(module).filter((e) => e.kind === "var" && isOne(syms, e.sym));
}

// ---- elements -------------------------------------------------------------------------------------------------------

/** The whole of `A[i][j]` when `node` is a bracket of it, or its `A`. */
function elementAround(node: TS.Node): TS.ElementAccessExpression | undefined {
  if (ts.isSourceFile(node)) return undefined;
  const { parent } = node;
  if (ts.isElementAccessExpression(parent) && parent.expression === node) return elementAround(parent);
  return ts.isElementAccessExpression(node) ? node : undefined;
}

function describeElement({ project, file }: OpenFile, node: TS.ElementAccessExpression): readonly string[] {
  const span = spanOf(project.program, node);
  const units = project.kernelFilesWith(file).flatMap((f) => project.compiled(f)?.units ?? []);
  const found = units.flatMap(({ id, unit }) => {
    const element = elementAt(unit, span);
    if (element === undefined) return [];
    const what = withRange(describeType(element.type), element.type, element.range);
    return [{ id, text: `${node.getText(file)}: ${what}` }];
  });
  return byInstance(found);
}

/** The element read at `span`, or stored by the statement that begins there. */
function elementAt(unit: Unit, span: Span): { readonly type: Type; readonly range: Interval | undefined } | undefined {
  const ranges = rangesOf(unit);
  const loads = expressions(unit.module).filter((e) => e.kind === "load" && sameSpan(e.span, span));
  const [load] = loads;
  if (load !== undefined) return { type: load.type, range: hull(ranges, loads) };
  const stored: Expr[] = [];
  for (const f of unit.module.functions) {
    visitStmts(f.body, (s) => {
      if (s.kind === "store" && s.span.file === span.file && s.span.start === span.start) stored.push(s.value);
    });
  }
  const [value] = stored;
  return value === undefined ? undefined : { type: value.type, range: hull(ranges, stored) };
}

// ---- ranges ---------------------------------------------------------------------------------------------------------

interface Analysed {
  readonly ranges: Ranges;
  readonly expressions: readonly Expr[];
}

/** Worked out when first asked for; units are never changed. */
const analyses = new WeakMap<Module, Analysed>();

function analysed(module: Module): Analysed {
  const known = analyses.get(module);
  if (known !== undefined) return known;
  const found: Expr[] = [];
  for (const f of module.functions) visitExprs(f.body, (e) => found.push(e));
  const made = { ranges: analyseRanges(module), expressions: found };
  analyses.set(module, made);
  return made;
}

function rangesOf(unit: Unit): Ranges {
  return analysed(unit.module).ranges;
}

function expressions(module: Module): readonly Expr[] {
  return analysed(module).expressions;
}

/** An interval that holds all of `exprs`; `undefined` when there are none, or one is not integral. */
function hull(ranges: Ranges, exprs: readonly Expr[]): Interval | undefined {
  const all = exprs.map((e) => ranges.of(e));
  const known = all.filter((r) => r !== undefined);
  return known.length < all.length || known.length === 0 ? undefined : known.reduce(union);
}

function isOne(syms: readonly Sym[], sym: Sym): boolean {
  return syms.some((s) => s.id === sym.id);
}

function sameSpan(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start && a.length === b.length;
}
