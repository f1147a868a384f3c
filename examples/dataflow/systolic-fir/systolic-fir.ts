/**
 * A systolic FIR filter: a chain of cells, each with one coefficient. Samples pass two registers in each cell and partial
 * sums one, so that sample n - t meets the sum of y[n] in cell t.
 */
import { int16, int32, kernel, pid, region, streams, type Tensor } from "heddle";

export const coefficients = [3, -5, 7, 11, -2, 4];
const taps = coefficients.length;
export const N = 32;
type N = typeof N;

@region()
export function systolicFir(x: Tensor<int16, [N]>, y: Tensor<int32, [N]>): void {
  const samples = streams(int16, [taps + 1], { depth: 2 });
  const sums = streams(int32, [taps + 1], { depth: 2 });

  @kernel({ mapping: [1], args: [x] })
  function source(values: Tensor<int16, [N]>) {
    for (let n = 0; n < N; n++) {
      samples[0].put(values[n]);
      sums[0].put(0);
    }
  }

  @kernel({ mapping: [taps] })
  function cell() {
    const [t] = pid();
    let delayed = int16(0);
    for (let n = 0; n < N; n++) {
      const value = samples[t].get();
      sums[t + 1].put(sums[t].get() + coefficients[t] * value);
      if (t < taps - 1) samples[t + 1].put(delayed);
      delayed = value;
    }
  }

  @kernel({ mapping: [1], args: [y] })
  function sink(values: Tensor<int32, [N]>) {
    for (let n = 0; n < N; n++) values[n] = sums[taps].get();
  }
}
