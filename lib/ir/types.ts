/** The types of the IR, and what they can hold. */

/** Two's complement, 1 ≤ `width` ≤ 4096. */
export interface IntType {
  readonly kind: "int";
  readonly width: number;
  readonly signed: boolean;
}

/** What counts loops and subscripts: a signed 32-bit integer that targets print as their plain `int`. */
export interface IndexType {
  readonly kind: "index";
}

export interface BoolType {
  readonly kind: "bool";
}

/** IEEE 754 binary32 or binary64. */
export interface FloatType {
  readonly kind: "float";
  readonly width: 32 | 64;
}

export type ScalarType = IntType | IndexType | BoolType | FloatType;

/** Row-major; every extent is at least 1; a tensor has at least one dimension. */
export interface TensorType {
  readonly kind: "tensor";
  readonly element: ScalarType;
  readonly shape: readonly number[];
}

/** A bounded first-in first-out channel holding at most `depth` (≥ 1) elements. */
export interface StreamType {
  readonly kind: "stream";
  readonly element: ScalarType;
  readonly depth: number;
}

export type Type = ScalarType | TensorType | StreamType;

export const maxIntWidth = 4096;
export const indexWidth = 32;

export const index: IndexType = { kind: "index" };
export const bool: BoolType = { kind: "bool" };
export const float32: FloatType = { kind: "float", width: 32 };
export const float64: FloatType = { kind: "float", width: 64 };
export const int32: IntType = { kind: "int", width: 32, signed: true };

export function int(width: number, signed = true): IntType {
  return { kind: "int", width, signed };
}

export function tensor(element: ScalarType, shape: readonly number[]): TensorType {
  return { kind: "tensor", element, shape };
}

export function isScalar(t: Type): t is ScalarType {
  return t.kind !== "tensor" && t.kind !== "stream";
}

/** Integers in the wide sense: `int`, `index`, and `bool` read as 0 or 1. */
export function isIntegral(t: Type): t is IntType | IndexType | BoolType {
  return t.kind === "int" || t.kind === "index" || t.kind === "bool";
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "int":
      return b.kind === "int" && a.width === b.width && a.signed === b.signed;
    case "float":
      return b.kind === "float" && a.width === b.width;
    case "index":
    case "bool":
      return a.kind === b.kind;
    case "tensor":
      return b.kind === "tensor" && sameType(a.element, b.element) && sameShape(a.shape, b.shape);
    case "stream":
      return b.kind === "stream" && a.depth === b.depth && sameType(a.element, b.element);
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}

/** How a user spells the type: `int8`, `UInt<7>`, `float32`, `Tensor<int8, [4, 4]>`, `Stream<int8> of depth 4`. */
export function typeName(t: Type): string {
  switch (t.kind) {
    case "int": {
      const std = [8, 16, 32, 64].includes(t.width);
      return std ? `${t.signed ? "int" : "uint"}${t.width}` : `${t.signed ? "Int" : "UInt"}<${t.width}>`;
    }
    case "index":
    case "bool":
      return t.kind;
    case "float":
      return `float${t.width}`;
    case "tensor":
      return `Tensor<${typeName(t.element)}, [${t.shape.join(", ")}]>`;
    case "stream":
      return `Stream<${typeName(t.element)}> of depth ${t.depth}`;
  }
}

/** A closed interval of integers. */
export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

export function interval(lo: bigint | number, hi: bigint | number): Interval {
  return { lo: BigInt(lo), hi: BigInt(hi) };
}

/** Intervals by width, signed and unsigned: asked for at every node, so made once. */
const signedIntervals = new Map<number, Interval>();
const unsignedIntervals = new Map<number, Interval>();

/** All values of an integral type. */
export function intervalOf(t: IntType | IndexType | BoolType): Interval {
  const width = t.kind === "bool" ? 1 : t.kind === "index" ? indexWidth : t.width;
  const signed = t.kind === "index" || (t.kind === "int" && t.signed);
  const known = signed ? signedIntervals : unsignedIntervals;
  const found = known.get(width) ?? widthInterval(width, signed);
  known.set(width, found);
  return found;
}

function widthInterval(width: number, signed: boolean): Interval {
  const values = 1n << BigInt(signed ? width - 1 : width);
  return { lo: signed ? -values : 0n, hi: values - 1n };
}

/** The narrowest int type that holds all of `r`: unsigned when nothing in it is negative. */
export function intTypeFor(r: Interval): IntType {
  const signed = r.lo < 0n;
  const magnitude = signed ? [-r.lo - 1n, r.hi] : [r.hi];
  const bits = Math.max(...magnitude.map(bitLength));
  return int(Math.max(1, bits + (signed ? 1 : 0)), signed);
}

/** The number of bits of a magnitude; 0 for nothing above zero. */
function bitLength(m: bigint): number {
  if (m <= 0n) return 0;
  return m < 0x80000000n ? 32 - Math.clz32(Number(m)) : m.toString(2).length;
}

export function contains(outer: Interval, inner: Interval): boolean {
  return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

export function union(a: Interval, b: Interval): Interval {
  return { lo: a.lo < b.lo ? a.lo : b.lo, hi: a.hi > b.hi ? a.hi : b.hi };
}
