/**
 * Batcher's odd-even merge sort as a network: N wires, and a kernel for each comparator, which lets the smaller of two
 * values go on on the upper wire. A new set of N values may enter while the one before is still inside.
 */
import { int32, kernel, pid, region, streams, type Tensor } from "heddle";

/** Wires (a power of two), and sets that are sorted one after the other. */
export const N = 8, sets = 5;
type N = typeof N; type sets = typeof sets;

/** The comparators, in order: [upper wire, lower wire]. */
export const comparators = oddEvenMergeSort(N);

function oddEvenMergeSort(n: number): [number, number][] {
  const found: [number, number][] = [];
  for (let p = 1; p < n; p *= 2)
    for (let k = p; k >= 1; k /= 2)
      for (let j = k % p; j + k < n; j += 2 * k)
        for (let i = 0; i < k; i++)
          if (Math.floor((i + j) / (2 * p)) === Math.floor((i + j + k) / (2 * p))) found.push([i + j, i + j + k]);
  return found;
}

/** How many comparators have touched a wire before comparator `c` does: the segment of the wire that it reads. */
function before(c: number, wire: number): number {
  return comparators.slice(0, c).filter((pair) => pair.includes(wire)).length;
}

const segments = Math.max(...Array.from({ length: N }, (_, wire) => before(comparators.length, wire))) + 1;
const upperIn = comparators.map(([a], c) => before(c, a));
const lowerIn = comparators.map(([, b], c) => before(c, b));
const last = Array.from({ length: N }, (_, wire) => before(comparators.length, wire));
const upper = comparators.map(([a]) => a);
const lower = comparators.map(([, b]) => b);

@region()
export function sort(unsorted: Tensor<int32, [sets, N]>, sorted: Tensor<int32, [sets, N]>): void {
  const wires = streams(int32, [N, segments], { depth: 2 });

  @kernel({ mapping: [N], args: [unsorted] })
  function enter(values: Tensor<int32, [sets, N]>) {
    const [w] = pid();
    for (let s = 0; s < sets; s++) wires[w][0].put(values[s][w]);
  }

  @kernel({ mapping: [comparators.length] })
  function compare() {
    const [c] = pid();
    for (let s = 0; s < sets; s++) {
      const a = wires[upper[c]][upperIn[c]].get();
      const b = wires[lower[c]][lowerIn[c]].get();
      wires[upper[c]][upperIn[c] + 1].put(Math.min(a, b));
      wires[lower[c]][lowerIn[c] + 1].put(Math.max(a, b));
    }
  }

  @kernel({ mapping: [N], args: [sorted] })
  function leave(values: Tensor<int32, [sets, N]>) {
    const [w] = pid();
    for (let s = 0; s < sets; s++) values[s][w] = wires[w][last[w]].get();
  }
}
