/** A unit made from an earlier version of its file, moved to where its statements stand now. */
import type * as TS from "typescript";
import type { Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import type { SourceText, Span } from "../../lib/diagnostics/source.js";
import type { Unit } from "../../lib/targets/target.js";
import type { MadeUnit } from "../frontend/unit.js";
import type { Piece } from "./environment.js";

/** A unit as it was made, and where the statements then began that it depends on. */
export interface RememberedUnit {
  readonly made: MadeUnit;
  readonly starts: readonly number[];
}

/** A file, by the name that it has in spans, and the statements in it, with the texts that the unit was made from. */
export interface Place {
  readonly file: TS.SourceFile;
  readonly name: string;
  readonly pieces: readonly Piece[];
}

/** Do all spans of a unit that was made at `place` point into its statements, or into other files? */
export function isMovable(made: MadeUnit, { name, pieces }: Place): boolean {
  let inside = true;
  const check = (span: Span): Span => {
    inside &&= span.file !== name || pieces.some((p) => holds(p.start, p.text.length, span));
    return span;
  };
  const { unit, diagnostics, names } = made;
  withSpans(check)({ diagnostics, names, module: unit?.module, sources: unit?.sources.map(spanOfSource) });
  return inside;
}

/** The unit at `to`; its code is moved when first asked for. What targets said of it (`checks` has it) goes along. */
export function rebase(
  { made, starts }: RememberedUnit, to: Place, checks: WeakMap<Unit, readonly Diagnostic[]>,
): MadeUnit {
  const dependencies = new Set([...made.dependencies].map((f) => (f.fileName === to.file.fileName ? to.file : f)));
  const sources = made.unit?.sources ?? [];
  const stays = starts.every((start, i) => start === to.pieces[i]?.start) && sources.every((s) => isAt(s, s.start, to));
  if (stays) return { ...made, dependencies };
  const move = (span: Span): Span => movedSpan(span, starts, to);
  const moved = (unit: Unit): Unit => {
    const copy = movedUnit(unit, move, to);
    const checked = checks.get(unit);
    if (checked !== undefined) checks.set(copy, withSpans(move)(checked));
    return copy;
  };
  const names = once(() => withSpans(move)(made.names));
  return {
    unit: made.unit === undefined ? undefined : moved(made.unit),
    ...(made.scheduled && { scheduled: { ...made.scheduled, unit: moved(made.scheduled.unit) } }),
    diagnostics: withSpans(move)(made.diagnostics),
    dependencies,
    get names() {
      return names();
    },
  };
}

function movedUnit(unit: Unit, move: (span: Span) => Span, to: Place): Unit {
  const module = once(() => withSpans(move)(unit.module));
  const sources = once(() => unit.sources.map((s) => movedSource(s, move(spanOfSource(s)), to)));
  return {
    name: unit.name,
    ...(unit.externals === undefined ? {} : { externals: unit.externals }),
    ...(unit.schedule === undefined ? {} : { schedule: unit.schedule }),
    get module() {
      return module();
    },
    get sources() {
      return sources();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

// ---- spans ----------------------------------------------------------------------------------------------------------

function holds(start: number, length: number, span: Span): boolean {
  return start <= span.start && span.start + span.length <= start + length;
}

function movedSpan(span: Span, starts: readonly number[], { name, pieces }: Place): Span {
  if (span.file !== name) return span;
  const i = starts.findIndex((start, k) => holds(start, pieces[k]?.text.length ?? 0, span));
  return { ...span, start: span.start - (starts[i] ?? 0) + (pieces[i]?.start ?? 0) };
}

/** A function that copies plain data with its spans mapped; what is the same object at two places stays so. */
function withSpans(map: (span: Span) => Span): <T>(value: T) => T {
  const copies = new Map<object, unknown>();
  const copy = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || value instanceof Map) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const made: unknown = isSpan(value) ? map(value)
      : Array.isArray(value) ? value.map(copy)
      : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, copy(v)]));
    copies.set(value, made);
    return made;
  };
  return <T>(value: T): T => copy(value) as T;
}

function isSpan(value: object): value is Span {
  return "file" in value && "start" in value && "length" in value;
}

function spanOfSource({ file, start, text }: SourceText): Span {
  return { file, start, length: text.length };
}

/** Does `source` stand at `start`, on its line? (A line may be broken before it without moving it.) */
function isAt(source: SourceText, start: number, { file, name }: Place): boolean {
  if (source.file !== name) return true;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return source.start === start && source.line === line && source.column === character;
}

function movedSource(source: SourceText, { start }: Span, to: Place): SourceText {
  if (isAt(source, start, to)) return source;
  const { line, character } = to.file.getLineAndCharacterOfPosition(start);
  return { ...source, start, line, column: character };
}
