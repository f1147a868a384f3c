/** `for (const x of A)`: elements of tensors and constant arrays, rows of those with more dimensions. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { dataflow as dataflowKinds } from "../../lib/diagnostics/catalogue/dataflow.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Expr } from "../../lib/ir/ir.js";
import { ts } from "../ts.js";
import { tableLength } from "./access.js";
import { refuse, type Scope } from "./context.js";
import { declareName, refuseUnbound } from "./declarations.js";
import { counterTo, emitNest } from "./nests.js";
import { matchPattern } from "./patterns.js";
import { lowerExpression } from "./recursion.js";
import { settled } from "./settled.js";
import { streamGroup } from "./stream-arrays.js";
import { element } from "./structs.js";
import { writeOut } from "./unrolled.js";
import { viewType, type StreamValue, type TableValue, type TensorValue, type Value } from "./value.js";
import { subscripted } from "./views.js";

/** Lowers the loop; the name gets its element at the start of every round. */
export function lowerOverElements(
  scope: Scope, node: TS.ForOfStatement, list: TS.VariableDeclarationList, pattern: TS.BindingName, label: string | undefined,
): void {
  const lowered = lowerExpression(scope, node.expression);
  if (lowered === undefined) return;
  const group = lowered.kind === "streams" || lowered.kind === "tuple" ? streamGroup(scope, node.expression, lowered, "this loop") : undefined;
  if (group !== undefined) return lowerOverStreams(scope, node, list, pattern, label, group.shape.length > 1 ? undefined : group.streams);
  if (lowered.kind === "streams") return;
  const value = settled(scope, lowered, "items");
  const extent = lengthOf(value);
  const isIterable = value.kind === "tensor" || value.kind === "table";
  if (!isIterable || extent === undefined) {
    return refuse(scope, node.expression, kinds.unsupportedIterable, [node.expression.getText()]);
  }
  const isConst = (list.flags & ts.NodeFlags.Const) !== 0;
  const text = ts.isIdentifier(pattern) ? `${pattern.text}_at` : "at";
  const before = (counters: readonly Expr[]): void => {
    for (const at of counters) declareItem(scope, pattern, isConst, itemAt(scope, node.expression, value, at));
    refuseUnbound(scope, pattern);
  };
  emitNest(scope, node, [counterTo(scope, node, text, extent)], { label, reduction: false, before });
}

/** The body once for each stream, for it is known at compile time which streams are used. */
function lowerOverStreams(
  scope: Scope, node: TS.ForOfStatement, list: TS.VariableDeclarationList, pattern: TS.BindingName, label: string | undefined,
  streams: readonly StreamValue[] | undefined,
): void {
  const symbol = ts.isIdentifier(pattern) ? scope.unit.checker.getSymbolAtLocation(pattern) : undefined;
  if (!(list.flags & ts.NodeFlags.Const)) return refuse(scope, pattern, dataflowKinds.streamVariable, [pattern.getText()]);
  if (symbol === undefined || streams === undefined) return refuse(scope, node.expression, kinds.unsupportedIterable, [node.expression.getText()]);
  writeOut(scope, node, label, symbol, streams);
}

function lengthOf(v: Value): number | undefined {
  if (v.kind === "tensor") return viewType(v).shape[0];
  return v.kind === "table" ? tableLength(v) : undefined;
}

function itemAt(scope: Scope, node: TS.Node, v: TensorValue | TableValue, at: Expr): Value {
  if (v.kind === "table") return { ...v, index: [...v.index, at] };
  const part = subscripted(v, at, scope);
  return viewType(v).shape.length === 1 ? element(scope, node, part) : part;
}

function declareItem(scope: Scope, pattern: TS.BindingName, isConst: boolean, item: Value): void {
  if (ts.isIdentifier(pattern)) return declareName(scope, { name: pattern, at: pattern, isConst, type: undefined }, item);
  if (!isConst) return refuse(scope, pattern, constructKinds.unsupportedPattern, [`let ${pattern.getText()}`]);
  for (const b of matchPattern(scope, pattern, item) ?? []) {
    declareName(scope, { name: b.name, at: b.node, isConst, type: undefined }, b.value);
  }
}
