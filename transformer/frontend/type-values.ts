/** Types where the source of a function names them as values. */
import type * as TS from "typescript";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { bitWidth, leavesOf, type ValueType } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import type { Constant } from "./constant.js";
import { evaluate } from "./constants.js";
import { refuse, type Scope } from "./context.js";
import { lowerExpression } from "./recursion.js";
import { canonical } from "./struct-types.js";
import { parametrisedType, readTypeExpression } from "./type-expressions.js";
import { readSize } from "./types.js";
import type { Value } from "./value.js";

/** The type that `node` names as a value; `undefined` if it names none. */
export function typeValue(scope: Scope, node: TS.Expression): ValueType | undefined {
  const value = ts.isExpressionWithTypeArguments(node) ? lowerTypeExpression(scope, node) : lowerExpression(scope, node);
  return value?.kind === "constant" && value.value.kind === "dtype" ? canonical(scope.unit, value.value.type) : undefined;
}

/** `Int.of(7)`, `dtype<Pixel>()`, `struct("Pixel", { … })`. */
export function lowerTypeExpression(scope: Scope, node: TS.Expression): Value | undefined {
  const constantOf = (e: TS.Expression): Constant | undefined => {
    const found = evaluate(scope, e);
    return found.kind === "known" ? found.value : undefined;
  };
  const type = readTypeExpression(scope, node, constantOf);
  if (typeof type === "object") return typeConstant(type);
  return refuse(scope, node, typeKinds.notHardwareType, [type ?? `'${node.getText()}' is not a type of values`]);
}

/** The type that `name<…>` is called as, to cast. */
export function castType(scope: Scope, node: TS.CallExpression, name: string): ValueType | undefined {
  const type = parametrisedType(scope, name, node.typeArguments ?? []);
  return typeof type === "string" ? refuse(scope, node, typeKinds.notHardwareType, [`${name}: ${type}`]) : type;
}

/** `dim<N>()`. */
export function lowerDim(scope: Scope, node: TS.CallExpression): Value | undefined {
  const argument = node.typeArguments?.[0];
  const size =
    argument === undefined
      ? "dim needs a type argument: dim<N>()"
      : readSize(scope, scope.unit.checker.getTypeFromTypeNode(argument));
  if (typeof size === "string") return refuse(scope, node, typeKinds.notHardwareType, [size]);
  return { kind: "literal", value: BigInt(size) };
}

/** `width(T)`: the number of bits of a type, of a struct those of all its fields. */
export function lowerWidth(scope: Scope, node: TS.CallExpression): Value | undefined {
  const argument = node.arguments[0];
  const type = argument === undefined ? undefined : typeValue(scope, argument);
  if (type === undefined) return refuse(scope, node, typeKinds.notHardwareType, ["width needs a type: width(int8)"]);
  return { kind: "literal", value: BigInt(leavesOf(type).reduce((n, l) => n + bitWidth(l.type), 0)) };
}

function typeConstant(type: ValueType): Value {
  return { kind: "constant", value: { kind: "dtype", type } };
}
