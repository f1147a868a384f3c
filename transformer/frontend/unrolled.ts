/** `for (const i of unrolled(n))`: the loop that the compiler writes out. */
import type * as TS from "typescript";
import { constructs as constructKinds } from "../../lib/diagnostics/catalogue/constructs.js";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { ts } from "../ts.js";
import { evaluate } from "./constants.js";
import { bind, freshId, inCopy, refuse, type Binding, type Scope } from "./context.js";
import { refuseUnknown } from "./names.js";
import { lowerStatement } from "./recursion.js";

/** The most iterations that are written out. */
const mostUnrolled = 4096n;

/** `unrolled(n)`: the body once for each value, which is a constant in it. */
export function lowerUnrolled(
  scope: Scope, node: TS.ForOfStatement, call: TS.CallExpression, name: TS.BindingName, label: string | undefined,
): void {
  const symbol = ts.isIdentifier(name) ? scope.unit.checker.getSymbolAtLocation(name) : undefined;
  if (symbol === undefined) return refuse(scope, name, kinds.gridNames, [1, 0]);
  const values = unrolledValues(scope, call);
  if (values !== undefined) writeOut(scope, node, label, symbol, values.map((value) => ({ kind: "constant", value: { kind: "int", value } })));
}

/** The loop's body once for each of `bindings`, which `symbol` stands for in it. */
export function writeOut(
  scope: Scope, node: TS.ForOfStatement, label: string | undefined, symbol: TS.Symbol, bindings: readonly Binding[],
): void {
  const id = freshId(scope.unit);
  scope.loops.push({ label, breakId: id, continueId: id, unrolled: true });
  for (const binding of bindings) {
    bind(scope, symbol, binding);
    inCopy(scope, node.statement, () => {
      lowerStatement(scope, node.statement);
    });
  }
  scope.loops.pop();
}

function unrolledValues(scope: Scope, call: TS.CallExpression): readonly bigint[] | undefined {
  const args = call.arguments.map((a) => constantInteger(scope, a));
  const [first, second, step = 1n] = args;
  if (first === undefined || args.includes(undefined) || args.length > 3) {
    return args.length === 0 || args.length > 3 ? refuse(scope, call, kinds.argumentCount, ["unrolled", 1, args.length]) : undefined;
  }
  const [lo, hi] = second === undefined ? [0n, first] : [first, second];
  if (step === 0n) return refuse(scope, call, kinds.badStep, [call.arguments[2]?.getText() ?? "0"]);
  const count = step > 0n ? (hi - lo + step - 1n) / step : (lo - hi - step - 1n) / -step;
  if (count > mostUnrolled) return refuse(scope, call, constructKinds.unrolledTooOften, [String(count), String(mostUnrolled)]);
  return Array.from({ length: Math.max(0, Number(count)) }, (_, i) => lo + BigInt(i) * step);
}

/** An integer that is known at compile time; refused with the reason when it is not. */
function constantInteger(scope: Scope, node: TS.Expression): bigint | undefined {
  const evaluation = evaluate(scope, node);
  if (evaluation.kind === "unknown") return refuseUnknown(scope, node, node.getText(), evaluation);
  if (evaluation.value.kind === "int") return evaluation.value.value;
  return refuse(scope, node, kinds.notConstant, [node.getText(), "an integer is needed"]);
}
