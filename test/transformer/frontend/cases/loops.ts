/** Loops of every form. */
import { kernel8, scalar, type ProgramCase } from "./case.js";

export const loops: readonly ProgramCase[] = [
  kernel8("for up", "for (let i = 0; i < 8; i++) A[i] = i;", [0, 1, 2, 3, 4, 5, 6, 7]),
  kernel8("for down, inclusive", "for (let i = 7; i >= 0; i--) A[7 - i] = i;", [7, 6, 5, 4, 3, 2, 1, 0]),
  kernel8("for with steps", "for (let i = 0; i <= 7; i += 3) A[i] = 0;", [0, 2, 3, 0, 5, 6, 0, 8]),
  kernel8("for with a mirrored condition", "for (let i = 0; 8 > i; i = i + 2) A[i] = 0;", [0, 2, 0, 4, 0, 6, 0, 8]),
  kernel8("for that changes its variable", "for (let i = 0; i < 8; i++) { A[i] = 0; i += 2; }", [0, 2, 3, 0, 5, 6, 0, 8]),
  kernel8("for that changes its bound", "let n: int32 = 8;\nfor (let i = 0; i < n; i++) { A[i] = 0; n -= 1; }", [0, 0, 0, 0, 5, 6, 7, 8]),
  kernel8("for whose bound is in the tensor it writes", "for (let i = 0; i < A[7]; i++) { A[i] = 9; if (i === 3) A[7] = 0; }", [9, 9, 9, 9, 5, 6, 7, 0]),
  kernel8("for with two variables", "for (let i = 0, j = 7; i < j; i++, j--) { const t = A[i]; A[i] = A[j]; A[j] = t; }", [8, 7, 6, 5, 4, 3, 2, 1]),
  kernel8("for with a bound at run time", "const n = A[2];\nfor (let i = 0; i < n; i++) A[i] = 0;", [0, 0, 0, 4, 5, 6, 7, 8]),
  kernel8("for with a wrapping variable stops where the hardware would", "let n: int32 = 0;\nfor (let i: UInt<3> = 5; i !== 2; i++) n += 1;\nA[0] = n;", [5, 2, 3, 4, 5, 6, 7, 8]),
  kernel8("grid", "for (const [i, j] of grid(2, 4)) A[i * 4 + j] = i * 10 + j;", [0, 1, 2, 3, 10, 11, 12, 13]),
  kernel8("reduction", "let s: int32 = 0;\nfor (const [k] of reduction(8)) s += A[k];\nA[0] = s;", [36, 2, 3, 4, 5, 6, 7, 8]),
  kernel8("range forms", "for (const i of range(2)) A[i] = 0;\nfor (const i of range(3, 5)) A[i] = -1;\nfor (const i of range(7, 5, -1)) A[i] = -2;", [0, 0, 3, -1, -1, 6, -2, -2]),
  kernel8("while", "let i: index = 0;\nwhile (A[i] < 5) { A[i] = 0; i++; }", [0, 0, 0, 0, 5, 6, 7, 8]),
  kernel8("break and continue", "for (let i = 0; i < 8; i++) { if (i % 2 === 0) continue; if (i > 4) break; A[i] = 0; }", [1, 0, 3, 0, 5, 6, 7, 8]),
  kernel8("continue runs the update of a general for", "let n: int32 = 8;\nfor (let i = 0; i < n; i += 1) { if (A[i] === 2) { n -= 1; continue; } A[i] = 0; }", [0, 2, 0, 0, 0, 0, 0, 8]),
  kernel8("break out of a labelled loop", "outer: for (let i = 0; i < 4; i++) { for (let j = 0; j < 2; j++) { if (i === 2) break outer; A[i * 2 + j] = 0; } }", [0, 0, 0, 0, 5, 6, 7, 8]),
  kernel8("continue of a labelled loop", "outer: for (let i = 0; i < 4; i++) { for (let j = 0; j < 2; j++) { if (j === 1) continue outer; A[i * 2 + j] = 0; } }", [0, 2, 0, 4, 0, 6, 0, 8]),
  kernel8("break leaves the whole grid", "for (const [i, j] of grid(4, 2)) { if (i === 1 && j === 1) break; A[i * 2 + j] = 0; }", [0, 0, 0, 4, 5, 6, 7, 8]),
  kernel8("early return", "for (let i = 0; i < 8; i++) { if (A[i] > 3) return; A[i] = 0; }", [0, 0, 0, 4, 5, 6, 7, 8]),
  kernel8("for whose bound is a call that makes a tensor", "for (let i = 0; i < count(A)[0]; i++) {\n  A[0] = 2;\n  A[i] += 100;\n}", [102, 2, 3, 4, 5, 6, 7, 8],
    "function count(X: Tensor<int32, [8]>): Tensor<int32, [2]> {\n  const t = zeros(int32, [2]);\n  t[0] = X[0] < 3 ? 3 : 1;\n  return t;\n}"),
  scalar("the bounds of a grid are asked once", "n: int32): int32", "let m: int32 = n, c: int32 = 0;\nfor (const [i, j] of grid(3, m)) {\n  m = 1;\n  c += 1;\n}\nreturn c;", [4], 12),
  { name: "the row that is gone through is asked once", args: [[1, 2, 3, 4]], result: 3,
    source: "@kernel()\nexport function f(A: Tensor<int32, [2, 2]>): int32 {\n  let k: int32 = 0, s: int32 = 0;\n  for (const x of A[k]) {\n    s += x;\n    k = 1;\n  }\n  return s;\n}\n" },
  kernel8("calls in the head of a for", "let i: int32 = 0;\nfor (set(A, 7); i < 3; set(A, 9), i++) A[i + 1] = A[0];", [9, 7, 9, 9, 5, 6, 7, 8],
    "function set(X: Tensor<int32, [8]>, v: int32): void { X[0] = v; }"),
  scalar("for whose bound puts its variable in a struct", "n: int32): int32", "let c: int32 = 0;\nfor (let i = 0; i < limit({ i, n }); i++) c += 1;\nreturn c;", [6], 3,
    "interface P { i: int32; n: int32 }\nfunction limit(p: P): int32 { return p.n - p.i; }"),
  { name: "for whose bound takes a token each time", args: [[5, 5, 1], [0, 0, 0]], source: `@region()
export function f(A: Tensor<int32, [3]>, B: Tensor<int32, [3]>): void {
  const s = stream(int32);
  @kernel({ args: [A] })
  function from(a: Tensor<int32, [3]>) {
    for (let i = 0; i < 3; i++) s.put(a[i]);
  }
  @kernel({ args: [B] })
  function to(b: Tensor<int32, [3]>) {
    for (let i = 0; i < s.get(); i++) b[i] = 7;
  }
}
`, afters: [[5, 5, 1], [7, 7, 0]] },
];
