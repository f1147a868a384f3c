/** Statements beyond loops: switch, do, destructuring, state, messages. */
import { kernel8, scalar, type ProgramCase } from "./case.js";

const choose = `switch (x) {
  case 0: return 10;
  case 1:
  case 2: r += 1; break;
  case Mode.Fast: r += 100;
  default: r += 1000;
}
return r;`;

const switches: readonly ProgramCase[] = [
  ...([[0, 10], [1, 1], [2, 1], [7, 1100], [9, 1000]] as const).map(([x, result]) =>
    scalar(`switch on ${x}`, "x: int32): int32", `let r: int32 = 0;\n${choose}`, [x], result, "enum Mode { Slow = 6, Fast }")),
  scalar("switch with the default first", "x: int32): int32", "let r: int32 = 0;\nswitch (x) { default: r = 1; case 3: r += 10; break; case 4: r = 7; }\nreturn r;", [9], 11),
  scalar("switch without a default", "x: int32): int32", "let r: int32 = 5;\nswitch (x) { case 1: r = 6; }\nreturn r;", [2], 5),
  scalar("switch on a constant is specialised", "x: int32): int32", "switch (N) { case 4: return x; case 5: return x / 0; default: return 0; }", [3], 3, "const N = 4;"),
  scalar("switch in a loop: break leaves the switch, continue the round", "n: int32): int32",
    "let s: int32 = 0;\nfor (let i = 0; i < n; i++) {\n  switch (i % 3) {\n    case 0: s += 1; break;\n    case 1: continue;\n    default: s += 10;\n  }\n  s += 100;\n}\nreturn s;", [6], 422),
  scalar("break in the middle of a case", "x: int32): int32", "let r: int32 = 0;\nswitch (x) { case 1: r = 1; if (x < 5) break; r = 2; default: r += 10; }\nreturn r;", [1], 1),
  scalar("blocks of a case have names of their own", "x: uint8): int32", "switch (x) { case 1: { const k = 4; return k; } default: { const k = 5; return k; } }", [2], 5),
  scalar("switch on a narrow type", "x: UInt<2>): int32", "switch (x) { case 3: return 1; case 2: return 2; default: return 3; }", [2], 2),
];

const dos: readonly ProgramCase[] = [
  scalar("do runs once at least", "n: int32): int32", "let i: int32 = 0;\ndo { i += 1; } while (i < n);\nreturn i;", [0], 1),
  scalar("break and continue in do", "n: int32): int32", "let i: int32 = 0, s: int32 = 0;\ndo { i += 1; if (i === 2) continue; if (i === 5) break; s += i; } while (i < n);\nreturn s;", [9], 8),
  scalar("while that never runs", "n: int32): int32", "let i: int32 = 7;\nwhile (n > 0) { i = 1; n -= 1; }\nreturn i;", [0], 7),
];

const patterns: readonly ProgramCase[] = [
  scalar("swap", "x: int32, y: int32): int32", "let a = x, b = y;\n[a, b] = [b, a];\nreturn a * 10 + b;", [1, 2], 21),
  scalar("a step of Fibonacci", "n: int32): int32", "let a: int32 = 0, b: int32 = 1;\nfor (let i = 0; i < n; i++) [a, b] = [b, a + b];\nreturn a;", [10], 55),
  kernel8("elements change places", "[A[0], A[7]] = [A[7], A[0]];\n[A[1], A[2], A[3]] = [A[2], A[3], A[1]];", [8, 3, 4, 2, 5, 6, 7, 1]),
  kernel8("subscripts are those before the assignment", "let i: int32 = 1;\n[i, A[i]] = [3, 9];\nA[i] = 0;", [1, 2, 3, 0, 5, 6, 7, 8].with(3, 0).with(1, 2)),
  scalar("tuples", "x: int32, y: int32): int32", "const t = [x + 1, y * 2];\nconst [a, b] = t;\nx = 100;\nreturn t[0] * 100 + t[1] * 10 + a + b;", [3, 4], 4 * 100 + 80 + 12),
  scalar("tuples of tuples", "x: int32): int32", "const [[a, b], c] = [[x, x + 1], x + 2];\nreturn a * 100 + b * 10 + c;", [1], 123),
  scalar("parts of a pattern left out", "x: int32): int32", "const [, b] = [x, x + 1];\nreturn b;", [1], 2),
  scalar("objects as groups of names", "x: int32): int32", "const p = { a: x, b: { c: x + 1 } };\nconst { a, b: { c } } = p;\nx = 9;\nreturn p.a * 100 + a * 10 + c;", [1], 112),
  scalar("objects by spread and shorthand", "x: int32): int32", "const a = x + 1;\nconst p = { a, b: 5 };\nconst q = { ...p, b: 7 };\nreturn q.a * 10 + q.b;", [1], 27),
  scalar("names keep the value of their time", "x: int32): int32", "let y = x;\nconst p = { y };\ny = 8;\n{ const { y } = p; return y; }", [1], 1),
  scalar("several results", "a: int32, b: int32): int32", "const [q, r] = divmod(a, b);\nreturn q * 10 + r;", [17, 5], 32,
    "function divmod(a: int32, b: int32): [int32, int32] { return [a / b, a % b]; }"),
  scalar("several results into variables", "a: int32, b: int32): int32", "let q: int32 = 0;\nlet r: int8 = 0;\n[q, r] = divmod(a, b);\nreturn q * 10 + r;", [17, 5], 32,
    "function divmod(a: int32, b: int32): [int32, int8] { return [a / b, int8(a % b)]; }"),
  { name: "a kernel of several results", source: "@kernel()\nexport function f(a: int32, b: int32): [int32, bool] {\n  return [a + b, a > b];\n}\n", args: [1, 2], results: [3, false] },
  { name: "a scalar and a tensor as results", source: "@kernel()\nexport function f(A: Tensor<int32, [3]>): [int32, Tensor<int32, [3]>] {\n  const B = zeros(int32, [3]);\n  let s: int32 = 0;\n  for (let i = 0; i < 3; i++) { s += A[i]; B[2 - i] = A[i]; }\n  return [s, B];\n}\n",
    args: [[1, 2, 3]], results: [6, [3, 2, 1]] },
  scalar("results of early returns", "a: int32): int32", "const [x, y] = g(a);\nreturn x * 10 + y;", [5], 12, "function g(a: int32): [int32, int32] { if (a > 3) return [1, 2]; return [3, 4]; }"),
  scalar("inferred tuples of results", "a: int8): int32", "const [x, y] = g(a);\nreturn x * 10 + y;", [5], 62, "function g(a: int8) { return [a + 1, a - 3] as const; }"),
];

