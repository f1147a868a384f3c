/** `min` and `max` of integers; both together with constants clamp. */
import type { Binary, Expr } from "../../ir/ir.js";
import type { Interval } from "../../ir/types.js";
import { bigint, number, toBigint } from "./carriers.js";
import { call, numberLiteral, type IntCode } from "./code.js";
import type { FunctionContext } from "./context.js";
import { fitsInt32, fitsNumber } from "./storage.js";

/** `min(a, b)` or `max(a, b)`; a constant that can't be chosen is left out. */
export function extreme(e: Binary, range: Interval, cx: FunctionContext): IntCode {
  const clamped = clamp(e, range, cx);
  if (clamped !== undefined) return clamped;
  const [a, b] = [cx.lower.integer(e.left, cx), cx.lower.integer(e.right, cx)];
  if (e.right.kind === "const" && isAlways(e.op, a.range, b.range)) return a;
  if (e.left.kind === "const" && isAlways(e.op, b.range, a.range)) return b;
  if (a.carrier === "number" && b.carrier === "number") {
    return number(call(`Math.${e.op}`, a, b), range, a.mayBeMinusZero || b.mayBeMinusZero);
  }
  return bigint(call(cx.helper(e.op === "min" ? "bigMin" : "bigMax"), toBigint(a), toBigint(b)), range);
}

/** Is a value in `a` always the one that is chosen? */
function isAlways(op: Binary["op"], a: Interval, b: Interval): boolean {
  return op === "min" ? a.hi <= b.lo : a.lo >= b.hi;
}

interface Clamp {
  readonly e: Expr;
  readonly lo: bigint;
  readonly hi: bigint;
}

/** `min(max(x, lo), hi)`, or the other way round. */
function clampOf(e: Binary): Clamp | undefined {
  const outer = withConstant(e);
  const inner = outer?.e.kind === "binary" && outer.e.op !== e.op ? withConstant(outer.e) : undefined;
  if (outer === undefined || inner === undefined) return undefined;
  const [lo, hi] = e.op === "min" ? [inner.limit, outer.limit] : [outer.limit, inner.limit];
  return lo < hi ? { e: inner.e, lo, hi } : undefined;
}

function withConstant({ op, left, right }: Binary): { readonly e: Expr; readonly limit: bigint } | undefined {
  if (op !== "min" && op !== "max") return undefined;
  if (right.kind === "const") return { e: left, limit: BigInt(right.value) };
  return left.kind === "const" ? { e: right, limit: BigInt(left.value) } : undefined;
}

/** Numbers only, and only where neither limit can be left out. */
function clamp(e: Binary, range: Interval, cx: FunctionContext): IntCode | undefined {
  const found = clampOf(e);
  if (found === undefined) return undefined;
  const { lo, hi } = found;
  const inside = cx.rangeOf(found.e);
  if (!fitsNumber(inside) || inside.lo >= lo || inside.hi <= hi) return undefined;
  const x = cx.lower.integer(found.e, cx);
  if (x.carrier === "bigint") return undefined;
  // The helper for words subtracts: what it computes must be words too.
  const differences = [{ lo: x.range.lo - hi, hi: x.range.hi - hi }, { lo: lo - hi, hi: hi - lo }];
  const isWord = [x.range, { lo, hi }, ...differences].every(fitsInt32);
  const limits = [lo, hi].map((limit) => numberLiteral(Number(limit)));
  return number(call(cx.helper(isWord ? "clamp" : "clamp53"), x, ...limits), range, !isWord && x.mayBeMinusZero);
}
