/** The scalar type that a branded number stands for in TypeScript: its brand carries `Exact<Kind, …>` (runtime/types.ts). */
import type * as TS from "typescript";
import {
  bfloat16, fixed, float16, float32, float64, index, int, maxFrac, maxIntWidth, type Overflow, type Rounding,
  type ScalarType,
} from "../../lib/ir/types.js";
import { overflows, roundings } from "../../lib/ir/text/syntax.js";
import { exactPropertyPrefix } from "../../runtime/types.js";

/** What a number that a type parameter stands for is, where types are read. */
export type NumberOf = (parameter: TS.Type) => number | undefined;

/** The scalar type of a branded number; a string says what is wrong with it; `undefined` for every other type. */
export function scalarType(
  checker: TS.TypeChecker, type: TS.Type, numberOf: NumberOf = () => undefined,
): ScalarType | string | undefined {
  const exact = exactArguments(checker, type);
  if (exact === undefined) return undefined;
  const [kind, ...args] = exact.map((a) => (a.isStringLiteral() || a.isNumberLiteral() ? a.value : numberOf(a)));
  if (typeof kind !== "string") return "its width is not known here";
  return fromBrand(kind, args);
}

/** The width and what follows it of a branded number: literals, or the parameters of a template. */
export function brandArguments(checker: TS.TypeChecker, type: TS.Type): readonly TS.Type[] | undefined {
  return exactArguments(checker, type)?.slice(1);
}

/** The type arguments of `Exact`. */
function exactArguments(checker: TS.TypeChecker, type: TS.Type): readonly TS.Type[] | undefined {
  if (!type.isIntersection()) return undefined;
  const brand = checker.getPropertiesOfType(type).find((p) => p.name.startsWith(exactPropertyPrefix));
  if (brand === undefined) return undefined;
  return checker.getTypeArguments(checker.getNonNullableType(checker.getTypeOfSymbol(brand)) as TS.TypeReference);
}

const floats: Readonly<Record<number, ScalarType>> = { 16: float16, 32: float32, 64: float64 };

function fromBrand(kind: string, args: readonly (string | number | undefined)[]): ScalarType | string {
  const [width, frac, rounding, overflow] = args;
  if (kind === "index") return index;
  if (kind === "bfloat") return bfloat16;
  if (typeof width !== "number") return "its width is not known here";
  if (kind === "float") return floats[width] ?? `there is no float of ${width} bits`;
  const wrong = widthProblem(width);
  if (wrong !== undefined) return wrong;
  if (kind === "int" || kind === "uint") return int(width, kind === "int");
  return fixedFrom(kind === "fixed", width, frac, rounding, overflow);
}

function fixedFrom(
  signed: boolean, width: number, frac: unknown, rounding: unknown, overflow: unknown,
): ScalarType | string {
  if (typeof frac !== "number") return "its number of fraction bits is not known here";
  if (!Number.isInteger(frac) || Math.abs(frac) > maxFrac) return `${frac} fraction bits are not from -${maxFrac} to ${maxFrac}`;
  if (typeof rounding !== "string" || !roundings.has(rounding)) return `there is no rounding mode ${String(rounding)}`;
  if (typeof overflow !== "string" || !overflows.has(overflow)) return `there is no overflow mode ${String(overflow)}`;
  return fixed(width, frac, signed, rounding as Rounding, overflow as Overflow);
}

function widthProblem(width: number): string | undefined {
  if (Number.isInteger(width) && width >= 1 && width <= maxIntWidth) return undefined;
  return `a width of ${width} is not from 1 to ${maxIntWidth}`;
}
