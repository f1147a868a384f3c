/** Parts of tensors, whole-tensor operations, externals' place: what memories can do. */
import { kernel8, type ProgramCase } from "./case.js";

const m = "(A: Tensor<int32, [2, 3]>";

function matrix(name: string, rest: string, body: string, expected: Omit<ProgramCase, "name" | "source" | "args">, before = "", more: ProgramCase["args"] = []): ProgramCase {
  return { name, source: `${before}@kernel()\nexport function f${m}${rest} {\n${body}\n}\n`, args: [[1, 2, 3, 4, 5, 6], ...more], ...expected };
}

const sum = "function sum<N extends number>(x: Tensor<int32, [N]>): int32 {\n  let s: int32 = 0;\n  for (const v of x) s += v;\n  return s;\n}\n";
const negate = "function negate<N extends number>(x: Tensor<int32, [N]>): void {\n  for (let i = 0; i < dim<N>(); i++) x[i] = -x[i];\n}\n";

export const tensors: readonly ProgramCase[] = [
  matrix("a row is a view", "): void", "const r = A[1];\nr[0] = 9;\nfor (let j = 0; j < 3; j++) A[0][j] = r[j];", { after: [9, 5, 6, 9, 5, 6] }),
  matrix("a row keeps the subscript of its time", "): int32", "let i: int32 = 1;\nconst r = A[i];\ni = 0;\nreturn r[0];", { result: 4 }),
  matrix("rows as arguments", "): int32", "let s: int32 = 0;\nfor (let i = 0; i < 2; i++) s = s * 100 + sum(A[i]);\nreturn s;", { result: 615 }, sum),
  matrix("rows that are written", "): void", "negate(A[1]);", { after: [1, 2, 3, -4, -5, -6] }, negate),
  matrix("columns as arguments", "): int32", "return sum(slice(A, [0, 2], 1)) * 100 + sum(slice(A, [0, 2], 2));", { result: 709 }, sum),
  matrix("columns that are written", "): void", "for (const j of range(0, 3, 2)) negate(slice(A, [0, 2], j));", { after: [-1, 2, -3, -4, 5, -6] }, negate),
  matrix("slices of slices", "): int32", "const right = slice(A, [0, 2], [1, 3]);\nconst corner = slice(right, [1, 2], [1, 2]);\ncorner[0][0] = 60;\nreturn right[1][1] + right.shape[0] * 100 + right.shape[1] * 1000;", { result: 2260, after: [1, 2, 3, 4, 5, 60] }),
  matrix("slices at run time", ", at: int32): int32", "const w = slice(A, 0, [at, at + 2]);\nreturn sum(w) * 10 + w[1];", { result: 53 }, sum, [1]),
  matrix("slices that drop all dimensions", "): int32", "return slice(A, 1, 2);", { result: 6 }),
  matrix("the rest stays whole", "): int32", "const r = slice(A, 1);\nreturn r[2] + r.length;", { result: 9 }),
  matrix("two views of one tensor as arguments", "): void", "copy(A[0], A[1]);", { after: [4, 5, 6, 4, 5, 6] }, "function copy(to: Tensor<int32, [3]>, from: Tensor<int32, [3]>): void {\n  for (let i = 0; i < 3; i++) to[i] = from[i];\n}\n"),
  matrix("the same tensor twice", "): void", "twice(A[0], A[0]);", { after: [1, 3, 6, 4, 5, 6] }, "function twice(to: Tensor<int32, [3]>, from: Tensor<int32, [3]>): void {\n  for (let i = 1; i < 3; i++) to[i] = to[i] + from[i - 1];\n}\n"),
  matrix("views returned are copied", "): Tensor<int32, [3]>", "const B = row(A, 1);\nA[1][0] = 0;\nreturn B;", { result: [4, 5, 6] }, "function row(A: Tensor<int32, [2, 3]>, i: int32): Tensor<int32, [3]> {\n  return A[i];\n}\n"),
  matrix("parameters returned are copied", "): int32", "const B = same(A);\nB[0][0] = 9;\nreturn A[0][0] * 10 + B[0][0];", { result: 19, after: [1, 2, 3, 4, 5, 6] }, "function same(A: Tensor<int32, [2, 3]>): Tensor<int32, [2, 3]> {\n  return A;\n}\n"),
  matrix("states returned are copied", "): int32", "const x = count();\nconst y = count();\nreturn x[0] * 10 + y[0];", { result: 12 }, "function count(): Tensor<int32, [1]> {\n  const n = state(int32, [1]);\n  n[0] += 1;\n  return n;\n}\n"),
  matrix("one tensor returned twice is two", "): int32", "const [x, y] = both();\nx[0] = 5;\nreturn x[0] * 10 + y[0];", { result: 51 }, "function both(): [Tensor<int32, [1]>, Tensor<int32, [1]>] {\n  const n = ones(int32, [1]);\n  return [n, n];\n}\n"),
  matrix("views inside nested functions", "): int32", "const r = A[1];\nfunction at(i: int32): int32 { return r[i]; }\nreturn at(0) + at(2);", { result: 10 }),
  matrix("elements of rows", "): int32", "let s: int32 = 0;\nfor (const row of A) for (const v of row) s = s * 10 + v;\nreturn s;", { result: 123456 }),
  matrix("a loop over all subscripts", "): int32", "let s: int32 = 0;\nfor (const at of grid(...A.shape)) s += load(A, at) * at[1];\nreturn s;", { result: 2 + 6 + 5 + 12 }),
  matrix("rank, size, shape", "): int32", "const [m, n] = A.shape;\nreturn A.rank * 1000 + A.size * 100 + m * 10 + n;", { result: 2623 }),
  kernel8("slices of one dimension", "const mid = slice(A, [2, 6]);\nfor (const [i] of grid(4)) mid[i] = i;", [1, 2, 0, 1, 2, 3, 7, 8]),
  kernel8("loops over constant arrays", "let i: int32 = 0;\nfor (const w of [3, 1, 2]) { A[i] = w; i += 1; }", [3, 1, 2, 4, 5, 6, 7, 8]),
  kernel8("rows of constant arrays", "for (let i = 0; i < 2; i++) { const row = m[i]; A[i] = row[i] + row.length; }", [4, 7, 3, 4, 5, 6, 7, 8], "const m = [[1, 2, 3], [3, 4, 5]];"),
  kernel8("unrolled loops", "for (const i of unrolled(1, 8, 3)) A[i] = table[i % 3];", [1, 8, 3, 4, 8, 6, 7, 8], "const table = [7, 8, 9];"),
  kernel8("unrolled loops choose types", "for (const w of unrolled(2)) { if (w === 0) A[0] = 5; else A[1] = 6; }", [5, 6, 3, 4, 5, 6, 7, 8]),
  kernel8("subscripts that a call computes come before the value that is stored", "A[at(A)] = step(A);", [3, 100, 3, 4, 5, 6, 7, 8],
    "function at(B: Tensor<int32, [8]>): int32 { return B[0]; }\nfunction step(B: Tensor<int32, [8]>): int32 {\n  B[0] = 3;\n  return 100;\n}"),
  matrix("a slice past the end of the slice it is of", ", k: int32): int32", "const s = slice(A, 0, [0, 2]);\nreturn slice(s, [k, k + 2])[0];", { stops: 6002 }, "", [1]),
  matrix("a slice before the start of the slice it is of", ", k: int32): int32", "const s = slice(A, 0, [1, 3]);\nreturn slice(s, [k, k + 2])[1];", { stops: 6002 }, "", [-1]),
  matrix("rows beyond what an index holds, as arguments", ", k: int64): int32", "return sum(A[k]);", { stops: 6002 }, sum, [1n << 32n]),
  matrix("slices beyond what an index holds, as arguments", ", k: int64): int32", "return sum(slice(A, 0, [k, k + 2]));", { stops: 6002 }, sum, [1n << 32n]),
  matrix("a row takes another", "): void", "A[0] = A[1];", { after: [4, 5, 6, 4, 5, 6] }),
  matrix("rows change places", "): void", "[A[0], A[1]] = [A[1], A[0]];", { after: [4, 5, 6, 1, 2, 3] }),
  matrix("a row takes what a function of it gives", "): void", "let i: int32 = 1;\nA[i] = doubled(A[i]);\nfor (const k of range(2)) A[k] = A[1 - k];", { after: [8, 10, 12, 8, 10, 12] },
    "function doubled(x: Tensor<int32, [3]>): Tensor<int32, [3]> {\n  const y = zeros(int32, [3]);\n  for (const [j] of grid(3)) y[j] = x[j] * 2;\n  return y;\n}\n"),
  matrix("a row takes a tensor that changes later", "): int32", "const r = zeros(int32, [3]);\nr[1] = 7;\nA[1] = r;\nr[1] = 9;\nconst h = state(int32, [2, 3]);\nh[0] = A[1];\nreturn h[0][1];", { after: [1, 2, 3, 0, 7, 0], result: 7 }),
  { name: "rows of three dimensions, and through views", args: [[1, 2, 3, 4, 5, 6, 7, 8]], after: [1, 2, 1, 2, 1, 2, 3, 4],
    source: "@kernel()\nexport function f(A: Tensor<int32, [2, 2, 2]>): void {\n  A[1] = A[0];\n  A[0][1] = A[1][0];\n  const v = slice(A, [0, 2], 0);\n  v[1] = A[0][1];\n}\n" },
  { name: "rows of structs", args: [[1, true, 3, false]], after: [1, true, 1, true],
    source: "interface P { a: int8; b: bool }\n@kernel()\nexport function f(A: Tensor<P, [2, 1]>): void {\n  A[1] = A[0];\n}\n" },
  matrix("parts of a shape by name", "): int32", "const { shape: [m, n], size } = A;\nconst { rank } = A;\nreturn m * 1000 + n * 100 + size * 10 + rank;", { result: 2362 }),
  kernel8("pairs of a constant array", "for (const [a, b] of pairs) A[a] = b;\nfor (const [i] of grid(2)) {\n  const [, b] = pairs[i];\n  A[i] = b;\n}", [9, 8, 3, 9, 8, 6, 7, 8], "const pairs = [[3, 9], [4, 8]];"),
];
