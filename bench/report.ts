/** What a benchmark says: a table for people, numbers for programs, and the aim it is held against. */
import Table from "cli-table3";

export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly summary: readonly Figure[];
}

/** One figure that matters. Smaller is better; `aim` is the most it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "×" | "ms" | "ns" | "kB";
  readonly aim?: number;
}

/** The section as text. */
export function textOf(section: Section): string {
  const colAligns = section.head.map((_, i) => (i === 0 ? "left" : "right"));
  const table = new Table({ head: [...section.head], colAligns, style: { head: [], border: [], compact: true } });
  table.push(...section.rows.map((row) => row.map((cell) => (typeof cell === "number" ? digits(cell) : cell))));
  return [`\n${section.title}`, table.toString(), ...section.summary.map(figureText)].join("\n");
}

function figureText({ name, value, unit, aim }: Figure): string {
  const verdict = aim === undefined ? "" : ` (aim: at most ${aim} ${unit}${value <= aim ? "" : "; MISSED"})`;
  return `${name}: ${digits(value)} ${unit}${verdict}`;
}

function digits(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
