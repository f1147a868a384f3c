/** What an expression of the source lowers to, and how it becomes a typed IR expression. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import type { Span } from "../../lib/diagnostics/source.js";
import type { Const, Expr, Sym } from "../../lib/ir/ir.js";
import { convert, convertFrom, type Value as Scalar } from "../../lib/numeric/convert.js";
import { formatFixed } from "../../lib/numeric/format.js";
import { roundedRaw } from "../../lib/numeric/fixed.js";
import { splitDouble } from "../../lib/numeric/floats.js";
import {
  contains, fixedTypeFor, float32, int32, interval, intervalOf, intTypeFor, isIntegral, rawInterval, sameType, tensor,
  typeName, type FixedType, type Path, type ScalarType, type StreamType, type StructType, type TensorType,
} from "../../lib/ir/types.js";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Constant } from "./constant.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { withDigits } from "./quotients.js";
import { tableLoad } from "./tables.js";

export type Value =
  /** `isTyped`: the source says its type, by a cast. `retyped`: as untyped as a literal; what it is beside a type. */
  | { readonly kind: "scalar"; readonly expr: Expr; readonly isTyped?: true; readonly retyped?: Retyped }
  /** Untyped: takes the type of the other operand, or of what it is assigned to. */
  | { readonly kind: "literal"; readonly value: bigint | number | boolean }
  | PlacedValue
  | TensorValue
  | StructValue
  /** `{ r: 1, g: x }`: becomes a struct where one is wanted. */
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Value> }
  /** `[a, b]`, and what a function of several results gives. */
  | { readonly kind: "tuple"; readonly items: readonly Value[] }
  | TableValue
  | StreamValue
  | StreamsValue
  | { readonly kind: "constant"; readonly value: Constant };

type Retyped = (type: ScalarType) => Expr | undefined;

/** A constant that depends on the place of the instance (placed.ts); as untyped as a literal. */
export interface PlacedValue {
  readonly kind: "placed";
  /** What it is for this instance. */
  readonly value: bigint | number | boolean;
  /** What it is for the instance at another place; `undefined` where it has no value. */
  readonly at: (place: readonly number[]) => bigint | number | boolean | undefined;
  /** What it is at run time, for all of them. */
  readonly form: (Value & { readonly kind: "scalar" }) | TableValue;
}

/** A tensor, or a part of one: `type` is that of the memory, `dims` says how each of its dimensions is subscripted. */
export interface TensorValue {
  readonly kind: "tensor";
  readonly sym: Sym;
  readonly type: TensorType;
  readonly dims: readonly ViewDim[];
}

export type ViewDim =
  /** This dimension is gone: always this subscript. */
  | { readonly kind: "at"; readonly at: Expr }
  /** Subscripts count from `from` (0 when absent), and there are `extent` of them. */
  | { readonly kind: "range"; readonly from?: Expr; readonly extent: number };

/** A struct that is somewhere already: `leaf` reads the scalar at a path. */
export interface StructValue {
  readonly kind: "struct";
  readonly type: StructType;
  readonly leaf: (path: Path) => Expr;
  /** The element it is, when it can be written. */
  readonly place?: { readonly tensor: Sym; readonly index: readonly Expr[]; readonly path: Path };
}

/** A constant array subscripted by run-time values; an element of it is as untyped as a literal. */
export interface TableValue {
  readonly kind: "table";
  readonly name: string;
  readonly array: Constant;
  readonly index: readonly Expr[];
  /** Where the subscripts are known for each place of the instance: the part of the array that this is. */
  readonly row?: { readonly value: Constant; readonly at: (place: readonly number[]) => Constant | undefined } | undefined;
}

/** A stream; in the function that declares an array of them, with the place it has there. */
export interface StreamValue {
  readonly kind: "stream";
  readonly sym: Sym;
  readonly index?: readonly number[];
  readonly type: StreamType;
}

/** An array of streams, or a part of one. Without dimensions it is one stream: which, the choices say at run time. */
export interface StreamsValue {
  readonly kind: "streams";
  readonly array: StreamArray;
  readonly choices: readonly StreamChoice[];
  readonly shape: readonly number[];
  /** Where its streams stand in the array, row by row; those for each of the choices one after the other. */
  readonly positions: readonly number[];
  /** Where that depends on the place of the instance (placed.ts): the positions at another; `undefined` where it has none. */
  readonly elsewhere?: (place: readonly number[]) => readonly number[] | undefined;
}

/** What an array of streams is to the function that declares it or is given it; functions inside capture its streams. */
export interface StreamArray {
  readonly name: string;
  readonly type: StreamType;
  /** A function, for bindings are data that editors copy: the scope would bring the compiler along. */
  readonly owner: () => Scope;
  /** What `owner` calls the stream at a position, counted row by row. */
  readonly at: (position: number) => StreamValue;
}

