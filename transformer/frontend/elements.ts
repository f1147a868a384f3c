/** `load(A, i)`, `store(A, i, x)`: elements by a tuple of subscripts, for functions of tensors of any rank. */
import type * as TS from "typescript";
import { shapes as shapeKinds } from "../../lib/diagnostics/catalogue/shapes.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import { typeName } from "../../lib/ir/types.js";
import { lowerSizes } from "./alloc.js";
import { storeAt } from "./stores.js";
import { refuse, type Scope } from "./context.js";
import { itemsOf } from "./patterns.js";
import { lowerExpression } from "./recursion.js";
import { element } from "./structs.js";
import { viewType, type TensorValue, type Value } from "./value.js";
import { checkedSubscript, subscripted } from "./views.js";

/** `load(A, i)`. Broadcasts as NumPy does: the last subscripts count, and a dimension of one element takes any. */
export function lowerLoad(scope: Scope, node: TS.CallExpression): Value | undefined {
  const place = placeOf(scope, node, 2);
  return place === undefined ? undefined : element(scope, node, place);
}

/** `store(A, i, x)`. */
export function lowerStore(scope: Scope, node: TS.CallExpression): void {
  const [target, , valueNode] = node.arguments;
  const place = placeOf(scope, node, 3);
  if (place === undefined || target === undefined || valueNode === undefined) return;
  storeAt(scope, node, target, element(scope, node, place), () => lowerExpression(scope, valueNode));
}

/** The element that the first two arguments name. */
function placeOf(scope: Scope, node: TS.CallExpression, count: number): TensorValue | undefined {
  const [tensorNode, indexNode] = node.arguments;
  if (tensorNode === undefined || indexNode === undefined || node.arguments.length !== count) {
    return refuse(scope, node, kinds.argumentCount, [node.expression.getText(), count, node.arguments.length]);
  }
  const tensor = lowerExpression(scope, tensorNode);
  const index = lowerExpression(scope, indexNode);
  if (tensor === undefined || index === undefined) return undefined;
  if (tensor.kind !== "tensor") return refuse(scope, tensorNode, shapeKinds.needsTensor, [node.expression.getText(), tensorNode.getText()]);
  const items = index.kind === "scalar" || index.kind === "literal" || index.kind === "placed" ? [index] : itemsOf(index);
  const { shape } = viewType(tensor);
  if (items === undefined || items.length < shape.length) {
    return refuse(scope, indexNode, typeKinds.tooFewIndices, [tensorNode.getText(), typeName(viewType(tensor))]);
  }
  return items.slice(items.length - shape.length).reduce<TensorValue | undefined>((part, item, d) => {
    const extent = shape[d] ?? 1;
    const subscript: Value = extent === 1 ? { kind: "literal", value: 0n } : item;
    const at = part === undefined ? undefined : checkedSubscript(scope, indexNode, subscript, extent, tensorNode.getText());
    return part === undefined || at === undefined ? undefined : subscripted(part, at, scope);
  }, tensor);
}

/** `broadcastShape(A, B.shape)`: the shape that both are stretched to. */
export function lowerBroadcastShape(scope: Scope, node: TS.CallExpression): Value | undefined {
  const shapes = node.arguments.map((a) => operandShape(scope, a));
  const known = shapes.filter((s) => s !== undefined);
  if (known.length !== shapes.length) return undefined;
  const rank = Math.max(...known.map((s) => s.length));
  const padded = known.map((s) => [...Array.from({ length: rank - s.length }, () => 1), ...s]);
  const extents = Array.from({ length: rank }, (_, d) => padded.map((s) => s[d] ?? 1).filter((n) => n !== 1));
  if (extents.some((e) => e.some((n) => n !== e[0]))) {
    return refuse(scope, node, shapeKinds.broadcast, [known.map((s) => `[${s.join(", ")}]`)]);
  }
  const elements = extents.map((e) => ({ kind: "int", value: BigInt(e[0] ?? 1) }) as const);
  return { kind: "table", name: "shape", array: { kind: "array", elements }, index: [] };
}

function operandShape(scope: Scope, node: TS.Expression): readonly number[] | undefined {
  const value = lowerExpression({ ...scope, block: [] }, node);
  if (value?.kind === "tensor") return viewType(value).shape;
  return value === undefined ? undefined : lowerSizes(scope, node);
}
