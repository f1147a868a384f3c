/** Deadlocks as text. */
import { locate, type SourceText } from "../lib/diagnostics/source.js";
import type { BlockedInstance, Remedy } from "./errors.js";

const mostLines = 16;

/** What a deadlock report says after its first line. */
export function deadlockText(
  blocked: readonly BlockedInstance[], cycle: readonly string[], remedy: Remedy | undefined, sources: readonly SourceText[],
): string {
  const lines = shortened(blocked.map((b) => describe(b, sources)), mostLines, "more wait");
  const found = remedy === undefined ? [] : [remedyText(remedy)];
  return [...lines, ...picture(cycle, blocked), ...found].map((line) => `  ${line}`).join("\n");
}

function describe(b: BlockedInstance, sources: readonly SourceText[]): string {
  const place = b.span && locate(sources, b.span);
  const at = place === undefined ? "" : ` at ${place.file}:${place.line}:${place.column}`;
  return `${b.instance} waits to ${b.waitsTo} on stream '${b.stream}' (${b.fill} of ${b.depth} full)${at}`;
}

/** The first and last of many lines. */
function shortened(lines: readonly string[], most: number, what: string): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 2), `… ${lines.length - most + 1} ${what}`, ...lines.slice(-1)];
}

/** The cycle of waits: each instance, and below it the stream for which it waits for the next. */
function picture(cycle: readonly string[], blocked: readonly BlockedInstance[]): readonly string[] {
  if (cycle.length === 0) return [];
  const steps = cycle.map((name, i) => {
    const b = blocked.find((x) => x.instance === name);
    const state = b?.waitsTo === "put" ? "full" : "empty";
    const wait = b === undefined ? "" : `waits to ${b.waitsTo}: '${b.stream}' is ${state} (${b.fill} of ${b.depth})`;
    return `${i === 0 ? "┌─▶" : "│  "} ${name}\n  │     │ ${wait}`;
  });
  return ["the cycle of waits:", ...shortened(steps, mostLines, "more").join("\n  │     ▼\n  ").split("\n  "), "└─────┘"];
}

function remedyText(r: Remedy): string {
  if (r.kind === "unknown") return `whether deeper streams help is not known: ${r.reason}`;
  if (r.kind === "none") return `no depth clears it: ${r.reason}`;
  const changes = r.depths.map((d) => `depth of '${d.stream}': ${d.from} → ${d.to}`).join(" and ");
  const smallest = r.minimal ? "" : " (a smaller one may do: the search was stopped)";
  const after = r.then === undefined ? "" : `; the run then stops: ${r.then}`;
  return `${changes} ${r.depths.length === 1 ? "clears" : "clear"} it${smallest}${after}`;
}
