/** How often a loop runs. */
import type { Expr, For } from "./ir.js";

/** The number of iterations; undefined when a bound is not constant. */
export function tripCount({ lo, hi, step }: For): bigint | undefined {
  const [from, to] = [constantBound(lo), constantBound(hi)];
  if (from === undefined || to === undefined || step === 0n) return undefined;
  const [distance, size] = step > 0n ? [to - from, step] : [from - to, -step];
  return distance <= 0n ? 0n : (distance + size - 1n) / size;
}

function constantBound(e: Expr): bigint | undefined {
  return e.kind === "const" && typeof e.value === "bigint" ? e.value : undefined;
}
