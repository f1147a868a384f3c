/**
 * What TypeScript reports at our constructs although they are right, dropped exactly there. TypeScript doesn't know that
 * a function may be decorated, that a region runs its kernels, that a label names a band of loops, that subscripts are
 * checked, nor that a kernel converts a number where it stores it.
 */
import type * as TS from "typescript";
import { valueOf } from "./assigned-value.js";
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
  /** In a kernel, or in a function that one calls. */
  inCompiled(at: number): boolean;
  readonly mayBeUndefined: boolean;
  /** Is the value of the right type, but for being possibly undefined? */
  fitsWhenDefined(d: TS.Diagnostic): boolean;
}

type Rule = (d: TS.Diagnostic, at: number, places: Places) => boolean;

const possiblyUndefined: Rule = (_d, at, p) => p.mayBeUndefined && p.inCompiled(at);

const notAssignable: Rule = (d, at, p) =>
  (linesOf(d.messageText).some((m) => m.code === genericNumberCode) && p.inCompiled(at)) ||
  (p.mayBeUndefined && p.fitsWhenDefined(d) && p.inCompiled(at));

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
  program: TS.Program,
): readonly D[] {
  if (!diagnostics.some((d) => rules[d.code] !== undefined)) return diagnostics;
  const places = placesOf(declarations, helpers, program);
  return diagnostics.filter((d) => d.start === undefined || rules[d.code]?.(d, d.start, places) !== true);
}

function placesOf(
  declarations: readonly KernelDeclaration[], helpers: () => readonly Range[], program: TS.Program,
): Places {
  const kernels = declarations.map(({ node }) => ({ start: node.getStart(), end: node.getEnd() }));
  const within = (ranges: readonly Range[], at: number): boolean => ranges.some((r) => r.start <= at && at < r.end);
  let called: readonly Range[] | undefined;
  return {
    decorators: new Set(declarations.filter(hasOnlyOurDecorators).flatMap((d) => d.decorators.map((n) => n.getStart()))),
    runByRegion: new Set(declarations.flatMap(({ node }) => (isNested(node) ? [node.name?.getStart() ?? -1] : []))),
    inCompiled: (at) => within(kernels, at) || within((called ??= helpers()), at),
    mayBeUndefined: program.getCompilerOptions().noUncheckedIndexedAccess === true,
    fitsWhenDefined: (d) => linesOf(d.messageText).some(isOfUndefined) && isOnlyUndefined(program.getTypeChecker(), d),
  };
}

function hasOnlyOurDecorators({ node, decorators }: KernelDeclaration): boolean {
  return decoratorsOf(node).length === decorators.length;
}

/** Inside a function or class, where a region runs it. */
function isNested(node: TS.Node): boolean {
  return !ts.isSourceFile(node.parent);
}

interface Line {
  readonly code?: number;
  readonly text: string;
}

/** The lines of a message, each with its own code, in the order in which they are shown. */
function linesOf(message: string | TS.DiagnosticMessageChain): readonly Line[] {
  if (typeof message === "string") return [{ text: message }];
  return [{ code: message.code, text: message.messageText }, ...(message.next ?? []).flatMap(linesOf)];
}

/** "Type 'X | undefined' is not assignable to type 'Y'", or an argument. */
function isOfUndefined({ text }: Line): boolean {
  const [, from, to] = /'(.*)' is not assignable to (?:parameter of )?type '(.*)'/.exec(text) ?? [];
  return from !== undefined && to !== undefined && isUnionWithUndefined(from) && !isUnionWithUndefined(to);
}

function isUnionWithUndefined(type: string): boolean {
  return /^undefined \||\| undefined$/.test(type);
}

/** Is the value assignable once `undefined` is taken out, as far as it can be found? */
function isOnlyUndefined(checker: TS.TypeChecker, d: TS.Diagnostic): boolean {
  const value = valueOf(d);
  if (value === undefined) return true;
  if (d.code === overloadCode) return !ts.isCallExpression(value.parent) || someOverloadFits(checker, value.parent);
  const wanted = checker.getContextualType(value);
  return wanted === undefined || fits(checker, value, wanted);
}

/** No overload matches: each wants a type of its own. */
const overloadCode = 2769;

function someOverloadFits(checker: TS.TypeChecker, call: TS.CallExpression): boolean {
  const signatures = checker.getTypeAtLocation(call.expression).getCallSignatures();
  return signatures.some(({ parameters, typeParameters }) => {
    if (typeParameters !== undefined) return true;
    const fixed = parameters.filter((p) => !isRest(p));
    const types = fixed.map((p) => checker.getTypeOfSymbolAtLocation(p, call));
    return call.arguments.every((a, i) => types[i] === undefined || fits(checker, a, types[i]));
  });
}

function isRest({ valueDeclaration: d }: TS.Symbol): boolean {
  return d !== undefined && ts.isParameter(d) && d.dotDotDotToken !== undefined;
}

/** The elements of a template are numbers of any type. */
function fits(checker: TS.TypeChecker, value: TS.Expression, wanted: TS.Type): boolean {
  const bound = wanted.flags & ts.TypeFlags.TypeParameter ? checker.getBaseConstraintOfType(wanted) : undefined;
  return checker.isTypeAssignableTo(checker.getNonNullableType(checker.getTypeAtLocation(value)), bound ?? wanted);
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
