import assert from "node:assert/strict";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applySteps } from "../../lib/schedule/apply.js";

type StepJson = readonly [primitive: string, args: Readonly<Record<string, unknown>>];

interface Refusal {
  readonly what: string;
  readonly text: string;
  readonly steps: readonly StepJson[];
  readonly code: number;
  readonly message: RegExp;
}

const top = (body: string): string => `top func f(A: int32[8, 8], B: int32[8], n: int32) {\n${body}\n}`;
const sum = top("for i: index = 0 to 8 { for k: index = 0 to 8 { B[i] = int32(B[i] + A[i, k]) } }");
const local = top("alloc t: int32[4, 4] = 0:int32\n for i: index = 0 to 4 { t[i, 1] = B[i] }");
const stencil = top("for x: index = 0 to 6 { B[x] = int32(A[0, x] + A[0, x + 1]) }");
const region = `func p(X: int32[8]) { for i: index = 0 to 8 { for k: index = 0 to 2 { X[i] = 1:int32 } } }
  func q(Y: int32[8]) { }
  region r(A: int32[8]) {
    run p(A)
    run q(A)
  }`;
const external = `func g(X: int32[8, 8]) external "g" from "g.cc" model "g.ts:g" writes 0
  top func f(A: int32[8, 8]) { call g(A) }`;

