/** The doubles that the numeric tests try: edges of every kind, and pseudo-random ones, the same in each run. */

export const edges: readonly number[] = [
  0, 1, 0.5, 2, 3, 4, 10, 0.1, 1.5, 2.5, 0.49999999999999994, 1 + 2 ** -52, 1 - 2 ** -53, 1 - 2 ** -24, 1 + 2 ** -30,
  Math.PI, Math.PI / 2, Math.PI / 4, Math.E, Math.LN2, Math.SQRT2, 1.4142, 1.4143, 1 / 16,
  0.06249999, 22, 22.1, 19.0615,
  2 ** -1074, 2 ** -1073, 2 ** -1022, 2 ** -1021, 2.225073858507201e-308, 2 ** -500, 2 ** -100, 2 ** -54, 2 ** -53,
  2 ** -28, 2 ** -27, 2 ** -26, 2 ** 26, 2 ** 31, 2 ** 32, 2 ** 51 + 0.5, 2 ** 52 + 1, 2 ** 53, 2 ** 53 - 1, 2 ** 54,
  2 ** 65, 2 ** 66, 2 ** 500, 2 ** 511, 2 ** 600, 2 ** 1023, Number.MAX_VALUE, 709.78, 709.782712893384,
  709.7827128933841, 710, 711, 745.13, 745.1332191019411, 745.1332191019412, 746, 747, 1647000, 1647099, 1647100.5,
  // the doubles nearest to multiples of π/2, relative to their size
  6381956970095103 * 2 ** 797, 5319372648326541 * 2 ** -52 * 2 ** 255, 5706674932067741 * 2 ** 125, 3.0e22, 1e300,
].flatMap((x) => [x, -x]);

export const specials: readonly number[] = [NaN, Infinity, -Infinity];

/** A generator of numbers in [0, 1): a 32-bit xorshift, two draws to a double. */
export function random(seed: number): () => number {
  let s = seed | 1;
  const draw = (): number => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s >>> 0;
  };
  return () => (draw() >>> 6) / 2 ** 26 + (draw() >>> 5) / 2 ** 53;
}

/** Any finite double, all exponents alike. */
export function anyDouble(next: () => number): number {
  const magnitude = (1 + next()) * 2 ** Math.floor(next() * 2045 - 1022);
  return next() < 0.5 ? -magnitude : magnitude;
}

/** `count` doubles: a third in [-1, 1], a third of moderate size, a third of any. */
export function doubles(seed: number, count: number): readonly number[] {
  const next = random(seed);
  const kinds = [
    () => 2 * next() - 1,
    () => (2 * next() - 1) * 2 ** Math.floor(next() * 14 - 3),
    () => anyDouble(next),
  ];
  return Array.from({ length: count }, (_, i) => (kinds[i % kinds.length] ?? next)());
}

export function bitsOf(x: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return Number.isNaN(x) ? "NaN" : view.getBigUint64(0).toString(16).toUpperCase().padStart(16, "0");
}
