/** How scalar values are stored, and how host code sees them: one codec for each scalar type. */
import { float64, typeName, type FixedType, type IntType, type ScalarType } from "../lib/ir/types.js";
import { bfloatFromBits, halfFromBits } from "../lib/numeric/bits.js";
import { fixedToFloat } from "../lib/numeric/fixed.js";
import { encoderOf, type Encode } from "./encode.js";
import type { AnyStorage } from "./types.js";

/** A scalar as host code has it: integers over 53 bits are bigint, fixed point is real numbers. */
export type HostScalar = number | bigint | boolean;

export interface Codec {
  readonly type: ScalarType;
  /** As the user spells the type. */
  readonly name: string;
  allocate(count: number): AnyStorage;
  /** The stored form of a host value; throws a `HeddleError` when it isn't exactly a value of the type. */
  readonly encode: Encode;
  /** The host value of a stored one. */
  decode(stored: number | bigint): HostScalar;
  /** Is every value that this storage can hold a value of the type, in the same form? */
  holdsAll(storage: AnyStorage): boolean;
  /** A stored value as compiled code carries it in a variable: fixed point raw, all else as host code has it. */
  toCompiled(stored: number | bigint): HostScalar;
  /** The host value of one that compiled code carried. */
  fromCompiled(carried: HostScalar): HostScalar;
}

/** Integers (and raw values) over 53 bits don't fit a number: compiled code has them as bigint. */
export function isBigInt(type: ScalarType): boolean {
  return (type.kind === "int" || type.kind === "fixed") && type.width > 53;
}

/** Flat storage for `count` elements, all zero. */
export function makeStorage(type: ScalarType, count: number): AnyStorage {
  switch (type.kind) {
    case "bool":
      return new Uint8Array(count);
    case "index":
      return new Int32Array(count);
    case "float":
      return type.width === 16 ? new Uint16Array(count)
        : type.width === 32 ? new Float32Array(count) : new Float64Array(count);
    case "int":
    case "fixed":
      return integerStorage(type, count);
  }
}

function integerStorage({ width, signed }: IntType | FixedType, count: number): AnyStorage {
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
  const decode = decoderOf(type);
  const isRaw = type.kind === "fixed";
  return {
    type,
    name,
    allocate,
    encode: encoderOf(type, name),
    decode,
    holdsAll: (storage) => fills && storage.constructor === sample.constructor,
    toCompiled: isRaw ? asStored : decode,
    fromCompiled: isRaw ? (carried) => decode(carried as number | bigint) : (carried) => carried,
  };
}

/** Does the storage hold nothing but values of the type, as host code has them? */
function fillsItsStorage(type: ScalarType): boolean {
  switch (type.kind) {
    case "int":
      return [8, 16, 32, 64].includes(type.width);
    case "float":
      return type.width !== 16;
    case "index":
      return true;
    case "bool":
    case "fixed":
      return false;
  }
}

const asStored = (stored: number | bigint): HostScalar => stored;

function decoderOf(type: ScalarType): Codec["decode"] {
  switch (type.kind) {
    case "bool":
      return (stored) => stored !== 0;
    case "float":
      return type.width !== 16 ? asStored : bits16Decoder(type.precision === 8 ? bfloatFromBits : halfFromBits);
    case "fixed":
      return fixedDecoder(type);
    case "index":
    case "int":
      return asStored;
  }
}

function bits16Decoder(fromBits: (bits: number) => number): Codec["decode"] {
  return (stored) => fromBits(Number(stored));
}

/** The real number, or the nearest to it when it has more digits than a number. */
function fixedDecoder(type: FixedType): Codec["decode"] {
  const unit = 2 ** -type.frac;
  const isExact = !isBigInt(type) && Math.abs(type.frac) <= 900; // neither overflow nor subnormals
  return (stored) => (isExact ? Number(stored) * unit : fixedToFloat(BigInt(stored), type, float64));
}