const counter = "@kernel()\nexport function f(x: int32): int32 {\n  const n = state(int32, 5);\n  n.value += x;\n  return n.value;\n}\n";

const states: readonly ProgramCase[] = [
  { name: "a state keeps its value", source: counter, args: [1], result: 6, again: [{ args: [1], result: 6 }, { args: [2], result: 8 }, { args: [-10], result: -2 }] },
  { name: "a state tensor starts with zeros", source: "@kernel()\nexport function f(x: int32): int32 {\n  const seen = state(int32, [4]);\n  seen[x] += 1;\n  return seen[x];\n}\n",
    args: [1], result: 1, again: [{ args: [1], result: 1 }, { args: [1], result: 2 }, { args: [2], result: 1 }] },
  { name: "a state tensor with data", source: "@kernel()\nexport function f(x: int32): int32 {\n  const h = state(int16, [2, 2], [[1, 2], [3, 4]]);\n  h[0][0] = h[1][x];\n  return h[0][0];\n}\n",
    args: [1], result: 4, again: [{ args: [0], result: 3 }, { args: [1], result: 4 }] },
  { name: "a state of every function", source: "function count(): int32 {\n  const n = state(int32, 0);\n  n.value += 1;\n  return n.value;\n}\n@kernel()\nexport function f(x: int32): int32 {\n  const a = count();\n  const b = count();\n  return a * 10 + b + x;\n}\n",
    args: [0], result: 12, again: [{ args: [0], result: 12 }, { args: [0], result: 34 }] },
  { name: "a filter with a delay line", source: "@kernel()\nexport function f(x: int32): int32 {\n  const line = state(int32, [3]);\n  for (let i = 2; i > 0; i--) line[i] = line[i - 1];\n  line[0] = x;\n  let s: int32 = 0;\n  for (const v of line) s += v;\n  return s;\n}\n",
    args: [1], result: 1, again: [{ args: [1], result: 1 }, { args: [2], result: 3 }, { args: [3], result: 6 }, { args: [4], result: 9 }] },
  { name: "a state of a struct", source: "interface Acc { sum: int32; count: uint8 }\n@kernel()\nexport function f(x: int32): int32 {\n  const acc = state(dtype<Acc>(), { sum: 0, count: 0 });\n  acc.value.sum += x;\n  acc.value.count += 1;\n  return acc.value.sum * 100 + acc.value.count;\n}\n",
    args: [3], result: 301, again: [{ args: [3], result: 301 }, { args: [4], result: 702 }] },
];

const messages: readonly ProgramCase[] = [
  { name: "console.log of values", source: "@kernel()\nexport function f(A: Tensor<int32, [2, 2]>, x: float32): void {\n  console.log(\"A =\", A, \"x =\", x, A[0][1] > 1);\n  console.log(`A[1] is ${A[1]} and x / 2 is ${x / 2}`);\n}\n",
    args: [[1, 2, 3, 4], 2.5], prints: ["A = [[1, 2], [3, 4]] x = 2.5 true", "A[1] is [3, 4] and x / 2 is 1.25"] },
  { name: "console.log of fixed point and wide integers", source: "@kernel()\nexport function f(x: Fixed<16, 8>, y: UInt<100>): void {\n  console.log(x, y, -x);\n}\n",
    args: [-1.25, 1n << 99n], prints: [`-1.25 ${String(1n << 99n)} 1.25`] },
  { name: "console.log of structs", source: "interface P { x: int8; ok: bool }\n@kernel()\nexport function f(A: Tensor<P, [2]>): void {\n  console.log(A[1]);\n  console.log();\n  console.info(A[0]);\n}\n",
    args: [[1, true, 2, false]], prints: ["{ x: 2, ok: false }", "", "{ x: 1, ok: true }"] },
  { name: "console.log in loops and helpers", source: "function say(i: int32): void {\n  if (i % 2 === 0) console.log(i);\n}\n@kernel()\nexport function f(n: int32): void {\n  for (let i = 0; i < n; i++) say(i);\n}\n", args: [5], prints: ["0", "2", "4"] },
  { name: "an assertion that holds", source: "@kernel()\nexport function f(n: int32): int32 {\n  assert(n > 0, \"n is\", n);\n  return n;\n}\n", args: [5], result: 5 },
];

export const statements: readonly ProgramCase[] = [...switches, ...dos, ...patterns, ...states, ...messages];
