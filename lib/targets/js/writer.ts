/**
 * Collects the lines of a generated function. Lines can be added later at places kept for them (`slot`), so offsets are
 * known only at the end: until then, spans stand in the text as marks between control characters.
 */
import type { Span } from "../../diagnostics/source.js";

/** Where in the generated text something begins that the user wrote at `span`. */
export interface Mark {
  readonly offset: number;
  readonly span: Span;
}

/** A place for lines that are added later. */
export interface Slot {
  /** Set when the slot gets its place. */
  indent: number;
  readonly lines: string[];
}

/** A slot that has no place yet. */
export function newSlot(): Slot {
  return { indent: 0, lines: [] };
}

const markEdge = "\u0001";
const markPattern = /\u0001(\d+)\u0001/;

/** Gives spans the marks that stand for them in text. */
export class Marker {
  private readonly spans: Span[] = [];

  /** Text to put where the code of `span` starts. */
  mark(span: Span): string {
    this.spans.push(span);
    return `${markEdge}${this.spans.length - 1}${markEdge}`;
  }

  /** Takes the marks out of `text` and says where they were. */
  extract(text: string): { code: string; marks: Mark[] } {
    const parts = text.split(markPattern);
    const marks: Mark[] = [];
    let code = "";
    parts.forEach((part, i) => {
      const span = i % 2 === 1 ? this.spans[Number(part)] : undefined;
      if (span === undefined) code += part;
      else if (span.file !== "") marks.push({ offset: code.length, span });
    });
    return { code, marks };
  }
}

/** `text` without marks: to compare pieces of code. */
export function withoutMarks(text: string): string {
  return text.split(markPattern).filter((_, i) => i % 2 === 0).join("");
}

/** Lines and slots, in order. */
export class Writer {
  private readonly items: (string | Slot)[] = [];
  private indent = 0;

  line(text: string): void {
    this.items.push("  ".repeat(this.indent) + text);
  }

  /** Writes `head {`, what `body` writes, and `}` with `tail` behind it. */
  block(head: string, body: () => void, tail = ""): void {
    this.line(`${head} {`);
    this.indented(body);
    this.line(`}${tail}`);
  }

  /** Writes what `body` writes, one step further in. */
  indented(body: () => void): void {
    this.indent++;
    body();
    this.indent--;
  }

  /** Gives `slot` this place. */
  place(slot: Slot): void {
    slot.indent = this.indent;
    this.items.push(slot);
  }

  text(): string {
    return this.items.flatMap((i) => (typeof i === "string" ? [i] : i.lines.map((l) => "  ".repeat(i.indent) + l)))
      .map((l) => `${l}\n`).join("");
  }
}
