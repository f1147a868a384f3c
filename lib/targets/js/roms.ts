/** Constant arrays as text. */
import type { Const } from "../../ir/ir.js";
import type { ScalarType } from "../../ir/types.js";
import { bigintLiteral, numberLiteral } from "./code.js";
import { arrayName, carrierOf } from "./storage.js";

/** An expression that makes the storage of a constant array. */
export function romText(element: ScalarType, values: readonly Const["value"][]): string {
  const list = values.map((v) => literal(v, element)).join(", ");
  const name = arrayName(element);
  return name === "Array" ? `[${list}]` : `new ${name}([${list}])`;
}

function literal(value: Const["value"], element: ScalarType): string {
  const carrier = carrierOf(element);
  return (carrier === "bigint" ? bigintLiteral(BigInt(value)) : numberLiteral(Number(value))).text;
}
