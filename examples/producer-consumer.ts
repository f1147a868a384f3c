/** Two kernels that run side by side, joined by a stream. */
import { grid, int32, kernel, region, stream, type Tensor } from "heddle";

const M = 16, N = 24;
type M = typeof M;
type N = typeof N;

/** B = A + 1, element by element through the pipe. */
@region()
export function increment(A: Tensor<int32, [M, N]>, B: Tensor<int32, [M, N]>): void {
  const pipe = stream(int32, { depth: 4 });

  @kernel({ mapping: [1], args: [A] })
  function producer(a: Tensor<int32, [M, N]>) {
    for (const [i, j] of grid(M, N)) pipe.put(a[i][j]);
  }

  @kernel({ mapping: [1], args: [B] })
  function consumer(b: Tensor<int32, [M, N]>) {
    for (const [i, j] of grid(M, N)) b[i][j] = pipe.get() + 1;
  }
}
