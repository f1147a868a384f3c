/** What instrumented modules tell: calls of external functions, one for each kind of event. */
import { constant, type SymSource } from "../ir/build.js";
import { noSpan } from "../diagnostics/source.js";
import type { Const, External, Func, Param, ResultType, Sym } from "../ir/ir.js";
import { int32 } from "../ir/types.js";

/** What the calls are, and what they are given. */
export const events = {
  /** An instance starts: the caller, the network, its position in that. Gives its number. */
  enter: ["parent", "network", "position"],
  /** The number of a stream: the caller, the network, and `streamNumber`. */
  stream: ["parent", "network", "key"],
  /** The caller is about to run a network, or has. */
  open: ["me", "network"],
  close: ["me", "network"],
  /** The clock of an instance goes on. */
  tick: ["me", "cycles"],
  /** A token was put or taken, so many cycles after the clock. */
  put: ["me", "stream", "offset"],
  get: ["me", "stream", "offset"],
  /** A stream was asked in vain. */
  poll: ["me"],
} as const;

/** A kind of call. */
export type TimingEvent = keyof typeof events;

/** Those that give a number. */
const giving: ReadonlySet<TimingEvent> = new Set(["enter", "stream"]);

/** What the models of the calls are called. */
export const models = {
  enter: "heddle:timing:enter", stream: "heddle:timing:stream", open: "heddle:timing:open", close: "heddle:timing:close",
  tick: "heddle:timing:tick", put: "heddle:timing:put", get: "heddle:timing:get", poll: "heddle:timing:poll",
} as const satisfies Readonly<Record<TimingEvent, string>>;

/** A number as the calls take it. */
export const number = (n: number): Const => constant(BigInt(n), int32);

/** A parameter that takes such a number. */
export const numberParam = (sym: Sym): Param => ({ sym, type: int32, span: noSpan });

/** The function that is called at the event `name`. */
export function externalFunction(name: TimingEvent, syms: SymSource): Func {
  const external: External = { top: name, model: models[name], source: "", writes: [] };
  const results: readonly ResultType[] = giving.has(name) ? [int32] : [];
  const params = events[name].map((p) => numberParam(syms.fresh(p)));
  return { kind: "func", sym: syms.fresh(name), params, results, states: [], body: [], external, span: noSpan };
}
