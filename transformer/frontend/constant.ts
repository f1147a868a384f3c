/** Values known at compile time. */
import { float32, float64, isIntegral, type ScalarType, type ValueType } from "../../lib/ir/types.js";
import { convert, convertFrom } from "../../lib/numeric/convert.js";

export type Constant =
  | { readonly kind: "int"; readonly value: bigint }
  /** Not an integer, or written with a decimal point. */
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** `element` is given for typed arrays only. */
  | { readonly kind: "array"; readonly elements: readonly Constant[]; readonly element?: ScalarType }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Constant> }
  | { readonly kind: "dtype"; readonly type: ValueType };

/** A JavaScript value as a constant; `undefined` for what has no place in hardware (functions, null, cycles…). */
export function constantOf(value: unknown, depth = 0): Constant | undefined {
  switch (typeof value) {
    case "bigint":
      return { kind: "int", value };
    case "boolean":
      return { kind: "bool", value };
    case "string":
      return { kind: "string", value };
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? { kind: "int", value: BigInt(value) }
        : { kind: "float", value };
    case "object":
      return value === null || depth > 16 ? undefined : compositeOf(value, depth);
    default:
      return undefined;
  }
}

/** A literal as a constant: a number here is one written with a decimal point, or not an integer. */
export function openConstant(value: bigint | number | boolean): Constant {
  if (typeof value === "bigint") return { kind: "int", value };
  return typeof value === "number" ? { kind: "float", value } : { kind: "bool", value };
}

function compositeOf(value: object, depth: number): Constant | undefined {
  const name = Object.prototype.toString.call(value).slice(8, -1);
  const element = typedArrayElements[name];
  if (Array.isArray(value) || element !== undefined) {
    const elements = Array.from(value as ArrayLike<unknown>, (v) => constantOf(v, depth + 1));
    if (!elements.every((e) => e !== undefined)) return undefined;
    return element === undefined ? { kind: "array", elements } : { kind: "array", elements, element };
  }
  const fields = Object.entries(value).filter(([, v]) => typeof v !== "function");
  const entries = fields.map(([k, v]) => [k, constantOf(v, depth + 1)] as const);
  const known = entries.flatMap(([k, v]): [string, Constant][] => (v === undefined ? [] : [[k, v]]));
  return known.length === entries.length ? { kind: "object", fields: new Map(known) } : undefined;
}

const typedArrayElements: Readonly<Record<string, ScalarType>> = {
  Int8Array: { kind: "int", width: 8, signed: true },
  Uint8Array: { kind: "int", width: 8, signed: false },
  Uint8ClampedArray: { kind: "int", width: 8, signed: false },
  Int16Array: { kind: "int", width: 16, signed: true },
  Uint16Array: { kind: "int", width: 16, signed: false },
  Int32Array: { kind: "int", width: 32, signed: true },
  Uint32Array: { kind: "int", width: 32, signed: false },
  BigInt64Array: { kind: "int", width: 64, signed: true },
  BigUint64Array: { kind: "int", width: 64, signed: false },
  Float32Array: float32,
  Float64Array: float64,
};

/** The number as a variable of `type` holds it: floats and fixed point are rounded. */
export function storedConstant(c: Constant, type: ScalarType): Constant {
  if ((c.kind !== "int" && c.kind !== "float") || isIntegral(type)) return c;
  const value = Number(convertFrom(convert(c.value, type), type, float64));
  return value === Number(c.value) ? c : { kind: "float", value };
}

/** Extents of a nested constant array; `undefined` when it is ragged or holds something other than numbers. */
export function shapeOf(c: Constant): readonly number[] | undefined {
  if (c.kind !== "array") return c.kind === "int" || c.kind === "float" || c.kind === "bool" ? [] : undefined;
  const first = c.elements[0];
  const inner = first === undefined ? undefined : shapeOf(first);
  if (inner === undefined) return undefined;
  const same = c.elements.every((e) => shapeOf(e)?.join() === inner.join());
  return same ? [c.elements.length, ...inner] : undefined;
}

/** All leaves of a nested array, row-major. */
export function leavesOf(c: Constant): readonly Constant[] {
  return c.kind === "array" ? c.elements.flatMap(leavesOf) : [c];
}
