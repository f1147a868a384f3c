/** Counting ones in words of odd widths. */
import { dim, kernel, type Tensor, type UInt, type uint8 } from "heddle";

@kernel()
export function popcount<Word extends number, N extends number>(
  words: Tensor<Word, [N]>, counts: Tensor<uint8, [N]>,
): void {
  for (let i = 0; i < dim<N>(); i++) {
    let rest = words[i];
    let ones: UInt<4> = 0;
    while (rest !== 0) {
      ones += rest & 1;
      rest >>= 1;
    }
    counts[i] = ones;
  }
}

export const popcount7 = popcount<UInt<7>, 128>;
export const popcount13 = popcount<UInt<13>, 128>;
