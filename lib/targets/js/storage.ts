/** Which JavaScript array holds the elements of a tensor or stream, and how scalars are carried. */
import type { FloatType, Interval, ScalarType } from "../../ir/types.js";

export type ArrayName =
  | "Int8Array" | "Uint8Array" | "Int16Array" | "Uint16Array" | "Int32Array" | "Uint32Array"
  | "Float32Array" | "Float64Array" | "BigInt64Array" | "BigUint64Array" | "Array";

/** The constructor of the storage for elements of type `t`; 16-bit floats are stored as their bits, fixed point raw. */
export function arrayName(t: ScalarType): ArrayName {
  switch (t.kind) {
    case "bool":
      return "Uint8Array";
    case "index":
      return "Int32Array";
    case "float":
      return t.width === 16 ? "Uint16Array" : t.width === 32 ? "Float32Array" : "Float64Array";
    case "int":
    case "fixed":
      if (t.width <= 8) return t.signed ? "Int8Array" : "Uint8Array";
      if (t.width <= 16) return t.signed ? "Int16Array" : "Uint16Array";
      if (t.width <= 32) return t.signed ? "Int32Array" : "Uint32Array";
      if (t.width <= 53) return "Float64Array";
      if (t.width <= 64) return t.signed ? "BigInt64Array" : "BigUint64Array";
      return "Array";
  }
}

/** The constructor of what holds values as variables carry them: a stream's ring, a state. */
export function cellsName(t: ScalarType): ArrayName {
  return isSmallFloat(t) ? "Float32Array" : arrayName(t);
}

/** Is `t` a float that JavaScript has no array for? */
export function isSmallFloat(t: ScalarType): t is FloatType & { readonly width: 16 } {
  return t.kind === "float" && t.width === 16;
}

/** Does storing a number into the array of `t` wrap it to `t` by itself? */
export function storageWraps(t: ScalarType): boolean {
  return t.kind === "index" || (t.kind === "int" && (t.width === 8 || t.width === 16 || t.width === 32));
}

/** How a variable that is certainly within `range` is carried. */
export function carrierWithin(t: ScalarType, range: Interval): "number" | "bigint" | "boolean" {
  return t.kind !== "bool" && fitsNumber(range) ? "number" : carrierOf(t);
}

/** How an element, result or other value of type `t` is carried. */
export function carrierOf(t: ScalarType): "number" | "bigint" | "boolean" {
  if (t.kind === "bool") return "boolean";
  return t.kind === "int" && t.width > 53 ? "bigint" : "number";
}

const mostExact = 2n ** 53n - 1n;

/** Are all of these integers, and those next to them, different as doubles? */
export function fitsNumber(r: Interval): boolean {
  return r.lo >= -mostExact && r.hi <= mostExact;
}

/** Are all of these what `x | 0` can give? */
export function fitsInt32(r: Interval): boolean {
  return r.lo >= -(2n ** 31n) && r.hi < 2n ** 31n;
}

/** Are all of these what `x >>> 0` can give? */
export function fitsUint32(r: Interval): boolean {
  return r.lo >= 0n && r.hi < 2n ** 32n;
}
