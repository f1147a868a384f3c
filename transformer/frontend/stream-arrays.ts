/** Arrays of streams: their parts, and the streams in them. */
import type * as TS from "typescript";
import { dataflow as kinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as languageKinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Expr, Sym } from "../../lib/ir/ir.js";
import { indexAt } from "../../lib/ir/networks.js";
import { elementCount, intervalOf, isIntegral, type StreamType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { nameArg, nameIn, streamTitle } from "./captures.js";
import { evaluate } from "./constants.js";
import { refuse, type Scope } from "./context.js";
import { refuseUnknown } from "./names.js";
import { decided, note } from "./placed.js";
import { lowerExpression } from "./recursion.js";
import { kept } from "./settled.js";
import type { PlacedValue, StreamArray, StreamChoice, StreamsValue, StreamValue, Value } from "./value.js";
import { checkedSubscript, intervalIn } from "./views.js";

/** The array of streams `sym` that `owner` declares. */
export function declaredStreams(owner: Scope, sym: Sym, type: StreamType, shape: readonly number[]): StreamsValue {
  const at = (position: number): StreamValue => ({ kind: "stream", sym, index: indexAt(position, shape), type });
  return wholeArray({ name: sym.name, type, owner: () => owner, at }, shape);
}

/** Streams that `owner` knows by names of their own, as an array. */
export function listedStreams(owner: Scope, name: string, streams: readonly StreamValue[], shape: readonly number[]): StreamsValue {
  const at = (position: number): StreamValue => {
    const found = streams[position];
    if (found === undefined) throw new Error(`${name} has no stream ${position}`);
    return found;
  };
  return wholeArray({ name, type: at(0).type, owner: () => owner, at }, shape);
}

function wholeArray(array: StreamArray, shape: readonly number[]): StreamsValue {
  const positions = Array.from({ length: elementCount(shape) }, (_, i) => i);
  return { kind: "streams", array, choices: [], shape, positions };
}

/** The stream that comes `i`-th in `v`, by the name that it has in `scope`. */
export function streamAt(
  scope: Scope, { array, positions, elsewhere }: StreamsValue, i: number, node?: TS.Expression,
): StreamValue {
  const { sym, index, type } = array.at(positions[i] ?? 0);
  const at = elsewhere === undefined ? undefined : (place: readonly number[]): readonly number[] | undefined => {
    const position = elsewhere(place)?.[i];
    return position === undefined ? undefined : array.at(position).index;
  };
  const title = at === undefined || node === undefined ? streamTitle(sym, index) : titleOf(node);
  const name = nameIn(scope, array.owner(), nameArg(sym, index), type, title, at);
  const stream: StreamValue = { kind: "stream", sym: name.sym, type };
  return name.index === undefined ? stream : { ...stream, index: name.index };
}

/** What a stream that depends on the place is called: `pipe[pi][pj + 1]` is `pipe_pi_pj_1`. */
function titleOf(node: TS.Expression): string {
  return node.getText().replace(/^this\./, "").replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, "");
}

/** What must be known at compile time: which streams these are, row by row. */
export function streamsIn(scope: Scope, node: TS.Node, v: StreamsValue): readonly StreamValue[] | undefined {
  if (v.choices.length > 0) return refuse(scope, node, kinds.openStream, [node.getText()]);
  return v.positions.map((_, i) => streamAt(scope, v, i));
}

/** `streams[i]`. A subscript that is not a constant leaves it to the run which stream that is. */
export function subscriptStreams(scope: Scope, node: TS.ElementAccessExpression, v: StreamsValue): Value | undefined {
  const argument = node.argumentExpression;
  if (v.shape.length === 0) return refuse(scope, node, kinds.tooManyStreamSubscripts, [node.expression.getText()]);
  const value = lowerExpression(scope, argument);
  const at = value === undefined ? undefined : checkedSubscript(scope, argument, value, undefined, node.expression.getText());
  if (value === undefined || at === undefined) return undefined;
  if (value.kind === "placed") return placedRow(scope, node, v, value);
  return at.kind === "const" ? streamRow(scope, node, v, at.value) : chosenRow(scope, node, v, at);
}

type Known = bigint | number | boolean | undefined;

function isInside(at: Known, extent: number): at is bigint {
  return typeof at === "bigint" && at >= 0n && at < BigInt(extent);
}

