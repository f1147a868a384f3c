/** Programs with one mistake each, and what a quick fix makes of them. */

export interface FixCase {
  readonly code: number;
  /** The fix that is applied: the start of its description. */
  readonly fix: string;
  /** The file before; ours is the first diagnostic of `code` in it. */
  readonly text: string;
  /** A line of the file after, which then has no diagnostics but `left`. */
  readonly line: string;
  readonly left?: readonly number[];
}

function file(names: string, body: string, head = "A: Tensor<int32, [4]>", before = "", result = "void"): string {
  const lines = [
    `import { kernel, ${names} } from "heddle";`, before,
    "@kernel()", `export function f(${head}): ${result} {`, `  ${body}`, "}", "",
  ];
  return lines.join("\n");
}

const tensor = "type int32, type Tensor";

export const fixCases: readonly FixCase[] = [
  // ---- casts
  {
    code: 3004, fix: "Convert with int8",
    text: file("type int8, type Tensor", "A[0] = 200;", "A: Tensor<int8, [4]>"),
    line: "A[0] = int8(200);",
  },
  {
    code: 3004, fix: "Declare as int16",
    text: file(tensor + ", type int8", "const x: int8 = 200;\n  A[0] = x;"),
    line: "const x: int16 = 200;",
  },
  {
    code: 3004, fix: "Declare as uint16",
    text: file(tensor + ", type uint8", "const x: uint8 = 300;\n  A[0] = x;"),
    line: "const x: uint16 = 300;",
  },
  {
    code: 3005, fix: "Compare with 0",
    text: file(tensor + ", type bool", "const flag: bool = A[0];\n  if (flag) A[1] = 1;"),
    line: "const flag: bool = A[0] !== 0;",
  },
  {
    code: 3005, fix: "Convert with int32",
    text: file(tensor, "A[0] = A[1] > 2;"),
    line: "A[0] = int32(A[1] > 2);",
  },
  {
    code: 3006, fix: "Compare with 0",
    text: file(tensor, "if (A[0] & 1) A[1] = 1;"),
    line: "if ((A[0] & 1) !== 0) A[1] = 1;",
  },
  {
    code: 3006, fix: "Compare with 0",
    text: file(tensor, "while (A[0] - 1) A[0] -= 1;"),
    line: "while (A[0] - 1 !== 0) A[0] -= 1;",
  },
  {
    code: 3009, fix: "Convert with int32",
    text: file(tensor + ", type float32", "A[x * 0.5] = 1;", "A: Tensor<int32, [4]>, x: float32"),
    line: "A[int32(x * 0.5)] = 1;",
  },
  {
    code: 3010, fix: "Convert with int8",
    text: file("type int8, type Tensor", "let s = A[0];\n  s = (s + A[1]);\n  A[2] = s;", "A: Tensor<int8, [4]>"),
    line: "s = int8(s + A[1]);",
  },
  {
    code: 3010, fix: "Declare 's' as int16",
    text: file(
      "type int8, type int16, type Tensor", "let s = A[0];\n  s = s + A[1];\n  B[2] = s;",
      "A: Tensor<int8, [4]>, B: Tensor<int16, [4]>",
    ),
    line: "let s: int16 = A[0];",
  },
  {
    code: 3011, fix: "Convert with int32",
    text: file("type float32, type Tensor", "A[0] = A[1] & A[2];", "A: Tensor<float32, [4]>"),
    line: "A[0] = int32(A[1]) & int32(A[2]);",
  },
  {
    code: 3011, fix: "Convert with float32",
    text: file(tensor, "A[0] = A[1] ** A[2];"),
    line: "A[0] = float32(A[1]) ** float32(A[2]);",
  },
  {
    code: 3012, fix: "Convert with float32",
    text: file(tensor, "A[0] = Math.sqrt(A[1]);"),
    line: "A[0] = Math.sqrt(float32(A[1]));",
  },
  {
    code: 3006, fix: "Compare with 0",
    text: file(tensor, "if (!A[0]) A[1] = 1;"),
    line: "if (A[0] === 0) A[1] = 1;",
  },
  {
    code: 3014, fix: "Divide as fractions",
    text: file("type float32, type Tensor", "A[0] = 1 / 3;", "A: Tensor<float32, [4]>"),
    line: "A[0] = 1.0 / 3;",
  },
  {
    code: 3014, fix: "Divide as integers",
    text: file(tensor, "A[0] = 7 / 2;"),
    line: "A[0] = floorDiv(7, 2);",
  },
  {
    code: 3015, fix: "Shift the other way",
    text: file(tensor, "A[0] = 8 << -1;"),
    line: "A[0] = 8 >> 1;",
  },
  {
    code: 3023, fix: "Convert with int32",
    text: file(tensor + ", type float32", "for (let i = 0; i < x; i++) A[0] = 1;", "A: Tensor<int32, [4]>, x: float32"),
    line: "for (let i = 0; i < int32(x); i++) A[0] = 1;",
  },
  {
    code: 2322, fix: "Convert with int8",
    text: file("type int8, type int16, type Tensor", "A[0] = x;", "A: Tensor<int8, [4]>, x: int16"),
    line: "A[0] = int8(x);",
  },
  {
    code: 2322, fix: "Convert with int8",
    text: file(
      "type int8, type int16, type Tensor", "const y: int8 = x;\n  A[0] = y;", "A: Tensor<int8, [4]>, x: int16",
    ),
    line: "const y: int8 = int8(x);",
  },
  {
    code: 2322, fix: "Convert with int8",
    text: file("type int8, type int16", "return x;", "x: int16", "", "int8"),
    line: "return int8(x);",
  },
  {
    code: 2322, fix: "Compare with 0",
    text: file(tensor + ", type bool", "const flag: bool = A[0];\n  if (flag) A[1] = 1;"),
    line: "const flag: bool = A[0] !== 0;",
  },
  {
    code: 2345, fix: "Convert with int8",
    text: file(
      "type int8, type int16", "return g(x);", "x: int16", "function g(x: int8): int8 {\n  return x;\n}", "int8",
    ),
    line: "return g(int8(x));",
  },
  {
    code: 3005, fix: "Convert with int32",
    text: file("type int32, type Tensor", "A[0] = A[1] > 2;").replace(/\n/g, "\r\n"),
    line: "A[0] = int32(A[1] > 2);",
  },
  // ---- annotations
  {
    code: 3001, fix: "Use int32 for number",
    text: file("type Tensor", "A[0] = 1;", "A: Tensor<number, [4]>"),
    line: "export function f(A: Tensor<int32, [4]>): void {",
  },
  {
    code: 3019, fix: "Declare 'x' as int32",
    text: file(tensor, "A[0] = x;", "A: Tensor<int32, [4]>, x: number"),
    line: "export function f(A: Tensor<int32, [4]>, x: int32): void {",
  },
  {
    code: 3022, fix: "Declare 'x' as int32",
    text: file(tensor, "let x;\n  x = A[0];\n  A[1] = x;"),
    line: "let x: int32 = 0;",
  },
  {
    code: 3020, fix: "Return nothing",
    text: file(tensor, "if (A[0] > 1) return A[0];\n  A[1] = 1;"),
    line: "if (A[0] > 1) return;",
  },
  {
    code: 3021, fix: "Return 0 at the end",
    text: file(tensor, "if (A[0] > 1) return A[0];", "A: Tensor<int32, [4]>", "", "int32"),
    line: "return 0;",
  },
  {
    code: 3021, fix: "Return false at the end",
    text: file(tensor + ", type bool", "if (A[0] > 1) return true;", "A: Tensor<int32, [4]>", "", "bool"),
    line: "return false;",
  },
  {
    code: 3021, fix: "Return 0 at the end",
    text: file(tensor, "if (A[0] > 1) return A[0];", "A: Tensor<int32, [4]>", "", "int32").replace(/\n/g, "\r\n"),
    line: "return 0;",
  },
  // ---- numbers of subscripts and names
  {
    code: 3007, fix: "Remove the surplus",
    text: file(tensor, "A[0][1][2] = 1;"),
    line: "A[0] = 1;",
  },
  {
    code: 3024, fix: "Subscript the other",
    text: file(tensor + ", grid", "for (const [i, j] of grid(4, 4)) A[i] = 0;", "A: Tensor<int32, [4, 4]>"),
    line: "for (const [i, j] of grid(4, 4)) A[i][j] = 0;",
  },
  {
    code: 3024, fix: "Subscript every",
    text: file(tensor, "for (let k = 0; k < 4; k++) A[0] = 0;", "A: Tensor<int32, [4, 4, 4]>"),
    line: "for (let k = 0; k < 4; k++) A[0][k][0] = 0;",
  },
  {
    code: 3002, fix: "Subscript the other",
    text: file(tensor, "for (let j = 0; j < 4; j++) B[j] = A[1];", "A: Tensor<int32, [4, 4]>, B: Tensor<int32, [4]>"),
    line: "for (let j = 0; j < 4; j++) B[j] = A[1][j];",
  },
  {
    code: 1035, fix: "Loop over [i, j]",
    text: file(tensor + ", grid", "for (const [i] of grid(4, 4)) A[i] = 0;"),
    line: "for (const [i, j] of grid(4, 4)) A[i] = 0;",
  },
  {
    code: 1035, fix: "Loop over [i]",
    text: file(tensor + ", grid", "for (const [i, j] of grid(4)) A[i] = 0;"),
    line: "for (const [i] of grid(4)) A[i] = 0;",
  },
  // ---- names
  {
    code: 1005, fix: "Change the spelling to 'length'",
    text: file(tensor, "A[0] = lenght;", "A: Tensor<int32, [4]>", "const length = 3;"),
    line: "A[0] = length;",
  },
  {
    code: 1101, fix: "Change the spelling to 'green'",
    text: file("type int32, type Tensor, type uint8", "A[0] = p.gren;", "A: Tensor<int32, [4]>, p: Pixel", "interface Pixel { red: uint8; green: uint8 }"),
    line: "A[0] = p.green;",
  },
  {
    code: 1103, fix: "Use its value",
    text: file(tensor + ", state", "const n = state(int32, 0);\n  A[0] = n + 1;").replace("type int32", "int32"),
    line: "A[0] = n.value + 1;",
  },
  {
    code: 1108, fix: "Declare it with const",
    text: file(tensor, "let row = A[0];\n  row[1] = 1;", "A: Tensor<int32, [4, 4]>"),
    line: "const row = A[0];",
  },
  {
    code: 1109, fix: "Declare it with const",
    text: file(tensor, "let t = [A[0], A[1]];\n  A[2] = t[1];"),
    line: "const t = [A[0], A[1]];",
  },
  {
    code: 1007, fix: "Change the spelling to 'shape'",
    text: file(tensor, "A[0] = A.shap[0];"),
    line: "A[0] = A.shape[0];",
  },
  {
    code: 1007, fix: "Change the spelling to 'red'",
    text: file(tensor, "A[0] = colours.rd;", "A: Tensor<int32, [4]>", "const colours = { red: 1, green: 2 };"),
    line: "A[0] = colours.red;",
  },
  {
    code: 1014, fix: "Change the spelling to 'Math.sqrt'",
    text: file("type float32, type Tensor", "A[0] = Math.cbrt(A[1]);", "A: Tensor<float32, [4]>"),
    line: "A[0] = Math.sqrt(A[1]);",
  },
  {
    code: 1041, fix: "Change the spelling to 'input'",
    text: `import { kernel, region, type int32, type Tensor } from "heddle";
@region()
export class Top {
  input!: Tensor<int32, [4]>;
  @kernel({ args: ["inptu"] })
  clear(a: Tensor<int32, [4]>) { a[0] = 0; }
}
`,
    line: `@kernel({ args: ["input"] })`,
  },
  // ---- statements
  {
    code: 1001, fix: "Write it without '?'",
    text: file(tensor, "A[0] = sizes?.small;", "A: Tensor<int32, [4]>", "const sizes = { small: 3 };"),
    line: "A[0] = sizes.small;",
  },
  {
    code: 1003, fix: "Remove '??'",
    text: file(tensor, "A[0] = A[1] ?? 0;"),
    line: "A[0] = A[1];",
  },
  {
    code: 1004, fix: "Give 'i' a statement",
    text: file(tensor, "let i: int32 = 0;\n  A[i++] = 1;\n  A[1] = i;"),
    line: "i++;",
  },
  {
    code: 1004, fix: "Give 'i' a statement",
    text: file(tensor, "let i: int32 = 0;\n  A[--i] = 1;"),
    line: "i--;",
  },
  {
    code: 1006, fix: "Declare it with const",
    text: file(tensor, "A[0] = gain;", "A: Tensor<int32, [4]>", "let gain = 3;"),
    line: "const gain = 3;",
  },
  {
    code: 1016, fix: "Make the parameter required",
    text: file(
      tensor, "A[0] = g(1, 2);", "A: Tensor<int32, [4]>",
      "function g(a: int32, b: int32 = 1): int32 {\n  return a + b;\n}",
    ),
    line: "function g(a: int32, b: int32): int32 {",
  },
  {
    code: 1019, fix: "Call it in a statement",
    text: file(
      tensor, "A[0] = A[1] + step(A);", "A: Tensor<int32, [4]>",
      "function step(a: Tensor<int32, [4]>): int32 {\n  a[2] = 1;\n  return a[3];\n}",
    ),
    line: "A[0] = A[1] + result;",
  },
  {
    code: 1023, fix: "Make it a helper",
    text: file(tensor, "@kernel()\n  function inner(x: int32): int32 { return x; }\n  A[0] = inner(1);"),
    line: "function inner(x: int32): int32 { return x; }",
  },
  {
    code: 1024, fix: "Remove the statement",
    text: file(tensor, "A[0] + 1;\n  A[0] = 1;"),
    line: "A[0] = 1;",
  },
  {
    code: 1026, fix: "Remove the label",
    text: file(tensor, "here: A[0] = 1;"),
    line: "A[0] = 1;",
  },
  {
    code: 1027, fix: "Declare it with let",
    text: file(tensor, "var x: int32 = 1;\n  A[0] = x;"),
    line: "let x: int32 = 1;",
  },
  {
    code: 1033, fix: "Declare the variable",
    text: file(tensor + ", range", "let i: int32 = 0;\n  for (i of range(4)) A[i] = 0;"),
    line: "for (const i of range(4)) A[i] = 0;",
  },
  {
    code: 1036, fix: "Make it a kernel",
    text: file(tensor, "A[0] = 1;").replaceAll("kernel", "region"),
    line: "@kernel()",
  },
  {
    code: 1038, fix: "Make it hold 2 values",
    text: `import { int32, kernel, region, stream } from "heddle";
@region()
export function top() {
  const pipe = stream(int32, { depth: 0 });
  @kernel() function one() { pipe.put(1); }
  @kernel() function two() { pipe.get(); }
}
`,
    line: "const pipe = stream(int32, { depth: 2 });",
  },
  {
    code: 1040, fix: "Write a list",
    text: `import { kernel, region, type int32, type Tensor } from "heddle";
@region()
export function top(A: Tensor<int32, [4]>) {
  @kernel({ args: A as never })
  function one(a: Tensor<int32, [4]>) { a[0] = 1; }
}
`,
    line: "@kernel({ args: [A as never] })",
  },
  {
    code: 1042, fix: "Make the method static",
    text: `import { kernel, type int32, type Tensor } from "heddle";
export class K {
  @kernel()
  add(A: Tensor<int32, [4]>): void {
    A[0] = 1;
  }
}
`,
    line: "static add(A: Tensor<int32, [4]>): void {",
  },
];
