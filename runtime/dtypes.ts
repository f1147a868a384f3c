/** The types by name, each a type and a value: the value casts (`int8(x)`) and describes (`zeros(int8, [4])`). */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import * as ir from "../lib/ir/types.js";
import { convert } from "../lib/numeric/convert.js";
import { codecOf, isBigInt } from "./codec.js";
import { describe } from "./describe.js";
import { fieldsOf, type HostValue } from "./elements.js";
import type { Place } from "./encode.js";
import { heddleError } from "./errors.js";
import { typeKey } from "./structure.js";
import type * as types from "./types.js";
import type { DType, StructDType } from "./types.js";

const made = new Map<string, DType<unknown>>();
const ours = new Set<unknown>();

/** The value for `type`; always the same one for the same type. */
export function dtypeOf<T>(type: ir.ValueType): DType<T> {
  const key = typeKey(type);
  const known = made.get(key);
  if (known !== undefined) return known as DType<T>;
  const name = ir.typeName(type);
  const cast = (value: unknown): HostValue => castTo(type, value, () => `the operand of ${name}(…)`);
  const dtype = Object.freeze(Object.defineProperty(Object.assign(cast, { type }), "name", { value: name }));
  made.set(key, dtype);
  ours.add(dtype);
  return dtype as unknown as DType<T>;
}

/** As a cast in a kernel: integers wrap, floats go to integers by truncation, fixed point by its modes. */
function castTo(type: ir.ValueType, value: unknown, place: Place): HostValue {
  if (type.kind === "struct") return castFields(type, value, place);
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean") {
    throw heddleError(runtime.notAScalar, [place(), "a number, bigint or boolean", describe(value)]);
  }
  const converted = convert(value, type);
  return codecOf(type).fromCompiled(typeof converted === "bigint" && !isBigInt(type) ? Number(converted) : converted);
}

function castFields(type: ir.StructType, value: unknown, place: Place): HostValue {
  const given = fieldsOf(type, value, place);
  return Object.fromEntries(type.fields.map((f) => [f.name, castTo(f.type, given[f.name], place)]));
}

/** The type a dtype describes; throws when it is none. */
export function typeOf(dtype: unknown): ir.ValueType {
  const type: unknown = typeof dtype === "function" && "type" in dtype ? dtype.type : undefined;
  if (!ours.has(dtype)) throw heddleError(runtime.badDType, [describe(dtype)]);
  return type as ir.ValueType;
}

/** A struct as a value: `struct("Pixel", { r: uint8, g: uint8, b: uint8 })`. Fields may be structs themselves. */
export function struct<T extends object>(
  name: string, fields: { readonly [Field in keyof T]: DType<T[Field]> },
): StructDType<T> {
  const entries = Object.entries<unknown>(fields);
  const bad = [name, ...entries.map(([field]) => field)].find((n) => !/^[A-Za-z_$][\w$]*$/.test(n));
  if (bad !== undefined) throw heddleError(runtime.badStruct, [`'${bad}' is not a name`]);
  if (entries.length === 0) throw heddleError(runtime.badStruct, [`${name} has no fields`]);
  const types = entries.map(([field, dtype]): ir.Field => ({ name: field, type: typeOf(dtype) }));
  return dtypeOf(ir.struct(name, types)) as StructDType<T>;
}

/** `Int` as a value: `Int.of(7)` anywhere; `Int<7>` and `Int<7>(x)` where the transformer fills in the width. */
export interface IntValue {
  <Width extends number>(value: number | bigint | boolean): types.Int<Width>;
  /** The type `Int<width>` as a value. */
  of<Width extends number>(width: Width): DType<types.Int<Width>>;
  readonly type: ir.ScalarType;
}

/** `UInt` as a value; see `IntValue`. */
export interface UIntValue {
  <Width extends number>(value: number | bigint | boolean): types.UInt<Width>;
  /** The type `UInt<width>` as a value. */
  of<Width extends number>(width: Width): DType<types.UInt<Width>>;
  readonly type: ir.ScalarType;
}

/** `Fixed` as a value: `Fixed.of(16, 8, "round", "saturate")` anywhere; `Fixed<16, 8>` where the transformer works. */
export interface FixedValue {
  <W extends number, F extends number, R extends Rounding = "trunc", O extends Overflow = "wrap">(
    value: number | bigint | boolean,
  ): types.Fixed<W, F, R, O>;
  /** The type `Fixed<width, frac, rounding, overflow>` as a value. */
  of<W extends number, F extends number, R extends Rounding = "trunc", O extends Overflow = "wrap">(
    width: W, frac: F, rounding?: R, overflow?: O,
  ): DType<types.Fixed<W, F, R, O>>;
  readonly type: ir.ScalarType;
}

/** `UFixed` as a value; see `FixedValue`. */
export interface UFixedValue {
  <W extends number, F extends number, R extends Rounding = "trunc", O extends Overflow = "wrap">(
    value: number | bigint | boolean,
  ): types.UFixed<W, F, R, O>;
  /** The type `UFixed<width, frac, rounding, overflow>` as a value. */
  of<W extends number, F extends number, R extends Rounding = "trunc", O extends Overflow = "wrap">(
    width: W, frac: F, rounding?: R, overflow?: O,
  ): DType<types.UFixed<W, F, R, O>>;
  readonly type: ir.ScalarType;
}

