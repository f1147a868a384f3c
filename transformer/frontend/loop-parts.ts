/** What counted loops of all forms share: bounds, the iteration variable's type, the body. */
import type * as TS from "typescript";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr, Stmt, Sym } from "../../lib/ir/ir.js";
import { binaryType } from "../../lib/ir/typing.js";
import {
  contains, index, intervalOf, intTypeFor, isIntegral, typeName, union, type Interval, type ScalarType,
} from "../../lib/ir/types.js";
import { refArgs, visitExpr, visitStmts } from "../../lib/ir/walk.js";
import { inBlock, refuse, type Scope } from "./context.js";
import { lowerExpression, lowerStatement } from "./recursion.js";
import { constExpr, toExpr } from "./value.js";
import { intervalIn } from "./views.js";

/** A loop bound: an integral expression (HDL3023). */
export function lowerBound(scope: Scope, node: TS.Expression): Expr | undefined {
  const value = lowerExpression(scope, node);
  const expr = value === undefined ? undefined : toExpr(scope, node, value);
  if (expr === undefined) return undefined;
  if (!isIntegral(expr.type) || expr.type.kind === "bool")
    return refuse(scope, node, typeKinds.boundNotInteger, [typeName(expr.type)]);
  return expr;
}

/** `e + step`, exactly. */
export function beyond(e: Expr, step: bigint): Expr {
  if (e.kind === "const" && typeof e.value === "bigint") {
    const value = e.value + step;
    return constExpr(value, intTypeFor({ lo: value, hi: value }), e.span);
  }
  const op = step < 0n ? "sub" : "add";
  const amount = step < 0n ? -step : step;
  const right = constExpr(amount, intTypeFor({ lo: amount, hi: amount }), e.span);
  const type = binaryType(op, e.type, right.type);
  return type.kind === "error" ? e : { kind: "binary", op, left: e, right, type, span: e.span };
}

/**
 * The iteration variable's type: `index` if it can count that far, else wide enough. An annotated type is kept if it also
 * holds the value that ends the loop; otherwise the variable wraps before the end and this is no counted loop.
 */
export function iterationType(declared: ScalarType | undefined, lo: Expr, hi: Expr, step: bigint): ScalarType | undefined {
  if (!isIntegral(lo.type) || !isIntegral(hi.type)) return undefined;
  const range = union(constInterval(lo), constInterval(hi));
  if (declared !== undefined) {
    const magnitude = step < 0n ? -step : step;
    const reached =
      step > 0n ? { lo: range.lo, hi: range.hi + magnitude - 1n } : { lo: range.lo - magnitude + 1n, hi: range.hi };
    return isIntegral(declared) && contains(intervalOf(declared), reached) ? declared : undefined;
  }
  const inside = step > 0n ? { lo: range.lo, hi: range.hi - 1n } : { lo: range.lo + 1n, hi: range.hi };
  return inside.lo > inside.hi || contains(intervalOf(index), inside) ? index : intTypeFor(inside);
}

function constInterval(e: Expr): Interval {
  if (e.kind === "const" && typeof e.value === "bigint") return { lo: e.value, hi: e.value };
  return isIntegral(e.type) ? intervalOf(e.type) : { lo: 0n, hi: 0n };
}

/** Remembers what a counter between constants can be. */
export function noteCounter(scope: Scope, sym: Sym, lo: Expr, hi: Expr, step: bigint): void {
  const [first, end] = [intervalIn(lo, scope), intervalIn(hi, scope)];
  if (first === undefined || end === undefined) return;
  const range = step > 0n ? { lo: first.lo, hi: end.hi - 1n } : { lo: end.lo + 1n, hi: first.hi };
  if (range.lo <= range.hi) scope.ranges.set(sym.id, range);
}

/** Does the body write a variable or tensor that `bound` reads? A call may write any tensor it is given. */
export function changesUnder(bound: Expr, body: readonly Stmt[]): boolean {
  const read = new Set<number>();
  visitExpr(bound, (e) => {
    if (e.kind === "var") read.add(e.sym.id);
    if (e.kind === "load") read.add(e.tensor.id);
    refArgs(e).forEach((a) => read.add(a.sym.id));
  });
  let changes = false;
  visitStmts(body, (s) => {
    if (s.kind === "assign") changes ||= read.has(s.sym.id);
    if (s.kind === "store") changes ||= read.has(s.tensor.id);
    if (s.kind === "callstmt") changes ||= refArgs(s).some((a) => read.has(a.sym.id));
  });
  return changes;
}

/** Lowers a loop's body with `break` and `continue` bound to the given loops. */
export function lowerLoopBody(
  scope: Scope,
  node: TS.Statement,
  label: string | undefined,
  breakId: number,
  continueId: number,
): readonly Stmt[] {
  scope.loops.push({ label, breakId, continueId });
  const body = inBlock(scope, () => lowerStatement(scope, node));
  scope.loops.pop();
  return body;
}
