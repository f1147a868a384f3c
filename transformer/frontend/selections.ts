/** `cond ? a : b` on numbers, and on what is made of numbers part by part. */
import type * as TS from "typescript";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr } from "../../lib/ir/ir.js";
import { typeName, type ScalarType, type StructType } from "../../lib/ir/types.js";
import { unifyTypes } from "../../lib/ir/typing.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { matchOperands } from "./operators.js";
import { leavesAs, structOf } from "./structs.js";
import { isOpen, scalar, type StructValue, type Value } from "./value.js";

/** Both values are computed, or may be: neither has effects. */
export function selectValue(scope: Scope, node: TS.Node, cond: Expr, a: Value, b: Value): Value | undefined {
  const struct = [a, b].find((v) => v.kind === "struct");
  if (struct !== undefined) return selectStruct(scope, node, cond, [a, b], struct.type);
  if (a.kind === "object" && b.kind === "object") return selectObject(scope, node, cond, a.fields, b.fields);
  return selectScalar(scope, node, cond, a, b);
}

/** Each scalar by itself. */
function selectStruct(
  scope: Scope, node: TS.Node, cond: Expr, [a, b]: readonly [Value, Value], type: StructType,
): StructValue | undefined {
  const [whenTrue, whenFalse] = [leavesAs(scope, node, a, type), leavesAs(scope, node, b, type)];
  if (whenTrue === undefined || whenFalse === undefined) return undefined;
  const span = nodeSpan(scope, node);
  const leaves = whenTrue.map((leaf, i): Expr => {
    return { kind: "select", cond, whenTrue: leaf, whenFalse: whenFalse[i] ?? leaf, type: leaf.type, span };
  });
  return structOf(type, leaves);
}

type Fields = ReadonlyMap<string, Value>;

/** The fields that both have: where one lacks some, the type that is wanted says so. */
function selectObject(scope: Scope, node: TS.Node, cond: Expr, a: Fields, b: Fields): Value | undefined {
  const fields = new Map<string, Value>();
  for (const [name, whenTrue] of a) {
    const whenFalse = b.get(name);
    if (whenFalse === undefined) continue;
    const field = selectValue(scope, node, cond, whenTrue, whenFalse);
    if (field === undefined) return undefined;
    fields.set(name, field);
  }
  return { kind: "object", fields };
}

/** `cond ? a : b`; as open as a literal when both sides are. */
function selectScalar(
  scope: Scope, node: TS.Node, cond: Expr, whenTrue: Value, whenFalse: Value,
): Value | undefined {
  const select = (hint?: ScalarType): Expr | undefined => selectExpr(scope, node, cond, whenTrue, whenFalse, hint);
  const expr = select();
  if (expr === undefined) return undefined;
  return isOpen(whenTrue) && isOpen(whenFalse) ? { kind: "scalar", expr, retyped: select } : scalar(expr);
}

/** Both sides are given the type that holds either. */
function selectExpr(
  scope: Scope, node: TS.Node, cond: Expr, whenTrue: Value, whenFalse: Value, hint: ScalarType | undefined,
): Expr | undefined {
  const operands = matchOperands(scope, node, whenTrue, whenFalse, hint);
  if (operands === undefined) return undefined;
  const [a, b] = operands;
  if ((a.type.kind === "bool") !== (b.type.kind === "bool")) {
    return refuse(scope, node, kinds.badOperands, [
      "?:",
      typeName(a.type),
      typeName(b.type),
      "both sides must be numbers or both bool",
    ]);
  }
  const type = unifyTypes(a.type, b.type);
  return { kind: "select", cond, whenTrue: a, whenFalse: b, type, span: nodeSpan(scope, node) };
}
