/** Programs of the language with what they compute: each a kernel `f` over a tensor `A` of int32, unless it says otherwise. */

export interface ProgramCase {
  readonly name: string;
  /** The whole file but for the import of heddle's names. */
  readonly source: string;
  /** Values of the arguments: arrays are tensors. Integers may be written as numbers. */
  readonly args: readonly (number | bigint | boolean | readonly (number | bigint | boolean)[])[];
  /** What `A` (the first tensor) holds afterwards. */
  readonly after?: readonly (number | bigint | boolean)[];
  readonly result?: number | bigint | boolean | readonly (number | bigint)[];
}

/** A kernel over `A: Tensor<int32, [8]>` with body `body`. */
function kernel8(name: string, body: string, after: readonly number[], before = ""): ProgramCase {
  const source = `${before}\n@kernel()\nexport function f(A: Tensor<int32, [8]>): void {\n${body}\n}\n`;
  return { name, source, args: [[1, 2, 3, 4, 5, 6, 7, 8]], after };
}

function scalar(name: string, signature: string, body: string, args: ProgramCase["args"], result: number | bigint | boolean, before = ""): ProgramCase {
  return { name, source: `${before}\n@kernel()\nexport function f(${signature} {\n${body}\n}\n`, args, result };
}

const loops: readonly ProgramCase[] = [
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
];

const constants: readonly ProgramCase[] = [
  kernel8("module constants", "for (let i = 0; i < N / 2; i++) A[i] = K;", [7, 7, 7, 7, 5, 6, 7, 8], "const N = 8;\nconst K = N - 1;"),
  kernel8("constant arrays", "for (let i = 0; i < 4; i++) A[i] = table[i];", [4, 3, 2, 1, 5, 6, 7, 8], "const table = [4, 3, 2, 1];"),
  kernel8("nested constant arrays", "for (let i = 0; i < 2; i++) A[i] = m[1][i] + m[i][0];", [4, 7, 3, 4, 5, 6, 7, 8], "const m = [[1, 2], [3, 4]];"),
  kernel8("tables computed at compile time", "for (let i = 0; i < 8; i++) A[i] = squares[i];", [0, 1, 4, 9, 16, 25, 36, 49],
    "function square(i: number): number { return i * i; }\nconst squares = Array.from({ length: 8 }, (_, i) => square(i));"),
  kernel8("typed arrays keep their type", "A[0] = small[3] * 2;", [-256, 2, 3, 4, 5, 6, 7, 8], "const small = Int8Array.from([1, 2, 3, 128]);"),
  kernel8("enums and constant objects", "A[0] = Color.Green;\nA[1] = sizes.big;", [1, 40, 3, 4, 5, 6, 7, 8], "enum Color { Red, Green }\nconst sizes = { small: 4, big: 40 } as const;"),
  kernel8("conditions on constants are specialised", "if (debug) A[9] = 1;\nelse A[0] = 0;", [0, 2, 3, 4, 5, 6, 7, 8], "const debug = false;"),
  kernel8("bigint constants are exact", "const x: uint64 = big;\nA[0] = int32(x & 0xff);", [239, 2, 3, 4, 5, 6, 7, 8], "const big = 0x1234567890abcdefn;"),
];

