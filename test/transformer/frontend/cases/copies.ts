/** Source that is compiled several times, and things that are told apart by more than their names. */
import { kernel8, scalar, type ProgramCase } from "./case.js";

const unrolled: readonly ProgramCase[] = [
  kernel8("a function in an unrolled loop sees the constant of its round",
    "for (const i of unrolled(3)) {\n  const g = (x: int32): int32 => x + i;\n  A[i] = g(100);\n}", [100, 101, 102, 4, 5, 6, 7, 8]),
  kernel8("a function in an unrolled loop sees the variable of its round",
    "for (const i of unrolled(3)) {\n  let y: int32 = i * 10;\n  y += 1;\n  function g(x: int32): int32 { return x + y; }\n  A[i] = g(100);\n}",
    [101, 111, 121, 4, 5, 6, 7, 8]),
  kernel8("a function in an unrolled loop sees the view of its round",
    "for (const i of unrolled(3)) {\n  const v = slice(A, [i, i + 2]);\n  const g = (): int32 => v[1];\n  A[i] = g();\n}", [2, 3, 4, 4, 5, 6, 7, 8]),
  kernel8("unrolled loops in each other", "for (const i of unrolled(2)) {\n  for (const j of unrolled(2)) {\n    const g = (): int32 => i * 10 + j;\n    A[i * 2 + j] = g();\n  }\n}",
    [0, 1, 10, 11, 5, 6, 7, 8]),
];

const cases: readonly ProgramCase[] = [
  scalar("a function in a case that others fall into", "x: int32): int32",
    "let r: int32 = 0;\nswitch (x) {\n  case 0: r = 5;\n  case 1:\n    const k = r + 1;\n    const g = (): int32 => k * 10;\n    r = g();\n}\nreturn r;", [0], 60),
];

const tables: readonly ProgramCase[] = [
  kernel8("two tables of one type in an expression", "for (const [i] of grid(3)) A[i] = [1, 2, 3][i] * 10 + [3, 2, 1][i];", [13, 22, 31, 4, 5, 6, 7, 8]),
  kernel8("a table that hides another",
    "const w = [1, 2, 3];\nfor (const [i] of grid(3)) A[i] = w[i];\n{\n  const w = [3, 2, 1];\n  for (const [i] of grid(3)) A[i] += w[i] * 10;\n}",
    [31, 22, 13, 4, 5, 6, 7, 8]),
  { ...kernel8("tables of two modules with one name", "for (const [i] of grid(3)) A[i] = a.W[i] * 10 + b.W[i];", [13, 22, 31, 4, 5, 6, 7, 8],
    'import * as a from "./copies-a.js";\nimport * as b from "./copies-b.js";'),
  files: { "copies-a.ts": "export const W = [1, 2, 3];", "copies-b.ts": "export const W = [3, 2, 1];" } },
  kernel8("a table of both zeros", "for (const [i] of grid(2)) {\n  A[i] = int32(1 / max(-8, 1 / [0.0, 0.0][i]));\n  if (1 / [-0.0, -0.0][i] < 0) A[i] += 50;\n}",
    [50, 50, 3, 4, 5, 6, 7, 8]),
];

const instances: readonly ProgramCase[] = [
  scalar("parameters of an alias of number are open", "a: int8, b: float32): float32", "const u = twice(a);\nconst v = twice(b);\nreturn v + u;", [3, 0.5], 7,
    "type Num = number;\nfunction twice(x: Num): number { return x * 2; }"),
  scalar("instances of a type parameter whose texts differ in signs alone", "x: int32): int32",
    "const A = zeros(dtype<Int_5>(), [2]);\nA[1].a = x;\nconst B = zeros(Int<5>, [2]);\nB[1] = 3;\nmove<Int_5>(A);\nmove<Int<5>>(B);\nreturn A[0].a * 10 + B[0];",
    [4], 43, "interface Int_5 { a: int32 }\nfunction move<T>(A: Tensor<T, [2]>): void { A[0] = A[1]; }"),
];

export const copies: readonly ProgramCase[] = [...unrolled, ...cases, ...tables, ...instances];
