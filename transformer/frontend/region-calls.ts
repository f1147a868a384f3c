/** Calls in a region: `inner(A, pipe)` starts a region, or a kernel of its own, beside the region's kernels. */
import type * as TS from "typescript";
import { dataflow } from "../../lib/diagnostics/catalogue/dataflow.js";
import { passGiven, type UserCall } from "./call-arguments.js";
import { nodeSpan, refuse, type Scope } from "./context.js";
import { heddleName } from "./heddle-symbols.js";
import { instanceArgs, type Placed } from "./region-kernels.js";
import { contains, functionName } from "./syntax.js";
import { classCall, instanceFor, isDecorated, namedTarget } from "./user-calls.js";

/** The instance that a call stands for; `undefined` when it was refused. */
export function startCalled(scope: Scope, node: TS.CallExpression): readonly Placed[] | undefined {
  const call = heddleName(scope.unit.checker, node.expression) === "run" ? classCall(scope, node) : functionCall(scope, node);
  const calling = call === undefined ? undefined : instanceFor(scope, call);
  if (call === undefined || calling === undefined) return undefined;
  const { callee, instance } = calling;
  const name = functionName(call.target);
  if (callee.results.length > 0) return refuse(scope, node, dataflow.returnsInRegion, ["kernel", name]);
  const given = passGiven(scope, calling);
  const args = given === undefined ? undefined : instanceArgs(scope, node, given, instance, undefined);
  if (args === undefined) return undefined;
  const kernel = name === callee.sym.name ? {} : { kernel: name };
  return [{ instance: { callee: callee.sym, args, ...kernel, span: nodeSpan(scope, node) }, func: callee, node, title: name }];
}

/** A region or kernel that is called by its name; the kernels of the region itself start without that. */
function functionCall(scope: Scope, node: TS.CallExpression): UserCall | undefined {
  const target = namedTarget(scope, node);
  const isKernel = target !== undefined && isDecorated(scope, target, "kernel");
  const isOwn = isKernel && contains(scope.node, target);
  if (target !== undefined && !isOwn && (isKernel || isDecorated(scope, target, "region"))) {
    return { node, target, nodes: node.arguments };
  }
  return refuse(scope, node, dataflow.notAnInstance, [node.expression.getText(), isOwn]);
}
