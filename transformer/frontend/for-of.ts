/** `for (const … of …)`: over subscripts and over elements. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Expr } from "../../lib/ir/ir.js";
import { intTypeFor } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { lowerSizes } from "./alloc.js";
import { bind, nodeSpan, refuse, type Scope } from "./context.js";
import { heddleName } from "./heddle-symbols.js";
import { lowerBound } from "./loop-parts.js";
import { whyUnknown } from "./names.js";
import { emitNest, type Counter } from "./nests.js";
import { lowerOverElements } from "./over-elements.js";
import { decided } from "./placed.js";
import { lowerExpression } from "./recursion.js";
import { skipParentheses } from "./syntax.js";
import { lowerUnrolled } from "./unrolled.js";
import { constExpr, scalar } from "./value.js";

/** What makes the iterations of a `for … of`. */
const iterables: ReadonlySet<string> = new Set(["grid", "range", "reduction", "unrolled"]);

/** Lowers `for (const … of grid(…) | reduction(…) | range(…) | unrolled(…))`. */
export function lowerForOf(scope: Scope, node: TS.ForOfStatement, label: string | undefined): void {
  const iterable = skipParentheses(node.expression);
  const name = ts.isCallExpression(iterable) ? heddleName(scope.unit.checker, iterable.expression) : undefined;
  if (!ts.isVariableDeclarationList(node.initializer))
    return refuse(scope, node.initializer, kinds.loopVariableDeclaration, []);
  const pattern = node.initializer.declarations[0]?.name;
  if (pattern === undefined) return;
  if (!ts.isCallExpression(iterable) || name === undefined || !iterables.has(name)) {
    return lowerOverElements(scope, node, node.initializer, pattern, label);
  }
  if (name === "unrolled") return lowerUnrolled(scope, node, iterable, pattern, label);
  if (name === "range") {
    const counters = rangeCounter(scope, iterable, pattern);
    if (counters !== undefined) emitNest(scope, node, counters, { label, reduction: false });
    return;
  }
  const bounds = gridBounds(scope, iterable);
  if (bounds !== undefined) lowerGrid(scope, node, pattern, bounds, label, name === "reduction");
}

function rangeCounter(scope: Scope, node: TS.CallExpression, name: TS.BindingName): readonly Counter[] | undefined {
  if (!ts.isIdentifier(name)) {
    return refuse(scope, name, kinds.unsupportedExpression, ["a pattern for the one variable of a range", "write for (const i of range(8))"]);
  }
  const [first, second, third] = node.arguments;
  if (first === undefined || node.arguments.length > 3)
    return refuse(scope, node, kinds.argumentCount, ["range", 1, node.arguments.length]);
  const zero = constExpr(0n, intTypeFor({ lo: 0n, hi: 0n }), nodeSpan(scope, node));
  const lo = second === undefined ? zero : lowerBound(scope, first);
  const hi = lowerBound(scope, second ?? first);
  const step = third === undefined ? 1n : constantStep(scope, third);
  return lo === undefined || hi === undefined || step === undefined ? undefined : [{ text: name.text, name, lo, hi, step }];
}

function constantStep(scope: Scope, node: TS.Expression): bigint | undefined {
  const value = decided(scope, lowerExpression(scope, node));
  if (value?.kind === "literal" && typeof value.value === "bigint" && value.value !== 0n) return value.value;
  return refuse(scope, node, kinds.badStep, [node.getText()], whyUnknown(scope, node));
}

/** The bounds of a grid; `...A.shape` stands for as many as it has. */
function gridBounds(scope: Scope, node: TS.CallExpression): readonly Expr[] | undefined {
  const bounds = node.arguments.map((a): readonly (Expr | undefined)[] => {
    if (!ts.isSpreadElement(a)) return [lowerBound(scope, a)];
    const shape = lowerSizes(scope, a.expression);
    return shape === undefined ? [undefined] : shape.map((d) => constExpr(BigInt(d), intTypeFor({ lo: BigInt(d), hi: BigInt(d) }), nodeSpan(scope, a)));
  }).flat();
  const known = bounds.filter((b) => b !== undefined);
  return known.length === bounds.length ? known : undefined;
}

/** One name for each bound, or one plain name for the tuple of all subscripts. */
function lowerGrid(
  scope: Scope, node: TS.ForOfStatement, pattern: TS.BindingName, bounds: readonly Expr[], label: string | undefined,
  reduction: boolean,
): void {
  const zero = constExpr(0n, intTypeFor({ lo: 0n, hi: 0n }), nodeSpan(scope, node));
  const names = ts.isArrayBindingPattern(pattern)
    ? pattern.elements.flatMap((e) => (ts.isBindingElement(e) ? [e.name] : []))
    : bounds.map(() => undefined);
  if (names.length !== bounds.length) return refuse(scope, pattern, kinds.gridNames, [bounds.length, names.length]);
  const tuple = ts.isIdentifier(pattern) ? pattern : undefined;
  const counters = bounds.map((hi, i): Counter => {
    const text = names[i]?.getText() ?? `${tuple?.text ?? "i"}${i}`;
    return { text, name: names[i], lo: zero, hi, step: 1n };
  });
  const before = (values: readonly Expr[]): void => nameTuple(scope, tuple, values);
  emitNest(scope, node, counters, { label, reduction, before });
}

function nameTuple(scope: Scope, name: TS.Identifier | undefined, values: readonly Expr[]): void {
  const symbol = name === undefined ? undefined : scope.unit.checker.getSymbolAtLocation(name);
  if (symbol === undefined) return;
  bind(scope, symbol, { kind: "value", value: { kind: "tuple", items: values.map(scalar) } });
}
