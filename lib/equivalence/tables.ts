/** What the tables of the graph are made with: growing, hashing, and bounds that are rounded outward. */

/** A lower bound of what was rounded to `x` once: a little less where doubles are not exact; −∞ for NaN. */
export function down(x: number): number {
  if (Number.isNaN(x)) return -Infinity;
  return Math.abs(x) <= 2 ** 53 ? x : x - Math.abs(x) * 2 ** -51;
}

/** An upper bound. */
export function up(x: number): number {
  return -down(-x);
}

/** `to` with the contents of `from`, which is shorter. */
export function grown<T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** For nodes of operands; `hashList` for nodes of lists. */
export function hash(op: number, a: number, b: number, c: number): number {
  return mixed(mixed(mixed(mixed(0x9e3779b9, op), a), b), c) >>> 0;
}

export function hashList(op: number, items: readonly number[]): number {
  let h = 0x7f4a7c15 + op;
  for (const item of items) h = mixed(h, item);
  return h >>> 0;
}

function mixed(h: number, x: number): number {
  const k = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  const m = Math.imul(h ^ k ^ (k >>> 13), 0xc2b2ae35);
  return m ^ (m >>> 15);
}
