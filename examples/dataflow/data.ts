/** Made-up data for the examples, the same at each run, and products to compare with. */

/** A linear congruential generator: numbers from 0 to 2^32 - 1. */
export function randomBits(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
}

/** `count` whole numbers from `lo` to `hi`. */
export function someIntegers(count: number, lo: number, hi: number, seed: number): number[] {
  const next = randomBits(seed);
  return Array.from({ length: count }, () => lo + Math.floor((next() / 2 ** 32) * (hi - lo + 1)));
}

/** A matrix of signed bytes. */
export function someBytes(rows: number, columns: number, seed: number): number[][] {
  const flat = someIntegers(rows * columns, -128, 127, seed);
  return Array.from({ length: rows }, (_, i) => flat.slice(i * columns, (i + 1) * columns));
}

/** A matrix of numbers between -1 and 1 that float32 holds. */
export function someReals(rows: number, columns: number, seed: number): number[][] {
  const next = randomBits(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(next() / 2 ** 31 - 1)));
}

/** The product of two matrices. */
export function product(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
}
