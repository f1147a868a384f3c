/** Spans in the text form: `@123+45` in the current file, `@1:123+45` in file 1 of the table, `@-` for none. */
import { noSpan, type Span } from "../../diagnostics/source.js";
import type { Expr } from "../ir.js";

/** Writes spans and gathers the table of the files they are in. */
export interface SpanPrinter {
  /** Makes the file of `span` the one that `@123+45` means from here on; the first one for no span. */
  enter(span: Span): void;
  text(span: Span): string;
  readonly files: readonly string[];
}

export function spanPrinter(): SpanPrinter {
  const files: string[] = [];
  let current = 0;
  const numberOf = (file: string): number => {
    if (!files.includes(file)) files.push(file);
    return files.indexOf(file);
  };
  return {
    files,
    enter: (span) => void (current = isNowhere(span) ? 0 : numberOf(span.file)),
    text: (span) => {
      if (isNowhere(span)) return "@-";
      const file = numberOf(span.file);
      return `@${file === current ? "" : `${file}:`}${span.start}+${span.length}`;
    },
  };
}

export function isNowhere(span: Span): boolean {
  return sameSpan(span, noSpan);
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start && a.length === b.length;
}

/** Whether `e` can stop a run or calls a function, so that its own place matters; others take their statement's. */
export function keepsSpan(e: Expr): boolean {
  switch (e.kind) {
    case "load":
    case "call":
      return true;
    case "binary":
      return e.type.kind !== "float" && ["div", "rem", "floordiv", "mod", "shl", "shr", "ushr"].includes(e.op);
    case "const": case "var": case "compare": case "logic": case "unary": case "select": case "cast": case "bitcast":
      return false;
  }
}
