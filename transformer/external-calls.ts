/** `external({ … })` in host code: compiled files tell the function its id and its types, so that kernels find it. */
import type * as TS from "typescript";
import { externalId } from "./frontend/externals.js";
import { modelSignature } from "./frontend/external-models.js";
import { heddleName } from "./frontend/heddle-symbols.js";
import { optionNode } from "./frontend/options.js";
import { dataExpression } from "./data-expression.js";
import { ts } from "./ts.js";

/** The call with its id and signature; `undefined` for every other node, and for one whose types are wrong. */
export function registeredExternal(
  program: TS.Program, factory: TS.NodeFactory, node: TS.Node, visit: (node: TS.Node) => TS.Node,
): TS.Expression | undefined {
  if (!ts.isCallExpression(node) || heddleName(program.getTypeChecker(), node.expression) !== "external") return undefined;
  const options = node.arguments[0];
  const model = options === undefined ? undefined : optionNode(options, "model");
  const signature = model === undefined ? undefined : plainSignature(program, model);
  if (options === undefined || signature === undefined) return undefined;
  const args = [visit(options) as TS.Expression, ...[externalId(program, node), signature].map((x) => dataExpression(factory, x))];
  return ts.setTextRange(factory.createCallExpression(node.expression, undefined, args), node);
}

/** The signature as data; `undefined` when a part of it is no hardware type. */
function plainSignature(program: TS.Program, model: TS.Expression): object | undefined {
  const signature = modelSignature({ checker: program.getTypeChecker(), structs: new Map() }, model);
  if (signature === undefined) return undefined;
  const { params, result } = signature;
  const results = result === undefined ? [] : [result.type];
  const isKnown = [...params.map((p) => p.type), ...results].every((t) => t.kind !== "problem");
  return isKnown ? { params, results } : undefined;
}
