/**
 * How the arguments of a call reach the parameters. A tensor that is passed in part is passed as its memory and the
 * subscripts that place it; a memory that several arguments share is passed once.
 */
import { noSpan, type Span } from "../../lib/diagnostics/source.js";
import type { Sym } from "../../lib/ir/ir.js";
import { index, typeName, type StreamType, type TensorType, type Type } from "../../lib/ir/types.js";
import { isWhole, viewType, type TensorValue, type Value, type ViewDim } from "./value.js";

/** What an argument brings along besides its value: its type, and for a part of a tensor how it lies in its memory. */
export interface ArgShape {
  readonly type: Type | undefined;
  readonly layout?: Layout;
  /** Of an array of streams, which is passed stream by stream. */
  readonly streams?: StreamsShape;
  /** The value of a parameter of a `const` type parameter: it is part of the instance, and not passed. */
  readonly constant?: bigint;
}

/** The extents of an array of streams, and the type of each. */
export interface StreamsShape {
  readonly shape: readonly number[];
  readonly types: readonly StreamType[];
}

export interface Layout {
  readonly memory: TensorType;
  /** The argument that passes the memory: this one, or an earlier one that shares it. */
  readonly owner: number;
  readonly dims: readonly LayoutDim[];
}

/** A subscript that is passed, or a range: from a place that is passed, or from 0. */
export type LayoutDim =
  | { readonly kind: "at" }
  | { readonly kind: "range"; readonly moved: boolean; readonly extent: number };

/**
 * The shapes of `args`: `typeOf` gives the types of those that are no tensors, `constantAt` the values of those that are
 * part of the instance.
 */
export function shapesOf(
  args: readonly Value[], typeOf: (v: Value) => Type | undefined, constantAt: (position: number) => bigint | undefined,
): readonly ArgShape[] {
  return args.map((v, i) => {
    if (v.kind === "tensor") return tensorShape(v, i, args);
    if (v.kind === "streams") return { type: undefined, streams: { shape: v.shape, types: v.positions.map((p) => v.array.at(p).type) } };
    const constant = constantAt(i);
    return constant === undefined ? { type: typeOf(v) } : { type: undefined, constant };
  });
}

function tensorShape(v: TensorValue, i: number, args: readonly Value[]): ArgShape {
  const owner = args.findIndex((other) => other.kind === "tensor" && other.sym.id === v.sym.id);
  const type = viewType(v);
  const isShared = args.some((other, k) => k !== i && other.kind === "tensor" && other.sym.id === v.sym.id);
  if (isWhole(v) && !isShared) return { type };
  return { type, layout: { memory: v.type, owner, dims: v.dims.map(layoutDim) } };
}

function layoutDim(d: ViewDim): LayoutDim {
  return d.kind === "at" ? { kind: "at" } : { kind: "range", moved: d.from !== undefined, extent: d.extent };
}

/** Tells instances of a function apart that differ in how their arguments lie. */
export function layoutKey({ layout, streams }: ArgShape): string {
  if (streams !== undefined) return `${streams.shape.join()} of ${[...new Set(streams.types.map(typeName))].join()}`;
  if (layout === undefined) return "";
  const dims = layout.dims.map((d) => (d.kind === "at" ? "at" : `${d.moved ? "+" : ""}${d.extent}`));
  return `${layout.owner}:${typeName(layout.memory)}:${dims.join(",")}`;
}

/** How many subscripts a layout passes. */
export function placesIn(layout: Layout): number {
  return layout.dims.filter((d) => d.kind === "at" || d.moved).length;
}

/** The part of `memory` that a parameter is, its subscripts being the parameters `places`. */
export function partOf(memory: Sym, layout: Layout, places: readonly Sym[]): TensorValue {
  const left = [...places];
  const next = (): { readonly kind: "var"; readonly sym: Sym; readonly type: typeof index; readonly span: Span } => {
    const sym = left.shift();
    if (sym === undefined) throw new Error("a part lacks a subscript");
    return { kind: "var", sym, type: index, span: noSpan };
  };
  const dims = layout.dims.map((d): ViewDim => {
    if (d.kind === "at") return { kind: "at", at: next() };
    return d.moved ? { kind: "range", from: next(), extent: d.extent } : { kind: "range", extent: d.extent };
  });
  return { kind: "tensor", sym: memory, type: layout.memory, dims };
}
