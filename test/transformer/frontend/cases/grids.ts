/** Grids of kernels, and regions in regions. */
import { type ProgramCase } from "./case.js";

const vector4 = "Tensor<int32, [4]>";

/** A region that adds `n` to each of four numbers, through a stream. */
const adder = `@region()
export function adder(A: ${vector4}, B: ${vector4}, n: int32): void {
  const pipe = stream(int32);
  @kernel({ args: [A] })
  function read(a: ${vector4}) {
    for (let i = 0; i < 4; i++) pipe.put(a[i] + n);
  }
  @kernel({ args: [B] })
  function write(b: ${vector4}) {
    for (let i = 0; i < 4; i++) b[i] = pipe.get();
  }
}
`;

export const grids: readonly ProgramCase[] = [
  {
    name: "a systolic array with edges", source: `const P = 2, K = 3;
@region()
export function f(A: Tensor<int8, [2, 3]>, B: Tensor<int8, [3, 2]>, C: Tensor<int32, [2, 2]>): void {
  const across = streams(int8, [P, P + 1]);
  const down = streams(int8, [P + 1, P]);
  @kernel({ mapping: [P + 2, P + 2], args: [A, B, C] })
  function pe(a: Tensor<int8, [2, 3]>, b: Tensor<int8, [3, 2]>, c: Tensor<int32, [2, 2]>) {
    const [pi, pj] = pid<2>();
    if ((pi === 0 || pi === P + 1) && (pj === 0 || pj === P + 1)) return;
    const [i, j] = [pi - 1, pj - 1];
    if (pj === 0) for (let k = 0; k < K; k++) across[i][0].put(a[i][k]);
    else if (pi === 0) for (let k = 0; k < K; k++) down[0][j].put(b[k][j]);
    else if (pi === P + 1) for (let k = 0; k < K; k++) down[P][j].get();
    else if (pj === P + 1) for (let k = 0; k < K; k++) across[i][P].get();
    else {
      let sum = int32(0);
      for (let k = 0; k < K; k++) {
        const x = across[i][j].get();
        const y = down[i][j].get();
        sum += x * y;
        across[i][j + 1].put(x);
        down[i + 1][j].put(y);
      }
      c[i][j] = sum;
    }
  }
}
`, args: [[1, 2, 3, 4, 5, 6], [1, -1, 2, 3, -4, 5], [0, 0, 0, 0]],
    afters: [[1, 2, 3, 4, 5, 6], [1, -1, 2, 3, -4, 5], [-7, 20, -10, 41]],
  },
  {
    name: "a cube", source: `@region()
export function f(A: Tensor<int32, [2, 3, 2]>, n: int32): void {
  @kernel({ mapping: [2, 3, 2], args: [A] })
  function cell(a: Tensor<int32, [2, 3, 2]>) {
    const [x, y, z] = pid<3>();
    a[x][y][z] = x * 100 + y * 10 + z + (y === 1 ? n : 0);
  }
}
`, args: [Array.from({ length: 12 }, () => 0), 1000], after: [0, 1, 1010, 1011, 20, 21, 100, 101, 1110, 1111, 120, 121],
  },
  {
    name: "constants by the place", source: `const W = [[1, 2, 3], [40, 50, 60]], scale = [0.5, 2], offsets = new Int8Array([7, -7]);
@region()
export function f(A: Tensor<float32, [6]>): void {
  @kernel({ mapping: [2], args: [A] })
  function one(a: Tensor<float32, [6]>) {
    const [p] = pid();
    const row = W[p];
    for (let k = 0; k < row.length; k++) a[p * 3 + k] = row[k] * scale[p] + offsets[p];
    if (row[0] > 1) a[p * 3] += W[p][2];
    for (const k of unrolled(W[p][0] > 1 ? 2 : 1)) a[p * 3 + 1] += k + 1;
  }
}
`, args: [[0, 0, 0, 0, 0, 0]], after: [7.5, 9, 8.5, 133, 96, 113],
  },
  {
    name: "arithmetic of the place", source: `@region()
export function f(A: Tensor<int32, [4]>, B: Tensor<int32, [4]>): void {
  @kernel({ mapping: [4], args: [A, B] })
  function one(a: Tensor<int32, [4]>, b: Tensor<int32, [4]>) {
    const [p] = pid();
    const small: int8 = p * 3 - 4;
    let x = -p;
    x += p / 2;
    a[p] = small * 1000 + (p << 2) + (p % 3) * (p >= 2 ? 10 : 1) + Math.max(p, 2) - ~p;
    b[p] = x * 10 + mod(p - 3, 2) + (p & 1);
  }
}
`, args: [[0, 0, 0, 0], [0, 0, 0, 0]], afters: [[-3997, -991, 2033, 5019], [1, -9, -9, -19]],
  },
  {
    name: "states, one for each instance", source: `@region()
export function f(A: Tensor<int32, [3]>): void {
  @kernel({ mapping: [3], args: [A] })
  function one(a: Tensor<int32, [3]>) {
    const total = state(int32, 5);
    const [p] = pid();
    total.value += p;
    a[p] = total.value;
  }
}
`, args: [[0, 0, 0]], after: [5, 6, 7],
  },
  {
    name: "a region that a kernel calls", source: `${adder}
@kernel()
export function f(A: Tensor<int32, [2, 4]>, B: Tensor<int32, [2, 4]>): void {
  adder(A[0], B[1], 100);
  for (let i = 1; i < 3; i++) adder(A[1], B[0], i);
}
`, args: [[1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 0, 0, 0, 0, 0]], afters: [[1, 2, 3, 4, 5, 6, 7, 8], [7, 8, 9, 10, 101, 102, 103, 104]],
  },
  {
    name: "regions that a region calls, with streams between them", source: `@region()
function scaled<N extends number>(A: Tensor<int32, [N]>, out: Stream<int32>, by: int32): void {
  const half = stream(int32, { depth: 1 });
  @kernel({ args: [A] })
  function read(a: Tensor<int32, [N]>) {
    for (let i = 0; i < dim<N>(); i++) half.put(a[i] * by);
  }
  @kernel()
  function pass() {
    for (let i = 0; i < dim<N>(); i++) out.put(half.get() + 1);
  }
}
@region()
export function f(A: Tensor<int32, [4]>, B: Tensor<int32, [2]>, C: Tensor<int32, [4]>, n: int32): void {
  const left = stream(int32);
  const right = stream(int32);
  const gain = 3;
  @kernel({ args: [C] })
  function sum(c: Tensor<int32, [4]>) {
    for (let i = 0; i < 4; i++) {
      c[i] = left.get() + gain;
      if (i < 2) c[i] += right.get();
    }
  }
  scaled<4>(A, left, n);
  scaled<2>(B, right, 7);
}
`, args: [[1, 2, 3, 4], [10, 20], [0, 0, 0, 0], 2], afters: [[1, 2, 3, 4], [10, 20], [77, 149, 10, 12]],
  },
  {
    name: "a region declared in a region", source: `@region()
export function f(A: Tensor<int32, [4]>, n: int32): void {
  const pipe = stream(int32);
  @region()
  function source(from: int32) {
    @kernel()
    function count() {
      for (let i = 0; i < 4; i++) pipe.put(i * n + from);
    }
  }
  source(5);
  @kernel({ args: [A] })
  function sink(a: Tensor<int32, [4]>) {
    for (let i = 0; i < 4; i++) a[i] = pipe.get();
  }
}
`, args: [[0, 0, 0, 0], 10], after: [5, 15, 25, 35],
  },
  {
    name: "classes that hold classes", source: `@region()
class Doubler {
  A!: Tensor<int32, [2]>;
  out!: Stream<int32>;
  factor = 2;
  @kernel({ args: ["A"] })
  one(a: Tensor<int32, [2]>): void {
    for (let i = 0; i < 2; i++) this.out.put(a[i] * this.factor);
  }
}
@region()
export class Top {
  A!: Tensor<int32, [2]>;
  B!: Tensor<int32, [2]>;
  pipe = stream(int32);
  first = run(Doubler, this.A, this.pipe);
  @kernel({ args: ["B"] })
  last(b: Tensor<int32, [2]>): void {
    for (let i = 0; i < 2; i++) b[i] = this.pipe.get() + 1;
  }
}
`, args: [[3, 4], [0, 0]], afters: [[3, 4], [7, 9]],
  },
];