/** A subscript known at run time only, and the values it may have: `from`, `from` + 1, …, of them `count`. */
export interface StreamChoice {
  readonly at: Expr;
  readonly from: number;
  readonly count: number;
  /** Has it certainly one of these values? */
  readonly isInside: boolean;
}

export function scalar(expr: Expr): Value & { readonly kind: "scalar" } {
  return { kind: "scalar", expr };
}

/** The whole of a tensor. */
export function wholeTensor(sym: Sym, type: TensorType): TensorValue {
  return { kind: "tensor", sym, type, dims: type.shape.map((extent) => ({ kind: "range", extent })) };
}

/** Is it all of its memory, unmoved? */
export function isWhole(v: TensorValue): boolean {
  return v.dims.every((d, i) => d.kind === "range" && d.from === undefined && d.extent === v.type.shape[i]);
}

/** The type of a tensor or of a part of one. */
export function viewType(v: TensorValue): TensorType {
  return tensor(v.type.element, v.dims.flatMap((d) => (d.kind === "range" ? [d.extent] : [])));
}

/** Is `v` a number or truth value whose type is still open? */
export function isOpen(v: Value): boolean {
  if (v.kind === "scalar") return v.retyped !== undefined;
  return v.kind === "literal" || v.kind === "placed" || (v.kind === "table" && tableElementType(v.array) === undefined);
}

export function constExpr(value: Const["value"], type: ScalarType, span: Span): Const {
  return { kind: "const", value, type, span };
}

/** The type an open value takes when nothing else decides: exact for integers, float32 for the rest. */
export function naturalType(value: Scalar): ScalarType {
  if (typeof value === "bigint") return intTypeFor({ lo: value, hi: value });
  return typeof value === "boolean" ? { kind: "bool" } : float32;
}

/** The type of an unannotated `let`: int32 (wider if the literal needs it) or float32. */
export function letType(value: Scalar): ScalarType {
  if (typeof value !== "bigint") return naturalType(value);
  return contains(intervalOf(int32), { lo: value, hi: value }) ? int32 : intTypeFor({ lo: value, hi: value });
}

/**
 * A scalar expression for `v`, an open value taking `hint`: integers into a float hint become floats, a fraction beside
 * fixed point gets its fraction bits, and ignores an integer hint. Reports HDL3002 for anything but a scalar.
 */
export function toExpr(scope: Scope, node: TS.Node, v: Value, hint?: ScalarType): Expr | undefined {
  switch (v.kind) {
    case "scalar":
      return hint === undefined || v.retyped === undefined ? v.expr : v.retyped(hint);
    case "literal":
      return literalExpr(v.value, hint, nodeSpan(scope, node));
    case "placed": {
      const form = toExpr(scope, node, v.form, hint);
      return form !== undefined && hint?.kind === "float" && isIntegral(form.type) && form.type.kind !== "bool" ? castTo(form, hint) : form;
    }
    case "table":
      return tableLoad(scope, node, v, hint);
    default:
      return refuse(scope, node, kinds.needsScalar, [describeValue(v)]);
  }
}

/** What a value is, for messages. */
export function describeValue(v: Value): string {
  switch (v.kind) {
    case "scalar":
      return typeName(v.expr.type);
    case "literal":
    case "placed":
      return typeName(naturalType(v.value));
    case "tensor":
      return typeName(viewType(v));
    case "struct":
      return typeName(v.type);
    case "object":
      return `an object with the field${v.fields.size === 1 ? "" : "s"} ${[...v.fields.keys()].join(", ")}`;
    case "tuple":
      return `a tuple of ${v.items.length}`;
    case "table":
      return "an array";
    case "stream":
      return `Stream<${typeName(v.type.element)}>`;
    case "streams":
      return v.shape.length === 0 ? `Stream<${typeName(v.array.type.element)}>` : streamsName(v);
    case "constant":
      return v.value.kind === "array" || v.value.kind === "object" ? `an ${v.value.kind}` : `a ${v.value.kind}`;
  }
}

function streamsName({ array, shape }: StreamsValue): string {
  return `StreamArray<${typeName(array.type.element)}, [${shape.join(", ")}]>`;
}

function literalExpr(value: bigint | number | boolean, hint: ScalarType | undefined, span: Span): Expr {
  if (hint?.kind === "float" && typeof value !== "boolean") return constExpr(convert(value, hint), hint, span);
  if (hint?.kind === "fixed" && typeof value === "number" && Number.isFinite(value)) return fractionBeside(value, hint, span);
  const type = naturalType(value);
  return constExpr(convert(value, type), type, span);
}

/** A fraction with the fraction bits and rounding of `hint`, in as few bits as it needs. */
function fractionBeside(value: number, hint: FixedType, span: Span): Const {
  const { m, e } = splitDouble(value);
  const raw = roundedRaw(m, -e - hint.frac, hint.rounding);
  return constExpr(raw, fixedTypeFor({ lo: raw, hi: raw }, hint.frac), span);
}

