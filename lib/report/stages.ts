/** The stages of a dataflow region: its statements, and which of them wait for which. */
import type { Stmt } from "../ir/ir.js";
import { refArgs, stmtExprs, streamOf, visitExpr, visitStmts } from "../ir/walk.js";

/** A statement, and the stages before it that give it data: at once through a FIFO, otherwise when they are done. */
export interface StageOrder {
  readonly stmt: Stmt;
  readonly after: readonly { readonly stage: number; readonly isFifo: boolean }[];
}

/** `stmts` in order, without declarations. */
export function stageOrder(stmts: readonly Stmt[], isFifo: (id: number) => boolean): readonly StageOrder[] {
  const stages = stmts.filter((s) => s.kind !== "let" && s.kind !== "alloc" && s.kind !== "return"
    && s.kind !== "print" && s.kind !== "assert");
  const touched = stages.map(namesIn);
  return stages.map((stmt, n) => ({
    stmt,
    after: touched.slice(0, n).flatMap((before, stage) => {
      const shared = [...(touched[n] ?? [])].filter(([id, isWritten]) => before.has(id)
        && (isWritten || before.get(id) === true));
      return shared.length === 0 ? [] : [{ stage, isFifo: shared.every(([id]) => isFifo(id)) }];
    }),
  }));
}

/** The ids of what a statement touches, and whether it may write it. */
function namesIn(s: Stmt): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>();
  const add = (id: number, isWritten: boolean): unknown => found.set(id, isWritten || found.get(id) === true);
  visitStmts([s], (x) => {
    if (x.kind === "store") add(x.tensor.id, true);
    if (x.kind === "assign") add(x.sym.id, true);
    const stream = streamOf(x);
    if (stream !== undefined) add(stream.id, true);
    if (x.kind === "callstmt") for (const r of x.results) add(r.sym.id, true);
    for (const r of refArgs(x)) add(r.sym.id, true);
    for (const e of stmtExprs(x)) {
      visitExpr(e, (y) => {
        if (y.kind === "load") add(y.tensor.id, false);
        if (y.kind === "var") add(y.sym.id, false);
      });
    }
  });
  return found;
}
