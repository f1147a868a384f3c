/** Values as `console.log` in a kernel shows them; include/heddle_print.h writes the same. */
import { elementCount, type ScalarType } from "../ir/types.js";
import type { Value } from "./convert.js";
import { roundToFloat } from "./floats.js";

/** Text, or a value: with a shape, the elements of a tensor. */
export type MessageValue = string | {
  readonly type: ScalarType;
  readonly shape?: readonly number[];
  readonly values: readonly Value[];
};

/** One line of text. */
export function formatParts(parts: readonly MessageValue[]): string {
  return parts.map((p) => (typeof p === "string" ? p : formatValue(p.type, p.shape ?? [], p.values))).join("");
}

/** So many elements of a dimension are shown. */
const shown = 8;

function formatValue(type: ScalarType, shape: readonly number[], values: readonly Value[]): string {
  const [extent, ...inner] = shape;
  if (extent === undefined) return formatScalar(values[0] ?? 0n, type);
  const size = elementCount(inner);
  const parts = Array.from({ length: Math.min(extent, shown) }, (_, i) =>
    formatValue(type, inner, values.slice(i * size, (i + 1) * size)));
  if (extent > shown) parts.push(`… ${extent - shown} more`);
  return `[${parts.join(", ")}]`;
}

/** Integers in decimal, fixed point exactly, floats in the fewest digits that read back as the same value of their type. */
export function formatScalar(v: Value, type: ScalarType): string {
  if (typeof v === "bigint") return type.kind === "fixed" ? formatFixed(v, type.frac) : v.toString();
  if (typeof v === "boolean") return String(v);
  if (type.kind !== "float" || !Number.isFinite(v)) return String(v);
  if (Object.is(v, -0)) return "-0";
  return String(type.precision === 53 ? v : shortest(v, (x) => roundToFloat(x, type)));
}

/** The number with the fewest decimal digits that `round` makes `v`. */
function shortest(v: number, round: (x: number) => number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(v.toPrecision(digits));
    if (round(candidate) === v) return candidate;
  }
  return v;
}

/** `raw` / 2^`frac` in decimal digits: there are as many after the point as fraction bits, at most. */
export function formatFixed(raw: bigint, frac: number): string {
  if (frac <= 0) return (raw << BigInt(-frac)).toString();
  const magnitude = raw < 0n ? -raw : raw;
  const digits = (magnitude * 5n ** BigInt(frac)).toString().padStart(frac + 1, "0");
  const fraction = digits.slice(-frac).replace(/0+$/, "");
  const text = digits.slice(0, -frac) + (fraction === "" ? "" : `.${fraction}`);
  return raw < 0n ? `-${text}` : text;
}
