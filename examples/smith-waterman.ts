/** The best local alignment of two sequences (Smith and Waterman 1981), row by row with one row of memory. */
import { dim, kernel, zeros, int16, type Tensor, type uint16, type uint8 } from "heddle";

const match = 3;
const mismatch = -3;
const gap = -2;

/** An alignment's score, and where it ends: after that many letters of each sequence. */
export interface Alignment {
  score: int16;
  endA: uint16;
  endB: uint16;
}

/** Of several best alignments the one that ends first in `a`, and then in `b`. */
@kernel()
export function align<M extends number, N extends number>(a: Tensor<uint8, [M]>, b: Tensor<uint8, [N]>): Alignment {
  let best: Alignment = { score: 0, endA: 0, endB: 0 };
  const row = zeros(int16, [dim<N>()]); // the scores of what ends at a[i] and b[j]
  for (let i = 0; i < dim<M>(); i++) {
    let diagonal: int16 = 0;
    let left: int16 = 0;
    for (let j = 0; j < dim<N>(); j++) {
      const up = row[j];
      const score: int16 = Math.max(0, diagonal + (a[i] === b[j] ? match : mismatch), up + gap, left + gap);
      if (score > best.score) best = { score, endA: i + 1, endB: j + 1 };
      row[j] = score;
      [diagonal, left] = [up, score];
    }
  }
  return best;
}

export const align8x9 = align<8, 9>;
export const align64x128 = align<64, 128>;
