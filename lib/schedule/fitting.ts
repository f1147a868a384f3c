/** Directives where bounds have become constants: no loop is unrolled by more than its iterations. */
import type { For, LoopDirectives, Stmt } from "../ir/ir.js";
import { tripCount } from "../ir/trip-count.js";

/** `s`; a loop that runs less often than it was to be unrolled by is unrolled by as much as there is. */
export function fitting(s: Stmt): Stmt {
  const factor = s.kind === "for" ? s.directives?.unroll?.factor : undefined;
  const trips = s.kind === "for" ? tripCount(s) : undefined;
  if (s.kind !== "for" || factor === undefined || trips === undefined || BigInt(factor) <= trips) return s;
  const { unroll: _, ...others } = s.directives ?? {};
  return withDirectives(s, trips < 2n ? others : { ...others, unroll: { factor: Number(trips) } });
}

/** Directives are absent rather than empty. */
function withDirectives({ directives: _, ...loop }: For, directives: LoopDirectives): For {
  return Object.keys(directives).length === 0 ? loop : { ...loop, directives };
}
