/**
 * What TypeScript reports at our constructs although they are right, dropped exactly there. TypeScript doesn't know that
 * a function may be decorated, that a region runs its kernels, that a label names a band of loops, that subscripts are
 * checked, nor that a kernel converts a number where it stores it.
 */
import type * as TS from "typescript";
import type { CompiledFile, KernelDeclaration } from "./frontend/compiled.js";
import { decoratorsOf } from "./frontend/decorators.js";
import { ts } from "./ts.js";

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The places of one file at which something is dropped. */
interface Places {
  /** Where decorators begin that all are ours. */
  readonly decorators: ReadonlySet<number>;
  /** Where the names of kernels begin that a region runs. */
  readonly runByRegion: ReadonlySet<number>;
  inKernel(at: number): boolean;
  /** In a kernel, or in a function that one calls. */
  inCompiled(at: number): boolean;
  readonly mayBeUndefined: boolean;
}

type Rule = (d: TS.Diagnostic, at: number, places: Places) => boolean;

const possiblyUndefined: Rule = (_d, at, p) => p.mayBeUndefined && p.inCompiled(at);

const notAssignable: Rule = (d, at, p) =>
  (hasCode(d.messageText, genericNumberCode) && p.inKernel(at)) ||
  (p.mayBeUndefined && /\bundefined \||\| undefined\b/.test(headOf(d)) && p.inCompiled(at));

/** "… could be instantiated with a different subtype of constraint": a number stored where a `T extends number` is. */
const genericNumberCode = 5075;

const rules: Readonly<Record<number, Rule>> = {
  /** Decorators are not valid here. */
  1206: (_d, at, p) => p.decorators.has(at),
  /** '…' is declared but never used. */
  6133: (_d, at, p) => p.runByRegion.has(at),
  6196: (_d, at, p) => p.runByRegion.has(at),
  /** Unused label. */
  7028: (_d, at, p) => p.inCompiled(at),
  /** Object is possibly 'undefined'; '…' is possibly 'undefined'. */
  2532: possiblyUndefined,
  18048: possiblyUndefined,
  /** Type, or argument, is not assignable; no overload matches. */
  2322: notAssignable,
  2345: notAssignable,
  2769: notAssignable,
};

/**
 * `diagnostics` without what doesn't hold at our constructs. `helpers` finds the functions of this file that kernels of
 * any file call; it is costly, and asked only when something depends on it.
 */
export function filterDiagnostics<D extends TS.Diagnostic>(
  diagnostics: readonly D[],
  declarations: readonly KernelDeclaration[],
  helpers: () => readonly Range[],
  options: TS.CompilerOptions,
): readonly D[] {
  if (!diagnostics.some((d) => rules[d.code] !== undefined)) return diagnostics;
  const places = placesOf(declarations, helpers, options);
  return diagnostics.filter((d) => d.start === undefined || rules[d.code]?.(d, d.start, places) !== true);
}

function placesOf(
  declarations: readonly KernelDeclaration[], helpers: () => readonly Range[], options: TS.CompilerOptions,
): Places {
  const kernels = declarations.map(({ node }) => ({ start: node.getStart(), end: node.getEnd() }));
  const within = (ranges: readonly Range[], at: number): boolean => ranges.some((r) => r.start <= at && at < r.end);
  let called: readonly Range[] | undefined;
  const inKernel = (at: number): boolean => within(kernels, at);
  return {
    decorators: new Set(declarations.filter(hasOnlyOurDecorators).flatMap((d) => d.decorators.map((n) => n.getStart()))),
    runByRegion: new Set(declarations.flatMap(({ node }) => (isNested(node) ? [node.name?.getStart() ?? -1] : []))),
    inKernel,
    inCompiled: (at) => inKernel(at) || within((called ??= helpers()), at),
    mayBeUndefined: options.noUncheckedIndexedAccess === true,
  };
}

function hasOnlyOurDecorators({ node, decorators }: KernelDeclaration): boolean {
  return decoratorsOf(node).length === decorators.length;
}

/** Inside a function or class, where a region runs it. */
function isNested(node: TS.Node): boolean {
  return !ts.isSourceFile(node.parent);
}

/** The first line of a message; for "no overload matches", whose reasons come after, all of it. */
function headOf(d: TS.Diagnostic): string {
  if (d.code === 2769) return ts.flattenDiagnosticMessageText(d.messageText, "\n");
  return typeof d.messageText === "string" ? d.messageText : d.messageText.messageText;
}

function hasCode(message: string | TS.DiagnosticMessageChain, code: number): boolean {
  return typeof message !== "string" && (message.code === code || (message.next ?? []).some((m) => hasCode(m, code)));
}

/** The functions of the file called `name` (as spans name it) that the units of `compiled` consist of. */
export function functionsIn(compiled: Iterable<CompiledFile>, name: string): readonly Range[] {
  return [...compiled].flatMap(({ units }) =>
    units.flatMap(({ unit }) =>
      unit.module.functions
        .filter((f) => f.span.file === name)
        .map(({ span }) => ({ start: span.start, end: span.start + span.length })),
    ),
  );
}
