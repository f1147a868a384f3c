/** Streams. */
import { type ProgramCase } from "./case.js";

export const regions: readonly ProgramCase[] = [
  { name: "a region function", args: [[1, 2, 3, 4], 10], after: [11, 12, 13, 14], source: `@region()
export function f(A: Tensor<int32, [4]>, n: int32): void {
  const there = stream(int32, { depth: 1 });
  const back = stream(int32, { depth: 1 });
  @kernel({ args: [A] })
  function ends(a: Tensor<int32, [4]>) {
    for (const [i] of grid(4)) {
      there.put(a[i]);
      a[i] = back.get();
    }
  }
  @kernel()
  function middle() {
    for (const [i] of grid(4)) back.put(there.get() + n);
  }
}
` },
  { name: "a region class", args: [[1, 2], [0, 0]], after: [1, 2], source: `@region()
export class Top {
  A!: Tensor<int32, [2]>;
  B!: Tensor<int32, [2]>;
  pipe = stream(int32, { depth: 2 });
  @kernel({ args: ["A"] })
  send(a: Tensor<int32, [2]>): void {
    for (const [i] of grid(2)) this.pipe.put(a[i]);
  }
  @kernel({ args: ["B"] })
  receive(b: Tensor<int32, [2]>): void {
    for (const [i] of grid(2)) b[i] = this.pipe.get();
  }
}
` },
];
