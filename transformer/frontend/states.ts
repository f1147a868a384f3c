/** `const n = state(int32, 0)`, `const buffer = state(int32, [8])`: what a function keeps from call to call. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Const, Expr } from "../../lib/ir/ir.js";
import { elementCount, leavesOf, tensor, type ScalarType, type StructType, type ValueType } from "../../lib/ir/types.js";
import { convert } from "../../lib/numeric/convert.js";
import { ts } from "../ts.js";
import { lowerShape } from "./alloc.js";
import { constantsOf } from "./data.js";
import { bind, freshSym, nodeSpan, refuse, type Binding, type Scope, type ScalarBinding } from "./context.js";
import { heddleName } from "./heddle-symbols.js";
import { lowerExpression } from "./recursion.js";
import { leavesAs } from "./structs.js";
import { typeValue } from "./type-values.js";
import { storeAs, wholeTensor } from "./value.js";

export function isStateCall(scope: Scope, node: TS.Expression): node is TS.CallExpression {
  return ts.isCallExpression(node) && heddleName(scope.unit.checker, node.expression) === "state";
}

/** Declares the state that `node` makes. */
export function lowerState(scope: Scope, name: TS.Identifier, node: TS.CallExpression, isConst: boolean): void {
  const [typeNode, second, third] = node.arguments;
  const symbol = scope.unit.checker.getSymbolAtLocation(name);
  if (symbol === undefined) return;
  if (!isConst || !isAtTop(scope, name)) return refuse(scope, node, constructKinds.misplacedState, [name.text]);
  if (typeNode === undefined || second === undefined) return refuse(scope, node, kinds.argumentCount, ["state", 2, node.arguments.length]);
  const type = typeValue(scope, typeNode);
  if (type === undefined) return refuse(scope, typeNode, typeKinds.notHardwareType, [`'${typeNode.getText()}' is not a type of values`]);
  const isTensor = ts.isArrayLiteralExpression(second) || third !== undefined;
  const binding = isTensor ? tensorState(scope, name, type, second, third) : scalarState(scope, name, type, second);
  if (binding !== undefined) bind(scope, symbol, binding);
}

/** In the outermost block of the function: a state is there once, whatever runs. */
function isAtTop(scope: Scope, name: TS.Identifier): boolean {
  const statement = name.parent.parent.parent;
  return ts.isVariableStatement(statement) && ts.isBlock(statement.parent) && statement.parent.parent === scope.node;
}

function tensorState(
  scope: Scope, name: TS.Identifier, element: ValueType, shapeNode: TS.Expression, dataNode: TS.Expression | undefined,
): Binding | undefined {
  const shape = lowerShape(scope, shapeNode);
  if (shape === undefined) return undefined;
  const type = tensor(element, shape);
  const zeros = Array.from({ length: elementCount(shape) }, () => leavesOf(element).map((l) => convert(0n, l.type))).flat();
  const init = dataNode === undefined ? zeros : constantsOf(scope, dataNode, type);
  if (init === undefined) return undefined;
  const sym = freshSym(scope.unit, name.text);
  scope.states.push({ sym, type, init, span: nodeSpan(scope, name.parent) });
  return { kind: "tensor", tensor: wholeTensor(sym, type) };
}

function scalarState(scope: Scope, name: TS.Identifier, type: ValueType, initNode: TS.Expression): Binding | undefined {
  const value = lowerExpression(scope, initNode);
  if (value === undefined) return undefined;
  if (type.kind === "struct") {
    const leaves = leavesAs(scope, initNode, value, type);
    return leaves === undefined ? undefined : structState(scope, name, type, leaves, initNode);
  }
  const of = declare(scope, name, name.text, type, storeAs(scope, initNode, value, type), initNode);
  return of === undefined ? undefined : { kind: "state", of };
}

function structState(
  scope: Scope, name: TS.Identifier, type: StructType, leaves: readonly Expr[], at: TS.Node,
): Binding | undefined {
  const parts = leavesOf(type).map((l, i) => {
    const part = declare(scope, name, [name.text, ...l.path].join("_"), l.type, leaves[i], at);
    return part === undefined ? undefined : ([l.path.join("."), part] as const);
  });
  const known = parts.filter((p) => p !== undefined);
  return known.length === parts.length ? { kind: "state", of: { kind: "struct", type, parts: new Map(known) } } : undefined;
}

/** One scalar; its first value is known at compile time. */
function declare(
  scope: Scope, name: TS.Identifier, spelling: string, type: ScalarType, init: Expr | undefined, at: TS.Node,
): ScalarBinding | undefined {
  if (init === undefined) return undefined;
  if (init.kind !== "const") return refuse(scope, at, kinds.notConstant, [at.getText(), "a state starts with a constant"]);
  const sym = freshSym(scope.unit, spelling);
  const values: readonly Const["value"][] = [init.value];
  scope.states.push({ sym, type, init: values, span: nodeSpan(scope, name.parent) });
  return { kind: "scalar", sym, type, mutable: true, exact: false };
}
