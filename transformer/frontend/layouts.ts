/**
 * Layouts of kernels' parameters: `Tensor<int32, [64, 8]> & Layout<[Shard<0>, Replicate]>`. A laid-out parameter is a part
 * of the whole tensor, which is what the kernel is given; its place depends on that of the instance.
 */
import type * as TS from "typescript";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { binary, intConst } from "../../lib/ir/build.js";
import type { Span } from "../../lib/diagnostics/source.js";
import type { Const, Expr, Sym } from "../../lib/ir/ir.js";
import {
  index, intervalOf, isScalar, rawInterval, tensor, typeName, type ScalarType, type TensorType,
} from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { nodeSpan, refuse, type Place, type Scope } from "./context.js";
import { isDeclaredByHeddle } from "./heddle-symbols.js";
import { placeValue } from "./placed.js";
import { castTo, isWhole, toExpr, viewType, wholeTensor, type TensorValue, type ViewDim } from "./value.js";

export const reductions = ["sum", "prod", "min", "max"] as const;
export type Reduction = (typeof reductions)[number];

/** How a dimension is seen: whole, or in parts of `own` elements, each with `halo` more on either side. */
export type DimLayout =
  | { readonly kind: "whole"; readonly extent: number }
  | { readonly kind: "shard"; readonly extent: number; readonly axis: number; readonly halo: number; readonly own: number };

/** The layout of one parameter, for a kernel's grid of `extents`. */
export interface ParameterLayout {
  readonly sym: Sym;
  /** What the parameter is called. */
  readonly name: string;
  /** Of the whole tensor. */
  readonly type: TensorType;
  readonly dims: readonly DimLayout[];
  readonly reduce: Reduction | undefined;
  readonly extents: readonly number[];
  /** For each dimension, which of the memory's it is, and where in it the part starts; `from` is absent for 0. */
  readonly starts: readonly { readonly dim: number; readonly from: Expr | undefined }[];
  /** The kernel is given a part of a tensor already. */
  readonly isPart: boolean;
  /** The parameter's declaration. */
  readonly span: Span;
}

/** How many elements an instance sees of a dimension. */
export function localExtent(d: DimLayout): number {
  return d.kind === "whole" ? d.extent : d.own + 2 * d.halo;
}

/** What an instance sees of the tensor. */
export function localType({ type, dims }: Pick<ParameterLayout, "type" | "dims">): TensorType {
  return tensor(type.element, dims.map(localExtent));
}

// ---- the type -----------------------------------------------------------------------------------------------------------

/** Is a layout part of `type`? */
export function hasLayout(type: TS.Type): boolean {
  return layoutPart(type) !== undefined;
}

function layoutPart(type: TS.Type): TS.Type | undefined {
  const parts = type.isIntersection() ? type.types : [type];
  return parts.find((part) => isNamed(part, "Layout"));
}

function isNamed(type: TS.Type, name: string): boolean {
  const symbol = type.getSymbol();
  return symbol?.name === name && isDeclaredByHeddle(symbol);
}

function argumentsOf(scope: Scope, type: TS.Type): readonly TS.Type[] {
  return scope.unit.checker.getTypeArguments(type as TS.TypeReference);
}

/** A literal number, or the size that a template's parameter stands for. */
function numberIn(scope: Scope, type: TS.Type | undefined): number | undefined {
  if (type?.isNumberLiteral() === true) return type.value;
  const arg = type !== undefined && type.flags & ts.TypeFlags.TypeParameter ? scope.typeArgs.get(type.symbol) : undefined;
  return arg?.kind === "size" ? arg.value : undefined;
}

interface ShardOf {
  readonly axis: number;
  readonly halo: number;
}

interface Parsed {
  /** What each sharded dimension is dealt out over. */
  readonly shards: ReadonlyMap<number, ShardOf>;
  readonly reduce: Reduction | undefined;
}

/** `undefined` after reporting that the layout makes no sense for a tensor of `type` in a grid of `place`. */
function readLayout(scope: Scope, node: TS.Node, layout: TS.Type, type: TensorType, place: Place): Parsed | undefined {
  const [list, combined] = argumentsOf(scope, layout);
  if (list === undefined || !scope.unit.checker.isTupleType(list)) return refuse(scope, node, dataflow.layoutForm, []);
  const entries = argumentsOf(scope, list);
  const rank = type.shape.length;
  if (entries.length !== rank) return refuse(scope, node, dataflow.layoutRank, [entries.length, rank]);
  const shards = new Map<number, ShardOf>();
  for (const [d, entry] of entries.entries()) {
    if (isNamed(entry, "Replicate")) continue;
    const shard = isNamed(entry, "Shard") ? readShard(scope, entry) : undefined;
    if (shard === undefined) return refuse(scope, node, dataflow.layoutForm, []);
    if (!isShard(scope, node, shard, [...shards.values()], place)) return undefined;
    shards.set(d, shard);
  }
  const reduce = combined === undefined || !isNamed(combined, "Reduce") ? undefined : argumentsOf(scope, combined)[0];
  const name = reduce?.isStringLiteral() === true ? reductions.find((r) => r === reduce.value) : undefined;
  if (reduce !== undefined && name === undefined) return refuse(scope, node, dataflow.layoutForm, []);
  return { shards, reduce: name };
}

/** Is there such an axis, and no other dimension over it? Reports what is wrong. */
function isShard(scope: Scope, node: TS.Node, { axis, halo }: ShardOf, others: readonly ShardOf[], { extents }: Place): boolean {
  if (extents[axis] === undefined) refuse(scope, node, dataflow.layoutAxis, [axis, extents.length]);
  else if (others.some((o) => o.axis === axis)) refuse(scope, node, dataflow.layoutAxisTwice, [axis]);
  else if (!Number.isInteger(halo) || halo < 0) refuse(scope, node, dataflow.layoutHalo, [halo]);
  else return true;
  return false;
}

