/** `&&` and `||`, also as assignments. */
import type * as TS from "typescript";
import { types as kinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr, Logic } from "../../lib/ir/ir.js";
import { bool, typeName } from "../../lib/ir/types.js";
import { inConditional, nodeSpan, refuse, type Scope } from "./context.js";
import { lowerCondition } from "./recursion.js";
import { constExpr, scalar, toExpr, type Value } from "./value.js";

type LogicOp = Logic["op"];

/** `left && right`, `left || right`. */
export function lowerLogic(scope: Scope, node: TS.BinaryExpression, op: LogicOp): Value | undefined {
  const left = lowerCondition(scope, node.left);
  return left === undefined ? undefined : withRight(scope, node, op, left);
}

/** What `target &&= right` or `target ||= right` stores, where the target holds `current`. */
export function logicWith(
  scope: Scope, node: TS.BinaryExpression, op: LogicOp, current: Value | undefined,
): Value | undefined {
  const left = current === undefined ? undefined : toExpr(scope, node.left, current);
  if (left === undefined) return undefined;
  if (left.type.kind === "bool") return withRight(scope, node, op, left);
  return refuse(scope, node.left, kinds.conditionNotBool, [typeName(left.type), `${node.left.getText()} !== 0`]);
}

/** The right side may not run, so nothing in it may be hoisted; a literal left side decides now. */
function withRight(scope: Scope, node: TS.BinaryExpression, op: LogicOp, left: Expr | boolean): Value | undefined {
  if (typeof left === "boolean" && left === (op === "or")) return { kind: "literal", value: left };
  const right = inConditional(scope, () => lowerCondition(scope, node.right));
  if (right === undefined) return undefined;
  if (typeof left === "boolean") return typeof right === "boolean" ? { kind: "literal", value: right } : scalar(right);
  const span = nodeSpan(scope, node);
  const rightExpr = typeof right === "boolean" ? constExpr(right, bool, span) : right;
  return scalar({ kind: "logic", op, left, right: rightExpr, type: bool, span });
}
