/**
 * Tensors that instances may race on (lib/analysis/races.ts): functions that are given them are lowered once more, with
 * a parameter more for each, which says who touches the tensor, and each access to it is noted (runtime/races.ts).
 */
import type { Span } from "../../diagnostics/source.js";
import type { Ranges } from "../../analysis/ranges.js";
import type { Arg, Func, Sym } from "../../ir/ir.js";
import { elementCount } from "../../ir/types.js";
import type { FunctionContext, FunctionInfo } from "./context.js";

/** The function to call with `args`, which are names of the caller: itself, or its form that watches. */
export function calleeOf(callee: Sym, args: readonly (Sym | undefined)[], cx: FunctionContext): WatchingCallee {
  const info = cx.callee(callee);
  const positions = args.flatMap((sym, i) => (sym !== undefined && cx.watches.has(sym.id) ? [i] : []));
  if (positions.length === 0) return { info, extra: [] };
  const extra = positions.map((i) => cx.watches.get(args[i]?.id ?? NaN) ?? "");
  return { info: cx.module.watching(info, positions), extra };
}

interface WatchingCallee {
  readonly info: FunctionInfo;
  /** The arguments that come after the others. */
  readonly extra: readonly string[];
}

/** The tensors and streams that a call passes, by position. */
export function passedSyms(args: readonly Arg[]): readonly (Sym | undefined)[] {
  return args.map((a) => (a.kind === "ref" ? a.sym : undefined));
}

/** Declares the additional parameters of a form that watches; their names. */
export function declareWatches({ func, watched = [] }: FunctionInfo, cx: FunctionContext): readonly string[] {
  return watched.flatMap((i) => {
    const sym = func.params[i]?.sym;
    if (sym === undefined) return [];
    const name = cx.scope.declare(`${sym.name}$watch`);
    cx.watches.set(sym.id, name);
    return [name];
  });
}

/** `address`, noted as the place of a read or write of a tensor that is watched. */
export function touched(how: "read" | "write", tensor: Sym, address: string, span: Span, cx: FunctionContext): string {
  const watch = cx.watches.get(tensor.id);
  return watch === undefined ? address : `${cx.helper(how)}(${watch}, ${address}, ${siteOf(tensor, span, cx)})`;
}

/** Notes that all of a tensor is read or written, if it is watched. */
export function touchAll(how: "readAll" | "writeAll", tensor: Sym, span: Span, cx: FunctionContext): void {
  const watch = cx.watches.get(tensor.id);
  if (watch === undefined) return;
  const count = elementCount(cx.tensor(tensor).type.shape);
  cx.line(span, `${cx.helper(how)}(${watch}, ${count}, ${siteOf(tensor, span, cx)});`);
}

/** A tensor of structs was split; messages name the whole. */
function siteOf({ name }: Sym, span: Span, cx: FunctionContext): string {
  return cx.module.site(span, name.replace(/\..*/, ""));
}

/** Ranges with which no access to a watched tensor is moved or left out: as if any might be out of bounds. */
export function watchingRanges(ranges: Ranges, { params }: Func, watched: readonly number[]): Ranges {
  const ids = new Set(watched.map((i) => params[i]?.sym.id));
  return {
    of: (e) => ranges.of(e),
    formOf: (e) => ranges.formOf(e),
    ofParam: (sym) => ranges.ofParam(sym),
    inBounds: (access) => (ids.has(access.tensor.id) ? access.index.map(() => false) : ranges.inBounds(access)),
  };
}
