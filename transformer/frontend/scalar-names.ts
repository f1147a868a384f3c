/** The scalar types that have a name of their own. */
import { bfloat16, bool, float16, float32, float64, index, int, type ScalarType } from "../../lib/ir/types.js";

const widths = [8, 16, 32, 64];

export const scalarNames: ReadonlyMap<string, ScalarType> = new Map<string, ScalarType>([
  ...widths.map((w): [string, ScalarType] => [`int${w}`, int(w)]),
  ...widths.map((w): [string, ScalarType] => [`uint${w}`, int(w, false)]),
  ["index", index],
  ["bool", bool],
  ["float16", float16],
  ["bfloat16", bfloat16],
  ["float32", float32],
  ["float64", float64],
]);

/** The types that take parameters: `Int<7>`, `Fixed<16, 8>`. */
export const parametrisedNames: ReadonlySet<string> = new Set(["Int", "UInt", "Fixed", "UFixed"]);
