/**
 * Programs on which our closest peer gives wrong results without a word, each with the right one. The numbers are those of
 * the list of its defects; peer.test.ts has those that have to be refused.
 */
import { kernel8, scalar, type ProgramCase } from "./case.js";

export const peer: readonly ProgramCase[] = [
  scalar("1: min of fixed point and an integer keeps the fraction", "x: Fixed<16, 8>): Fixed<16, 8>", "return min(x, 3) + min(3, x);", [1.75], 3.5),
  scalar("1: a choice between fixed point and an integer keeps the fraction", "x: Fixed<16, 8>, c: bool): Fixed<16, 8>", "return c ? x : 3;", [1.75, true], 1.75),
  scalar("1: max of unsigned and signed integers", "x: uint8, y: Int<4>): int16", "return max(x, y) - max(y, x) + max(x, y);", [200, -8], 200),
  scalar("2: unsigned integers compare as such", "x: uint8, y: uint8): bool", "return x > y;", [200, 100], true),
  scalar("3: signed fixed point compares as such", "x: Fixed<16, 8>): bool", "return x < 0;", [-0.5], true),
  scalar("4: ~", "x: int8): int8", "return ~x;", [5], -6),
  scalar("5: the divisor keeps its value", "x: int8): int8", "return x / 200 + floorDiv(x, 200);", [-100], -1),
  scalar("5: a wide divisor of a narrow dividend", "x: int8, y: int32): int8", "return x / y;", [100, 256], 0),
  scalar("6: a, b = b, a", "a: int32, b: int32): int32", "let x = a, y = b;\n[x, y] = [y, x];\nreturn x * 10 + y;", [1, 2], 21),
  { name: "7: assigned fields of structs", source: "interface P { x: int32; y: int32 }\n@kernel()\nexport function f(p: P): P {\n  p.x = 3;\n  return p;\n}\n", args: [[1, 2]], result: [3, 2] },
  scalar("8: NaN is not NaN", "x: float32): bool", "const nan = x / x;\nreturn nan !== nan;", [0], true),
  scalar("9: a shifted signed value is widened with its sign", "x: int8): int16", "return x << 1;", [-1], -2),
  scalar("9: one bit that is signed", "x: Int<1>): int16", "return x;", [-1], -1),
  scalar("10: unsigned fixed point shifts zeros in", "x: UFixed<8, 4>): UFixed<8, 4>", "return x >> 1;", [15], 7.5),
  scalar("11: shifts by more than the width of the left side", "x: int64, n: int64): int64", "const y: int64 = 1;\nreturn (y << n) + (x >> 40);", [1n << 41n, 40n], (1n << 40n) + 2n),
  scalar("11: a constant shifted far", "x: int64): int64", "return x + 2 ** 40;", [1], (1n << 40n) + 1n),
  kernel8("14: the nearest of several names counts", "const n = 2;\nfor (let i = 0; i < n; i++) { const n = 5; A[i] = n; }\nA[7] = size;", [5, 5, 3, 4, 5, 6, 7, 3], "const n = 7;\nconst size = 3;\nexport const other = (): number => { const size = 9; return size + n; };"),
  { name: "20: tokens are converted to the stream's type", args: [[-3, 0]], after: [-3, -3], source: `@region()
export function f(A: Tensor<int16, [2]>): void {
  const pipe = stream(int32, { depth: 1 });
  @kernel({ args: [A] })
  function all(a: Tensor<int16, [2]>) {
    pipe.put(a[0]);
    a[1] = int16(back.get());
  }
  const back = stream(int32, { depth: 1 });
  @kernel()
  function other() {
    back.put(pipe.get());
  }
}
` },
  { name: "22: zeros and ones have the type that is asked for", source: "@kernel()\nexport function f(x: int32): Tensor<int8, [2]> {\n  const A = ones(int8, [2]);\n  A[1] = int8(x);\n  A[0] += A[1];\n  return A;\n}\n", args: [127], result: [-128, 127] },
  { name: "22: zeros of half precision", source: "@kernel()\nexport function f(x: float32): float16 {\n  const A = zeros(float16, [1]);\n  A[0] = float16(x);\n  return A[0];\n}\n", args: [Math.fround(0.1)], result: 0.0999755859375 },
  kernel8("24: % and division mean in subscripts what they mean in values", "for (let i = -4; i < 4; i++) A[mod(i, 8)] = (i % 3) * 10 + floorDiv(i, 3) + i / 3;", [0, 10, 20, 2, -13, -2, -21, -11], ""),
  scalar("26: float16 to bfloat16 and back", "x: float16): float16", "return float16(bfloat16(x)) + x;", [1.0078125], 2.0156250),
  scalar("26: a value that bfloat16 rounds", "x: float16): float32", "return float32(bfloat16(x));", [1.00390625], 1),
];
