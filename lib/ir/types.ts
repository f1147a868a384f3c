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

/** What is done with the digits that a fixed-point type has no room for; the names in brackets are ap_fixed's. */
export type Rounding =
  /** Toward −∞ (AP_TRN), toward zero (AP_TRN_ZERO). */
  | "trunc" | "truncZero"
  /** To nearest; ties toward +∞ (AP_RND), zero (_ZERO), −∞ (_MIN_INF), away from zero (_INF), to even (_CONV). */
  | "round" | "roundZero" | "roundMinInf" | "roundInf" | "roundConv";

/** What becomes of a value outside a fixed-point type. */
export type Overflow =
  /** Modulo 2^width (AP_WRAP). */
  | "wrap"
  /** The nearest value (AP_SAT), 0 (AP_SAT_ZERO), the nearest in a range that is symmetric when signed (AP_SAT_SYM). */
  | "saturate" | "saturateZero" | "saturateSym";

/**
 * Binary fixed point: an integer of `width` bits, its raw value, times 2^−`frac`. `frac` may be negative or more than
 * `width`. The modes say how values are converted to the type; they are no part of a value.
 */
export interface FixedType {
  readonly kind: "fixed";
  readonly width: number;
  readonly frac: number;
  readonly signed: boolean;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
}

/** IEEE 754 binary16, binary32, binary64, or bfloat16; `precision` counts significant bits, the hidden one included. */
export interface FloatType {
  readonly kind: "float";
  readonly width: 16 | 32 | 64;
  readonly precision: 8 | 11 | 24 | 53;
}

export type ScalarType = IntType | IndexType | BoolType | FixedType | FloatType;

export interface Field {
  readonly name: string;
  readonly type: ValueType;
}

/** Named fields, at least one. Equal when name and fields are. */
export interface StructType {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly Field[];
}

/** What variables, elements and tokens hold. */
export type ValueType = ScalarType | StructType;

/** Row-major; every extent is at least 1; a tensor has at least one dimension. */
export interface TensorType {
  readonly kind: "tensor";
  readonly element: ValueType;
  readonly shape: readonly number[];
}

/** What a stream carries: values, or blocks, whole tensors that are copied when they are put. */
export type TokenType = ValueType | TensorType;

/** A bounded first-in first-out channel holding at most `depth` (≥ 1) tokens. */
export interface StreamType {
  readonly kind: "stream";
  readonly element: TokenType;
  readonly depth: number;
}

export type Type = ValueType | TensorType | StreamType;

export const maxIntWidth = 4096;
/** The greatest magnitude of `frac`. */
export const maxFrac = 4096;
export const indexWidth = 32;

export const index: IndexType = { kind: "index" };
export const bool: BoolType = { kind: "bool" };
export const float16: FloatType = { kind: "float", width: 16, precision: 11 };
export const bfloat16: FloatType = { kind: "float", width: 16, precision: 8 };
export const float32: FloatType = { kind: "float", width: 32, precision: 24 };
export const float64: FloatType = { kind: "float", width: 64, precision: 53 };
export const int32: IntType = { kind: "int", width: 32, signed: true };

export function int(width: number, signed = true): IntType {
  return { kind: "int", width, signed };
}

/** A fixed-point type; truncates and wraps unless told otherwise. */
export function fixed(
  width: number, frac: number, signed = true, rounding: Rounding = "trunc", overflow: Overflow = "wrap",
): FixedType {
  return { kind: "fixed", width, frac, signed, rounding, overflow };
}

export function struct(name: string, fields: readonly Field[]): StructType {
  return { kind: "struct", name, fields };
}

export function tensor(element: ValueType, shape: readonly number[]): TensorType {
  return { kind: "tensor", element, shape };
}

/** What a value, the elements of a tensor, or the tokens of a stream are made of. */
export function valueIn(t: Type): ValueType {
  return t.kind === "tensor" || t.kind === "stream" ? valueIn(t.element) : t;
}

export function isScalar(t: Type): t is ScalarType {
  return t.kind !== "struct" && isValueType(t);
}

export function isValueType(t: Type): t is ValueType {
  return t.kind !== "tensor" && t.kind !== "stream";
}

/** Integers in the wide sense: `int`, `index`, and `bool` read as 0 or 1. */
export function isIntegral(t: Type): t is IntType | IndexType | BoolType {
  return t.kind === "int" || t.kind === "index" || t.kind === "bool";
}

/** Integers and fixed point: arithmetic on them is exact. */
export function isExact(t: Type): t is IntType | IndexType | BoolType | FixedType {
  return isIntegral(t) || t.kind === "fixed";
}