/** A parametrised type without its arguments: refuses to be used, but for `of`. It needs `what`, `example` for one. */
function withoutArguments(
  name: string, what: string, example: string, of: (...args: never[]) => DType<unknown>,
): unknown {
  const refuse = (): never => {
    throw heddleError(runtime.argumentsMissing, [name, what, example]);
  };
  Object.defineProperty(refuse, "name", { value: name });
  return Object.defineProperty(Object.assign(refuse, { of }), "type", { get: refuse });
}

function integers(signed: boolean): (width: number) => DType<unknown> {
  return (width) => dtypeOf(ir.int(checkedWidth(width), signed));
}

function fixedPoint(
  signed: boolean,
): (width: number, frac: number, rounding?: string, overflow?: string) => DType<unknown> {
  return (width, frac, rounding = "trunc", overflow = "wrap") => {
    if (!isIntegerWithin(frac, -ir.maxFrac, ir.maxFrac)) throw heddleError(runtime.badFrac, [describe(frac)]);
    const modes = [oneOf(roundings, rounding), oneOf(overflows, overflow)] as const;
    return dtypeOf(ir.fixed(checkedWidth(width), frac, signed, ...modes));
  };
}

function checkedWidth(width: number): number {
  if (isIntegerWithin(width, 1, ir.maxIntWidth)) return width;
  throw heddleError(runtime.badWidth, [describe(width)]);
}

function isIntegerWithin(n: number, lo: number, hi: number): boolean {
  return Number.isInteger(n) && n >= lo && n <= hi;
}

function oneOf<Mode extends string>(modes: readonly Mode[], given: string): Mode {
  const mode = modes.find((m) => m === given);
  if (mode === undefined) throw heddleError(runtime.badMode, [describe(given), modes]);
  return mode;
}

const roundings = Object.keys({
  trunc: 0, truncZero: 0, round: 0, roundZero: 0, roundMinInf: 0, roundInf: 0, roundConv: 0,
} satisfies Record<Rounding, number>) as readonly Rounding[];
const overflows = Object.keys({
  wrap: 0, saturate: 0, saturateZero: 0, saturateSym: 0,
} satisfies Record<Overflow, number>) as readonly Overflow[];

/** What is done with digits that a fixed-point type has no room for. */
export type Rounding = ir.Rounding;
/** What becomes of a value outside a fixed-point type. */
export type Overflow = ir.Overflow;

export type Int<Width extends number> = types.Int<Width>;
export const Int = withoutArguments("Int", "width", "7", integers(true)) as IntValue;
export type UInt<Width extends number> = types.UInt<Width>;
export const UInt = withoutArguments("UInt", "width", "7", integers(false)) as UIntValue;
export type Fixed<
  Width extends number, Frac extends number, Round extends Rounding = "trunc", Over extends Overflow = "wrap",
> = types.Fixed<Width, Frac, Round, Over>;
export const Fixed = withoutArguments("Fixed", "width and fraction bits", "16, 8", fixedPoint(true)) as FixedValue;
export type UFixed<
  Width extends number, Frac extends number, Round extends Rounding = "trunc", Over extends Overflow = "wrap",
> = types.UFixed<Width, Frac, Round, Over>;
export const UFixed = withoutArguments("UFixed", "width and fraction bits", "16, 8", fixedPoint(false)) as UFixedValue;

export type int8 = Int<8>;
export const int8: DType<int8> = dtypeOf(ir.int(8));
export type int16 = Int<16>;
export const int16: DType<int16> = dtypeOf(ir.int(16));
export type int32 = Int<32>;
export const int32: DType<int32> = dtypeOf(ir.int(32));
/** A `bigint` in host code. */
export type int64 = Int<64>;
export const int64: DType<int64> = dtypeOf(ir.int(64));
export type uint8 = UInt<8>;
export const uint8: DType<uint8> = dtypeOf(ir.int(8, false));
export type uint16 = UInt<16>;
export const uint16: DType<uint16> = dtypeOf(ir.int(16, false));
export type uint32 = UInt<32>;
export const uint32: DType<uint32> = dtypeOf(ir.int(32, false));
/** A `bigint` in host code. */
export type uint64 = UInt<64>;
export const uint64: DType<uint64> = dtypeOf(ir.int(64, false));

export type bool = boolean;
export const bool: DType<bool> = dtypeOf(ir.bool);
export type index = types.index;
export const index: DType<index> = dtypeOf(ir.index);
export type float16 = types.float16;
export const float16: DType<float16> = dtypeOf(ir.float16);
export type bfloat16 = types.bfloat16;
export const bfloat16: DType<bfloat16> = dtypeOf(ir.bfloat16);
export type float32 = types.float32;
export const float32: DType<float32> = dtypeOf(ir.float32);
export type float64 = types.float64;
export const float64: DType<float64> = dtypeOf(ir.float64);
