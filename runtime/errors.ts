/** What is thrown at run time. The message names everything; the fields are for programs. */
import { dataflow } from "../lib/diagnostics/catalogue/dataflow.js";
import { codeName, type Diagnostic, type DiagnosticKind, type RelatedNote } from "../lib/diagnostics/diagnostic.js";
import { renderDiagnostic } from "../lib/diagnostics/render.js";
import { locate, noSpan, type SourceText, type Span } from "../lib/diagnostics/source.js";
import { deadlockText } from "./deadlock-text.js";

/** A run or a call that Heddle stopped. */
export class HeddleError extends Error {
  static {
    this.prototype.name = "HeddleError"; // on the prototype, so that stack traces begin with it
  }
  /** As in the catalogue: `heddle explain 6001`. */
  readonly code: number;
  /** Where in the user's kernel, when it happened in one. */
  declare readonly span?: Span;
  /** What to write instead; the message ends with it. */
  declare readonly help?: string;
  /** Other places in the user's kernel that the error is about; the message names them. */
  declare readonly related?: readonly RelatedNote[];

  /** `message` is a sentence without the code, which is put before it. */
  constructor(code: number, message: string, span?: Span) {
    super(`${codeName(code)}: ${message}`);
    this.code = code;
    if (span !== undefined) this.span = span;
  }
}

/** One kernel of a region that waits on a stream. */
export interface BlockedInstance {
  readonly instance: string;
  readonly waitsTo: "put" | "get";
  readonly stream: string;
  /** How many values the stream holds, of how many it can. */
  readonly fill: number;
  readonly depth: number;
  /** The put or get it waits in. */
  readonly span?: Span;
}

/** What would clear a deadlock, found by running again with deeper streams. */
export type Remedy =
  | {
    /** These depths, the least in sum as far as the search went, let the run end. */
    readonly kind: "depths";
    readonly depths: readonly { readonly stream: string; readonly from: number; readonly to: number }[];
    /** No smaller ones do; false when the search for smaller ones was stopped. */
    readonly minimal: boolean;
    /** Another error that stops the run then. */
    readonly then?: string;
  }
  /** No depth helps. */
  | { readonly kind: "none"; readonly reason: string }
  /** The run could not be repeated, or not to its end. */
  | { readonly kind: "unknown"; readonly reason: string };

/** No kernel of a region can go on. */
export class DeadlockError extends HeddleError {
  static {
    this.prototype.name = "DeadlockError"; // on the prototype, so that stack traces begin with it
  }
  readonly blocked: readonly BlockedInstance[];
  /** Instances of which each waits for the next, the last for the first; empty when one waits for a finished one. */
  readonly cycle: readonly string[];

  /** Absent when nobody looked for one. */
  remedy?: Remedy;

  constructor(blocked: readonly BlockedInstance[], cycle: readonly string[]) {
    super(dataflow.deadlock.code, dataflow.deadlock.message([], []), blocked[0]?.span);
    this.blocked = blocked;
    this.cycle = cycle;
    this.tell([]);
  }

  /** Writes the message anew: with the remedy, and the places in `sources`. */
  tell(sources: readonly SourceText[]): void {
    const { code, message } = dataflow.deadlock;
    const first = `${codeName(code)}: ${message([], []).trimEnd()}`;
    changeMessage(this, `${first}\n${deadlockText(this.blocked, this.cycle, this.remedy, sources)}`);
  }
}

/** Two kernels of a region touched the same element, at least one writing it. */
export class RaceError extends HeddleError {
  static {
    this.prototype.name = "RaceError"; // on the prototype, so that stack traces begin with it
  }
  /** The two accesses. */
  readonly accesses: readonly Span[];

  constructor(tensor: string, first: string, second: string, accesses: readonly Span[]) {
    super(dataflow.race.code, dataflow.race.message(tensor, first, second), accesses[0]);
    this.accesses = accesses;
  }
}

/** The error of catalogue entry `k`, with its help as the last part of the message. */
export function heddleError<Args extends readonly unknown[]>(
  k: DiagnosticKind<Args>, args: Args, span?: Span,
): HeddleError {
  const help = k.help === undefined ? "" : `; ${k.help(...args)}`;
  return new HeddleError(k.code, k.message(...args) + help, span);
}

/** The error of a diagnostic that stops the program: the message has the notes and the help on lines of their own. */
export function refusal(d: Diagnostic, sources: readonly SourceText[]): HeddleError {
  const text = renderDiagnostic({ ...d, span: noSpan }, sources).replace(/^\w+ HDL\d+: /, "");
  const error = new HeddleError(d.code, text, d.span.file === "" ? undefined : d.span);
  return Object.assign(error, { related: d.related }, d.help === undefined ? {} : { help: d.help });
}

/**
 * Adds the user's file, line and column to the message of an error that was thrown inside a kernel: the kernel knows
 * offsets only, its descriptor the text. Other errors, and those already located, stay as they are.
 */
export function addLocation(error: unknown, sources: readonly SourceText[]): void {
  if (!(error instanceof HeddleError) || error.span === undefined || located.has(error)) return;
  const place = locate(sources, error.span);
  if (place === undefined) return;
  located.add(error);
  if (error instanceof DeadlockError) return error.tell(sources);
  const places = error instanceof RaceError ? error.accesses.map((span) => locate(sources, span) ?? place) : [place];
  const text = places.map((p) => `${p.file}:${p.line}:${p.column}`).join(" and ");
  changeMessage(error, `${error.message} (${text})`);
}

const located = new WeakSet<HeddleError>();

/** The stack begins with the message. */
function changeMessage(error: Error, message: string): void {
  const { message: before, stack } = error;
  error.message = message;
  if (stack !== undefined) error.stack = stack.replace(before, () => message);
}
