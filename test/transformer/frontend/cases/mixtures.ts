/** Constructs together. */
import { kernel8, scalar, type ProgramCase } from "./case.js";

export const mixtures: readonly ProgramCase[] = [
  kernel8("constant arrays inside a kernel", "const w = [3, 1, 2];\nfor (let i = 0; i < w.length; i++) A[i] = w[i] * w[2];", [6, 2, 4, 4, 5, 6, 7, 8]),
  kernel8("inner names hide outer ones", "const i = 5;\nfor (let i = 0; i < 2; i++) { const A0 = A[i]; A[i] = A0 + 10; }\nA[i] = 0;", [11, 12, 3, 4, 5, 0, 7, 8]),
  scalar("variables of odd widths wrap", "n: int32): int32", "let x: UInt<3> = 6;\nfor (let i = 0; i < n; i++) x += 1;\nreturn x;", [5], 3),
  scalar("else-if chains that return", "x: int32): int8", "if (x > 100) return 3;\nelse if (x > 10) return 2;\nelse if (x > 1) return 1;\nreturn 0;", [50], 2),
  scalar("while (true) with a return inside", "x: int32): int32", "let n: int32 = 0;\nwhile (true) {\n  if (n * n > x) return n;\n  n++;\n}", [50], 8),
  { name: "tensors of bool", source: "@kernel()\nexport function f(A: Tensor<bool, [4]>, B: Tensor<int32, [4]>): bool {\n  let any: bool = false;\n  for (const [i] of grid(4)) {\n    A[i] = B[i] > 2;\n    if (A[i] && !any) any = true;\n  }\n  return any;\n}\n", args: [[false, true, false, true], [1, 2, 3, 4]], after: [false, false, true, true], result: true },
  scalar("sums wider than 64 bits", "a: uint64, b: uint64): UInt<65>", "return a + b;", [(1n << 64n) - 1n, 1n], 1n << 64n),
  scalar("products wider than 128 bits", "a: Int<100>, b: Int<100>): Int<40>", "return (a * b) >> 150;", [1n << 98n, -(1n << 98n)], 0),
  scalar("division of the smallest by -1 is exact", "a: int8, b: int8): int16", "return a / b;", [-128, -1], 128),
  scalar("the smallest integer negated is exact", "a: int32): int64", "return -a;", [-2147483648], 2147483648n),
  scalar("unsigned differences go below zero", "a: uint8, b: uint8): int16", "return a - b;", [3, 5], -2),
  scalar("shifts by more than the width", "a: int32, n: uint8): int32", "return (a << n) + (a >> n);", [-5, 40], -1),
  scalar("float remainder", "x: float64, y: float64): float64", "return x % y;", [-7.5, 2], -1.5),
  scalar("Math.round takes ties up", "x: float32): float32", "return Math.round(x) * 10 + Math.round(-x);", [2.5], 28),
  scalar("Math.min of NaN", "x: float64): float64", "return Math.min(x, 1) + Math.max(x, 1);", [NaN], NaN),
  scalar("float32 and float64 mix in the wider", "x: float32, y: float64): float64", "return x * y;", [Math.fround(0.1), 3], Math.fround(0.1) * 3),
  scalar("64-bit integers round once to float32", "n: int64): float32", "return float32(n);", [(1n << 60n) + (1n << 36n) + 1n], Number(1n << 60n) + 2 ** 37),
  scalar("large floats wrap into integers", "x: float64): uint8", "return uint8(x);", [2 ** 40 + 300], 44),
  scalar("templates instantiate templates", "x: int16): int32", "return outer<int32, 3>(x);", [7], 28,
    "function inner<T extends number>(x: int16): T { return dtype<T>()(x) + 0; }\nfunction outer<T extends number, N extends number>(x: int16): T {\n  let sum: T = inner<T>(x);\n  for (let i = 0; i < dim<N>(); i++) sum += x;\n  return sum;\n}"),
  { name: "generic helpers call template kernels", source: "@kernel()\nfunction twice<T extends number, N extends number>(X: Tensor<T, [N]>): void {\n  for (const [i] of grid(dim<N>())) X[i] = X[i] * 2;\n}\nfunction both<N extends number>(X: Tensor<int32, [N]>): void {\n  twice(X);\n  twice<int32, N>(X);\n}\n@kernel()\nexport function f(A: Tensor<int32, [2]>): void {\n  both(A);\n}\n", args: [[1, 5]], after: [4, 20] },
  { name: "a helper that returns a tensor", source: "function scaled(X: Tensor<int32, [2]>, k: int32): Tensor<int32, [2]> {\n  const Y = zeros(int32, [2]);\n  for (const [i] of grid(2)) Y[i] = X[i] * k;\n  return Y;\n}\n@kernel()\nexport function f(A: Tensor<int32, [2]>): void {\n  for (const i of range(3)) {\n    const B = scaled(A, i + 1);\n    A[0] = B[0];\n  }\n}\n", args: [[1, 5]], after: [6, 5] },
  { name: "a region with a scalar, a table and a helper", args: [[1, 2, 3], 100], after: [111, 122, 133], source: `const offsets = [10, 20, 30];
function shift(x: int32, i: index): int32 {
  return x + offsets[i];
}
@region()
export function f(A: Tensor<int32, [3]>, base: int32): void {
  const there = stream(int32, { depth: 3 });
  const back = stream(int32, { depth: 1 });
  @kernel({ args: [A] })
  function ends(a: Tensor<int32, [3]>) {
    for (let i = 0; i < 3; i++) there.put(a[i]);
    for (let i = 0; i < 3; i++) a[i] = back.get();
  }
  @kernel()
  function middle() {
    for (let i = 0; i < 3; i++) back.put(shift(there.get(), i) + base);
  }
}
` },
];
