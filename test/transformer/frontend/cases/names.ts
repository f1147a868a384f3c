/** What names mean: hidden globals, namespaces, members, and places in parentheses. */
import { kernel8, scalar, type ProgramCase } from "./case.js";

const plusNine = "(x: int32): int32 { return x + 9; }";

const hidden: readonly ProgramCase[] = [
  scalar("an object called Math", "a: int32): int32", "return Math.abs(a);", [-1], 8, `const Math = { abs${plusNine} };`),
  { ...scalar("a module called Math", "a: int32): int32", "return Math.abs(a);", [-1], 8, 'import * as Math from "./names-math.js";'),
    files: { "names-math.ts": `export function abs${plusNine}` } },
  { ...scalar("a module called console", "a: int32): int32", "return console.log(a);", [-1], 8, 'import * as console from "./names-console.js";'),
    files: { "names-console.ts": `export function log${plusNine}` } },
  { ...scalar("a module with a function called as a stream's", "a: int32): int32", "return util.get(a);", [-1], 8, 'import * as util from "./names-util.js";'),
    files: { "names-util.ts": `export function get${plusNine}` } },
  scalar("a constant called NaN", "a: int32): int32", "return a + NaN;", [1], 6, "const NaN = 5;"),
  scalar("a constant called Infinity", "a: int32): int32", "return a + Infinity;", [1], 6, "const Infinity = 5;"),
  scalar("an object called Number", "a: int32): int32", "return a + Number.abs(a);", [1], 11, `const Number = { abs${plusNine} };`),
];

const members: readonly ProgramCase[] = [
  scalar("namespaces in namespaces", "a: int32): int32", "return a + NS.Inner.N + NS.Inner.g(a) + NS.M;", [1], 10,
    "namespace NS {\n  export const M = 3;\n  export namespace Inner {\n    export const N = 4;\n    export function g(x: int32): int32 { return x + 1; }\n  }\n}"),
  scalar("this in a static method", "a: int32): int32", "return 0 + a + K.g(a);", [1], 7,
    "class K {\n  static readonly N = 4;\n  static helper(x: int32): int32 { return x + 1; }\n  static g(x: int32): int32 { return this.N + this.helper(x); }\n}"),
  scalar("static fields that use each other", "a: int32): int32", "return a + K.M;", [1], 10,
    "class K {\n  static readonly N = 4;\n  static readonly M = Math.max(K.N, 2) * 2 + 1;\n}"),
  scalar("constants beside functions in an object", "a: int32): int32", "return a + cfg.N + cfg.g(a) + cfg.h(a);", [1], 8,
    "const cfg = { N: 2, g(x: int32): int32 { return x + 1; }, h: (x: int32): int32 => x + 2 };"),
  scalar("members of enums in brackets", "a: int32): int32", 'return a + E["A"] + CE["Y"];', [1], 8, "enum E { A = 5, B }\nconst enum CE { X = 1, Y = X << 1 }"),
  scalar("names in patterns", "a: int32): int32", "return a + N + M + Z + sum();", [1], 29,
    "const { N, q: { M } } = { N: 2, q: { M: 3 } };\nconst [, Z] = [8, 9];\nfunction sum(): number { return N + M + Z; }"),
];

const parentheses: readonly ProgramCase[] = [
  { name: "places in parentheses", args: [[1, 2]], result: 11, after: [7, 8],
    source: `interface P { x: int32; y: int32 }
@kernel()
export function f(A: Tensor<int32, [2]>): int32 {
  const n = state(int32, 0);
  let p: P = { x: 1, y: 2 };
  (p).x = 5;
  (p.y) = 6;
  (n).value += 1;
  (A)[(0)] = 7;
  (A[1]) = 8;
  return p.x + p.y + (n).value - 1;
}
` },
  { name: "nested fields in parentheses", args: [], result: 7,
    source: "interface In { x: int32 }\ninterface Out { in: In }\n@kernel()\nexport function f(): int32 {\n  let p: Out = { in: { x: 1 } };\n  (p.in).x = 7;\n  return p.in.x;\n}\n" },
  { name: "calls that change a tensor, in parentheses and assertions", args: [[1, 2]], result: 103, after: [3, 2],
    source: `function step(B: Tensor<int32, [2]>): int32 { B[0] = 3; return 100 + B[0]; }
const g = (B: Tensor<int32, [2]>): int32 => step(B);
@kernel()
export function f(A: Tensor<int32, [2]>): int32 {
  let x: int32 = 0;
  x = (step(A));
  x = step(A) as int32;
  x = (step(A)!);
  x = g(A);
  return x;
}
` },
  { name: "an arrow function whose body is a call without a result", args: [[1, 2]], after: [3, 2],
    source: "function step(B: Tensor<int32, [2]>): void { B[0] = 3; }\nconst g = (B: Tensor<int32, [2]>): void => step(B);\n@kernel()\nexport function f(A: Tensor<int32, [2]>): void {\n  g(A);\n}\n" },
  kernel8("several expressions in a statement", "let x: int32 = 0, y: int32 = 5;\nx = 1, y--;\n(A[0] = x), (A[1] = y, x++);\nA[2] = x;", [1, 4, 2, 4, 5, 6, 7, 8]),
];

export const names: readonly ProgramCase[] = [...hidden, ...members, ...parentheses];
