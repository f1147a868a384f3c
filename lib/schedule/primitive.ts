/** A primitive is one record in one file: what it does, when it is legal, and how it changes a module. */
import type { Diagnostic, DiagnosticKind, RelatedNote } from "../diagnostics/diagnostic.js";
import { diagnose } from "../diagnostics/diagnostic.js";
import type { Module } from "../ir/ir.js";
import type { Span } from "../diagnostics/source.js";
import type { Handle, Parameters, Resolved } from "./parameters.js";

/** A loop or memory that a step has replaced: its name, and the names of what stands for it now. */
export interface Gone {
  readonly name: string;
  readonly into: readonly string[];
}

/** What a step makes, by the names that the fluent form gives it: `{ outer, inner }`. */
export type MadeThings = Readonly<Record<string, Handle>>;

export interface Applied<M extends MadeThings = MadeThings> {
  readonly module: Module;
  readonly gone?: readonly Gone[];
  readonly made?: M;
}

/** What `legal` is given. */
export interface StepContext {
  readonly module: Module;
  /** Where the step was written. */
  readonly span: Span;
}

/** How the primitive is called elsewhere; absent where there is none. */
export interface OtherNames {
  readonly allo?: string;
  readonly exo?: string;
  readonly halide?: string;
  readonly tvm?: string;
}

export interface Primitive<
  P extends Parameters = Parameters, Positional extends readonly (keyof P & string)[] = readonly (keyof P & string)[],
  M extends MadeThings = MadeThings,
> {
  readonly name: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly elsewhere: OtherNames;
  /** When it is legal, in words. */
  readonly rule: string;
  /** What it costs in hardware, in words. */
  readonly cost: string;
  readonly parameters: P;
  /**
   * The parameters that come first when it is called; all others are fields of an options object after them. A list of
   * loops that comes last is as many arguments: `reorder("j", "i")`.
   */
  readonly positional: Positional;
  /** IR text before and after `step`: shown in the docs, and checked by a test. */
  readonly picture: { readonly before: string; readonly step: string; readonly after: string };
  /** Why the step is refused; empty when it is legal. */
  readonly legal: (context: StepContext, args: Resolved<P>) => readonly Diagnostic[];
  /** The module after a legal step. */
  readonly apply: (module: Module, args: Resolved<P>) => Applied<M>;
}

/** Fixes the types of the arguments by the parameters; the identity at run time. */
export function definePrimitive<
  P extends Parameters, const Positional extends readonly (keyof P & string)[],
  M extends MadeThings = Readonly<Record<never, Handle>>,
>(p: Primitive<P, Positional, M>): Primitive<P, Positional, M> {
  return p;
}

/** One refusal. */
export function refused<Args extends readonly unknown[]>(
  { span }: StepContext, kind: DiagnosticKind<Args>, args: Args, related: readonly RelatedNote[] = [],
): readonly Diagnostic[] {
  return [diagnose(kind, span, args, related)];
}
