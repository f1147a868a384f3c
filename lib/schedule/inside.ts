/** Whether all accesses of a tensor are proven to be inside it. */
import { accessesOf, type Access } from "../analysis/accesses.js";
import { analyseRanges, type Ranges } from "../analysis/ranges.js";
import { schedule as kinds } from "../diagnostics/catalogue/schedule.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Expr, Stmt } from "../ir/ir.js";
import { stmtExprs, visitExpr, visitStmts } from "../ir/walk.js";
import type { MemoryPlace } from "./parameters.js";
import { refused, type StepContext } from "./primitive.js";
import { isInside } from "./bounds.js";

/** The refusal of the first access in the function whose subscripts neither ranges nor linear forms prove. */
export function insideErrors(
  context: StepContext, primitive: string, { func, sym, type }: MemoryPlace,
): readonly Diagnostic[] {
  const ranges = analyseRanges(context.module);
  const { accesses } = accessesOf(func, context.module);
  let errors: readonly Diagnostic[] = [];
  const look = (node: Stmt | Expr, s: Stmt): void => {
    if (!(node.kind === "load" || node.kind === "store") || node.tensor.id !== sym.id || errors.length > 0) return;
    const same = accesses.filter((a) => a.stmt === s && a.target.id === sym.id && a.span === node.span);
    const dim = unproven(ranges.inBounds(node), same, type.shape);
    if (dim < 0) return;
    errors = refused(
      context, kinds.maybeOutside, [primitive, sym.name, dim], [{ span: node.span, message: "this one" }],
    );
  };
  visitStmts(func.body, (s) => {
    look(s, s);
    for (const e of stmtExprs(s)) visitExpr(e, (x) => { look(x, s); });
  });
  return errors;
}

/** The first dimension without a proof; −1 when there is none. */
function unproven(
  proven: ReturnType<Ranges["inBounds"]>, accesses: readonly Access[], shape: readonly number[],
): number {
  return shape.findIndex((extent, d) => proven[d] !== true && (accesses.length === 0 || accesses.some((a) => {
    const form = a.at.slice(-shape.length)[d];
    return form === undefined || !isInside(form, extent, a.domain);
  })));
}
