/** Diagnostics are values: a code, a message at the user's own line, related places, and what to write instead. */
import type { Span } from "./source.js";

export type Severity = "error" | "warning";

export interface RelatedNote {
  readonly span: Span;
  readonly message: string;
}

export interface Diagnostic {
  /** Stable number: 1xxx language, 2xxx schedule, 3xxx types and shapes, 4xxx targets and tools, 5xxx dataflow, 6xxx run time. */
  readonly code: number;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly RelatedNote[];
  /** What to write instead, as a sentence or a line of code. */
  readonly help?: string;
  /** What the message was made from, in the order its kind takes it: quick fixes need it. */
  readonly args?: readonly unknown[];
}

/** One kind of diagnostic: what the catalogue holds, and what `heddle explain` prints. */
export interface DiagnosticKind<Args extends readonly unknown[] = readonly unknown[]> {
  readonly code: number;
  readonly severity: Severity;
  /** A few words naming the mistake, without particulars. */
  readonly title: string;
  readonly message: (...args: Args) => string;
  readonly help?: (...args: Args) => string;
  /** Why it is refused, one or two sentences. */
  readonly cause: string;
  /** A program (or a few lines of one) that gets this diagnostic. */
  readonly wrong: string;
  /** The same, mended. */
  readonly right: string;
}

/** Fixes the argument types of a kind; the identity at run time. */
export function kind<Args extends readonly unknown[]>(k: DiagnosticKind<Args>): DiagnosticKind<Args> {
  return k;
}

/** Makes the diagnostic of `k` at `span`. */
export function diagnose<Args extends readonly unknown[]>(
  k: DiagnosticKind<Args>,
  span: Span,
  args: Args,
  related: readonly RelatedNote[] = [],
): Diagnostic {
  const base = { code: k.code, severity: k.severity, message: k.message(...args), span, related, args };
  return k.help === undefined ? base : { ...base, help: k.help(...args) };
}

/** `HDL1203`: the spelling of a code wherever a user sees it. */
export function codeName(code: number): string {
  return `HDL${code}`;
}
