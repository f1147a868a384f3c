/** Nests of counted loops, from what each counter runs over. */
import type * as TS from "typescript";
import { language as kinds } from "../../lib/diagnostics/catalogue/language.js";
import type { Expr, Stmt } from "../../lib/ir/ir.js";
import { index, intTypeFor } from "../../lib/ir/types.js";
import { ts } from "../ts.js";
import { bind, freshId, freshSym, inBlock, nodeSpan, refuse, type Binding, type Scope } from "./context.js";
import { changesUnder, iterationType, lowerLoopBody, noteCounter } from "./loop-parts.js";
import { lowerStatement } from "./recursion.js";
import { kept } from "./settled.js";
import { constExpr } from "./value.js";

export interface Counter {
  /** What the counter is called in the IR. */
  readonly text: string;
  /** The name that the source gives it, if it does. */
  readonly name?: TS.BindingName | undefined;
  readonly lo: Expr;
  readonly hi: Expr;
  readonly step: bigint;
}

export interface Nest {
  readonly label: string | undefined;
  readonly reduction: boolean;
  /** Runs at the start of the innermost body, with the counters' values. */
  readonly before?: (counters: readonly Expr[]) => void;
}

/** From 0 to below `extent`. */
export function counterTo(scope: Scope, node: TS.Node, text: string, extent: number): Counter {
  const bound = (n: bigint): Expr => constExpr(n, intTypeFor({ lo: n, hi: n }), nodeSpan(scope, node));
  return { text, lo: bound(0n), hi: bound(BigInt(extent)), step: 1n };
}

/**
 * A nest of loops, the first counter outermost, which carries the label and the id that `break` leaves. Without counters
 * the body runs once. All bounds are known before the first iteration.
 */
export function emitNest(scope: Scope, node: TS.ForOfStatement, counters: readonly Counter[], nest: Nest): void {
  const span = nodeSpan(scope, node);
  const loops = counters.map((c) => {
    const type = iterationType(undefined, c.lo, c.hi, c.step) ?? index;
    const sym = freshSym(scope.unit, c.text);
    if (c.name !== undefined) nameCounter(scope, c.name, { kind: "scalar", sym, type, mutable: false, exact: false }, counters.length);
    noteCounter(scope, sym, c.lo, c.hi, c.step);
    return { ...c, sym, type, id: freshId(scope.unit) };
  });
  const outer = loops[0];
  const inner = loops.at(-1);
  const values = loops.map(({ sym, type }): Expr => ({ kind: "var", sym, type, span }));
  if (outer === undefined || inner === undefined) {
    nest.before?.(values);
    return lowerStatement(scope, node.statement);
  }
  const before = inBlock(scope, () => nest.before?.(values));
  const body = [...before, ...lowerLoopBody(scope, node.statement, nest.label, outer.id, inner.id)];
  const changes = (l: (typeof loops)[number]): boolean => l !== outer && changesUnder(l.hi, body);
  const fixed = loops.map((l) => (changes(l) ? { ...l, hi: kept(scope, l.hi, "bound") } : l));
  const made = fixed.reduceRight<readonly Stmt[]>(
    (stmts, l) => [
      {
        kind: "for", iter: l.sym, type: l.type, lo: l.lo, hi: l.hi, step: l.step, body: stmts, reduction: nest.reduction,
        id: l.id, span, ...(l === outer && nest.label !== undefined ? { label: nest.label } : {}),
      },
    ],
    body,
  );
  scope.block.push(...made);
}

function nameCounter(scope: Scope, name: TS.BindingName, binding: Binding, count: number): void {
  const symbol = ts.isIdentifier(name) ? scope.unit.checker.getSymbolAtLocation(name) : undefined;
  if (symbol === undefined) refuse(scope, name, kinds.gridNames, [count, count]);
  else bind(scope, symbol, binding);
}
