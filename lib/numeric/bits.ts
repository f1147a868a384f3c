/** The bits of scalars: what `bitcast` reads as another type, and what 16-bit floats are stored as. */
import type { FloatType, ScalarType } from "../ir/types.js";
import { bitWidth } from "../ir/types.js";
import { toBigInt, type Value } from "./convert.js";

const buffer = new DataView(new ArrayBuffer(8));

/** The bits of `v`, a value of `type`, as an unsigned integer of its width. NaNs all have the same bits. */
export function bitsOf(v: Value, type: ScalarType): bigint {
  if (type.kind !== "float") return BigInt.asUintN(bitWidth(type), toBigInt(v));
  const x = Number(v);
  switch (type.precision) {
    case 53:
      buffer.setFloat64(0, Number.isNaN(x) ? NaN : x);
      return buffer.getBigUint64(0);
    case 24:
      buffer.setFloat32(0, Number.isNaN(x) ? NaN : x);
      return BigInt(buffer.getUint32(0));
    case 11:
      return BigInt(halfBits(x));
    case 8:
      return BigInt(bfloatBits(x));
  }
}

/** The value of `type` that has these bits. */
export function fromBits(bits: bigint, type: ScalarType): Value {
  switch (type.kind) {
    case "bool":
      return bits !== 0n;
    case "index":
      return BigInt.asIntN(32, bits);
    case "int":
    case "fixed":
      return type.signed ? BigInt.asIntN(type.width, bits) : BigInt.asUintN(type.width, bits);
    case "float":
      return floatFromBits(bits, type);
  }
}

function floatFromBits(bits: bigint, type: FloatType): number {
  switch (type.precision) {
    case 53:
      buffer.setBigUint64(0, bits);
      return buffer.getFloat64(0);
    case 24:
      buffer.setUint32(0, Number(bits));
      return buffer.getFloat32(0);
    case 11:
      return halfFromBits(Number(bits));
    case 8:
      return bfloatFromBits(Number(bits));
  }
}

/** The bits of a value of float16. */
export function halfBits(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(x);
  if (magnitude === Infinity) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
  buffer.setFloat32(0, magnitude);
  return sign | ((buffer.getUint32(0) >>> 13) - (112 << 10));
}

/** The value of float16 with these bits. */
export function halfFromBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The bits of a value of bfloat16: the upper half of a float32. */
export function bfloatBits(x: number): number {
  if (Number.isNaN(x)) return 0x7fc0;
  buffer.setFloat32(0, x);
  return buffer.getUint16(0);
}

/** The value of bfloat16 with these bits. */
export function bfloatFromBits(bits: number): number {
  buffer.setUint32(0, (bits << 16) >>> 0);
  return buffer.getFloat32(0);
}
