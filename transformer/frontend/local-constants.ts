/** What is constant inside a function: names bound to constants, sizes of its template, shapes of its tensors, its place. */
import type * as TS from "typescript";
import { ts } from "../ts.js";
import type { Constant } from "./constant.js";
import type { Place } from "./constants.js";
import type { Binding, Scope } from "./context.js";
import { heddleName, resolveAlias } from "./heddle-symbols.js";
import { decidedConstant, note } from "./placed.js";
import { readSize } from "./types.js";
import { viewType } from "./value.js";

/** The constant that `node` is in the function that `place` is in; `undefined` when it is none, or needs more than a look. */
export function localConstant(place: Place, node: TS.Expression): Constant | undefined {
  if (!("bindings" in place)) return undefined;
  if (ts.isIdentifier(node)) return constantBinding(place, node);
  if (ts.isPropertyAccessExpression(node)) return tensorFact(place, node);
  if (ts.isCallExpression(node)) return constantCall(place, node);
  return undefined;
}

function bindingOf(scope: Scope, node: TS.Identifier): Binding | undefined {
  const found = scope.unit.checker.getSymbolAtLocation(node);
  const symbol = found === undefined ? undefined : resolveAlias(scope.unit.checker, found);
  for (let s: Scope | undefined = scope; s !== undefined && symbol !== undefined; s = s.outer) {
    const binding = s.bindings.get(symbol);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

function constantBinding(scope: Scope, node: TS.Identifier): Constant | undefined {
  const binding = bindingOf(scope, node);
  if (binding?.kind === "value") return decidedConstant(scope, binding.value);
  return binding?.kind === "constant" ? binding.value : undefined;
}

/** `A.shape`, `A.length`, `A.rank`, `A.size`. */
function tensorFact(scope: Scope, node: TS.PropertyAccessExpression): Constant | undefined {
  const binding = ts.isIdentifier(node.expression) ? bindingOf(scope, node.expression) : undefined;
  if (binding?.kind !== "tensor" && binding?.kind !== "streams") return undefined;
  const { shape } = binding.kind === "tensor" ? viewType(binding.tensor) : binding.streams;
  const int = (n: number): Constant => ({ kind: "int", value: BigInt(n) });
  switch (node.name.text) {
    case "shape":
      return { kind: "array", elements: shape.map(int) };
    case "length":
      return int(shape[0] ?? 0);
    case "rank":
      return int(shape.length);
    case "size":
      return int(shape.reduce((n, d) => n * d, 1));
    default:
      return undefined;
  }
}

/** `dim<N>()`, `pid()`. */
function constantCall(scope: Scope, node: TS.CallExpression): Constant | undefined {
  const name = heddleName(scope.unit.checker, node.expression);
  if (name === "pid" && scope.place !== undefined) {
    const elements = scope.place.at.map((n, d) => ({ kind: "int", value: BigInt(note(scope.unit, n, (place) => place[d])) }) as const);
    return { kind: "array", elements };
  }
  const argument = name === "dim" ? node.typeArguments?.[0] : undefined;
  const size = argument === undefined ? undefined : readSize(scope, scope.unit.checker.getTypeFromTypeNode(argument));
  return typeof size === "number" ? { kind: "int", value: BigInt(size) } : undefined;
}