/** The row at a subscript that is the same at every place of the instance. */
function streamRow(scope: Scope, node: TS.ElementAccessExpression, v: StreamsValue, at: Known): Value | undefined {
  const [extent = 0] = v.shape;
  if (!isInside(at, extent)) return refuseSubscript(scope, node, v, String(at));
  const { elsewhere } = v;
  const row = (positions: readonly number[]): readonly number[] => rows(positions, v.shape, Number(at), 1);
  return rowOf(scope, node, v, row(v.positions), elsewhere && ((place) => mapped(elsewhere(place), row)));
}

/** The row at a subscript that depends on the place: of an array of the region, of which each instance may use another. */
function placedRow(scope: Scope, node: TS.ElementAccessExpression, v: StreamsValue, at: PlacedValue): Value | undefined {
  const [extent = 0] = v.shape;
  const known = note(scope.unit, isInside(at.value, extent), (place) => isInside(at.at(place), extent));
  if (!known) return refuseSubscript(scope, node, v, String(at.value));
  const hasPlaces = v.array.at(0).index !== undefined;
  if (!hasPlaces) return streamRow(scope, node, v, note(scope.unit, at.value, at.at));
  const row = (positions: readonly number[] | undefined, n: Known): readonly number[] | undefined =>
    isInside(n, extent) ? mapped(positions, (p) => rows(p, v.shape, Number(n), 1)) : undefined;
  const { elsewhere = (): readonly number[] => v.positions } = v;
  return rowOf(scope, node, v, row(v.positions, at.value) ?? [], (place) => row(elsewhere(place), at.at(place)));
}

function mapped<T, R>(value: T | undefined, f: (value: T) => R): R | undefined {
  return value === undefined ? undefined : f(value);
}

/** What is left of `v` without its first dimension: a stream, when that was the last. */
function rowOf(
  scope: Scope, node: TS.Expression, v: StreamsValue, positions: readonly number[], elsewhere: StreamsValue["elsewhere"],
): Value {
  const { elsewhere: _, ...plain } = v;
  const part: StreamsValue = { ...plain, shape: v.shape.slice(1), positions, ...(elsewhere === undefined ? {} : { elsewhere }) };
  return part.shape.length > 0 || v.choices.length > 0 ? part : streamAt(scope, part, 0, node);
}

function refuseSubscript(scope: Scope, node: TS.ElementAccessExpression, v: StreamsValue, text: string): undefined {
  return refuse(scope, node.argumentExpression, kinds.streamSubscript, [text, node.expression.getText(), v.shape]);
}

/** Of each block of streams of `shape` the `count` rows from `from` on. */
function rows(positions: readonly number[], shape: readonly number[], from: number, count: number): readonly number[] {
  const block = elementCount(shape);
  const size = elementCount(shape.slice(1));
  const cut = (start: number): readonly number[] => positions.slice(start + from * size, start + (from + count) * size);
  return positions.length === block ? cut(0) : Array.from({ length: positions.length / block }, (_, k) => cut(k * block)).flat();
}

/** One of the rows that `at` can mean, as far as the loops around tell. */
function chosenRow(scope: Scope, node: TS.ElementAccessExpression, v: StreamsValue, subscript: Expr): Value | undefined {
  const [extent = 0, ...rest] = v.shape;
  const last = BigInt(extent) - 1n;
  const { type } = subscript;
  const range = intervalIn(subscript, scope) ?? (isIntegral(type) ? intervalOf(type) : { lo: 0n, hi: last });
  const [lo, hi] = [range.lo > 0n ? range.lo : 0n, range.hi < last ? range.hi : last];
  if (lo > hi) return refuseSubscript(scope, node, v, node.argumentExpression.getText());
  const [from, count] = [Number(lo), Number(hi - lo) + 1];
  const choice: StreamChoice = { at: kept(scope, subscript), from, count, isInside: range.lo >= 0n && range.hi <= last };
  const chosen = (positions: readonly number[]): readonly number[] => rows(positions, v.shape, from, count);
  const { elsewhere } = v;
  const placed = elsewhere === undefined ? {} : { elsewhere: (place: readonly number[]) => mapped(elsewhere(place), chosen) };
  return { ...v, choices: [...v.choices, choice], shape: rest, positions: chosen(v.positions), ...placed };
}

