/** A low-pass filter in fixed point: it keeps the last samples from call to call, and rounds once, at its output. */
import { accumulator, Fixed, kernel, reduction, state, zeros, type Tensor } from "heddle";

/** From -1 to 1 - 2^-15. */
export type Sample = Fixed<16, 15, "round", "saturate">;
export const Sample = Fixed.of(16, 15, "round", "saturate");
/** 25 bits: the multipliers of FPGAs take 25 × 18, so more precise coefficients cost nothing up to here. */
const Tap = Fixed.of(25, 24, "round");

export const block = 256;
type Block = Tensor<Sample, [typeof block]>;

/** The impulse response of an ideal low-pass filter, in the middle of a Hamming window; the sum is 1. */
function lowPass(count: number, cutOff: number): number[] {
  const middle = (count - 1) / 2;
  const response = Array.from({ length: count }, (_, n) => {
    const x = 2 * cutOff * (n - middle);
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.54 - 0.46 * Math.cos(2 * Math.PI * n / (count - 1)));
  });
  const sum = response.reduce((a, b) => a + b);
  return response.map((h) => h / sum);
}

/** The cut-off frequency is an eighth of the sample rate. */
export const taps = lowPass(31, 1 / 8);

/** One sample in, one out. */
@kernel()
export function fir(x: Sample): Sample {
  const delay = state(Sample, [taps.length]);
  for (let t = taps.length - 1; t > 0; t--) delay[t] = delay[t - 1];
  delay[0] = x;
  const Sum = accumulator(Tap, Sample, taps.length);
  let sum = Sum(0);
  for (const [t] of reduction(taps.length)) sum += Tap(taps[t]) * delay[t];
  return Sample(sum);
}

/** A block of samples in, a block out. */
@kernel()
export function firBlock(x: Block): Block {
  const y = zeros(Sample, [block]);
  for (let n = 0; n < block; n++) y[n] = fir(x[n]);
  return y;
}
