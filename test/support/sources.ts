/** Source files of the projects that tests build: one of each construct the transformer rewrites. */

/** A helper and constants that kernels of another file use. `factor` is what tests change. */
export function helperFile(factor: number): string {
  return `import type { int32 } from "heddle";

export const factor = ${factor};
export const table = [1, 2, 3, 4];

export function scaled(x: int32): int32 {
  return x * factor;
}

export function divided(x: int32, y: int32): int32 {
  return x / y;
}
`;
}

/** Decorated functions, a region, a template, static methods, a class region, a kernel in a block. */
export const kernelsFile = `import { kernel, region, stream, zeros, grid, int32, type Tensor } from "heddle";
import { divided, scaled, table } from "./helper.js";

/** Adds up. */
@kernel()
export function add(A: Tensor<int32, [4]>, k: int32): Tensor<int32, [4]> {
  const C = zeros(int32, [4]);
  for (const [i] of grid(4)) {
    C[i] = scaled(A[i]) + table[i];
    C[i] = divided(C[i], k);
  }
  return C;
}

@region()
export function top(A: Tensor<int32, [4]>, B: Tensor<int32, [4]>): void {
  const pipe = stream(int32, { depth: 2 });
  @kernel({ mapping: [1], args: [A] })
  function producer(a: Tensor<int32, [4]>) { for (const [i] of grid(4)) pipe.put(a[i]); }
  @kernel({ mapping: [1], args: [B] })
  function consumer(b: Tensor<int32, [4]>) { for (const [i] of grid(4)) b[i] = pipe.get() + 1; }
}

@kernel()
export function scale<T extends number, N extends number>(A: Tensor<T, [N]>, f: T): void {
  for (const [i] of grid(A.shape[0])) A[i] = A[i] * f;
}

export class Ops {
  @kernel() static triple(a: int32): int32 { return a * 3; }
}

@region()
export class Pipeline {
  A!: Tensor<int32, [4]>;
  B!: Tensor<int32, [4]>;
  pipe = stream(int32, { depth: 2 });
  @kernel({ mapping: [1], args: ["A"] })
  producer(a: Tensor<int32, [4]>) { for (const [i] of grid(4)) this.pipe.put(a[i]); }
  @kernel({ mapping: [1], args: ["B"] })
  consumer(b: Tensor<int32, [4]>) { for (const [i] of grid(4)) b[i] = this.pipe.get() * 10; }
}

export function nested(): int32 {
  {
    const before = inner(1);
    @kernel()
    function inner(a: int32): int32 { return a + 7; }
    return before;
  }
}
`;

/** Uses all of kernelsFile and prints what comes out, one JSON line. */
export const mainFile = `import { tensor, ones, zeros, run, Int, int32, float32 } from "heddle";
import { add, nested, Ops, Pipeline, scale, top } from "./kernels.js";
import { plain } from "./plain.js";

const A = tensor(int32, [4], [1, 2, 3, 4]);
const [B, D] = [zeros(int32, [4]), zeros(int32, [4])];
const F = ones(float32, [3]);
top(A, B);
run(Pipeline, A, D);
scale<float32, 3>(F, 2.5);
const doubled = scale<float32, 3>;
doubled(F, 2);
const narrow = zeros(Int<7>, [2]).dtype;
const wrapped = Int<7>(65);
console.log(JSON.stringify([
  add(A, 1).toArray(), B.toArray(), D.toArray(), F.toArray(), Ops.triple(plain(2)), nested(), narrow === Int.of(7), wrapped,
]));
`;

/** What mainFile prints with a given factor. */
export function expectedOutput(factor: number): string {
  const added = [1, 2, 3, 4].map((x) => x * factor + x);
  return JSON.stringify([added, [2, 3, 4, 5], [10, 20, 30, 40], [5, 5, 5], 6, 8, true, -63]);
}

/** Divides by zero in a helper of another file, in a kernel, and prints the stack. */
export const stackFile = `import { tensor, int32 } from "heddle";
import { add } from "./kernels.js";

try {
  add(tensor(int32, [4], [1, 2, 3, 4]), 0);
} catch (error) {
  console.log(error instanceof Error ? error.stack : error);
}
`;

/** A file that has nothing to do with kernels, with a bit of everything that emitters move about. */
export const plainFile = `"use strict";
// A comment that stays.
import { factor as unused, table } from "./helper.js";

export enum Colour { Red, Green }

/** Doc. */
export function plain(x: number): number {
  return table.length === 4 ? x : -x; // trailing
}

export default class Box<T> {
  private readonly value: T;
  constructor(value: T) { this.value = value; }
  get(): T { return this.value; }
}
`;

/** The files of a project's src folder. */
export function sources(factor = 3): Record<string, string> {
  return {
    "src/helper.ts": helperFile(factor),
    "src/kernels.ts": kernelsFile,
    "src/main.ts": mainFile,
    "src/plain.ts": plainFile,
    "src/stack.ts": stackFile,
  };
}
