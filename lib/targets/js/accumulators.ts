/**
 * Sums of 33 to 52 bits that a loop adds to: while all of its additions together fit a number, the sum is brought into
 * its type after the loop only. Wrapping once is the same as wrapping each time.
 */
import type { Assign, Expr, For, Stmt, Store } from "../../ir/ir.js";
import type { Interval, IntType } from "../../ir/types.js";
import { stmtBlocks, stmtExprs, visitExpr, visitStmts } from "../../ir/walk.js";
import { number, wrapLine } from "./carriers.js";
import { primary } from "./code.js";
import type { FunctionContext } from "./context.js";
import type { LoopFacts } from "./loop-facts.js";
import { fitsNumber } from "./storage.js";

/** What adds to a sum: an assignment to a variable, or a store to an element that the loop keeps in one. */
interface Addition {
  readonly at: Assign | Store;
  readonly e: Expr;
  readonly isMinus: boolean;
}

interface Sum {
  /** Of the variable or the tensor. */
  readonly id: number;
  readonly name: string;
  readonly type: IntType;
  readonly additions: readonly Addition[];
}

/** Leaves the wrapping of sums in loop `s` to the lines that the result writes after the loop. */
export function deferWraps(s: For, facts: LoopFacts, cx: FunctionContext): () => void {
  if (facts.leavesEarly) return () => undefined;
  const sums = sumsOf(s, cx).filter((sum) => isOnlySummed(sum, s) && fitsNumber(mostOf(sum, s, cx)));
  for (const sum of sums) for (const { at } of sum.additions) cx.deferred.add(at);
  return () => {
    for (const sum of sums) {
      cx.writer.line(wrapLine(sum.name, number(primary(sum.name), mostOf(sum, s, cx)), sum.type, cx.module.runtime));
    }
  };
}

/** Sums that the loop's own statements, not those of inner loops, add to. */
function sumsOf(s: For, cx: FunctionContext): readonly Sum[] {
  const found = new Map<number, Sum>();
  const visit = (stmts: readonly Stmt[]): void => stmts.forEach((b) => {
    const sum = b.kind === "assign" || b.kind === "store" ? sumAt(b, cx) : undefined;
    const before = sum && found.get(sum.id);
    if (sum !== undefined) found.set(sum.id, { ...sum, additions: [...(before?.additions ?? []), ...sum.additions] });
    if (b.kind === "if") stmtBlocks(b).forEach(visit);
  });
  visit(s.body);
  return [...found.values()];
}

function sumAt(s: Assign | Store, cx: FunctionContext): Sum | undefined {
  const { kind, type } = s.value;
  if (kind !== "cast" || type.kind !== "int" || type.width <= 32 || type.width > 52) return undefined;
  if (s.kind === "assign" && cx.isState(s.sym)) return undefined;
  const id = s.kind === "assign" ? s.sym.id : s.tensor.id;
  const name = s.kind === "assign" ? cx.locals.get(id)?.name : cx.promoted.get(id);
  const added = addedTo(s.value.operand, id);
  return name === undefined || added === undefined ? undefined : { id, name, type, additions: [{ at: s, ...added }] };
}

/** What `e` adds to the sum `id`, and with which sign. */
function addedTo(e: Expr, id: number): Omit<Addition, "at"> | undefined {
  if (e.kind !== "binary" || (e.op !== "add" && e.op !== "sub")) return undefined;
  if (isSum(e.left, id)) return { e: e.right, isMinus: e.op === "sub" };
  return e.op === "add" && isSum(e.right, id) ? { e: e.left, isMinus: false } : undefined;
}

function isSum(e: Expr, id: number): boolean {
  return (e.kind === "var" && e.sym.id === id) || (e.kind === "load" && e.tensor.id === id);
}

/** Whether the loop reads the sum, and writes it, in its additions only. */
function isOnlySummed(sum: Sum, s: For): boolean {
  let [reads, writes] = [0, 0];
  visitStmts(s.body, (b) => {
    if ((b.kind === "assign" && b.sym.id === sum.id) || (b.kind === "store" && b.tensor.id === sum.id)) writes++;
    for (const root of stmtExprs(b)) visitExpr(root, (e) => (reads += isSum(e, sum.id) ? 1 : 0));
  });
  return reads === sum.additions.length && writes === reads;
}

/** What the sum is within at the end of the loop, unwrapped. */
function mostOf({ type, additions }: Sum, s: For, cx: FunctionContext): Interval {
  const whole = 1n << BigInt(type.width);
  const trips = tripsOf(s, cx);
  const step = additions.map(({ e, isMinus }) => {
    const { lo, hi } = cx.rangeOf(e);
    return isMinus ? { lo: -hi, hi: -lo } : { lo, hi };
  });
  const least = step.reduce((sum, r) => sum + (r.lo < 0n ? r.lo : 0n), 0n);
  const most = step.reduce((sum, r) => sum + (r.hi > 0n ? r.hi : 0n), 0n);
  return { lo: (type.signed ? -whole / 2n : 0n) + trips * least, hi: whole + trips * most };
}

/** At most so many iterations. */
function tripsOf(s: For, cx: FunctionContext): bigint {
  const [lo, hi] = [cx.rangeOf(s.lo), cx.rangeOf(s.hi)];
  const distance = s.step > 0n ? hi.hi - lo.lo : lo.hi - hi.lo;
  const size = s.step > 0n ? s.step : -s.step;
  return distance <= 0n ? 0n : (distance + size - 1n) / size;
}
