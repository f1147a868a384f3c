/** Helpers, templates, results. */
import { kernel8, scalar, type ProgramCase } from "./case.js";

export const functions: readonly ProgramCase[] = [
  scalar("parameters can be assigned", "a: int32, b: int32): int32", "while (b !== 0) { const t = a % b; a = b; b = t; }\nreturn a;", [48, 18], 6),
  scalar("helpers", "x: int32): int32", "return twice(x) + square(x);", [3], 15,
    "function twice(x: int32): int32 { return x + x; }\nconst square = (x: number) => x * x;"),
  scalar("helpers follow their argument's type", "x: int64): int64", "return square(x);", [1n << 20n], 1n << 40n, "function square(x: number) { return x * x; }"),
  kernel8("helpers write tensors", "fill(A, 3);", [3, 3, 3, 3, 3, 3, 3, 3], "function fill(X: Tensor<int32, [8]>, v: int32): void { for (const [i] of grid(8)) X[i] = v; }"),
  kernel8("nested helpers see the variables around them", "const base = A[1];\nfunction add(i: int32): int32 { return A[i] + base; }\nA[0] = add(2);", [5, 2, 3, 4, 5, 6, 7, 8]),
  scalar("helpers with several returns", "x: int32): int32", "return sign(x);", [-9], -1, "function sign(x: int32) { if (x < 0) return -1; if (x > 0) return 1; return 0; }"),
  scalar("template helpers", "x: int8): int16", "return widen<int16>(x) * 300;", [100], 30000, "function widen<T extends number>(x: int8): T { return dtype<T>()(x); }"),
  kernel8("sizes of templates from the arguments", "reverse(A);", [8, 7, 6, 5, 4, 3, 2, 1],
    "function reverse<N extends number>(X: Tensor<int32, [N]>): void {\n  for (let i = 0; i < dim<N>() / 2; i++) { const t = X[i]; X[i] = X[X.shape[0] - 1 - i]; X[X.length - 1 - i] = t; }\n}"),
  { name: "tensor results", source: "@kernel()\nexport function f(A: Tensor<int32, [2]>): Tensor<int32, [2, 2]> {\n  const C = full(int32, [2, 2], 5);\n  C[0][1] = A[1];\n  return C;\n}\n", args: [[1, 2]], result: [5, 2, 5, 5] },
  { name: "kernels call kernels", source: "@kernel()\nfunction ones8(A: Tensor<int32, [8]>): Tensor<int32, [8]> {\n  const C = ones(int32, [8]);\n  C[0] = A[0];\n  return C;\n}\n@kernel()\nexport function f(A: Tensor<int32, [8]>): void {\n  const D = ones8(A);\n  A[7] = D[0] + D[1];\n}\n",
    args: [[5, 2, 3, 4, 5, 6, 7, 8]], after: [5, 2, 3, 4, 5, 6, 7, 6] },
  { name: "a local tensor starts afresh in every round", source: "@kernel()\nexport function f(A: Tensor<int32, [2]>): void {\n  for (let i = 0; i < 2; i++) {\n    const t = zeros(int32, [2]);\n    t[i] += 1;\n    A[i] = t[0] + t[1];\n  }\n}\n", args: [[7, 7]], after: [1, 1] },
  { name: "aliases", source: "@kernel()\nexport function f(A: Tensor<int32, [2]>): void {\n  const B = A;\n  B[0] = 9;\n}\n", args: [[7, 7]], after: [9, 7] },
  scalar("defaults of type parameters apply where nothing else decides", "x: int32, y: int8): int32", "return wrap(x) + same(y) + wrap<int16>(x);", [300, -3], 341,
    "function wrap<T extends number = int8>(x: int32): T { return dtype<T>()(x); }\nfunction same<T extends number = uint8>(x: T): T { return x; }"),
  { name: "static methods", source: "export class K {\n  @kernel()\n  static f(A: Tensor<int32, [2]>): void {\n    A[0] = 4;\n  }\n}\n", args: [[7, 7]], after: [4, 7] },
  scalar("annotated patterns give their names types", "x: int32): int64", "let [a, b]: [int64, uint8] = [1, x];\na = 5000000000;\nb += 200;\nconst { p, q }: P = { p: 1, q: 300 * x };\nreturn a + b + p + q;", [100], 5000000000n + 44n + 1n + 30000n,
    "interface P { p: int8; q: int32 }"),
];
