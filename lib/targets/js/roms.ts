/** Constant contents of arrays as text. */
import type { Const } from "../../ir/ir.js";
import type { ScalarType } from "../../ir/types.js";
import { bitsOf } from "../../numeric/bits.js";
import { bigintLiteral, numberLiteral } from "./code.js";
import { arrayName, carrierOf, isSmallFloat } from "./storage.js";

/** An expression that makes the storage of elements with these values. */
export function storageText(element: ScalarType, values: readonly Const["value"][]): string {
  const list = values.map((v) => literal(v, element)).join(", ");
  const name = arrayName(element);
  return name === "Array" ? `[${list}]` : `new ${name}([${list}])`;
}

/** The stored form of a value. */
export function literal(value: Const["value"], element: ScalarType): string {
  if (isSmallFloat(element)) return String(bitsOf(value, element));
  return (carrierOf(element) === "bigint" ? bigintLiteral(BigInt(value)) : numberLiteral(Number(value))).text;
}
