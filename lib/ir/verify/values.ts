/** Rules on types and constant values that several kinds of node share. */
import type { Const } from "../ir.js";
import { roundToFloat } from "../../numeric/floats.js";
import {
  contains, isExact, isValueType, maxFrac, maxIntWidth, rawInterval, type ScalarType, type StructType, type Type,
} from "../types.js";

/** What is wrong with a type: widths, extents and depths out of range. */
export function typeProblem(t: Type): string | undefined {
  switch (t.kind) {
    case "index":
    case "bool":
    case "float":
      return undefined;
    case "int":
      return widthProblem(t.width);
    case "fixed":
      if (!Number.isSafeInteger(t.frac) || Math.abs(t.frac) > maxFrac) return `${t.frac} is no number of fraction bits`;
      return widthProblem(t.width);
    case "struct":
      return structProblem(t);
    case "tensor":
      if (t.shape.length === 0) return "a tensor has at least one dimension";
      if (!t.shape.every(isCount)) return `extents are whole numbers from 1, not [${t.shape.join(", ")}]`;
      return elementProblem(t.element);
    case "stream":
      return isCount(t.depth) ? tokenProblem(t.element) : `a depth is a whole number from 1, not ${t.depth}`;
  }
}

function widthProblem(width: number): string | undefined {
  if (isCount(width) && width <= maxIntWidth) return undefined;
  return `numbers have 1 to ${maxIntWidth} bits, not ${width}`;
}

function structProblem({ name, fields }: StructType): string | undefined {
  if (fields.length === 0) return `${name} has no fields`;
  const twice = fields.find((f, i) => fields.findIndex((g) => g.name === f.name) !== i);
  if (twice !== undefined) return `${name} has two fields '${twice.name}'`;
  return fields.map((f) => elementProblem(f.type)).find((problem) => problem !== undefined);
}

function elementProblem(t: Type): string | undefined {
  return isValueType(t) ? typeProblem(t) : "elements are scalars and structs";
}

function tokenProblem(t: Type): string | undefined {
  return t.kind === "stream" ? "tokens are scalars, structs and tensors" : typeProblem(t);
}

/** A whole number from 1. */
export function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 1;
}

/** What is wrong with `value` as a constant of `type`. */
export function valueProblem(value: Const["value"], type: ScalarType): string | undefined {
  const expected = { int: "bigint", index: "bigint", fixed: "bigint", bool: "boolean", float: "number" }[type.kind];
  if (typeof value !== expected) return `the constant is a ${typeof value}, not a ${expected}`;
  if (typeof value === "bigint" && isExact(type) && !contains(rawInterval(type), { lo: value, hi: value })) {
    return `${value} is outside the type`;
  }
  const isOff = type.kind === "float" && typeof value === "number" && !Object.is(roundToFloat(value, type), value);
  return isOff ? `${value} is not a value of the type` : undefined;
}
