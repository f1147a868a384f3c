/** Random types, mostly at the edges of how executors store and compute them. */
import {
  bfloat16, bool, fixed, float16, float32, float64, index, int, int32, struct, type FixedType, type FloatType,
  type Overflow,
  type Rounding, type ScalarType, type StructType,
} from "../../../lib/ir/types.js";
import type { Draw } from "./draw.js";

export const floatTypes: readonly FloatType[] = [float32, float64, float16, bfloat16];

export const roundings: readonly Rounding[] = [
  "trunc", "round", "truncZero", "roundZero", "roundMinInf", "roundInf", "roundConv",
];
export const overflows: readonly Overflow[] = ["wrap", "saturate", "saturateZero", "saturateSym"];

const commonTypes: readonly ScalarType[] = [
  int32, float32, bool, index, float64, float16, bfloat16, int(8), int(8, false), int(16), int(16, false),
  int(32, false), int(64), int(64, false), int(1), int(1, false), int(7), int(24, false), int(33), int(52, false),
  int(53), int(53, false), int(54), int(80), int(80, false),
];

/** Width and fraction bits: ordinary ones, all fraction, more fraction than width, negative fraction, wide ones. */
const formats: readonly (readonly [number, number])[] = [
  [16, 8], [8, 4], [32, 16], [16, 12], [40, 24], [7, 0], [8, 8], [6, 9], [12, -3], [1, 0], [1, 1], [24, 30], [30, -4],
  [33, 2], [53, 20], [54, 54], [64, 32], [70, 35],
];

/** A type: one at an edge of the storage classes, an int of any width up to 80, or fixed point. */
export function scalarType(draw: Draw): ScalarType {
  switch (draw.below(8)) {
    case 5:
      return int(draw.between(1, 80), draw.oneIn(2));
    case 6:
    case 7:
      return fixedType(draw);
    default:
      return draw.pick(commonTypes);
  }
}

export function fixedType(draw: Draw): FixedType {
  const width = draw.between(1, 66);
  const [w, f] = draw.oneIn(4) ? [width, draw.between(-8, width + 8)] : draw.pick(formats);
  return fixed(w, f, !draw.oneIn(3), draw.pick(roundings), draw.pick(overflows));
}

/** None, one, or two structs; the second may hold the first. */
export function structTypes(draw: Draw): readonly StructType[] {
  const made: StructType[] = [];
  for (const name of draw.pick([[], ["P"], ["P", "class"]])) {
    const fields = ["x", "y", "re", "new"].slice(0, draw.between(1, 4));
    const type = (): ScalarType | StructType => (made.length > 0 && draw.oneIn(3) ? draw.pick(made) : scalarType(draw));
    made.push(struct(name, fields.map((field) => ({ name: field, type: type() }))));
  }
  return made;
}
