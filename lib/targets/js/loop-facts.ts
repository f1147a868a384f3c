/** What the body of a loop does, as far as moving code out of the loop depends on it. */
import type { Expr, For, Func, Load, Stmt, Store } from "../../ir/ir.js";
import { declaredBy, refArgs, stmtExprs, visitExpr, visitStmts } from "../../ir/walk.js";

export interface LoopFacts {
  /** Ids of variables and tensors that the loop declares (its counter too) or assigns. */
  readonly changed: ReadonlySet<number>;
  /** Ids of tensors that may be written. */
  readonly written: ReadonlySet<number>;
  /** Ids of tensors that calls see. */
  readonly passed: ReadonlySet<number>;
  /** Element accesses by tensor id. */
  readonly accesses: ReadonlyMap<number, readonly (Load | Store)[]>;
  /** A return, or a jump to a loop further out. */
  readonly leavesEarly: boolean;
}

const known = new WeakMap<For, LoopFacts>();

/** The facts of `s`, worked out once. */
export function loopFacts(s: For): LoopFacts {
  const facts = known.get(s) ?? collect(s);
  known.set(s, facts);
  return facts;
}

function collect(s: For): LoopFacts {
  const changed = new Set([s.iter.id]);
  const [written, passed, inner] = [new Set<number>(), new Set<number>(), new Set([s.id])];
  const accesses = new Map<number, (Load | Store)[]>();
  let leavesEarly = false;
  const pass = (node: Expr | Stmt): void => refArgs(node).forEach(({ sym }) => passed.add(sym.id));
  const access = (a: Load | Store): unknown => accesses.set(a.tensor.id, [...(accesses.get(a.tensor.id) ?? []), a]);
  visitStmts(s.body, (b) => {
    for (const { sym } of declaredBy(b)) changed.add(sym.id);
    if (b.kind === "assign") changed.add(b.sym.id);
    if (b.kind === "for" || b.kind === "while" || b.kind === "switch") inner.add(b.id);
    if (b.kind === "return") leavesEarly = true;
    if ((b.kind === "break" || b.kind === "continue") && !inner.has(b.loop)) leavesEarly = true;
    if (b.kind === "callstmt") refArgs(b).forEach(({ sym }) => written.add(sym.id));
    if (b.kind === "store") {
      written.add(b.tensor.id);
      access(b);
    }
    pass(b);
    for (const root of stmtExprs(b)) {
      visitExpr(root, (e) => {
        if (e.kind === "load") access(e);
        pass(e);
      });
    }
  });
  return { changed, written, passed, accesses, leavesEarly };
}

/**
 * Can two names of `f` stand for one tensor? Only when a call returns a tensor that it was given or that is kept
 * (`isLasting`, by the callee's id).
 */
export function mayAlias(f: Func, isLasting: (id: number) => boolean): boolean {
  let found = false;
  visitStmts(f.body, (s) => {
    if (s.kind !== "callstmt" || !s.results.some((r) => r.type.kind === "tensor")) return;
    found ||= refArgs(s).length > 0 || isLasting(s.callee.id);
  });
  return found;
}
