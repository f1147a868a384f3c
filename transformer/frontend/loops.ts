/** Loops. A counted `for` becomes the IR's `for`; one whose bound or variable changes under way keeps its own condition. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import { types as typeKinds } from "../../lib/diagnostics/catalogue/types.js";
import type { Expr, Stmt } from "../../lib/ir/ir.js";
import { binaryType } from "../../lib/ir/typing.js";
import {
  bool, contains, index, intervalOf, intTypeFor, isIntegral, isScalar, typeName, union, type ScalarType,
} from "../../lib/ir/types.js";
import { childExprs, visitStmts } from "../../lib/ir/walk.js";
import { ts } from "../ts.js";
import { isAssignment, lowerAssignment, lowerStep } from "./assignments.js";
import { freshId, freshSym, inBlock, nodeSpan, refuse, type Scope } from "./context.js";
import { countedLoop, type CountedLoop } from "./counted-loop.js";
import { heddleName } from "./heddle-symbols.js";
import { lowerCondition, lowerExpression, lowerStatement } from "./recursion.js";
import { skipParentheses } from "./syntax.js";
import { annotatedType } from "./types.js";
import { castTo, constExpr, toExpr } from "./value.js";

/** Lowers `for (init; cond; update)`. */
export function lowerFor(scope: Scope, node: TS.ForStatement, label: string | undefined): void {
  const counted = countedLoop(scope, node);
  if (counted === undefined || !lowerCounted(scope, node, counted, label)) lowerGeneralFor(scope, node, label);
}

function lowerBound(scope: Scope, node: TS.Expression): Expr | undefined {
  const value = lowerExpression(scope, node);
  const expr = value === undefined ? undefined : toExpr(scope, node, value);
  if (expr === undefined) return undefined;
  if (!isIntegral(expr.type) || expr.type.kind === "bool") return refuse(scope, node, typeKinds.boundNotInteger, [typeName(expr.type)]);
  return expr;
}

/** Returns false, having emitted nothing, when the loop turns out not to be a counted one. */
function lowerCounted(scope: Scope, node: TS.ForStatement, loop: CountedLoop, label: string | undefined): boolean {
  const emitted = scope.block.length;
  const lo = lowerBound(scope, loop.lo);
  const limit = lowerBound(scope, loop.hi);
  if (lo === undefined || limit === undefined) return true;
  const hi = loop.inclusive ? beyond(limit, loop.step > 0n ? 1n : -1n) : limit;
  const declared = loop.type === undefined ? undefined : annotatedType(scope, loop.type);
  const type = iterationType(declared !== undefined && declared !== "number" && isScalar(declared) ? declared : undefined, lo, hi, loop.step);
  if (type === undefined) {
    scope.block.length = emitted;
    return false;
  }
  const sym = freshSym(scope.unit, loop.name);
  scope.bindings.set(loop.symbol, { kind: "scalar", sym, type, mutable: false, exact: false });
  const id = freshId(scope.unit);
  const body = lowerLoopBody(scope, node.statement, label, id, id);
  const header = { span: nodeSpan(scope, node), id, ...(label === undefined ? {} : { label }) };
  if (!changesUnder(hi, body)) {
    scope.block.push({ kind: "for", iter: sym, type, lo, hi, step: loop.step, body, reduction: false, ...header });
    return true;
  }
  const span = nodeSpan(scope, node);
  const iter: Expr = { kind: "var", sym, type, span };
  const cond: Expr = { kind: "compare", op: loop.step > 0n ? "lt" : "gt", left: iter, right: hi, type: bool, span };
  scope.block.push({ kind: "let", sym, type, mutable: true, init: castTo(lo, type), span });
  scope.block.push({ kind: "while", cond, update: [{ kind: "assign", sym, value: castTo(beyond(iter, loop.step), type), span }], body, ...header });
  return true;
}

