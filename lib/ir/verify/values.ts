/** Rules on types and constant values that several kinds of node share. */
import type { Const } from "../ir.js";
import {
  contains, intervalOf, isIntegral, isScalar, maxIntWidth, type ScalarType, type Type,
} from "../types.js";

/** What is wrong with a type: widths, extents and depths out of range. */
export function typeProblem(t: Type): string | undefined {
  switch (t.kind) {
    case "index":
    case "bool":
    case "float":
      return undefined;
    case "int":
      if (isCount(t.width) && t.width <= maxIntWidth) return undefined;
      return `an int has 1 to ${maxIntWidth} bits, not ${t.width}`;
    case "tensor":
      if (t.shape.length === 0) return "a tensor has at least one dimension";
      if (!t.shape.every(isCount)) return `extents are whole numbers from 1, not [${t.shape.join(", ")}]`;
      return elementProblem(t.element);
    case "stream":
      return isCount(t.depth) ? elementProblem(t.element) : `a depth is a whole number from 1, not ${t.depth}`;
  }
}

function elementProblem(t: Type): string | undefined {
  return isScalar(t) ? typeProblem(t) : "elements are scalars";
}

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 1;
}

/** What is wrong with `value` as a constant of `type`. */
export function valueProblem(value: Const["value"], type: ScalarType): string | undefined {
  const expected = { int: "bigint", index: "bigint", bool: "boolean", float: "number" }[type.kind];
  if (typeof value !== expected) return `the constant is a ${typeof value}, not a ${expected}`;
  if (typeof value === "bigint" && isIntegral(type) && !contains(intervalOf(type), { lo: value, hi: value })) {
    return `${value} is outside the type`;
  }
  const single = type.kind === "float" && type.width === 32 && typeof value === "number";
  return single && !Object.is(Math.fround(value), value) ? `${value} is not a float32` : undefined;
}
