/** Numbers that may be known only in part: how often a loop runs, how many cycles something takes. */

/** From `min` to `max`, both possible; without `max`, nothing is known above, for `reason`. */
export interface Count {
  readonly min: number;
  readonly max?: number;
  /** Why it is not one number. */
  readonly reason?: string;
}

export const exactly = (n: number): Count => ({ min: n, max: n });
export const unknown = (reason: string, min = 0): Count => ({ min, reason });
export const isExact = (c: Count): boolean => c.max === c.min;

function combined(a: Count, b: Count, op: (x: number, y: number) => number): Count {
  const max = a.max === undefined || b.max === undefined ? undefined : op(a.max, b.max);
  const reason = a.reason ?? b.reason;
  return { min: op(a.min, b.min), ...(max !== undefined && { max }), ...(reason !== undefined && { reason }) };
}

export const plus = (a: Count, b: Count): Count => combined(a, b, (x, y) => x + y);
export const times = (a: Count, b: Count): Count => combined(a, b, (x, y) => x * y);
export const larger = (a: Count, b: Count): Count => combined(a, b, Math.max);
export const total = (counts: readonly Count[]): Count => counts.reduce(plus, exactly(0));

/** Rounded up. */
export function dividedBy(a: Count, n: number): Count {
  return combined(a, exactly(n), (x, y) => Math.ceil(x / y));
}

/** Either of two. */
export function either(a: Count, b: Count): Count {
  const max = a.max === undefined || b.max === undefined ? undefined : Math.max(a.max, b.max);
  const min = Math.min(a.min, b.min);
  const reason = a.reason ?? b.reason ?? (max !== min ? "it depends on a condition" : undefined);
  return { min, ...(max !== undefined && { max }), ...(reason !== undefined && { reason }) };
}

/** `1,234`, `10 to 20`, `at least 5`, `unknown`. */
export function countText(c: Count): string {
  const n = (x: number): string => x.toLocaleString("en-US");
  if (c.max === undefined) return c.min === 0 ? "unknown" : `at least ${n(c.min)}`;
  return isExact(c) ? n(c.min) : `${n(c.min)} to ${n(c.max)}`;
}
