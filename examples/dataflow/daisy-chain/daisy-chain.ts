/**
 * A daisy chain: one kernel loads all weights from memory and sends them down a chain of processing elements, each of which
 * keeps its own and passes the others on. Only the first touches memory, however long the chain is.
 */
import { grid, int32, kernel, pid, region, streams, zeros, type Tensor } from "heddle";

/** Elements in the chain, weights of each, and samples. */
export const P = 4, W = 3, N = 16;
type P = typeof P; type W = typeof W; type N = typeof N;

/** Element p adds the p-th polynomial (coefficients `weights[p]`, constant first) of each sample to the sum it is passed. */
@region()
export function daisyChain(weights: Tensor<int32, [P, W]>, x: Tensor<int32, [N]>, y: Tensor<int32, [N]>): void {
  const load = streams(int32, [P], { depth: 2 });
  const samples = streams(int32, [P], { depth: 2 });
  const sums = streams(int32, [P], { depth: 2 });

  @kernel({ mapping: [1], args: [weights] })
  function loader(all: Tensor<int32, [P, W]>) {
    for (const [p, w] of grid(P, W)) load[0].put(all[p][w]);
  }

  @kernel({ mapping: [1], args: [x] })
  function source(values: Tensor<int32, [N]>) {
    for (let n = 0; n < N; n++) samples[0].put(values[n]);
  }

  @kernel({ mapping: [P] })
  function element() {
    const [p] = pid();
    const own = zeros(int32, [W]);
    for (let w = 0; w < W; w++) own[w] = load[p].get();
    if (p < P - 1) for (let rest = 0; rest < (P - 1 - p) * W; rest++) load[p + 1].put(load[p].get());
    for (let n = 0; n < N; n++) {
      const value = samples[p].get();
      if (p < P - 1) samples[p + 1].put(value);
      let sum = int32(0);
      for (let w = W - 1; w >= 0; w--) sum = int32(sum * value + own[w]);
      if (p === 0) sums[p].put(sum);
      else sums[p].put(int32(sums[p - 1].get() + sum));
    }
  }

  @kernel({ mapping: [1], args: [y] })
  function sink(values: Tensor<int32, [N]>) {
    for (let n = 0; n < N; n++) values[n] = sums[P - 1].get();
  }
}
