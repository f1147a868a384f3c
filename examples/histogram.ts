/** How often each grey occurs in a picture, and running sums. */
import { dim, kernel, uint32, zeros, type int32, type Tensor, type uint8 } from "heddle";
import { columns, rows, type Columns, type Rows } from "./image.js";

@kernel()
export function histogram(image: Tensor<uint8, [Rows, Columns]>): Tensor<uint32, [256]> {
  const counts = zeros(uint32, [256]);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) counts[image[y][x]]++;
  }
  return counts;
}

/** Replaces each element by the sum of all up to it. */
@kernel()
export function prefixSum<N extends number>(x: Tensor<int32, [N]>): void {
  let sum: int32 = 0;
  for (let i = 0; i < dim<N>(); i++) {
    sum += x[i];
    x[i] = sum;
  }
}

export const prefixSum256 = prefixSum<256>;
