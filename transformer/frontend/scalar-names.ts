/** The scalar types that have a name of their own. */
import { bool, float32, float64, index, int, type ScalarType } from "../../lib/ir/types.js";

const widths = [8, 16, 32, 64];

export const scalarNames: ReadonlyMap<string, ScalarType> = new Map<string, ScalarType>([
  ...widths.map((w): [string, ScalarType] => [`int${w}`, int(w)]),
  ...widths.map((w): [string, ScalarType] => [`uint${w}`, int(w, false)]),
  ["index", index],
  ["bool", bool],
  ["float32", float32],
  ["float64", float64],
]);
