/** Scalar types where the source names them as values: `int8`, `Int<7>`, `Int.of(7)`, `dtype<T>()`. */
import type * as TS from "typescript";
import { isScalar, type ScalarType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import type { Scope } from "./context.js";
import { heddleName } from "./heddle-symbols.js";
import { lowerExpression } from "./recursion.js";
import { readSize, readType } from "./types.js";

/** The scalar type that `node` names; `undefined` if it names none. */
export function scalarTypeValue(scope: Scope, node: TS.Expression): ScalarType | undefined {
  if (ts.isExpressionWithTypeArguments(node)) {
    const reading = readType(scope, scope.unit.checker.getTypeAtLocation(node));
    const byArgs = intByTypeArguments(scope, node);
    if (byArgs !== undefined) return byArgs;
    return reading.kind === "type" && isScalar(reading.type) ? reading.type : undefined;
  }
  const value = lowerExpression(scope, node);
  return value?.kind === "constant" && value.value.kind === "dtype" ? value.value.type : undefined;
}

function intByTypeArguments(scope: Scope, node: TS.ExpressionWithTypeArguments): ScalarType | undefined {
  const name = heddleName(scope.unit.checker, node.expression);
  const width = node.typeArguments?.[0];
  if (width === undefined || (name !== "Int" && name !== "UInt")) return undefined;
  const size = readSize(scope, scope.unit.checker.getTypeFromTypeNode(width));
  return typeof size === "number" ? { kind: "int", width: size, signed: name === "Int" } : undefined;
}
