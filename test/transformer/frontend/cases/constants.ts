/** Values known at compile time. */
import { kernel8, type ProgramCase } from "./case.js";

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
];
