/**
 * Warnings of what is certain about the streams of regions before they run: ends that disagree, and deadlocks. They are
 * no errors, for what such a region does is defined: it ends with values left over, or in a `DeadlockError`.
 */
import { rates as kinds } from "../../lib/diagnostics/catalogue/dataflow-rates.js";
import { diagnose, type Diagnostic } from "../../lib/diagnostics/diagnostic.js";
import { curingDepths, deadlockFreedom, type Budget, type Freedom } from "../../lib/analysis/depths.js";
import { ratesOf, unbalanced, type Unbalanced } from "../../lib/analysis/rates.js";
import type { Module } from "../../lib/ir/ir.js";
import { networksOf, type PlacedNetwork } from "../../lib/ir/networks.js";

/** How much work each unit may take: it is done whenever a file is saved. */
const mostSteps = 2_000_000;

/** So many instances of a deadlock are shown. */
const mostShown = 8;

/** The warnings for the networks of a unit. */
export function rateWarnings(m: Module): readonly Diagnostic[] {
  const budget: Budget = { steps: mostSteps };
  const networks = networksOf(m);
  const found = networks.flatMap((n) => unbalanced(ratesOf(m, n)));
  const hasEnds = found.filter((u) => u.puts.instances.length > 0 && u.gets.instances.length > 0);
  const warnings = grouped(hasEnds).map(rateWarning);
  // A stream that makes somebody wait forever is the cause of the deadlock; one warning is enough.
  if (hasEnds.some(makesWait)) return warnings;
  return [...warnings, ...outermost(m, networks).flatMap((n) => deadlockWarning(m, n, budget))];
}

/** Whether one of the ends waits forever. */
function makesWait({ puts, gets, stream }: Unbalanced): boolean {
  return puts.count < gets.count || puts.count - gets.count > stream.type.depth;
}

/** The region of the unit; in the unit of a kernel, those regions that it calls. */
function outermost(m: Module, networks: readonly PlacedNetwork[]): readonly PlacedNetwork[] {
  if (m.top.kind === "region") return [m.top];
  const inner = new Set(networks.flatMap((n) => n.instances.map((i) => i.callee.id)));
  return networks.filter((n) => !inner.has(n.sym.id));
}

/** Streams of one declaration with the same ends and counts. */
function grouped(found: readonly Unbalanced[]): readonly (readonly [Unbalanced, ...Unbalanced[]])[] {
  const groups = new Map<string, [Unbalanced, ...Unbalanced[]]>();
  for (const u of found) {
    const { puts, gets } = u;
    const places = [puts.span, gets.span, u.stream.span].map((s) => `${s.file} ${s.start}`);
    const key = [u.stream.sym.name, puts.count, gets.count, ...places].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [u]);
    else group.push(u);
  }
  return [...groups.values()];
}

function rateWarning([first, ...others]: readonly [Unbalanced, ...Unbalanced[]]): Diagnostic {
  const { name, stream, puts, gets } = first;
  const more = others.length === 0 ? "" : ` (and ${others.length} more like it)`;
  const rate = { puts: puts.count, gets: gets.count, depth: stream.type.depth };
  const notes = [
    { span: gets.span, message: `${gets.instances.join(", ")} gets here` },
    { span: stream.span, message: `'${stream.sym.name}' is declared here` },
  ];
  return diagnose(kinds.unbalanced, puts.span, [`stream '${name}'${more}`, rate, puts.instances, gets.instances], notes);
}

function deadlockWarning(m: Module, n: PlacedNetwork, budget: Budget): readonly Diagnostic[] {
  const found = deadlockFreedom(m, n, budget);
  if (found.kind !== "deadlocks") return [];
  const [first] = inCycle(found);
  if (first === undefined) return [];
  const all = found.blocked.map((b) => (
    `${b.instance} waits to ${b.waitsTo} on stream '${b.stream}' (${b.fill} of ${b.depth} full)`
  ));
  const lines = all.length <= mostShown ? all : [...all.slice(0, mostShown), `and ${all.length - mostShown} more`];
  const cure = [...curingDepths(m, n, budget) ?? []].map(([id, depth]) => `{ depth: ${depth} } for '${streamName(m, id)}'`);
  const notes = inCycle(found).slice(1, mostShown).map((b) => ({ span: b.span, message: `${b.instance} waits here` }));
  return [diagnose(kinds.certainDeadlock, first.span, [n.sym.name, lines, found.cycle, cure], notes)];
}

type Deadlock = Extract<Freedom, { kind: "deadlocks" }>;

/** The blocked instances of the cycle of waits; all where there is none. */
function inCycle({ blocked, cycle }: Deadlock): Deadlock["blocked"] {
  if (cycle.length === 0) return blocked;
  return cycle.flatMap((name) => blocked.find((b) => b.instance === name) ?? []);
}

function streamName(m: Module, id: number): string {
  return networksOf(m).flatMap((n) => n.streams).find((s) => s.sym.id === id)?.sym.name ?? "";
}