const arithmetic: readonly ProgramCase[] = [
  scalar("sums are exact until stored", "a: int32, b: int32): int32", "return (a + b) >> 1;", [2147483647, 2147483647], 2147483647),
  scalar("products are exact until stored", "a: int32, b: int32): int32", "return (a * b) >> 16;", [1 << 20, 1 << 20], 1 << 24),
  scalar("stores wrap", "a: int8, b: int8): int8", "return a + b;", [100, 100], -56),
  scalar("integer division truncates", "a: int32, b: int32): int32", "return a / b;", [-7, 2], -3),
  scalar("floorDiv and mod round down", "a: int32, b: int32): int32", "return floorDiv(a, b) * 100 + mod(a, b);", [-7, 2], -399),
  scalar("% has the dividend's sign", "a: int32, b: int32): int32", "return a % b;", [-7, 2], -1),
  scalar("comparisons are exact", "a: uint32, b: int32): bool", "return a > b;", [4294967295, -1], true),
  scalar("literals take the other operand's type", "x: float32): float32", "return x * 0.1;", [3], Math.fround(3 * Math.fround(0.1))),
  scalar("float32 rounds after each operation", "x: float32, y: float32): float32", "return x * y + 1;", [16777216, 3], Math.fround(Math.fround(16777216 * 3) + 1)),
  scalar("integers mixed with floats convert", "n: int32, x: float64): float64", "return n * x + n / 2;", [7, 0.5], 6.5),
  scalar("casts wrap", "x: int32): uint8", "return uint8(x);", [-1], 255),
  scalar("floats truncate to integers", "x: float64): int32", "return int32(x);", [-2.9], -2),
  scalar("NaN becomes 0", "x: float64): int32", "return int32(x);", [NaN], 0),
  scalar("shifts keep the left type", "x: uint8, n: int32): uint8", "return x << n;", [0x81, 1], 2),
  scalar(">>> is logical on the bits", "x: int8): uint8", "return x >>> 1;", [-1], 127),
  scalar("bit operations", "x: uint8, y: uint8): uint8", "return (x & y) | (x ^ ~y);", [0b1100, 0b1010], 0b11111001),
  scalar("a literal beyond int32 beside a small value", "i: index): uint32", "const x = i & 127;\nreturn min(4294967294, x);", [200], 72),
  scalar("min, max, abs, clamp", "x: int32): int32", "return min(max(x, -4), 9) + abs(x) + clamp(x, 0, 5);", [-7], 3),
  scalar("Math on floats", "x: float32): float32", "return Math.sqrt(x) + Math.floor(2.5) + Math.max(x, 1);", [4], 8),
  scalar("wide integers", "x: int64, y: int64): int64", "return (x * y) >> 32;", [1n << 40n, 1n << 40n], 1n << 48n),
  scalar("widths of one's own", "x: Int<7>, y: UInt<13>): Int<7>", "return x + y;", [63, 1], -64),
  scalar("ternaries choose lazily", "x: int32, y: int32): int32", "return y !== 0 ? x / y : -1;", [5, 0], -1),
  scalar("&& and || are lazy", "x: int32, y: int32): bool", "return y === 0 || x / y > 1;", [5, 0], true),
  scalar("an unannotated let of a literal is int32", "n: int32): int32", "let x = 1;\nfor (let i = 0; i < n; i++) x *= 3;\nreturn x;", [21], 1870418611),
  scalar("compound assignments", "x: int32): int32", "let y: int32 = x;\ny += 2; y -= 1; y *= 3; y /= 2; y %= 7; y <<= 2; y >>= 1; y |= 1; y &= 13; y ^= 2;\nreturn y;", [5], 7),
];

const functions: readonly ProgramCase[] = [
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
];

const regions: readonly ProgramCase[] = [
  { name: "a region function", args: [[1, 2, 3, 4], 10], after: [11, 12, 13, 14], source: `@region()
export function f(A: Tensor<int32, [4]>, n: int32): void {
  const there = stream(int32, { depth: 1 });
  const back = stream(int32, { depth: 1 });
  @kernel({ args: [A] })
  function ends(a: Tensor<int32, [4]>) {
    for (const [i] of grid(4)) {
      there.put(a[i]);
      a[i] = back.get();
    }
  }
  @kernel()
  function middle() {
    for (const [i] of grid(4)) back.put(there.get() + n);
  }
}
` },
  { name: "a region class", args: [[1, 2], [0, 0]], after: [1, 2], source: `@region()
export class Top {
  A!: Tensor<int32, [2]>;
  B!: Tensor<int32, [2]>;
  pipe = stream(int32, { depth: 2 });
  @kernel({ args: ["A"] })
  send(a: Tensor<int32, [2]>): void {
    for (const [i] of grid(2)) this.pipe.put(a[i]);
  }
  @kernel({ args: ["B"] })
  receive(b: Tensor<int32, [2]>): void {
    for (const [i] of grid(2)) b[i] = this.pipe.get();
  }
}
` },
];

const mixtures: readonly ProgramCase[] = [
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

export const programCases: readonly ProgramCase[] = [
  ...mixtures,
  ...loops, ...constants, ...arithmetic, ...functions, ...regions,
];
