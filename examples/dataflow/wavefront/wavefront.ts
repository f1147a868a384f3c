/**
 * Smith-Waterman as a wavefront: element p owns a letter of the query and computes its column of the score matrix while the
 * letters of the reference pass; scores go on to the element of the next letter. A query longer than the array is passed
 * through it in strips, the last column of a strip waiting in a long FIFO for the next.
 */
import { int16, kernel, pid, region, stream, streams, uint8, type Tensor } from "heddle";

const match = 3, mismatch = -3, gap = -2;

/** Elements, strips, and the lengths of query and reference. */
export const P = 4, strips = 3, M = 12, N = 20;
type M = typeof M; type N = typeof N;

/** `best[0]` becomes the score of the best local alignment. */
@region()
export function wavefront(query: Tensor<uint8, [M]>, reference: Tensor<uint8, [N]>, best: Tensor<int16, [1]>): void {
  const letters = streams(uint8, [P], { depth: 2 });
  const scores = streams(int16, [P + 1], { depth: 2 });
  const bests = streams(int16, [P + 1], { depth: 2 });
  const between = stream(int16, { depth: N });

  /** Gives the first element its column to the left: zeros for the first strip, then the last column of the strip before. */
  @kernel({ mapping: [1], args: [reference] })
  function source(text: Tensor<uint8, [N]>) {
    for (let s = 0; s < strips; s++) {
      for (let n = 0; n < N; n++) {
        letters[0].put(text[n]);
        if (s === 0) scores[0].put(0);
        else scores[0].put(between.get());
      }
      bests[0].put(0);
    }
  }

  @kernel({ mapping: [P], args: [query] })
  function element(pattern: Tensor<uint8, [M]>) {
    const [p] = pid();
    for (let s = 0; s < strips; s++) {
      const own = pattern[s * P + p];
      let diagonal: int16 = 0;
      let up: int16 = 0;
      let highest: int16 = 0;
      for (let n = 0; n < N; n++) {
        const letter = letters[p].get();
        const left = scores[p].get();
        const score: int16 = Math.max(0, diagonal + (letter === own ? match : mismatch), up + gap, left + gap);
        highest = Math.max(highest, score);
        if (p < P - 1) letters[p + 1].put(letter);
        scores[p + 1].put(score);
        diagonal = left;
        up = score;
      }
      bests[p + 1].put(Math.max(highest, bests[p].get()));
    }
  }

  @kernel({ mapping: [1], args: [best] })
  function sink(result: Tensor<int16, [1]>) {
    let highest: int16 = 0;
    for (let s = 0; s < strips; s++) {
      for (let n = 0; n < N; n++) {
        const score = scores[P].get();
        if (s < strips - 1) between.put(score);
      }
      highest = Math.max(highest, bests[P].get());
    }
    result[0] = highest;
  }
}
