/** Values known at compile time. */
import { kernel8, scalar, type ProgramCase } from "./case.js";

export const constants: readonly ProgramCase[] = [
  kernel8("module constants", "for (let i = 0; i < N / 2; i++) A[i] = K;", [7, 7, 7, 7, 5, 6, 7, 8], "const N = 8;\nconst K = N - 1;"),
  kernel8("constant arrays", "for (let i = 0; i < 4; i++) A[i] = table[i];", [4, 3, 2, 1, 5, 6, 7, 8], "const table = [4, 3, 2, 1];"),
  kernel8("nested constant arrays", "for (let i = 0; i < 2; i++) A[i] = m[1][i] + m[i][0];", [4, 7, 3, 4, 5, 6, 7, 8], "const m = [[1, 2], [3, 4]];"),
  kernel8("tables computed at compile time", "for (let i = 0; i < 8; i++) A[i] = squares[i];", [0, 1, 4, 9, 16, 25, 36, 49],
    "function square(i: number): number { return i * i; }\nconst squares = Array.from({ length: 8 }, (_, i) => square(i));"),
  kernel8("typed arrays keep their type", "A[0] = small[3] * 2;", [-256, 2, 3, 4, 5, 6, 7, 8], "const small = Int8Array.from([1, 2, 3, 128]);"),
  kernel8("enums and constant objects", "A[0] = Color.Green;\nA[1] = sizes.big;", [1, 40, 3, 4, 5, 6, 7, 8], "enum Color { Red, Green }\nconst sizes = { small: 4, big: 40 } as const;"),
  kernel8("conditions on constants are specialised", "if (debug) A[9] = 1;\nelse A[0] = 0;", [0, 2, 3, 4, 5, 6, 7, 8], "const debug = false;"),
  kernel8("bigint constants are exact", "const x: uint64 = big;\nA[0] = int32(x & 0xff);", [239, 2, 3, 4, 5, 6, 7, 8], "const big = 0x1234567890abcdefn;"),
  kernel8("quotients of bigint constants are integers", "const x: int64 = H;\nA[0] = int32(x);", [2, 2, 3, 4, 5, 6, 7, 8], "const H = 5n / 2n;"),
  kernel8("bigint constants over 53 bits", "A[0] = int32(H);", [1, 2, 3, 4, 5, 6, 7, 8], "const H = 9007199254740993n - 9007199254740992n;"),
  kernel8("whole numbers with exponents", "const t = zeros(int32, [1e1]);\nA[1] = t.size << 1e0;", [1, 20, 3, 4, 5, 6, 7, 8]),
  scalar("a variable that starts as a wide constant", "i: index): int64", "let x = W[i];\nreturn x;", [0], 5000000000n, "const W = [5000000000, 1];"),
  scalar("a float32 constant is rounded before it is data", "i: index): float64", "const h: float32 = 0.1;\nconst t = tensor(float64, [1], [h]);\nreturn t[i];", [0], Math.fround(0.1)),
  scalar("a fixed-point constant is rounded before it is data", "i: index): float64", "const h: Fixed<8, 2> = 0.3;\nconst t = tensor(float64, [1], [h]);\nreturn t[i];", [0], 0.25),
  scalar("functions with variables of hardware types are compiled", "x: int32): int32", "return x + wrap(300) + outer(300);", [0], 88,
    "function wrap(x: number): number {\n  const y: uint8 = x;\n  return y;\n}\nfunction outer(x: number): number { return wrap(x); }"),
  ...([
    ["stored", "c: bool): float64", "const x: float64 = c ? 0.1 : 0.2;\nreturn x;"], ["returned", "c: bool): float64", "return c ? 0.1 : 0.2;"],
    ["beside a wider operand", "c: bool): float64", "const one: float64 = 1;\nreturn one * (c ? 0.1 : 0.2);"],
    ["negated", "c: bool): float64", "const one: float64 = 1;\nreturn -one * -(c ? 0.1 : 0.2);"],
    ["with elements of tables", "c: bool): float64", "let i: index = 0;\nreturn c ? W[i] : c ? 0.2 : W[i + 1];"],
    ["in a pattern", "c: bool): float64", "let a: float64 = 0, b: float64 = 0;\n[a, b] = [c ? 0.1 : 0.2, 3];\nreturn a;"],
    ["compared", "c: bool): float64", "const tenth: float64 = 0.1;\nreturn tenth === (c ? 0.1 : 0.2) ? tenth : tenth * 2;"],
  ] as const).map(([how, signature, body]) =>
    scalar(`literals of a ternary take the type of their place: ${how}`, signature, body, [true], 0.1, "const W = [0.1, 0.2];")),
  scalar("literals of a ternary make an unannotated let int32", "c: bool): int32", "let x = c ? 1 : 2;\nx *= 300;\nreturn x;", [true], 300),
  scalar("lengths and characters of constant strings", "x: int32): int32", "return S.length + S.charCodeAt(1);", [1], 101, 'const S = "abc";'),
  scalar("constant maps", "x: int32): int32", 'return M.get("a")! + x;', [1], 3, 'const M = new Map([["a", 2]]);'),
  scalar("arrays that are changed before they are constants", "x: index): int32", "return T[x] + U[0];", [1], 12,
    "const T = new Int32Array(4).fill(3);\nconst U = [...T].sort().map((v) => v * 3);\nexport function other(T: number[]): void { T[0] = 1; }"),
];
