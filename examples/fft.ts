/** The fast Fourier transform (Cooley and Tukey, radix 2, in place), on structs. */
import {
  dim, dtype, grid, kernel, range, reverseBits, uint32, unrolled, zeros, type float32, type Tensor,
} from "heddle";

export interface Complex {
  re: float32;
  im: float32;
}

/** The twiddle factors e^(-2πi k / n), for k below n/2. */
const cosines = (n: number): number[] => Array.from({ length: n / 2 }, (_, k) => Math.cos(-2 * Math.PI * k / n));
const sines = (n: number): number[] => Array.from({ length: n / 2 }, (_, k) => Math.sin(-2 * Math.PI * k / n));

function add(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

function sub(a: Complex, b: Complex): Complex {
  return { re: a.re - b.re, im: a.im - b.im };
}

function mul(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

/** X[k] = Σ x[n] e^(-2πi k n / N), for N a power of two. */
@kernel()
export function fft<N extends number>(x: Tensor<Complex, [N]>): Tensor<Complex, [N]> {
  const n = dim<N>();
  const stages = Math.log2(n);
  const cos = cosines(n);
  const sin = sines(n);
  const X = zeros(dtype<Complex>(), [n]);
  for (const i of range(n)) X[reverseBits(uint32(i)) >> (32 - stages)] = x[i];
  for (const stage of unrolled(stages)) {
    const half = 2 ** stage;
    const groups = n / 2 / half;
    for (const [group, k] of grid(groups, half)) {
      const top = 2 * half * group + k;
      const bottom = top + half;
      const twiddled = mul({ re: cos[k * groups], im: sin[k * groups] }, X[bottom]);
      [X[top], X[bottom]] = [add(X[top], twiddled), sub(X[top], twiddled)];
    }
  }
  return X;
}

export const fft64 = fft<64>;
export const fft256 = fft<256>;
