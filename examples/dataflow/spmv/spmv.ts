/**
 * y = A x for a sparse matrix in compressed rows. The rows are dealt out to P lanes, which take different times; their sums
 * come together in one stream of several producers, each with the number of its row, in whatever order they are ready.
 */
import { float32, int32, kernel, merge, pid, region, struct, type Tensor } from "heddle";

/** Lanes, rows, and the most elements that are not zero. */
export const P = 3, rows = 12, capacity = 64;
type rows = typeof rows; type capacity = typeof capacity;

interface Sum {
  row: int32;
  value: float32;
}
const Sum = struct("Sum", { row: int32, value: float32 });

/** `start[r]` to `start[r + 1]` are the elements of row r: their columns and values. */
@region()
export function spmv(
  start: Tensor<int32, [13]>, column: Tensor<int32, [capacity]>, value: Tensor<float32, [capacity]>,
  x: Tensor<float32, [rows]>, y: Tensor<float32, [rows]>,
): void {
  const sums = merge(Sum, { depth: 2 });

  @kernel({ mapping: [P], args: [start, column, value, x] })
  function lane(
    from: Tensor<int32, [13]>, columns: Tensor<int32, [capacity]>, values: Tensor<float32, [capacity]>,
    vector: Tensor<float32, [rows]>,
  ) {
    const [p] = pid();
    for (let r = 0; r < rows / P; r++) {
      const row = r * P + p;
      let sum = float32(0);
      for (let e = from[row]; e < from[row + 1]; e++) sum += values[e] * vector[columns[e]];
      sums.put({ row, value: sum });
    }
  }

  @kernel({ mapping: [1], args: [y] })
  function collect(result: Tensor<float32, [rows]>) {
    for (let r = 0; r < rows; r++) {
      const sum = sums.get();
      result[sum.row] = sum.value;
    }
  }
}
