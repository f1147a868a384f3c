/** Loops. A counted `for` becomes the IR's `for`; one whose bound or variable changes under way keeps its own condition. */
import type * as TS from "typescript";
import type { Expr, Stmt } from "../../lib/ir/ir.js";
import { bool, isScalar } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { bind, freshId, freshSym, inBlock, nodeSpan, type Scope } from "./context.js";
import { countedLoop, type CountedLoop } from "./counted-loop.js";
import { lowerExpressionStatement } from "./expression-statements.js";
import { beyond, changesUnder, iterationType, lowerBound, lowerLoopBody, noteCounter } from "./loop-parts.js";
import { lowerCondition, lowerStatement } from "./recursion.js";
import { annotatedType } from "./types.js";
import { castTo, constExpr } from "./value.js";

/** Lowers `for (init; cond; update)`. */
export function lowerFor(scope: Scope, node: TS.ForStatement, label: string | undefined): void {
  const counted = countedLoop(scope, node);
  if (counted === undefined || !lowerCounted(scope, node, counted, label)) lowerGeneralFor(scope, node, label);
}

/** Returns false, having emitted nothing, when the loop turns out not to be a counted one. */
function lowerCounted(scope: Scope, node: TS.ForStatement, loop: CountedLoop, label: string | undefined): boolean {
  const emitted = scope.block.length;
  const lo = lowerBound(scope, loop.lo);
  const before = scope.block.length;
  const limit = lowerBound(scope, loop.hi);
  if (lo === undefined || limit === undefined) return true;
  if (scope.block.length > before) { // the bound takes statements of its own, each time it is asked
    scope.block.length = emitted;
    return false;
  }
  const hi = loop.inclusive ? beyond(limit, loop.step > 0n ? 1n : -1n) : limit;
  const declared = loop.type === undefined ? undefined : annotatedType(scope, loop.type);
  const type = iterationType(
    declared !== undefined && declared !== "number" && isScalar(declared) ? declared : undefined,
    lo,
    hi,
    loop.step,
  );
  if (type === undefined) {
    scope.block.length = emitted;
    return false;
  }
  const sym = freshSym(scope.unit, loop.name);
  bind(scope, loop.symbol, { kind: "scalar", sym, type, mutable: false, exact: false });
  noteCounter(scope, sym, lo, hi, loop.step);
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
  scope.block.push({
    kind: "while",
    bodyFirst: false,
    cond,
    update: [{ kind: "assign", sym, value: castTo(beyond(iter, loop.step), type), span }],
    body,
    ...header,
  });
  return true;
}

/** `for (init; cond; update)` in general: declarations before, then a while with an update. */
function lowerGeneralFor(scope: Scope, node: TS.ForStatement, label: string | undefined): void {
  const { initializer, condition, incrementor } = node;
  if (initializer !== undefined && ts.isVariableDeclarationList(initializer)) {
    const statement = ts.factory.createVariableStatement(undefined, initializer);
    lowerStatement(scope, statement);
  } else if (initializer !== undefined) {
    lowerExpressionStatement(scope, initializer);
  }
  const lowerUpdate = (): void => {
    if (incrementor !== undefined) lowerExpressionStatement(scope, incrementor);
  };
  lowerGeneral(scope, node, { condition, lowerUpdate, label });
}

export function lowerWhile(scope: Scope, node: TS.WhileStatement, label: string | undefined): void {
  lowerGeneral(scope, node, { condition: node.expression, lowerUpdate: () => undefined, label });
}

/** `do { … } while (cond)`. A condition that reads streams is kept in a variable, and asked after each round. */
export function lowerDo(scope: Scope, node: TS.DoStatement, label: string | undefined): void {
  const span = nodeSpan(scope, node);
  const id = freshId(scope.unit);
  const body = lowerLoopBody(scope, node.statement, label, id, id);
  const lowered: { cond: Expr | boolean | undefined } = { cond: undefined };
  const before = inBlock(scope, () => {
    lowered.cond = lowerCondition(scope, node.expression);
  });
  if (lowered.cond === undefined) return;
  const cond = typeof lowered.cond === "boolean" ? constExpr(lowered.cond, bool, span) : lowered.cond;
  const header = { kind: "while", bodyFirst: true, body, span, id, ...(label === undefined ? {} : { label }) } as const;
  if (before.length === 0) {
    scope.block.push({ ...header, cond, update: [] });
    return;
  }
  const sym = freshSym(scope.unit, "again");
  scope.block.push({ kind: "let", sym, type: bool, mutable: true, init: constExpr(true, bool, span), span });
  const asked: Stmt = { kind: "assign", sym, value: cond, span };
  scope.block.push({ ...header, cond: { kind: "var", sym, type: bool, span }, update: [...before, asked] });
}

/** A loop that keeps its own condition. */
interface GeneralLoop {
  readonly condition: TS.Expression | undefined;
  readonly lowerUpdate: () => void;
  readonly label: string | undefined;
}

/** A condition that reads streams runs inside the loop: `while (true) { c = …; if (!c) break; body }`. */
function lowerGeneral(scope: Scope, node: TS.ForStatement | TS.WhileStatement, loop: GeneralLoop): void {
  const { condition, label } = loop;
  const span = nodeSpan(scope, node);
  const id = freshId(scope.unit);
  const lowered: { cond: Expr | boolean | undefined } = { cond: true };
  const before = inBlock(scope, () => {
    if (condition !== undefined) lowered.cond = lowerCondition(scope, condition);
  });
  const { cond } = lowered;
  if (cond === undefined || cond === false) return;
  const body = lowerLoopBody(scope, node.statement, label, id, id);
  const update = inBlock(scope, loop.lowerUpdate);
  const always: Expr = constExpr(true, bool, span);
  const test: Expr = cond === true ? always : cond;
  const exit: Stmt = { kind: "if", cond: test, then: [], else: [{ kind: "break", loop: id, span }], span };
  const header = { bodyFirst: false, span, id, update, ...(label === undefined ? {} : { label }) };
  if (before.length === 0) scope.block.push({ kind: "while", cond: test, body, ...header });
  else scope.block.push({ kind: "while", cond: always, body: [...before, exit, ...body], ...header });
}
