/** How scalar values are stored, and how host code sees them: one codec for each scalar type. */
import { runtime } from "../lib/diagnostics/catalogue/runtime.js";
import { intervalOf, typeName, type IndexType, type IntType, type ScalarType } from "../lib/ir/types.js";
import { heddleError } from "./errors.js";
import type { AnyStorage } from "./types.js";

/** A scalar as host code has it: integers over 53 bits are bigint. */
export type HostScalar = number | bigint | boolean;

/** Names the place a value goes to, for errors; a function so that nothing is built when all is well. */
export type Place = () => string;

export interface Codec {
  readonly type: ScalarType;
  /** As the user spells the type. */
  readonly name: string;
  allocate(count: number): AnyStorage;
  /** The stored form of a host value; throws a `HeddleError` when it isn't exactly a value of the type. */
  encode(value: unknown, place: Place): number | bigint;
  /** The host value of a stored one. */
  decode(stored: number | bigint): HostScalar;
  /** Is every value that this storage can hold a value of the type, in the same form? */
  holdsAll(storage: AnyStorage): boolean;
}

/** Integers over 53 bits don't fit a number: they are bigint in host code and in compiled code. */
export function isBigInt(type: ScalarType): boolean {
  return type.kind === "int" && type.width > 53;
}

/** Flat storage for `count` elements, all zero. */
export function makeStorage(type: ScalarType, count: number): AnyStorage {
  switch (type.kind) {
    case "bool":
      return new Uint8Array(count);
    case "index":
      return new Int32Array(count);
    case "float":
      return type.width === 32 ? new Float32Array(count) : new Float64Array(count);
    case "int":
      return integerStorage(type, count);
  }
}

function integerStorage({ width, signed }: IntType, count: number): AnyStorage {
  if (width <= 8) return signed ? new Int8Array(count) : new Uint8Array(count);
  if (width <= 16) return signed ? new Int16Array(count) : new Uint16Array(count);
  if (width <= 32) return signed ? new Int32Array(count) : new Uint32Array(count);
  if (width <= 53) return new Float64Array(count);
  if (width <= 64) return signed ? new BigInt64Array(count) : new BigUint64Array(count);
  return new Array<bigint>(count).fill(0n);
}

const codecs = new Map<string, Codec>();

/** The codec of `type`; always the same object for the same type. */
export function codecOf(type: ScalarType): Codec {
  const name = typeName(type);
  const known = codecs.get(name);
  if (known !== undefined) return known;
  const made = makeCodec(type, name);
  codecs.set(name, made);
  return made;
}

function makeCodec(type: ScalarType, name: string): Codec {
  const allocate = (count: number): AnyStorage => makeStorage(type, count);
  const sample = allocate(0);
  const fills = fillsItsStorage(type);
  const holdsAll = (storage: AnyStorage): boolean => fills && storage.constructor === sample.constructor;
  return { type, name, allocate, holdsAll, ...conversions(type, name) };
}

/** Does the storage hold nothing but values of the type? */
function fillsItsStorage(type: ScalarType): boolean {
  return type.kind === "int" ? [8, 16, 32, 64].includes(type.width) : type.kind !== "bool";
}

function conversions(type: ScalarType, name: string): Pick<Codec, "encode" | "decode"> {
  switch (type.kind) {
    case "bool":
      return { encode: encodeBool, decode: (stored) => stored !== 0 };
    case "float":
      return { encode: floatEncoder(type.width, name), decode: asStored };
    case "index":
    case "int":
      return { encode: isBigInt(type) ? bigintEncoder(type, name) : numberEncoder(type, name), decode: asStored };
  }
}

const asStored = (stored: number | bigint): HostScalar => stored;

function encodeBool(value: unknown, place: Place): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw heddleError(runtime.notAScalar, [place(), "true or false", describe(value)]);
}

function floatEncoder(width: 32 | 64, name: string): Codec["encode"] {
  return (value, place) => {
    if (typeof value === "number") return width === 32 ? Math.fround(value) : value;
    throw heddleError(runtime.notAScalar, [place(), `a number (${name})`, describe(value)]);
  };
}

function numberEncoder(type: IntType | IndexType, name: string): Codec["encode"] {
  const [lo, hi] = limits(type).map(Number) as [number, number];
  return (value, place) => {
    const n = typeof value === "bigint" ? value : integer(value, name, place);
    if (n < lo || n > hi) throw outOfRange(type, name, n, place);
    return Number(n) + 0; // -0 becomes 0
  };
}

function bigintEncoder(type: IntType | IndexType, name: string): Codec["encode"] {
  const [lo, hi] = limits(type);
  return (value, place) => {
    const n = typeof value === "bigint" ? value : BigInt(safeInteger(value, name, place));
    if (n < lo || n > hi) throw outOfRange(type, name, n, place);
    return n;
  };
}

function limits(type: IntType | IndexType): [bigint, bigint] {
  const { lo, hi } = intervalOf(type);
  return [lo, hi];
}

function integer(value: unknown, name: string, place: Place): number {
  if (typeof value !== "number") {
    throw heddleError(runtime.notAScalar, [place(), `an integer (${name})`, describe(value)]);
  }
  if (!Number.isInteger(value)) throw heddleError(runtime.notAnInteger, [place(), name, String(value)]);
  return value;
}

function safeInteger(value: unknown, name: string, place: Place): number {
  const n = integer(value, name, place);
  if (!Number.isSafeInteger(n)) throw heddleError(runtime.unsafeInteger, [place(), name, String(n)]);
  return n;
}

function outOfRange(type: IntType | IndexType, name: string, got: number | bigint, place: Place): Error {
  const [lo, hi] = limits(type);
  return heddleError(runtime.outOfRange, [place(), name, shortBigInt(lo), shortBigInt(hi), String(got)]);
}

/** Very wide limits read better as powers. */
function shortBigInt(n: bigint): string {
  if (n >= -(2n ** 64n) && n <= 2n ** 64n) return String(n);
  const bits = (n < 0n ? -n : n + 1n).toString(2).length - 1;
  return n < 0n ? `-2^${bits}` : `2^${bits} - 1`;
}

/** A few words for a value of the wrong kind. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "bigint":
      return `the bigint ${value}n`;
    case "number":
      return `the number ${value}`;
    case "function":
      return `the function ${value.name === "" ? "(without a name)" : value.name}`;
    case "object":
      return value === null ? "null" : describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const maker: unknown = value.constructor;
  const name = typeof maker === "function" ? maker.name : "";
  return name === "" || name === "Object" ? "an object" : `a value of class ${name}`;
}
