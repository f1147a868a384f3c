/**
 * The elementary functions to some 200 bits, on big integers: what the doubles of lib/numeric/math.ts are measured
 * against. Nothing here shares an algorithm or a constant with it.
 */

/** The number n · 2^-scale. */
export interface Big {
  readonly n: bigint;
  readonly scale: number;
}

/** Fraction bits of the working precision. */
const bits = 320;
const unit = 1n << BigInt(bits);

/** The exact value of a finite double. */
export function exact(x: number): Big {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const word = view.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const n = biased === 0 ? fraction : fraction | (1n << 52n);
  return { n: x < 0 ? -n : n, scale: 1075 - Math.max(1, biased) };
}

function shift(n: bigint, left: number): bigint {
  return left >= 0 ? n << BigInt(left) : n >> BigInt(-left);
}

/** `b` with `scale` fraction bits, rounded down. */
function fixed(b: Big, scale = bits): bigint {
  return shift(b.n, scale - b.scale);
}

export function bitLength(n: bigint): number {
  return (n < 0n ? -n : n).toString(2).length;
}

/** How far `got` is from `want`, in units in the last place of a double of the size of `want`; infinity is 2^1024. */
export function ulps(got: number, want: Big): number {
  const ulp = Math.max(bitLength(want.n) - want.scale - 53, -1074);
  if (ulp > 971) return got === (want.n < 0n ? -Infinity : Infinity) ? 0 : Infinity;
  const value = Number.isFinite(got) ? exact(got) : { n: got < 0 ? -1n : 1n, scale: -1024 };
  const scale = Math.max(value.scale, want.scale, -ulp) + 20;
  const difference = fixed(value, scale) - fixed(want, scale);
  return Number((difference < 0n ? -difference : difference) >> BigInt(scale + ulp - 20)) / 2 ** 20;
}

/** Σ termₖ, the next term made from the last until it vanishes. */
function series(first: bigint, next: (term: bigint, k: number) => bigint): bigint {
  let sum = 0n;
  for (let term = first, k = 1; term !== 0n && term !== -1n; term = next(term, k), k++) sum += term;
  return sum;
}

/** Σ xᵏ / k over odd k (artanh), or with alternating signs (arctan); x has `scale` fraction bits. */
function oddSeries(x: bigint, scale: number, alternating: boolean): bigint {
  const square = (x * x) >> BigInt(scale);
  let sum = 0n;
  for (let power = x, k = 1n; power !== 0n && power !== -1n; power = (power * square) >> BigInt(scale), k += 2n) {
    sum += alternating && k % 4n === 3n ? -(power / k) : power / k;
  }
  return sum;
}

export const ln2 = 2n * oddSeries(unit / 3n, bits, false);

/** π with 1600 fraction bits, by Machin's formula. */
const piScale = 1600;
const piLong = ((): bigint => {
  const one = 1n << BigInt(piScale);
  return 16n * oddSeries(one / 5n, piScale, true) - 4n * oddSeries(one / 239n, piScale, true);
})();

/** π / 2 and 2 / π with `scale` fraction bits. */
export function halfPi(scale: number): bigint {
  return shift(piLong, scale - piScale - 1);
}
export function twoOverPi(scale: number): bigint {
  return (1n << BigInt(scale + piScale + 1)) / piLong;
}

/** e^x for a fixed x. */
export function expFixed(x: bigint): Big {
  const k = (x + ln2 / 2n) / ln2 - (x + ln2 / 2n < 0n ? 1n : 0n);
  const r = x - k * ln2;
  return { n: series(unit, (term, i) => (term * r) / (unit * BigInt(i))), scale: bits - Number(k) };
}

/** The logarithm of a positive n · 2^-scale, fixed. */
export function logFixed({ n, scale }: Big): bigint {
  const size = bitLength(n);
  const m = shift(n, bits - size);
  const ratio = ((m - unit) << BigInt(bits)) / (m + unit);
  return 2n * oddSeries(ratio, bits, false) + BigInt(size - scale) * ln2;
}

/** sin and cos of a fixed r of no more than a few units. */
function sinCosFixed(r: bigint): { readonly sin: bigint; readonly cos: bigint } {
  const square = (r * r) >> BigInt(bits);
  const step = (from: number) => (term: bigint, k: number): bigint =>
    -((term * square) / (unit * BigInt((2 * k + from - 1) * (2 * k + from))));
  return { sin: series(r, step(1)), cos: series(unit, step(0)) };
}

function sinCos(x: number): { readonly sin: bigint; readonly cos: bigint } {
  const value = fixed(exact(x), 1400);
  const quarter = halfPi(1400);
  const k = value / quarter;
  const { sin, cos } = sinCosFixed(shift(value - k * quarter, bits - 1400));
  const turned = [{ sin, cos }, { sin: cos, cos: -sin }, { sin: -sin, cos: -cos }, { sin: -cos, cos: sin }];
  return turned[Number(BigInt.asUintN(2, k))] ?? { sin, cos };
}

const fixedBig = (n: bigint): Big => ({ n, scale: bits });
const ratioOf = (a: bigint, b: bigint): Big => fixedBig((a << BigInt(bits)) / b);

/** The functions of one double, finite and not so small that 320 bits are too few (2^-60 and up). */
export const references: Readonly<Record<"exp" | "log" | "sin" | "cos" | "tan" | "tanh", (x: number) => Big>> = {
  exp: (x) => expFixed(fixed(exact(x))),
  log: (x) => fixedBig(logFixed(exact(x))),
  sin: (x) => fixedBig(sinCos(x).sin),
  cos: (x) => fixedBig(sinCos(x).cos),
  tan: (x) => {
    const { sin, cos } = sinCos(x);
    return ratioOf(sin, cos);
  },
  tanh: (x) => {
    const e = expFixed(2n * fixed(exact(x)));
    const power = fixed(e, bits);
    return ratioOf(power - unit, power + unit);
  },
};

/** x^y for positive x and |y · log x| < 2000. */
export function powReference(x: number, y: number): Big {
  const power = exact(y);
  return expFixed(shift(logFixed(exact(x)) * power.n, -power.scale));
}

export function hypotReference(x: number, y: number): Big {
  const scale = 1200;
  const [a, b] = [fixed(exact(x), scale), fixed(exact(y), scale)];
  return { n: root((a * a + b * b) << 400n), scale: scale + 200 };
}

/** The integer part of √n, by Newton's iteration. */
export function root(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
