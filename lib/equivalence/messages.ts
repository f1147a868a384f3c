/** What is printed or said when an assertion fails, as texts that can be compared. */
import type { MessagePart } from "../ir/ir.js";
import type { ScalarType } from "../ir/types.js";
import { formatScalar } from "../numeric/format.js";
import type { Evaluator } from "./expressions.js";
import { no, yes, type Node } from "./graph.js";
import { canonical } from "./integers.js";
import type { Run } from "./run.js";

/** The parts of a message: equal texts are equal messages. */
export function messageOf(run: Run, parts: readonly MessagePart[], by: Evaluator): string {
  const g = run.graph;
  const texts = parts.map((part) => {
    if (part.kind === "text") return quoted(part.text);
    if (part.kind !== "tensor") return shown(run, by.value(run, part), part.type);
    const cell = run.tensor(part.sym);
    const elements = Array.from(cell.data, (n) => (cell.kind === "integer" ? canonical(g, n) : n));
    return `[${cell.shape.join(",")} ${typeKey(part.element)} ${elements.join(" ")}]`;
  });
  return texts.join("");
}

const quoted = (text: string): string => text.replace(/[[\]\\]/g, "\\$&");

/** A value of a message: as it prints when it is known. */
function shown(run: Run, n: Node, t: ScalarType): string {
  const g = run.graph;
  const form = t.kind === "bool" || t.kind === "float" ? n : canonical(g, n);
  const v = t.kind === "bool" && (form === yes || form === no) ? form === yes : g.valueOf(form);
  return v === undefined ? `[${typeKey(t)} ${form}]` : quoted(formatScalar(v, t));
}

/** What the way a value prints depends on. */
function typeKey(t: ScalarType): string {
  if (t.kind === "fixed") return `fixed${t.frac}`;
  return t.kind === "float" ? `float${t.precision}` : t.kind === "bool" ? "bool" : "int";
}
