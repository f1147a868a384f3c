/** Sorting in place: a `while` loop whose end depends on the data. */
import { dim, kernel, type int32, type Tensor } from "heddle";

@kernel()
export function insertionSort<N extends number>(x: Tensor<int32, [N]>): void {
  for (let i = 1; i < dim<N>(); i++) {
    const key = x[i];
    let j: int32 = i - 1;
    while (j >= 0 && x[j] > key) {
      x[j + 1] = x[j];
      j--;
    }
    x[j + 1] = key;
  }
}

export const insertionSort100 = insertionSort<100>;
