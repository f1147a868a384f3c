/**
 * Proves that two modules compute the same for the sizes they are written for, or finds arguments on which they differ.
 * Both run on symbols instead of values (execute.ts), and what they leave is compared node by node: equal nodes are
 * equal values, whatever the arguments. Compared are results, all elements of tensor parameters, states, what is
 * printed and asserted in order, and for which arguments a run stops with an error; not what tensors hold after that.
 */
import type { Span } from "../diagnostics/source.js";
import type { Module } from "../ir/ir.js";
import { findDifference, subscripts, type Counterexample } from "./counterexample.js";
import { Graph } from "./graph.js";
import { mismatch, outcomeOf, type Outcome } from "./outcome.js";
import type { Event, Limits } from "./run.js";
import { Undecided } from "./undecided.js";

export type Verdict =
  | { readonly kind: "equal" }
  | Counterexample
  /** `reason` is a phrase; `span` is where in one of the modules. */
  | { readonly kind: "unknown"; readonly reason: string; readonly span: Span };

type Unknown = Extract<Verdict, { kind: "unknown" }>;

export interface VerifyOptions extends Partial<Limits> {
  /** How many sets of arguments are tried at most where the proof fails; 100 unless given. */
  readonly inputs?: number;
}

/** A node takes some 60 bytes: this is about 400 MB. */
const usualLimits: Limits = { nodes: 6_000_000, steps: 50_000_000 };
/** So many statements run in the interpreter, all arguments together. */
const searchSteps = 10_000_000;

/** Whether `a` and `b`, which verifyModule finds correct, are the same from outside. Never wrong: rather unknown. */
export function verify(a: Module, b: Module, options: VerifyOptions = {}): Verdict {
  const reason = mismatch(a, b);
  if (reason !== undefined) return { kind: "unknown", reason, span: b.top.span };
  const limits = { ...usualLimits, ...options };
  const compared = compare(a, b, limits);
  if (compared.kind === "equal") return compared;
  const { steps, ...unknown } = compared;
  const most = options.inputs ?? 100;
  const effort = steps === undefined
    ? { inputs: Math.min(most, 12), steps: 200_000 }
    : { inputs: Math.min(most, Math.max(2, Math.floor(searchSteps / (steps + 1)))), steps: steps * 2 + 1000 };
  return findDifference(a, b, effort) ?? unknown;
}

type Compared = { readonly kind: "equal" } | Unknown & { readonly steps?: number };

/** What the graphs say, and how many steps both runs took if they came to their end. */
function compare(a: Module, b: Module, limits: Limits): Compared {
  try {
    const graph = new Graph(limits.nodes);
    const [x, y] = [outcomeOf(graph, a, limits), outcomeOf(graph, b, limits)];
    const found = differentOutput(x, y) ?? differentEvents(x.events, y.events);
    return found === undefined ? { kind: "equal" } : { ...found, steps: x.steps + y.steps };
  } catch (error) {
    if (error instanceof Undecided) return { kind: "unknown", reason: error.message, span: error.span };
    throw error;
  }
}

const notShown = ", and no arguments are found that show a difference";

const eventTexts: Readonly<Record<Event["kind"], string>> = {
  print: "what is printed here", assert: "this assertion", stop: "when a run stops with an error here",
};

function differentOutput(x: Outcome, y: Outcome): Unknown | undefined {
  for (const [i, { name, shape, nodes, span }] of x.outputs.entries()) {
    const other = y.outputs[i]?.nodes;
    const at = nodes.findIndex((n, k) => n !== other?.[k]);
    const where = `${name}${subscripts(shape, at)}`;
    if (at >= 0) return { kind: "unknown", reason: `${where} is computed differently${notShown}`, span };
  }
  return undefined;
}

/** Errors may come in another order where nothing is printed or asserted between them. */
function differentEvents(x: readonly Event[], y: readonly Event[]): Unknown | undefined {
  const [mine, theirs] = [x, y].map(firstOfEach) as [readonly Event[], readonly Event[]];
  const onlyStops = [...mine, ...theirs].every((e) => e.kind === "stop");
  const key = (e: Event): string => `${e.kind} ${e.text}`;
  const inOrder = (events: readonly Event[]): readonly Event[] =>
    onlyStops ? [...events].sort((p, q) => (key(p) < key(q) ? -1 : 1)) : events;
  const [p, q] = [inOrder(mine), inOrder(theirs)];
  const at = Array.from({ length: Math.max(p.length, q.length) }, (_, i) => i).find((i) => {
    const [e, f] = [p[i], q[i]];
    return e === undefined || f === undefined || key(e) !== key(f);
  });
  const event = at === undefined ? undefined : (p[at] ?? q[at]);
  if (event === undefined) return undefined;
  return { kind: "unknown", reason: `${eventTexts[event.kind]} differs${notShown}`, span: event.span };
}

/** The same error or assertion cannot stop a run a second time. */
function firstOfEach(events: readonly Event[]): readonly Event[] {
  const known = new Set<string>();
  return events.filter((e) => {
    const isNew = e.kind === "print" || !known.has(`${e.kind} ${e.text}`);
    known.add(`${e.kind} ${e.text}`);
    return isNew;
  });
}