function readShard(scope: Scope, entry: TS.Type): ShardOf | undefined {
  const [axisType, options] = argumentsOf(scope, entry);
  const axis = numberIn(scope, axisType);
  const symbol = options === undefined ? undefined : scope.unit.checker.getPropertyOfType(options, "halo");
  const isGiven = symbol !== undefined && !(symbol.flags & ts.SymbolFlags.Optional);
  const halo = isGiven ? numberIn(scope, scope.unit.checker.getTypeOfSymbol(symbol)) : 0;
  return axis === undefined || halo === undefined ? undefined : { axis, halo };
}

// ---- the parameter ------------------------------------------------------------------------------------------------------

/**
 * The tensor that a parameter is in its kernel: `whole`, or the part of it that its layout says. `undefined` after
 * reporting what is wrong with the layout.
 */
export function laidOut(
  scope: Scope, node: TS.ParameterDeclaration | TS.PropertyDeclaration, whole: TensorValue,
): TensorValue | undefined {
  const layout = layoutPart(scope.unit.checker.getTypeAtLocation(node));
  if (layout === undefined) return whole;
  const at = node.type ?? node;
  const { place } = scope;
  if (place === undefined) return refuse(scope, at, dataflow.layoutPlace, []);
  const type = viewType(whole);
  const parsed = readLayout(scope, at, layout, type, place);
  const dims = parsed === undefined ? undefined : dimsOf(scope, at, parsed, type, place);
  if (parsed === undefined || dims === undefined) return undefined;
  const { reduce } = parsed;
  const seen = reduce === undefined ? part(scope, at, whole, dims) : wholeTensor(whole.sym, localType({ type, dims }));
  if (seen === undefined) return undefined;
  const known: ParameterLayout = {
    sym: whole.sym, name: node.name.getText(), type, dims, reduce, extents: place.extents, isPart: !isWhole(whole),
    starts: seen.dims.flatMap((v, dim) => (v.kind === "range" ? [{ dim, from: v.from }] : [])), span: nodeSpan(scope, node),
  };
  scope.unit.layouts.set(whole.sym.id, known);
  return reduce === undefined || isReducible(scope, at, known, reduce) ? seen : undefined;
}

function dimsOf(
  scope: Scope, at: TS.Node, { shards }: Parsed, { shape }: TensorType, place: Place,
): readonly DimLayout[] | undefined {
  const dims = shape.map((extent, d): DimLayout | undefined => {
    const shard = shards.get(d);
    if (shard === undefined) return { kind: "whole", extent };
    const { axis, halo } = shard;
    const parts = place.extents[axis] ?? 1;
    const own = (extent - 2 * halo) / parts;
    if (own >= 1 && Number.isInteger(own)) return { kind: "shard", extent, axis, halo, own };
    return refuse(scope, at, dataflow.layoutParts, [d, extent, parts, halo]);
  });
  const known = dims.filter((d) => d !== undefined);
  return known.length === dims.length ? known : undefined;
}

/** The part of `whole` from `place × own` on, in each sharded dimension. */
function part(scope: Scope, at: TS.Node, whole: TensorValue, dims: readonly DimLayout[]): TensorValue | undefined {
  const left = [...dims];
  const moved = whole.dims.map((v): ViewDim | undefined => {
    const d = v.kind === "range" ? left.shift() : undefined;
    if (v.kind !== "range" || d === undefined || d.kind === "whole" || d.own + 2 * d.halo === d.extent) return v;
    const from = offset(scope, at, d, v.from);
    return from === undefined ? undefined : { kind: "range", from, extent: localExtent(d) };
  });
  const known = moved.filter((v) => v !== undefined);
  return known.length === moved.length ? { ...whole, dims: known } : undefined;
}

function offset(
  scope: Scope, at: TS.Node, { axis, own }: DimLayout & { kind: "shard" }, from: Expr | undefined,
): Expr | undefined {
  const span = nodeSpan(scope, at);
  const value = placeValue(scope, at, axis);
  const place = value === undefined ? undefined : toExpr(scope, at, value);
  if (place === undefined) return undefined;
  const moved = own === 1 ? place : binary("mul", place, intConst(own, span), span);
  return castTo(from === undefined ? moved : binary("add", from, moved, span), index);
}

function isReducible(scope: Scope, at: TS.Node, { dims, type, isPart }: ParameterLayout, reduce: Reduction): boolean {
  const { element } = type;
  const wrong = !isScalar(element) || element.kind === "bool" ? `its elements are ${typeName(element)}, not numbers`
    : identity(reduce, element) === undefined ? `${typeName(element)} has no 1 to start with`
    : dims.some((d) => d.kind === "shard" && d.halo > 0) ? "its parts overlap by a halo"
    : isPart ? "the kernel is given a part of a tensor"
    : undefined;
  if (wrong !== undefined) refuse(scope, at, dataflow.layoutReduce, [reduce, wrong]);
  return wrong === undefined;
}

/** What combining with any value leaves as it is; `undefined` when `type` has no such value. */
export function identity(reduce: Reduction, type: ScalarType): Const["value"] | undefined {
  if (type.kind === "float") return { sum: 0, prod: 1, min: Infinity, max: -Infinity }[reduce];
  const { lo, hi } = type.kind === "fixed" ? rawInterval(type) : intervalOf(type);
  if (reduce === "sum") return 0n;
  if (reduce !== "prod") return reduce === "min" ? hi : lo;
  const frac = type.kind === "fixed" ? type.frac : 0;
  const one = frac < 0 ? undefined : 1n << BigInt(frac);
  return one !== undefined && one <= hi ? one : undefined;
}
