/**
 * Values on their way to and from a C simulation: the raw memory of their C++ types, little-endian. Integers of standard
 * widths, floats and bool lie in the host's typed arrays just so; others are sign- or zero-extended to whole 64-bit limbs.
 */
import { elementCount, type IntType, type ScalarType, type TensorType } from "../lib/ir/types.js";
import { makeStorage } from "../runtime/codec.js";
import type { AnyStorage } from "../runtime/types.js";

/** Integers whose memory in the program is not that of the host's storage: the number of 64-bit limbs each takes. */
function limbsOf(t: ScalarType): number | undefined {
  if (t.kind !== "int" || [8, 16, 32, 64].includes(t.width)) return undefined;
  return Math.ceil(t.width / 64);
}

/** The size of a value in the program's memory. */
export function byteLength(t: ScalarType | TensorType): number {
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
  }
}

/** The bytes of a tensor's storage, or of a scalar as compiled code has it. */
export function encode(value: unknown, t: ScalarType | TensorType): Uint8Array {
  const storage = t.kind === "tensor" ? (value as AnyStorage) : scalarStorage(value, t);
  const element = t.kind === "tensor" ? t.element : t;
  const limbs = limbsOf(element);
  if (limbs !== undefined && element.kind === "int") return encodeLimbs(storage, element, limbs);
  if (Array.isArray(storage)) throw new Error("storage of a standard type is a typed array");
  return new Uint8Array(storage.buffer, storage.byteOffset, storage.byteLength);
}

function scalarStorage(value: unknown, t: ScalarType): AnyStorage {
  const storage = makeStorage(t, 1);
  fillFrom(storage, [typeof value === "boolean" ? Number(value) : (value as number | bigint)]);
  return storage;
}

/** Each kind of storage takes the one of number and bigint that its values are. */
function fillFrom(storage: AnyStorage, values: readonly (number | bigint)[]): void {
  values.forEach((v, i) => {
    (storage as (number | bigint)[])[i] = v;
  });
}

function encodeLimbs(storage: AnyStorage, t: IntType, limbs: number): Uint8Array {
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
  if (limbs !== undefined && t.kind === "int") return decodeLimbs(storage, bytes, t, limbs);
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
export function decode(bytes: Uint8Array, t: ScalarType | TensorType): unknown {
  const element = t.kind === "tensor" ? t.element : t;
  const storage = makeStorage(element, t.kind === "tensor" ? elementCount(t.shape) : 1);
  decodeInto(storage, bytes, element);
  if (t.kind === "tensor") return storage;
  return t.kind === "bool" ? storage[0] !== 0 : storage[0];
}
