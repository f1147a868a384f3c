/** A low-pass filter with 16-bit samples and an accumulator that is as wide as it has to be. */
import { kernel, zeros, int16, type Int, type Tensor } from "heddle";

export const samples = 512;
type Samples = typeof samples;

/** Coefficients in units of 2^-15; their sum is 2^15. */
const taps = [-512, -302, 1040, 3820, 7212, 10252, 7212, 3820, 1040, -302, -512];

@kernel()
export function fir(x: Tensor<int16, [Samples]>): Tensor<int16, [Samples]> {
  const y = zeros(int16, [samples]);
  for (let n = 0; n < samples; n++) {
    let sum: Int<36> = 0;
    for (let t = 0; t < taps.length; t++) {
      if (n >= t) sum += taps[t] * x[n - t];
    }
    y[n] = sum >> 15;
  }
  return y;
}