/** `e + step`, exactly. */
function beyond(e: Expr, step: bigint): Expr {
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
function iterationType(declared: ScalarType | undefined, lo: Expr, hi: Expr, step: bigint): ScalarType | undefined {
  if (!isIntegral(lo.type) || !isIntegral(hi.type)) return undefined;
  const range = union(constInterval(lo), constInterval(hi));
  if (declared !== undefined) {
    const magnitude = step < 0n ? -step : step;
    const reached = step > 0n ? { lo: range.lo, hi: range.hi + magnitude - 1n } : { lo: range.lo - magnitude + 1n, hi: range.hi };
    return isIntegral(declared) && contains(intervalOf(declared), reached) ? declared : undefined;
  }
  const inside = step > 0n ? { lo: range.lo, hi: range.hi - 1n } : { lo: range.lo + 1n, hi: range.hi };
  return inside.lo > inside.hi || contains(intervalOf(index), inside) ? index : intTypeFor(inside);
}

function constInterval(e: Expr): { lo: bigint; hi: bigint } {
  if (e.kind === "const" && typeof e.value === "bigint") return { lo: e.value, hi: e.value };
  return isIntegral(e.type) ? intervalOf(e.type) : { lo: 0n, hi: 0n };
}

/** Does the body write a variable or tensor that `bound` reads? A call may write any tensor it is given. */
function changesUnder(bound: Expr, body: readonly Stmt[]): boolean {
  const read = new Set<number>();
  const collect = (e: Expr): void => {
    if (e.kind === "var") read.add(e.sym.id);
    if (e.kind === "load") read.add(e.tensor.id);
    if (e.kind === "call") e.args.forEach((a) => a.kind === "ref" && read.add(a.sym.id));
    childExprs(e).forEach(collect);
  };
  collect(bound);
  let changes = false;
  visitStmts(body, (s) => {
    if (s.kind === "assign") changes ||= read.has(s.sym.id);
    if (s.kind === "store") changes ||= read.has(s.tensor.id);
    if (s.kind === "callstmt") changes ||= s.args.some((a) => a.kind === "ref" && read.has(a.sym.id));
  });
  return changes;
}

/** `for (init; cond; update)` in general: declarations before, then a while with an update. */
function lowerGeneralFor(scope: Scope, node: TS.ForStatement, label: string | undefined): void {
  const { initializer, condition, incrementor } = node;
  if (initializer !== undefined && ts.isVariableDeclarationList(initializer)) {
    const statement = ts.factory.createVariableStatement(undefined, initializer);
    lowerStatement(scope, statement);
  } else if (initializer !== undefined) {
    lowerUpdates(scope, initializer);
  }
  const id = freshId(scope.unit);
  lowerWhileLike(scope, node, condition, label, id, node.statement, () => {
    if (incrementor !== undefined) lowerUpdates(scope, incrementor);
  });
}

/** `i++, j--` in a loop header. */
function lowerUpdates(scope: Scope, node: TS.Expression): void {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    lowerUpdates(scope, node.left);
    lowerUpdates(scope, node.right);
  } else if (isAssignment(node)) lowerAssignment(scope, node);
  else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) lowerStep(scope, node);
  else refuse(scope, node, kinds.uselessExpression, []);
}

export function lowerWhile(scope: Scope, node: TS.WhileStatement, label: string | undefined): void {
  lowerWhileLike(scope, node, node.expression, label, freshId(scope.unit), node.statement, () => undefined);
}

/** A condition that reads streams runs inside the loop: `while (true) { c = …; if (!c) break; body }`. */
function lowerWhileLike(
  scope: Scope, node: TS.Statement, condition: TS.Expression | undefined, label: string | undefined, id: number,
  bodyNode: TS.Statement, lowerUpdate: () => void,
): void {
  const span = nodeSpan(scope, node);
  const lowered: { cond: Expr | boolean | undefined } = { cond: true };
  const before = inBlock(scope, () => { if (condition !== undefined) lowered.cond = lowerCondition(scope, condition); });
  const { cond } = lowered;
  if (cond === undefined || cond === false) return;
  const body = lowerLoopBody(scope, bodyNode, label, id, id);
  const update = inBlock(scope, lowerUpdate);
  const always: Expr = constExpr(true, bool, span);
  const test: Expr = cond === true ? always : cond;
  const exit: Stmt = { kind: "if", cond: test, then: [], else: [{ kind: "break", loop: id, span }], span };
  const header = { span, id, update, ...(label === undefined ? {} : { label }) };
  if (before.length === 0) scope.block.push({ kind: "while", cond: test, body, ...header });
  else scope.block.push({ kind: "while", cond: always, body: [...before, exit, ...body], ...header });
}

function lowerLoopBody(scope: Scope, node: TS.Statement, label: string | undefined, breakId: number, continueId: number): readonly Stmt[] {
  scope.loops.push({ label, breakId, continueId });
  const body = inBlock(scope, () => lowerStatement(scope, node));
  scope.loops.pop();
  return body;
}

// ---- for … of ----------------------------------------------------------------------------------------------------------

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
  if (!ts.isVariableDeclarationList(node.initializer)) return refuse(scope, node.initializer, kinds.loopVariableDeclaration, []);
  const pattern = node.initializer.declarations[0]?.name;
  const counters = pattern === undefined ? undefined : name === "range" ? rangeCounter(scope, iterable, pattern) : gridCounters(scope, iterable, pattern);
  if (counters !== undefined) emitNest(scope, node, counters, label, name === "reduction");
}

function rangeCounter(scope: Scope, node: TS.CallExpression, name: TS.BindingName): readonly Counter[] | undefined {
  const [first, second, third] = node.arguments;
  if (first === undefined || node.arguments.length > 3) return refuse(scope, node, kinds.argumentCount, ["range", 1, node.arguments.length]);
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
  if (names.length !== node.arguments.length) return refuse(scope, pattern, kinds.gridNames, [node.arguments.length, names.length]);
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
function emitNest(scope: Scope, node: TS.ForOfStatement, counters: readonly Counter[], label: string | undefined, reduction: boolean): void {
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
  const nest = loops.reduceRight<readonly Stmt[]>((stmts, l) => [{
    kind: "for", iter: l.sym, type: l.type, lo: l.lo, hi: l.hi, step: l.step, body: stmts, reduction, id: l.id, span,
    ...(l === outer && label !== undefined ? { label } : {}),
  }], body);
  scope.block.push(...nest);
}
