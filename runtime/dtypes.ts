/** The scalar types by name, each a type and a value: the value casts (`int8(x)`) and describes (`zeros(int8, [4])`). */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import * as ir from "../lib/ir/types.js";
import { convert } from "../lib/numeric/convert.js";
import { describe, isBigInt, type HostScalar } from "./codec.js";
import { heddleError } from "./errors.js";
import type * as types from "./types.js";
import type { DType } from "./types.js";

const made = new Map<string, DType<unknown>>();
const ours = new Set<unknown>();

/** The value for `type`; always the same one for the same type. */
export function dtypeOf<T>(type: ir.ScalarType): DType<T> {
  const name = ir.typeName(type);
  const known = made.get(name);
  if (known !== undefined) return known as DType<T>;
  const cast = (value: HostScalar): unknown => castTo(type, value);
  const dtype = Object.freeze(Object.defineProperty(Object.assign(cast, { scalar: type }), "name", { value: name }));
  made.set(name, dtype);
  ours.add(dtype);
  return dtype as DType<T>;
}

/** As a cast in a kernel: integers wrap, floats go to integers by truncation. */
function castTo(type: ir.ScalarType, value: unknown): HostScalar {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean") {
    const place = `the operand of ${ir.typeName(type)}(…)`;
    throw heddleError(runtime.notAScalar, [place, "a number, bigint or boolean", describe(value)]);
  }
  const converted = convert(value, type);
  return typeof converted === "bigint" && !isBigInt(type) ? Number(converted) : converted;
}

/** The scalar type a dtype describes; throws when it is none. */
export function scalarOf(dtype: unknown): ir.ScalarType {
  const scalar: unknown = typeof dtype === "function" && "scalar" in dtype ? dtype.scalar : undefined;
  if (!ours.has(dtype)) throw heddleError(runtime.badDType, [describe(dtype)]);
  return scalar as ir.ScalarType;
}

/** `Int` as a value: `Int.of(7)` anywhere; `Int<7>` and `Int<7>(x)` where the transformer fills in the width. */
export interface IntValue {
  <Width extends number>(value: number | bigint | boolean): types.Int<Width>;
  /** The type `Int<width>` as a value. */
  of<Width extends number>(width: Width): DType<types.Int<Width>>;
  readonly scalar: ir.ScalarType;
}

/** `UInt` as a value; see `IntValue`. */
export interface UIntValue {
  <Width extends number>(value: number | bigint | boolean): types.UInt<Width>;
  /** The type `UInt<width>` as a value. */
  of<Width extends number>(width: Width): DType<types.UInt<Width>>;
  readonly scalar: ir.ScalarType;
}

function withoutWidth(name: string, signed: boolean): unknown {
  const refuse = (): never => {
    throw heddleError(runtime.widthMissing, [name]);
  };
  const of = (width: number): DType<unknown> => {
    if (Number.isInteger(width) && width >= 1 && width <= ir.maxIntWidth) return dtypeOf(ir.int(width, signed));
    throw heddleError(runtime.badWidth, [describe(width)]);
  };
  Object.defineProperty(refuse, "name", { value: name });
  return Object.defineProperty(Object.assign(refuse, { of }), "scalar", { get: refuse });
}

export type Int<Width extends number> = types.Int<Width>;
export const Int = withoutWidth("Int", true) as IntValue;
export type UInt<Width extends number> = types.UInt<Width>;
export const UInt = withoutWidth("UInt", false) as UIntValue;

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
export type float32 = types.float32;
export const float32: DType<float32> = dtypeOf(ir.float32);
export type float64 = types.float64;
export const float64: DType<float64> = dtypeOf(ir.float64);