/** `slice(streams, [lo, hi], k, …)`, of constants: ranges keep a dimension, subscripts drop it. */
export function sliceStreams(scope: Scope, node: TS.CallExpression, v: StreamsValue): Value | undefined {
  const [, ...cuts] = node.arguments;
  if (v.choices.length > 0) return refuse(scope, node, kinds.openStream, [node.getText()]);
  if (cuts.length > v.shape.length) return refuse(scope, node, kinds.tooManyStreamSubscripts, [node.arguments[0]?.getText() ?? ""]);
  const ranges = v.shape.map((extent, d) => {
    const cut = cuts[d];
    return cut === undefined ? { lo: 0, hi: extent, isKept: true } : cutOf(scope, cut, v, extent);
  });
  const known = ranges.filter((r) => r !== undefined);
  if (known.length !== ranges.length) return undefined;
  const isCut = (i: number): boolean => (
    indexAt(i, v.shape).every((at, d) => at >= (known[d]?.lo ?? 0) && at < (known[d]?.hi ?? 0))
  );
  const cut = (positions: readonly number[]): readonly number[] => positions.filter((_, i) => isCut(i));
  const { elsewhere } = v;
  const placed = elsewhere === undefined ? {} : { elsewhere: (place: readonly number[]) => mapped(elsewhere(place), cut) };
  const shape = known.filter((r) => r.isKept).map((r) => r.hi - r.lo);
  const part: StreamsValue = { ...v, shape, positions: cut(v.positions), ...placed };
  return shape.length > 0 ? part : streamAt(scope, part, 0);
}

interface Cut {
  readonly lo: number;
  readonly hi: number;
  readonly isKept: boolean;
}

function cutOf(scope: Scope, node: TS.Expression, v: StreamsValue, extent: number): Cut | undefined {
  const isRange = ts.isArrayLiteralExpression(node);
  const ends = isRange ? [...node.elements] : [node];
  if (isRange && ends.length !== 2) return refuse(scope, node, languageKinds.argumentCount, ["a range of slice", 2, ends.length]);
  const found = ends.map((e) => {
    const value = decided(scope, lowerExpression(scope, e));
    if (value === undefined) return undefined;
    return value.kind === "literal" && typeof value.value === "bigint" ? Number(value.value) : refuseOpen(scope, e);
  });
  const [lo, end] = found;
  if (lo === undefined || (isRange && end === undefined)) return undefined;
  const hi = isRange && end !== undefined ? end : lo + 1;
  if (lo < 0 || hi > extent || lo >= hi) return refuse(scope, node, kinds.streamSubscript, [node.getText(), v.array.name, v.shape]);
  return { lo, hi, isKept: isRange };
}

function refuseOpen(scope: Scope, node: TS.Expression): undefined {
  const found = evaluate(scope, node);
  if (found.kind === "unknown") return refuseUnknown(scope, node, node.getText(), found);
  return refuse(scope, node, languageKinds.notConstant, [node.getText(), "an integer is needed"]);
}

/** The streams that a collective works on: an array or a list of them. */
export interface StreamGroup {
  readonly streams: readonly StreamValue[];
  readonly shape: readonly number[];
  readonly type: StreamType;
}

/** `v` as a group of streams that carry the same tokens; `what` is what is done with them. */
export function streamGroup(scope: Scope, node: TS.Node, v: Value, what: string): StreamGroup | undefined {
  const group = groupOf(scope, node, v);
  if (group === undefined) return undefined;
  const [first] = group === "none" ? [] : group.streams;
  if (group === "none" || first === undefined) return refuse(scope, node, kinds.needsStreams, [what, node.getText()]);
  return { ...group, type: first.type };
}

function groupOf(scope: Scope, node: TS.Node, v: Value): Omit<StreamGroup, "type"> | "none" | undefined {
  if (v.kind === "streams" && v.shape.length > 0) {
    const streams = streamsIn(scope, node, v);
    return streams === undefined ? undefined : { streams, shape: v.shape };
  }
  const streams = v.kind === "tuple" ? v.items.filter((i) => i.kind === "stream") : [];
  return v.kind === "tuple" && streams.length === v.items.length ? { streams, shape: [streams.length] } : "none";
}
