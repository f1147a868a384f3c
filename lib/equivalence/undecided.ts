/** What the proof gives up on. */
import type { Span } from "../diagnostics/source.js";
import { noSpan } from "../diagnostics/source.js";

/** Nothing can be said about a module, for a reason that is worded to follow "unknown: ". */
export class Undecided extends Error {
  readonly span: Span;

  constructor(reason: string, span: Span = noSpan) {
    super(reason);
    this.name = "Undecided";
    this.span = span;
  }
}