/** Whether a value of one goes where the other is wanted. The depth of a stream is its declaration's matter, not its user's. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "int":
      return b.kind === "int" && a.width === b.width && a.signed === b.signed;
    case "fixed":
      return b.kind === "fixed" && sameFormat(a, b) && a.rounding === b.rounding && a.overflow === b.overflow;
    case "float":
      return b.kind === "float" && a.precision === b.precision;
    case "struct":
      return b.kind === "struct" && a.name === b.name && sameFields(a, b);
    case "index":
    case "bool":
      return a.kind === b.kind;
    case "tensor":
      return b.kind === "tensor" && sameType(a.element, b.element) && sameShape(a.shape, b.shape);
    case "stream":
      return b.kind === "stream" && sameType(a.element, b.element);
  }
}

/** Whether two fixed-point types hold the same values, whatever their modes. */
export function sameFormat(a: FixedType, b: FixedType): boolean {
  return a.width === b.width && a.frac === b.frac && a.signed === b.signed;
}

function sameFields(a: StructType, b: StructType): boolean {
  if (a.fields.length !== b.fields.length) return false;
  return a.fields.every((f, i) => f.name === b.fields[i]?.name && sameType(f.type, b.fields[i].type));
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}

/** The names of fields from a struct to one of its scalars. */
export type Path = readonly string[];

/** A scalar of a type: the type itself (with an empty path), or a field at some depth of a struct. */
export interface Leaf {
  readonly path: Path;
  readonly type: ScalarType;
}

/** The scalars of `t`, in the order of the fields. */
export function leavesOf(t: ValueType): readonly Leaf[] {
  if (t.kind !== "struct") return [{ path: [], type: t }];
  return t.fields.flatMap((f) => leavesOf(f.type).map((l): Leaf => ({ path: [f.name, ...l.path], type: l.type })));
}

/** What `path` leads to in `t`; `undefined` when it leads nowhere. */
export function typeAt(t: ValueType, path: Path): ValueType | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return t;
  const field = t.kind === "struct" ? t.fields.find((f) => f.name === first) : undefined;
  return field === undefined ? undefined : typeAt(field.type, rest);
}

/** The position of the scalar at `path` among the leaves of `t`; −1 when there is none. */
export function leafIndex(t: ValueType, path: Path): number {
  return leavesOf(t).findIndex((l) => samePath(l.path, path));
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
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
    case "fixed":
      return fixedName(t);
    case "float":
      return t.precision === 8 ? "bfloat16" : `float${t.width}`;
    case "struct":
      return t.name;
    case "tensor":
      return `Tensor<${typeName(t.element)}, [${t.shape.join(", ")}]>`;
    case "stream":
      return `Stream<${typeName(t.element)}> of depth ${t.depth}`;
  }
}

/** The modes are left out where they are the usual ones. */
function fixedName({ width, frac, signed, rounding, overflow }: FixedType): string {
  const modes = overflow !== "wrap" ? [rounding, overflow] : rounding !== "trunc" ? [rounding] : [];
  return `${signed ? "" : "U"}Fixed<${[width, frac, ...modes.map((m) => `"${m}"`)].join(", ")}>`;
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
  return rawInterval(t);
}

/** All raw values of an exact type; for integers, their values. */
export function rawInterval(t: IntType | IndexType | BoolType | FixedType): Interval {
  const width = bitWidth(t);
  const signed = t.kind === "index" || (t.kind !== "bool" && t.signed);
  const known = signed ? signedIntervals : unsignedIntervals;
  const found = known.get(width) ?? widthInterval(width, signed);
  known.set(width, found);
  return found;
}

/** The number of bits a scalar has in hardware. */
export function bitWidth(t: ScalarType): number {
  return t.kind === "bool" ? 1 : t.kind === "index" ? indexWidth : t.width;
}

/** The number of fraction bits: 0 for integers. */
export function fracOf(t: IntType | IndexType | BoolType | FixedType): number {
  return t.kind === "fixed" ? t.frac : 0;
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

/** The narrowest fixed-point type, truncating and wrapping, whose raw values at `frac` hold all of `raw`. */
export function fixedTypeFor(raw: Interval, frac: number): FixedType {
  const { width, signed } = intTypeFor(raw);
  return fixed(width, frac, signed);
}

/** `r` in units that are 2^`by` times smaller; `by` is not negative. */
export function scaleInterval(r: Interval, by: number): Interval {
  return by === 0 ? r : { lo: r.lo << BigInt(by), hi: r.hi << BigInt(by) };
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
