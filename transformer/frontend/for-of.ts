/** `for (const … of grid(…) | reduction(…) | range(…))`: nests of counted loops. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Expr, Stmt } from "../../lib/ir/ir.js";
import { index, intTypeFor } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { freshId, freshSym, nodeSpan, refuse, type Scope } from "./context.js";
import { heddleName } from "./heddle-symbols.js";
import { iterationType, lowerBound, lowerLoopBody } from "./loop-parts.js";
import { lowerExpression } from "./recursion.js";
import { skipParentheses } from "./syntax.js";
import { constExpr } from "./value.js";

interface Counter {
  readonly name: TS.BindingName;
  readonly lo: Expr;
  readonly hi: Expr;
  readonly step: bigint;
}

/** Lowers `for (const … of grid(…) | reduction(…) | range(…))`. */
export function lowerForOf(scope: Scope, node: TS.ForOfStatement, label: string | undefined): void {
  const iterable = skipParentheses(node.expression);
  const name = ts.isCallExpression(iterable) ? heddleName(scope.unit.checker, iterable.expression) : undefined;
  if (!ts.isCallExpression(iterable) || name === undefined || !["grid", "range", "reduction"].includes(name)) {
    return refuse(scope, node.expression, kinds.unsupportedIterable, [node.expression.getText()]);
  }
  if (!ts.isVariableDeclarationList(node.initializer))
    return refuse(scope, node.initializer, kinds.loopVariableDeclaration, []);
  const pattern = node.initializer.declarations[0]?.name;
  const counters =
    pattern === undefined
      ? undefined
      : name === "range"
        ? rangeCounter(scope, iterable, pattern)
        : gridCounters(scope, iterable, pattern);
  if (counters !== undefined) emitNest(scope, node, counters, label, name === "reduction");
}

function rangeCounter(scope: Scope, node: TS.CallExpression, name: TS.BindingName): readonly Counter[] | undefined {
  if (!ts.isIdentifier(name)) {
    return refuse(scope, name, kinds.comesLater, ["a pattern for the one variable of a range", "write for (const i of range(8))"]);
  }
  const [first, second, third] = node.arguments;
  if (first === undefined || node.arguments.length > 3)
    return refuse(scope, node, kinds.argumentCount, ["range", 1, node.arguments.length]);
  const zero = constExpr(0n, intTypeFor({ lo: 0n, hi: 0n }), nodeSpan(scope, node));
  const lo = second === undefined ? zero : lowerBound(scope, first);
  const hi = lowerBound(scope, second ?? first);
  const step = third === undefined ? 1n : constantStep(scope, third);
  return lo === undefined || hi === undefined || step === undefined ? undefined : [{ name, lo, hi, step }];
}

function constantStep(scope: Scope, node: TS.Expression): bigint | undefined {
  const value = lowerExpression(scope, node);
  if (value?.kind === "literal" && typeof value.value === "bigint" && value.value !== 0n) return value.value;
  return refuse(scope, node, kinds.badStep, [node.getText()]);
}

function gridCounters(scope: Scope, node: TS.CallExpression, pattern: TS.BindingName): readonly Counter[] | undefined {
  const names = ts.isArrayBindingPattern(pattern)
    ? pattern.elements.flatMap((e) => (ts.isBindingElement(e) ? [e.name] : []))
    : [pattern];
  if (names.length !== node.arguments.length)
    return refuse(scope, pattern, kinds.gridNames, [node.arguments.length, names.length]);
  const zero = constExpr(0n, intTypeFor({ lo: 0n, hi: 0n }), nodeSpan(scope, node));
  const counters = names.map((name, i) => {
    const bound = node.arguments[i];
    const hi = bound === undefined ? undefined : lowerBound(scope, bound);
    return hi === undefined ? undefined : { name, lo: zero, hi, step: 1n };
  });
  const known = counters.filter((c) => c !== undefined);
  return known.length === counters.length ? known : undefined;
}

/** A nest of loops, the first counter outermost, which carries the label and the id that `break` leaves. */
function emitNest(
  scope: Scope,
  node: TS.ForOfStatement,
  counters: readonly Counter[],
  label: string | undefined,
  reduction: boolean,
): void {
  const span = nodeSpan(scope, node);
  const loops = counters.map((c) => {
    const type = iterationType(undefined, c.lo, c.hi, c.step) ?? index;
    const sym = freshSym(scope.unit, c.name.getText());
    const symbol = ts.isIdentifier(c.name) ? scope.unit.checker.getSymbolAtLocation(c.name) : undefined;
    if (symbol === undefined) refuse(scope, c.name, kinds.gridNames, [counters.length, counters.length]);
    else scope.bindings.set(symbol, { kind: "scalar", sym, type, mutable: false, exact: false });
    return { ...c, sym, type, id: freshId(scope.unit) };
  });
  const outer = loops[0];
  const inner = loops.at(-1);
  if (outer === undefined || inner === undefined) return;
  const body = lowerLoopBody(scope, node.statement, label, outer.id, inner.id);
  const nest = loops.reduceRight<readonly Stmt[]>(
    (stmts, l) => [
      {
        kind: "for",
        iter: l.sym,
        type: l.type,
        lo: l.lo,
        hi: l.hi,
        step: l.step,
        body: stmts,
        reduction,
        id: l.id,
        span,
        ...(l === outer && label !== undefined ? { label } : {}),
      },
    ],
    body,
  );
  scope.block.push(...nest);
}
