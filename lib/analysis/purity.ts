/** What functions do besides returning a value, callees included, as passes and targets ask it. */
import { effectsOf } from "../ir/effects.js";
import type { Func, Module } from "../ir/ir.js";

/** Gives a value and does nothing else: calls may be dropped, repeated and moved (but may stop the run). */
export function isPure(f: Func, m: Module): boolean {
  return !effectsOf(f, m).lasting && writtenTensors(f, m).size === 0 && !usesStreams(f, m);
}

/** Whether `f` or something it calls puts to or gets from a stream, so that it may block. */
export function usesStreams(f: Func, m: Module): boolean {
  const { puts, gets } = effectsOf(f, m);
  return puts.size + gets.size > 0;
}

/** The ids of the tensor parameters that `f` or something it calls writes. */
export function writtenTensors(f: Func, m: Module): ReadonlySet<number> {
  return effectsOf(f, m).writes;
}
