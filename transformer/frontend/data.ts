/** Constant data for tensors: nested or flat arrays of constants, of structs as objects. */
import type * as TS from "typescript";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Const } from "../../lib/ir/ir.js";
import { elementCount, typeName, type StructType, type TensorType } from "../../lib/ir/types.js";
import { leavesOf, type Constant } from "./constant.js";
import { evaluate } from "./constants.js";
import { refuse, type Scope } from "./context.js";
import { constantValue, refuseUnknown } from "./names.js";
import { decided } from "./placed.js";
import { lowerExpression } from "./recursion.js";
import { leavesAs } from "./structs.js";
import { storeAs, type Value } from "./value.js";

/** The constants that `node` gives for all elements of `type`, in order, scalar by scalar. */
export function constantsOf(scope: Scope, node: TS.Expression, type: TensorType): readonly Const["value"][] | undefined {
  const array = constantArray(scope, node);
  if (array === undefined) return undefined;
  const items = leavesOf(array);
  const count = elementCount(type.shape);
  if (items.length !== count) return refuse(scope, node, typeKinds.dataCount, [count, items.length]);
  const values = items.map((item) => elementConstants(scope, node, constantAsValue(item), type));
  const known = values.filter((v) => v !== undefined);
  return known.length === values.length ? known.flat() : undefined;
}

function constantArray(scope: Scope, node: TS.Expression): Constant | undefined {
  const evaluation = evaluate(scope, node);
  if (evaluation.kind === "known") return evaluation.value;
  const value = decided(scope, lowerExpression(scope, node));
  if (value?.kind === "table" && value.index.length === 0) return value.array;
  return value === undefined ? undefined : refuseUnknown(scope, node, node.getText(), evaluation);
}

function elementConstants(
  scope: Scope, node: TS.Node, v: Value, { element }: TensorType,
): readonly Const["value"][] | undefined {
  const exprs = element.kind === "struct" ? structLeaves(scope, node, v, element) : [storeAs(scope, node, v, element)];
  const values = exprs?.flatMap((e) => (e?.kind === "const" ? [e.value] : []));
  return values?.length === exprs?.length ? values : undefined;
}

function structLeaves(scope: Scope, node: TS.Node, v: Value, type: StructType): ReturnType<typeof leavesAs> {
  if (v.kind === "object") return leavesAs(scope, node, v, type);
  return refuse(scope, node, typeKinds.argumentType, [typeName(type), "a number"]);
}

/** Objects of constants as the objects that structs are made from. */
export function constantAsValue(c: Constant): Value {
  if (c.kind !== "object") return constantValue(c, "data");
  return { kind: "object", fields: new Map([...c.fields].map(([name, f]) => [name, constantAsValue(f)])) };
}