const refusals: readonly Refusal[] = [
  {
    what: "partition of a dimension that is not there", text: sum,
    steps: [["partition", { memory: "B", kind: "complete", dim: 2 }]], code: 2050,
    message: /one dimension, and no 2/,
  },
  {
    what: "pack along a dimension that is not there", text: local,
    steps: [["pack", { memory: "t", factor: 2, dim: 3 }]], code: 2050, message: /dimensions 1 to 2, and no 3/,
  },
  {
    what: "unpack along a dimension that is not there", text: local,
    steps: [["unpack", { memory: "t", factor: 2, dim: 3 }]], code: 2050, message: /no 3/,
  },
  {
    what: "more memories than indices", text: sum,
    steps: [["partition", { memory: "A", kind: "cyclic", factor: 9, dim: 1 }]], code: 2051,
    message: /9 of partition is more than the extent 8/,
  },
  {
    what: "words that do not divide the extent", text: local, steps: [["pack", { memory: "t", factor: 3 }]], code: 2051,
    message: /3 of pack does not divide the extent 4/,
  },
  {
    what: "complete with a factor", text: sum, steps: [["partition", { memory: "A", kind: "complete", factor: 2 }]],
    code: 2052, message: /has no factor/,
  },
  {
    what: "cyclic without a factor", text: sum, steps: [["partition", { memory: "A", kind: "cyclic" }]], code: 2052,
    message: /needs a factor/,
  },
  {
    what: "a partition that reaches an external function", text: external,
    steps: [["partition", { memory: "A", kind: "complete" }]], code: 2053, message: /'g', which is given 'A'/,
  },
  {
    what: "a dimension partitioned twice", text: sum,
    steps: [
      ["partition", { memory: "A", kind: "cyclic", factor: 2, dim: 2 }],
      ["partition", { memory: "A", kind: "complete" }],
    ],
    code: 2022, message: /dimension 2 of 'A' has a partition already/,
  },
  {
    what: "bound twice", text: sum,
    steps: [["bind", { memory: "A", kind: "bram" }], ["bind", { memory: "A", kind: "uram" }]], code: 2022,
    message: /'A' has a bind already/,
  },
  {
    what: "reshape of a parameter", text: sum, steps: [["reshape", { memory: "A", shape: [64] }]], code: 2054,
    message: /'A', a parameter, and with it the interface of 'f'/,
  },
  {
    what: "reshape of a state", text: "top func f(A: int32[4]) { state t: int32[4] = [1, 2, 3, 4] A[0] = t[1] }",
    steps: [["reshape", { memory: "t", shape: [2, 2] }]], code: 2054, message: /'t', a state of 'f'/,
  },
  {
    what: "a buffer of what a function is given",
    text: `func g(X: int32[8]) { X[0] = 1:int32 }\n${top("for i: index = 0 to 8 { call g(B) }")}`,
    steps: [["bufferAt", { memory: "B", loop: "i" }]], code: 2055, message: /which is passed to 'g'/,
  },
  {
    what: "reshape of what is printed", text: top("alloc t: int32[4] = 0:int32\n print t"),
    steps: [["reshape", { memory: "t", shape: [2, 2] }]], code: 2055, message: /shown in a message/,
  },
  {
    what: "a buffer of what is not touched",
    text: top("alloc t: int32[2] = 0:int32\n for k: index = 0 to 8 { B[k] = n }"),
    steps: [["bufferAt", { memory: "t", loop: "k" }]], code: 2056, message: /nothing inside 'k' touches/,
  },
  {
    what: "subscripts that are read",
    text: top("for i: index = 0 to 8 { for k: index = 0 to 2 { B[B[k]] = 1:int32 } }"),
    steps: [["bufferAt", { memory: "B", loop: "i" }]], code: 2057, message: /subscript 1 of 'B'/,
  },
  {
    what: "subscripts with divisions",
    text: top("for i: index = 0 to 8 { for k: index = 0 to 2 { B[i / 2] = 1:int32 } }"),
    steps: [["bufferAt", { memory: "B", loop: "i" }]], code: 2057, message: /subscript 1 of 'B'/,
  },
  {
    what: "two parts", text: top("for i: index = 0 to 8 { for k: index = 0 to 8 { A[i, k] = A[k, i] } }"),
    steps: [["bufferAt", { memory: "A", loop: "i" }]], code: 2058, message: /move differently in dimension 1/,
  },
  {
    what: "what may lie outside", text: top("for i: index = 0 to 8 { if n > 0 { B[i] = int32(B[i + 1] + 1) } }"),
    steps: [["bufferAt", { memory: "B", loop: "i" }]], code: 2059, message: /subscript 1 of 'B'/,
  },
  {
    what: "reshape of what may be outside", text: local.replace("i, 1", "n, 1"),
    steps: [["reshape", { memory: "t", shape: [16] }]], code: 2059, message: /subscript 1 of 't'/,
  },
  {
    what: "an iteration that ends early", text: sum.replace("for k", "if n > i { continue }\n for k"),
    steps: [["bufferAt", { memory: "B", loop: "i" }]], code: 2060, message: /iteration of 'i' may end early/,
  },
  {
    what: "a memory that kernels share", text: region, steps: [["bufferAt", { memory: "p:X", loop: "p:i" }]],
    code: 2061, message: /'X' is shared/,
  },
  {
    what: "a memory made inside",
    text: top("for i: index = 0 to 8 { alloc t: int32[2] = 0:int32 t[0] = B[i] B[i] = t[0] }"),
    steps: [["bufferAt", { memory: "t", loop: "i" }]], code: 2062, message: /'t' is made inside 'i'/,
  },
  {
    what: "no reuse", text: sum, steps: [["reuseAt", { memory: "A", loop: "i" }]], code: 2063,
    message: /moves by 1 and reads 1/,
  },
  {
    what: "reuse of one part", text: top("for x: index = 0 to 4 { for k: index = 0 to 8 { B[k] = A[0, k] } }"),
    steps: [["reuseAt", { memory: "A", loop: "x" }]], code: 2063, message: /reads the same part/,
  },
  {
    what: "reuse in two directions", text: top("for x: index = 0 to 4 { B[x] = int32(A[x, x] + A[x + 1, x + 1]) }"),
    steps: [["reuseAt", { memory: "A", loop: "x" }]], code: 2063, message: /in dimensions 0 and 1/,
  },
  {
    what: "a loop that goes backward", text: stencil.replace("0 to 6", "5 to -1 step -1"),
    steps: [["reuseAt", { memory: "A", loop: "x" }]], code: 2063, message: /backward/,
  },
  {
    what: "reuse of what is written", text: stencil.replace("B[x]", "A[0, x]"),
    steps: [["reuseAt", { memory: "A", loop: "x" }]], code: 2064, message: /'A' is written inside 'x'/,
  },
  {
    what: "a loop of unknown length", text: stencil.replace("0 to 6", "0 to index(n % 4)"),
    steps: [["reuseAt", { memory: "A", loop: "x" }]], code: 2010, message: /known number/,
  },
  {
    what: "a shape of other size", text: local, steps: [["reshape", { memory: "t", shape: [5, 3] }]], code: 2065,
    message: /has 16 elements, and \[5, 3\] 15/,
  },
  {
    what: "words of floats",
    text: local.replaceAll("int32[4, 4] = 0:int32", "float32[4, 4] = 0.0:float32").replace("= B[i]", "= float32(B[i])"),
    steps: [["pack", { memory: "t", factor: 2 }]], code: 2066, message: /float32, no integers/,
  },
  {
    what: "words that are too wide",
    text: local.replaceAll("int32[4, 4] = 0:int32", "int2048[4, 4] = 0:int2048").replace("= B[i]", "= int2048(B[i])"),
    steps: [["pack", { memory: "t", factor: 4 }]], code: 2066, message: /8192 bits/,
  },
  {
    what: "parts that are not equal", text: local, steps: [["unpack", { memory: "t", factor: 3 }]], code: 2066,
    message: /32 bits, which are no 3 equal parts/,
  },
  {
    what: "parts that start differently", text: local.replace("0:int32", "5:int32"),
    steps: [["unpack", { memory: "t", factor: 2 }]], code: 2066, message: /not known to be equal/,
  },
  {
    what: "reshape after partition", text: local,
    steps: [["partition", { memory: "t", kind: "complete" }], ["reshape", { memory: "t", shape: [16] }]], code: 2067,
    message: /'t' is partitioned/,
  },
  {
    what: "a FIFO", text: local.replace("= 0:int32", "= 0:int32\n memory t: stream(depth=2)"),
    steps: [["partition", { memory: "t", kind: "complete" }]], code: 2067, message: /'t' is a FIFO/,
  },
  {
    what: "a part of unknown size",
    text: top(
      "for i: index = 0 to 8 { for k: index = 0 to 8 { const at: index = index(n & 7) B[at] = 1:int32 } }",
    ),
    steps: [["bufferAt", { memory: "B", loop: "i" }]], code: 2068, message: /how much of dimension 1 of 'B'/,
  },
  {
    what: "reuse along a parallel loop",
    text: stencil.replace("for x: index = 0 to 6", "for x: index = 0 to 6 parallel"),
    steps: [["reuseAt", { memory: "A", loop: "x" }]], code: 2069, message: /by the parallel of 'x'/,
  },
  {
    what: "reuse in a stage", text: stencil.replace("n: int32)", "n: int32) dataflow"),
    steps: [["reuseAt", { memory: "A", loop: "x" }]], code: 2069, message: /by the dataflow of 'f', share 'A'/,
  },
  {
    what: "a buffer that is written by stages", text: sum.replace("0 to 8", "0 to 8 dataflow"),
    steps: [["bufferAt", { memory: "B", loop: "i" }]], code: 2069, message: /by the dataflow of 'i', share 'B'/,
  },
  {
    what: "a buffer that parallel iterations overlap in", text: top(
      "for p: index = 0 to 2 parallel { for i: index = 0 to 2 { for k: index = 0 to 2 { A[i, p + 2 * k] = n } } }",
    ),
    steps: [["bufferAt", { memory: "A", loop: "i" }]], code: 2069, message: /by the parallel of 'p', share 'A'/,
  },
  {
    what: "bind of what an external function is given", text: external,
    steps: [["bind", { memory: "g:X", kind: "bram" }], ["bind", { memory: "A", kind: "bram" }]], code: 2022,
    message: /'A' has a bind/,
  },
  {
    what: "words that parallel iterations share",
    text: local.replace("t[i, 1]", "t[1, i]").replace("0 to 4", "0 to 4 parallel"),
    steps: [["pack", { memory: "t", factor: 2 }]], code: 2069, message: /by the parallel of 'i', share 't'/,
  },
];

describe("refusals of steps about memories", () => {
  for (const { what, text, steps, code, message } of refusals) {
    it(what, () => {
      const module = parseModule(text);
      assert.deepEqual(verifyModule(module).map((p) => p.message), []);
      const { scheduled, errors } = applySteps(module, steps.map(([primitive, args]) => ({ primitive, args })));
      assert.deepEqual(errors.map((e) => e.code), [code]);
      assert.match(errors[0]?.message ?? "", message);
      assert.deepEqual(verifyModule(scheduled.module), []);
      const before = applySteps(module, steps.slice(0, -1).map(([primitive, args]) => ({ primitive, args }))).scheduled;
      assert.equal(printModule(scheduled.module), printModule(before.module));
    });
  }
});
