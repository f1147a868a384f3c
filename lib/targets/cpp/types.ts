/** Which C++ type stands for which IR type, what C++ does with operands of two types, and what each type holds. */
import {
  contains, intTypeFor, interval, type BoolType, type FixedType, type FloatType, type IndexType, type Interval, type IntType,
  type ScalarType,
} from "../../ir/types.js";
import type { CppFixed, CppInt, CppType, CppWide } from "./tree.js";

export const plainInt: CppInt = { kind: "int", width: 32, signed: true, plain: true };
export const int64: CppInt = { kind: "int", width: 64, signed: true };
export const uint32: CppInt = { kind: "int", width: 32, signed: false };
export const uint64: CppInt = { kind: "int", width: 64, signed: false };
export const boolean: CppType = { kind: "bool" };
const int32: CppInt = { kind: "int", width: 32, signed: true };

/** The integers that arithmetic is done in. */
export const machineTypes: readonly CppInt[] = [plainInt, uint32, int64, uint64];

function standardInt(width: number, signed: boolean): CppInt | undefined {
  return width === 8 || width === 16 || width === 32 || width === 64 ? { kind: "int", width, signed } : undefined;
}

export function wide(width: number, signed: boolean): CppWide {
  return { kind: "wide", width, signed };
}

/** The type an integer of IR type `t` is declared with; bool counts as one bit. */
export function integerType(t: IntType | IndexType | BoolType): CppInt | CppWide {
  if (t.kind === "index") return plainInt;
  if (t.kind === "bool") return wide(1, false);
  return standardInt(t.width, t.signed) ?? wide(t.width, t.signed);
}

/** The class of a fixed-point type. */
export function fixedClass({ width, frac, signed, rounding, overflow }: FixedType): CppFixed {
  return { kind: "fixed", width, integer: width - frac, signed, rounding, overflow };
}

export function withoutModes(t: CppFixed): CppFixed {
  return { ...t, rounding: "trunc", overflow: "wrap" };
}

/** Is the least value of the bits left out of the type's range? Bits can make it nevertheless. */
export function isSymmetric(t: FixedType): boolean {
  return t.overflow === "saturateSym" && t.signed;
}

/** A class for values made from bits: any modes will do unless storing the value would change it. */
export function classOfBits(t: FixedType): CppFixed {
  const own = fixedClass(t);
  return isSymmetric(t) ? own : withoutModes(own);
}

/** The type a scalar of type `t` is declared with. */
export function scalarType(t: ScalarType): CppType {
  switch (t.kind) {
    case "bool":
      return boolean;
    case "float":
      return t;
    case "fixed":
      return fixedClass(t);
    case "index":
    case "int":
      return integerType(t);
  }
}

/** The type of a constant whose values all fit the IR type: the smallest standard one, however odd the IR's width is. */
export function constType(t: ScalarType): CppType {
  if (t.kind !== "int" || t.width > 64) return scalarType(t);
  const width = [8, 16, 32, 64].find((w) => w >= t.width);
  return (width === undefined ? undefined : standardInt(width, t.signed)) ?? scalarType(t);
}

/** Do C++ compilers see the same type? */
export function sameCppType(a: CppType, b: CppType): boolean {
  return JSON.stringify(normal(a)) === JSON.stringify(normal(b));
}

function normal(t: CppType): readonly unknown[] {
  const { kind } = t;
  switch (t.kind) {
    case "int":
    case "wide":
      return [kind, t.width, t.signed];
    case "float":
      return [kind, t.precision];
    case "fixed":
      return [kind, t.width, t.integer, t.signed, t.rounding, t.overflow];
    case "struct":
      return [kind, t.name];
    case "stream":
      return [kind, normal(t.element), t.depth];
    case "merge":
      return [kind, normal(t.element), t.ports, t.depth];
    case "vector":
      return [kind, normal(t.element), t.count];
    case "bool":
    case "void":
      return [kind];
  }
}

/** Of a float of 16 bits, C++ computes in float, and rounds when that is converted back. */
export function isSmallFloat(t: FloatType): boolean {
  return t.width === 16;
}

/** What an operand of this type becomes in arithmetic. */
export function promoted(t: CppType): CppType {
  if (t.kind === "bool") return plainInt;
  if (t.kind !== "int" || t.width === 64) return t;
  return t.width === 32 && !t.signed ? uint32 : plainInt;
}

/** The values of an integer type. */
export function valuesOf(t: CppType): Interval {
  switch (t.kind) {
    case "bool":
      return interval(0, 1);
    case "int":
    case "wide": {
      const bits = BigInt(t.width);
      return t.signed ? interval(-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n) : interval(0, (1n << bits) - 1n);
    }
    default:
      throw new Error(`${t.kind} is not an integer type`);
  }
}

export function holds(t: CppType, r: Interval): boolean {
  return contains(valuesOf(t), r);
}

/** The first machine type that holds all of `ranges`; beyond 64 bits none does. */
export function machineTypeFor(...ranges: readonly Interval[]): CppInt | undefined {
  return machineTypes.find((t) => ranges.every((r) => holds(t, r)));
}

/** The narrowest integer class that holds all of `ranges`. */
export function wideTypeFor(...ranges: readonly Interval[]): CppWide {
  const t = intTypeFor({
    lo: ranges.map((r) => r.lo).reduce((a, b) => (a < b ? a : b)),
    hi: ranges.map((r) => r.hi).reduce((a, b) => (a > b ? a : b)),
  });
  return wide(t.width, t.signed);
}

/** What C++ computes in when both operands are machine integers. */
export function commonType(a: CppInt, b: CppInt): CppInt {
  const width = Math.max(a.width, b.width);
  const signed = [a, b].every((t) => t.signed || t.width < width);
  return width === 64 ? (signed ? int64 : uint64) : signed ? plainInt : uint32;
}

export function promotedInt(t: CppType): CppInt {
  const p = promoted(t);
  if (p.kind !== "int") throw new Error(`${t.kind} is not a machine integer`);
  return p;
}

/** The result type of `+ - *` on integer classes (and machine integers), by the vendor's documented growth. */
export function grownType(op: "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^", a: CppType, b: CppType): CppWide {
  const [x, y] = [sized(a), sized(b)];
  const both = Math.max(x.width + (y.signed && !x.signed ? 1 : 0), y.width + (x.signed && !y.signed ? 1 : 0));
  const signed = x.signed || y.signed;
  switch (op) {
    case "+":
      return wide(both + 1, signed);
    case "-":
      return wide(both + 1, true);
    case "*":
      return wide(x.width + y.width, signed);
    case "/":
      return wide(x.width + (y.signed ? 1 : 0), signed);
    case "%":
      return wide(Math.min(x.width, y.width + (x.signed && !y.signed ? 1 : 0)), x.signed);
    case "&":
    case "|":
    case "^":
      return wide(both, signed);
  }
}

function sized(t: CppType): { readonly width: number; readonly signed: boolean } {
  return t.kind === "wide" || t.kind === "int" ? t : int32;
}
