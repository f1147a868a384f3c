/**
 * Values on their way to and from a C simulation: the raw memory of their C++ types, little-endian. Integers of standard
 * widths, floats and bool lie in the host's typed arrays just so; other integers and all fixed point are sign- or
 * zero-extended to whole 64-bit limbs. Structs travel scalar by scalar, as the host stores them.
 */
import type { ResultType } from "../lib/ir/ir.js";
import { elementCount, int, leavesOf, tensor, type IntType, type ScalarType } from "../lib/ir/types.js";
import { bitsOf, fromBits } from "../lib/numeric/bits.js";
import { makeStorage } from "../runtime/codec.js";
import type { AnyStorage } from "../runtime/types.js";

/** A scalar, or a tensor of scalars: what is one piece in the host and on its way. */
export type Piece = ScalarType | ScalarTensor;

export interface ScalarTensor {
  readonly kind: "tensor";
  readonly element: ScalarType;
  readonly shape: readonly number[];
}

/** The pieces of a value: itself, or one for each scalar of its struct, in order. */
export function piecesOf(t: ResultType): readonly Piece[] {
  if (t.kind !== "tensor") return leavesOf(t).map((l) => l.type);
  return leavesOf(t.element).map((l): ScalarTensor => ({ ...tensor(l.type, t.shape), element: l.type }));
}

/** Numbers whose memory in the program is not that of the host's storage: the number of 64-bit limbs each takes. */
function limbsOf(t: ScalarType): number | undefined {
  if (t.kind === "fixed") return Math.ceil(t.width / 64);
  if (t.kind !== "int" || [8, 16, 32, 64].includes(t.width)) return undefined;
  return Math.ceil(t.width / 64);
}

/** The integer that a scalar is stored as, or the scalar itself. */
function storedAs(t: ScalarType): ScalarType {
  if (t.kind === "fixed") return int(t.width, t.signed);
  return t.kind === "float" && t.width === 16 ? int(16, false) : t;
}

/** Flat storage for `count` values, as the host keeps them. */
export function storageFor(t: ScalarType, count: number): AnyStorage {
  return makeStorage(storedAs(t), count);
}

/** The size of a value in the program's memory. */
export function byteLength(t: Piece): number {
  if (t.kind === "tensor") return elementCount(t.shape) * byteLength(t.element);
  const limbs = limbsOf(t);
  if (limbs !== undefined) return 8 * limbs;
  switch (t.kind) {
    case "bool":
      return 1;
    case "index":
      return 4;
    case "int":
    case "float":
      return t.width / 8;
    case "fixed":
      throw new Error("fixed point has limbs");
  }
}

/** The bytes of a tensor's storage, or of a scalar as compiled code has it. */
export function encode(value: unknown, t: Piece): Uint8Array {
  const element = t.kind === "tensor" ? t.element : t;
  const storage = t.kind === "tensor" ? (value as AnyStorage) : scalarStorage(value, element);
  const limbs = limbsOf(element);
  if (limbs !== undefined) return encodeLimbs(storage, limbs);
  if (Array.isArray(storage)) throw new Error("storage of a standard type is a typed array");
  return new Uint8Array(storage.buffer, storage.byteOffset, storage.byteLength);
}

function scalarStorage(value: unknown, t: ScalarType): AnyStorage {
  const storage = storageFor(t, 1);
  const isSmall = t.kind === "float" && t.width === 16;
  const plain = typeof value === "boolean" ? Number(value) : (value as number | bigint);
  fillFrom(storage, [isSmall ? Number(bitsOf(plain, t)) : plain]);
  return storage;
}

/** Each kind of storage takes the one of number and bigint that its values are. */
function fillFrom(storage: AnyStorage, values: readonly (number | bigint)[]): void {
  values.forEach((v, i) => {
    (storage as (number | bigint)[])[i] = v;
  });
}

function encodeLimbs(storage: AnyStorage, limbs: number): Uint8Array {
  const words = new BigUint64Array(storage.length * limbs);
  for (let i = 0; i < storage.length; i += 1) {
    const value = BigInt.asUintN(64 * limbs, BigInt(storage[i] ?? 0));
    for (let k = 0; k < limbs; k += 1) words[i * limbs + k] = BigInt.asUintN(64, value >> BigInt(64 * k));
  }
  return new Uint8Array(words.buffer);
}

/** Reads a tensor's elements from `bytes` into `storage`. */
export function decodeInto(storage: AnyStorage, bytes: Uint8Array, t: ScalarType): void {
  const limbs = limbsOf(t);
  const stored = storedAs(t);
  if (limbs !== undefined && stored.kind === "int") return decodeLimbs(storage, bytes, stored, limbs);
  if (Array.isArray(storage)) throw new Error("storage of a standard type is a typed array");
  new Uint8Array(storage.buffer, storage.byteOffset, storage.byteLength).set(bytes);
}

function decodeLimbs(storage: AnyStorage, bytes: Uint8Array, t: IntType, limbs: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isBig = Array.isArray(storage) || storage instanceof BigInt64Array || storage instanceof BigUint64Array;
  const values = Array.from({ length: storage.length }, (_, i) => {
    let value = 0n;
    for (let k = limbs - 1; k >= 0; k -= 1) value = (value << 64n) | view.getBigUint64(8 * (i * limbs + k), true);
    const wrapped = t.signed ? BigInt.asIntN(t.width, value) : BigInt.asUintN(t.width, value);
    return isBig ? wrapped : Number(wrapped);
  });
  fillFrom(storage, values);
}

/** A value of type `t`: fresh storage for a tensor, what compiled code has for a scalar. */
export function decode(bytes: Uint8Array, t: Piece): unknown {
  const element = t.kind === "tensor" ? t.element : t;
  const storage = storageFor(element, t.kind === "tensor" ? elementCount(t.shape) : 1);
  decodeInto(storage, bytes, element);
  if (t.kind === "tensor") return storage;
  const [value = 0] = storage;
  if (element.kind === "float" && element.width === 16) return fromBits(BigInt(value), element);
  return t.kind === "bool" ? value !== 0 : value;
}