/** The declared element type of a typed array; `undefined` for a plain array of numbers. */
export function tableElementType(c: Constant): ScalarType | undefined {
  if (c.kind !== "array") return undefined;
  if (c.element !== undefined) return c.element;
  const first = c.elements[0];
  return first === undefined ? undefined : tableElementType(first);
}

// ---- conversion ----------------------------------------------------------------------------------------------------

/** `expr` as a value of exactly `type`: constants fold, equal types stay, all else is a cast. */
export function castTo(expr: Expr, type: ScalarType): Expr {
  if (sameType(expr.type, type)) return expr;
  if (expr.kind === "const") return constExpr(convertFrom(expr.value, expr.type, type), type, expr.span);
  const precise = type.kind === "fixed" ? withDigits(expr, type) : expr;
  return sameType(precise.type, type) ? precise : { kind: "cast", operand: precise, type, span: expr.span };
}

/**
 * `v` converted to where it is stored. A literal that the type cannot hold is refused (HDL3004) rather than wrapped.
 */
export function storeAs(scope: Scope, node: TS.Node, v: Value, type: ScalarType): Expr | undefined {
  if (v.kind === "placed") noteFit(scope, v, type);
  if ((v.kind === "literal" || v.kind === "placed") && !literalFits(v.value, type)) {
    return refuse(scope, node, kinds.literalDoesNotFit, [String(v.value), typeName(type), rangeText(type)]);
  }
  if (v.kind === "literal" && typeof v.value !== "boolean" && type.kind === "fixed") {
    return storedFraction(scope, node, v.value, type);
  }
  const tooLarge = v.kind === "scalar" && isOpen(v) ? choicesOf(v.expr).find((c) => !literalFits(c.value, type)) : undefined;
  if (tooLarge !== undefined) {
    return refuse(scope, node, kinds.literalDoesNotFit, [String(tooLarge.value), typeName(type), rangeText(type)]);
  }
  const expr = toExpr(scope, node, v, type);
  if (expr === undefined) return undefined;
  if ((expr.type.kind === "bool") !== (type.kind === "bool")) {
    return refuse(scope, node, kinds.boolMismatch, [typeName(expr.type), typeName(type)]);
  }
  return castTo(expr, type);
}

/** Whether the type holds the constant may be otherwise at other places. */
function noteFit({ unit }: Scope, v: PlacedValue, type: ScalarType): void {
  const fits = (value: bigint | number | boolean | undefined): boolean => value !== undefined && literalFits(value, type);
  unit.decisions.push({ value: fits(v.value), at: (place) => fits(v.at(place)) });
}

/** The literals that a choice is between: `c ? 1 : 256`. */
function choicesOf(e: Expr): readonly Const[] {
  if (e.kind === "select") return [...choicesOf(e.whenTrue), ...choicesOf(e.whenFalse)];
  return e.kind === "const" ? [e] : [];
}

/** By the modes of the type; a warning when nothing is left of the number (HDL3101). */
function storedFraction(scope: Scope, node: TS.Node, value: bigint | number, type: FixedType): Expr {
  const raw = BigInt(convert(value, type));
  if (raw === 0n && Number(value) !== 0) refuse(scope, node, shapeKinds.literalVanishes, [String(value), typeName(type)]);
  return constExpr(raw, type, nodeSpan(scope, node));
}

function literalFits(value: bigint | number | boolean, type: ScalarType): boolean {
  if (typeof value === "boolean" || type.kind === "bool") return typeof value === "boolean" && type.kind === "bool";
  if (type.kind === "float") return true;
  if (type.kind === "fixed") return fixedHolds(value, type);
  if (typeof value === "bigint") return contains(intervalOf(type), { lo: value, hi: value });
  return Number.isInteger(value) && contains(intervalOf(type), interval(value, value));
}

/** Is the number within the range of the type, its rounding apart? */
function fixedHolds(value: bigint | number, type: FixedType): boolean {
  if (typeof value === "number" && !Number.isFinite(value)) return false;
  const { m, e } = typeof value === "bigint" ? { m: value, e: 0 } : splitDouble(value);
  const raw = roundedRaw(m, -e - type.frac, type.rounding);
  return contains(rawInterval(type), { lo: raw, hi: raw });
}

function rangeText(type: ScalarType): string {
  if (type.kind === "fixed") {
    const { lo, hi } = rawInterval(type);
    return `${formatFixed(lo, type.frac)} to ${formatFixed(hi, type.frac)}`;
  }
  if (!isIntegral(type)) return "any number";
  const r = intervalOf(type);
  return type.kind === "bool" ? "true or false" : `${shortBig(r.lo)} to ${shortBig(r.hi)}`;
}

function shortBig(v: bigint): string {
  const text = v.toString();
  return text.length <= 20 ? text : `${v < 0n ? "-" : ""}2^${(v < 0n ? -v : v).toString(2).length}`;
}
