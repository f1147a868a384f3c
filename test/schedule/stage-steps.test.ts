import assert from "node:assert/strict";
import { interpret } from "../../lib/ir/interpret.js";
import type { Module } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { printModule } from "../../lib/ir/print.js";
import { verifyModule } from "../../lib/ir/verify.js";
import { applySteps } from "../../lib/schedule/apply.js";
import { stepFromJson } from "../../lib/schedule/step.js";
import { simulateAll } from "../support/csim.js";
import { requireGxx } from "../support/tools.js";

type Json = Readonly<Record<string, unknown>>;

const s = (primitive: string, args: Json): Json => ({ primitive, ...args });

function errorsOf(
  text: string, steps: readonly Json[],
): readonly { readonly code: number; readonly message: string; readonly related: number }[] {
  const { scheduled, errors } = applySteps(parseModule(text), steps.map((json) => stepFromJson(json)));
  assert.deepEqual(verifyModule(scheduled.module), []);
  return errors.map((e) => ({ code: e.code, message: e.message, related: e.related.length }));
}

function scheduledText(text: string, steps: readonly Json[]): string {
  const { scheduled, errors } = applySteps(parseModule(text), steps.map((json) => stepFromJson(json)));
  assert.deepEqual(errors.map((e) => e.message), []);
  assert.deepEqual(verifyModule(scheduled.module), []);
  return printModule(scheduled.module);
}

const same = (actual: string, expected: string): void => {
  assert.equal(actual, printModule(parseModule(expected)));
};

/** A function `g`, and a kernel that calls it. */
const calling = (g: string, body: string): string => `${g}\ntop func f(A: int32[8], C: int32[8], k: int32) {\n  ${body}\n}`;
/** A kernel between whose loops P and C stands a tensor B. */
const two = (p: string, c: string, more = ""): string => `top func f(A: int32[8], C: int32[8], D: int32[8], n: int32)${more} {
  let t: int32 = 0:int32
  alloc B: int32[8] = 0:int32
  P: for i: index = 0 to 8 { ${p} }
  C: for j: index = 0 to 8 { ${c} }
}`;
const twoStages = two("B[i] = A[i]", "C[j] = B[j]");
const computed = [s("computeAt", { producer: "P", consumer: "C" })];
const fifo = [s("dataflow", { function: "f" }), s("to", { memory: "B", consumer: "C" })];
const composed = (step: Json, more: Json = {}): readonly Json[] => [s("compose", { function: "g", steps: [step], ...more })];
const increment = "func g(A: int32[8]) { for i: index = 0 to 8 { A[i] = int32(A[i] + 1) } }";
const counter = "func g(A: int32[8]) {\n state c: int32 = 0\n c = int32(c + 1)\n A[0] = c\n}";

/** Programs, steps of which the last is refused, its code, and what is said. */
const refusals: readonly (readonly [code: number, said: RegExp, text: string, steps: readonly Json[]])[] = [
  [2070, /returns before its end/, calling("func g(x: int32) -> int32 {\n if x > 9 { return 9:int32 }\n return x\n}", "A[0] = g(k)"), [s("inline", { function: "g" })]],
  [2070, /hardware by itself/, twoStages, [s("inline", { function: "f" })]],
  [2070, /nothing calls it/, calling(increment, "A[0] = k"), [s("inline", { function: "g" })]],
  [2070, /outside of the kernel/, calling("func g(x: int32) -> int32 external \"g\" from \"g.cc\" model \"m\"", "call x: int32 = g(k)\nA[0] = x"), [s("inline", { function: "g" })]],
  [2070, /hardware of its own/, calling(increment.replace(") {", ") noinline {"), "call g(A)"), [s("inline", { function: "g" })]],
  [2070, /stages/, calling(increment.replace(") {", ") dataflow {"), "call g(A)"), [s("inline", { function: "g" })]],
  [2070, /h and f, would have a state/, calling(`${counter}\nfunc h(A: int32[8]) { call g(A) }`, "call g(A)\ncall h(A)"), [s("inline", { function: "g" })]],
  [2070, /only under a condition/, calling("func g(x: int32) -> int32 {\n let y: int32 = x\n return int32(y + 1)\n}", "A[0] = select(k > 0, g(k), k)"), [s("inline", { function: "g" })]],
  [2070, /only under a condition/, calling("func g(x: int32) -> bool { return x * x > x }", "while g(A[0]) { A[0] = 0:int32 }"), [s("inline", { function: "g" })]],
  [2070, /memory 'A' contradicts/, calling(increment.replace("{", "{\n memory A: cyclic(dim=0, factor=2)\n"), "memory A: cyclic(dim=0, factor=4)\n call g(A)"), [s("inline", { function: "g" })]],
  [2071, /'j' does not come directly/, two("B[i] = A[i]", "C[j] = B[j]").replace("C: for", "t = n\n C: for"), [s("outline", { loops: ["P", "C"], name: "g" })]],
  [2072, /outline/, two("for k: index = 0 to 2 { if A[i] > 3 { break #1 } }", "").replace("P: for i: index = 0 to 8", "P: for i: index = 0 to 8 #1"), [s("outline", { loops: ["k"], name: "g" })]],
  [2072, /unfold/, two("if A[i] > 3 { continue }\n B[i] = A[i]", "C[j] = B[j]"), [s("unfold", { loop: "i" })]],
  [2072, /dataflow/, two("B[i] = A[i]\n return", "C[j] = B[j]"), [s("dataflow", { function: "f" })]],
  [2073, /"load A"/, twoStages, [s("outline", { loops: ["P"], name: "load A" })]],
  [2074, /function 'g' that does something else/, two("B[i] = A[i]", "C[j] = int32(B[j] + 1)"), [s("outline", { loops: ["P"], name: "g" }), s("outline", { loops: ["C"], name: "g" })]],
  [2074, /function 'f'/, twoStages, [s("outline", { loops: ["C"], name: "f" })]],
  [2075, /loops and calls/, twoStages.replace("C: for", "B[0] = n\n C: for"), [s("dataflow", { function: "f" })]],
  [2075, /loops and calls/, twoStages.replace("C: for", "const x: int32 = B[0]\n C: for"), [s("dataflow", { function: "f" })]],
  [2076, /'B'.*two stages write it/, two("B[i] = A[i]", "B[j] = 1:int32"), [s("dataflow", { function: "f" })]],
  [2076, /'A'.*two stages read it/, two("B[i] = A[i]", "C[j] = int32(A[j] + B[j])"), [s("dataflow", { function: "f" })]],
  [2076, /'B'.*before another writes/, two("C[i] = B[i]", "B[j] = D[j]"), [s("dataflow", { function: "f" })]],
  [2076, /'B'.*more than one stage reads/, twoStages.replace(/\}\n\}$/, "}\n for k: index = 0 to 8 { D[k] = B[k] }\n}"), [s("dataflow", { function: "f" })]],
  [2076, /'D'.*not made among/, two("D[i] = A[i]", "C[j] = D[j]"), [s("dataflow", { function: "f" })]],
  [2076, /'t'.*two stages write/, two("t = int32(t + A[i])", "t = int32(t + D[j])"), [s("dataflow", { function: "f" })]],
  [2076, /'c'.*two stages write/, calling(counter, "call g(A)\ncall g(C)"), [s("dataflow", { function: "f" })]],
  [2077, /pipelined/, two("B[i] = A[i]", "").replace("to 8 {", "to 8 pipeline(ii=1) {"), [s("dataflow", { loop: "i" })]],
  [2078, /'function' or 'loop'/, twoStages, [s("dataflow", {})]],
  [2078, /'function' or 'loop'/, twoStages, [s("dataflow", { function: "f", loop: "i" })]],
  [2079, /one loop is in 'g', the other in 'f'/, calling(increment, "call g(A)\nfor j: index = 0 to 8 { C[j] = A[j] }"), [s("computeAt", { producer: "g:i", consumer: "j" })]],
  [2080, /before/, twoStages, [s("computeAt", { producer: "C", consumer: "P" })]],
  [2080, /inside the other/, two("for k: index = 0 to 8 { B[k] = A[k] }", ""), [s("computeAt", { producer: "P", consumer: "k" })]],
  [2080, /1 and 2 loops/, two("B[i] = A[i]", "for k: index = 0 to 8 { C[k] = B[k] }"), [s("computeAt", { producer: "P", consumer: "k" })]],
  [2080, /different blocks/, twoStages.replace("P: for", "if n > 0 {\n P: for").replace("C: for", "} else {\n C: for").replace(/\}\n\}$/, "} }\n}"), computed],
  [2080, /something else than loops/, two("if n > 0 { for k: index = 0 to 8 { B[k] = A[k] } }", "for l: index = 0 to 8 { C[l] = B[l] }"), [s("computeAt", { producer: "k", consumer: "l" })]],
  [2080, /steps/, twoStages.replace("0 to 8 { C", "0 to 8 step 2 { C"), computed],
  [2080, /not constant/, twoStages.replace("0 to 8 { C", "0 to n { C"), computed],
  [2080, /may change/, twoStages.replaceAll("0 to 8", "0 to t").replace("P: for", "t = n\n P: for"), computed],
  [2080, /more than a loop is inside/, two("for k: index = 0 to 8 { B[i] = A[k] }\n B[i] = 0:int32", "for l: index = 0 to 8 { C[j] = 1:int32 }").replace("0 to 8 { for l", "0 to 6 { for l"), [s("computeAt", { producer: "k", consumer: "l" })]],
  [2080, /jump/, two("if A[i] > 0 { break }\n B[i] = A[i]", "C[j] = B[j]"), computed],
  [2080, /directives of 'i'/, twoStages.replace("0 to 8 { B", "0 to 8 pipeline(ii=1) { B"), computed],
  [2080, /both use streams/, `func f(X: stream<int32, 4>, Y: stream<int32, 4>) {
  for i: index = 0 to 4 { put X, 1:int32 }
  for j: index = 0 to 4 { put Y, 1:int32 }
}
func g(X: stream<int32, 4>, Y: stream<int32, 4>) {
  for k: index = 0 to 4 {
    get x: int32 from X
    get y: int32 from Y
  }
}
region top() {
  X: stream<int32, 4>
  Y: stream<int32, 4>
  run f(X, Y)
  run g(X, Y)
}`, [s("computeAt", { producer: "i", consumer: "j" })]],
  [2020, /flow dependence on 'B', of direction \(>\)/, two("B[i] = A[i]", "C[j] = B[7 - j]"), computed],
  [2020, /anti dependence on 'D'/, two("B[i] = D[7 - i]", "D[j] = 1:int32"), computed],
  [2020, /output dependence on 'D'/, two("D[i] = 1:int32", "D[7 - j] = 2:int32"), computed],
  [2020, /flow dependence on 'B', of direction \(\)/, twoStages.replace("C: for", "C[7] = B[0]\n C: for"), computed],
  [2081, /no dataflow body makes it/, twoStages, fifo.slice(1)],
  [2081, /read by 'C', not 'X'/, twoStages, [s("dataflow", { function: "f" }), s("to", { memory: "B", consumer: "X" })]],
  [2081, /no stage writes/, two("B[i] = A[i]", "C[j] = 1:int32"), fifo],
  [2022, /'B' has a to already/, twoStages, [...fifo, ...fifo.slice(1)]],
  [2022, /'f' has a dataflow already/, twoStages, [...fifo.slice(0, 1), ...fifo.slice(0, 1)]],
  [2082, /access 1 writes \[0\] and reads \[7\]/, two("B[i] = A[i]", "C[j] = B[7 - j]"), fifo],
  [2082, /P writes 8 elements, C reads 7/, twoStages.replace("0 to 8 { C", "0 to 7 { C"), fifo],
  [2082, /access 2 writes \[1\] and reads \[0\]/, two("B[i] = A[i]", "C[j] = B[0]"), fifo],
  [2082, /\[3\] is written twice/, two("B[3] = A[i]", "C[j] = B[3]"), fifo],
  [2082, /both writes and reads/, two("B[i] = A[i]\n A[i] = B[i]", "C[j] = B[j]"), fifo],
  [2082, /condition that depends on run-time/, two("B[i] = A[i]", "if n > 0 { C[j] = B[j] }"), fifo],
  [2082, /one side of a condition/, two("B[i] = A[i]", "C[j] = select(j > 3, B[j], 0:int32)"), fifo],
  [2082, /bounds of 'j' depend/, twoStages.replace("0 to 8 { C", "0 to n { C"), fifo],
  [2082, /subscript depends/, two("B[i] = A[i]", "C[j] = B[D[j]]"), fifo],
  [2082, /a message reads it/, two("B[i] = A[i]", "print B[j]"), fifo],
  [2082, /leave a loop/, two("B[i] = A[i]", "C[j] = B[j]\n if j > 6 { break }"), fifo],
  [2082, /ports/, twoStages.replace("0:int32\n  P", "0:int32\n  memory B: bram(ports=dual)\n  P"), fifo],
  [2083, /with a depth of 2.* 8 is the least/, twoStages.replace("alloc", "alloc E: int32[8] = 0:int32\n alloc").replace("B[i] = A[i]", "B[i] = A[i]\n E[i] = 1:int32").replace("C[j] = B[j]", "C[j] = int32(B[j] + E[j])"),
    [s("dataflow", { function: "f" }), s("to", { memory: "B", consumer: "C", depth: 2 })]],
  [2084, /pipeline/, twoStages.replace("0 to 8 { B", "0 to 8 pipeline(ii=1) { B"), [s("unfold", { loop: "i" })]],
  [2085, /65536 is the most/, "top func f() { for i: index = 0 to 1000000 { for j: index = 0 to 4 { } } }", [s("unfold", { loop: "i" })]],
  [2010, /unfold/, twoStages.replace("0 to 8 { B", "0 to n { B"), [s("unfold", { loop: "i" })]],
  [2087, /'f', which 'g' does not call/, calling(increment, "for j: index = 0 to 8 { C[j] = k }\ncall g(A)"), composed(s("split", { loop: "j", factor: 2 }))],
  [2089, /no call of 'g'.*nothing calls it/, calling(increment, "A[0] = k"), composed(s("split", { loop: "i", factor: 2 }), { id: "x" })],
  [2074, /function 'g_x'/, calling(`${increment}\n${increment.replace("g(", "g_x(")}`, "call g(A)\ncall g_x(C)"), composed(s("split", { loop: "i", factor: 2 }), { id: "x" })],
  [2073, /"a b"/, calling(increment, "call g(A)"), composed(s("split", { loop: "i", factor: 2 }), { id: "a b" })],
  [2089, /its 2 calls share the state of 'g'/, calling(counter, "call g(A)\ncall g(C)"), composed(s("outline", { loops: ["i"], name: "h" }), { id: "x" })],
];

describe("steps between loops, functions and stages", () => {
  for (const [code, said, text, steps] of refusals) {
    it(`refuses ${JSON.stringify(steps.at(-1))}: ${said.source}`, () => {
      const errors = errorsOf(text, steps);
      assert.deepEqual(errors.map((e) => e.code).at(-1), code, errors.map((e) => e.message).join("\n"));
      assert.match(errors.at(-1)?.message ?? "", said);
      assert.equal(errors.length, code === 2087 ? 2 : 1); // after that of the composed step
    });
  }

  it("name both places of what stages share", () => {
    assert.deepEqual(errorsOf(two("B[i] = A[i]", "B[j] = 1:int32"), fifo.slice(0, 1)).map((e) => e.related), [2]);
  });

  it("says which step of a composed schedule is refused, and why", () => {
    const errors = errorsOf(calling(increment, "call g(A)"), composed(s("split", { loop: "x", factor: 2 })));
    assert.deepEqual(errors.map((e) => e.code), [2086, 2004]);
  });

  it("inline: statements, results, states, directives", () => {
    same(scheduledText(`func g(A: int32[8], x: int32) -> (int32, int32[4]) {
  state c: int32 = 0
  alloc R: int32[4] = x
  memory R: complete(dim=0)
  c = int32(c + x)
  return int32(A[0] + x), R
}
top func f(A: int32[8], k: int32) -> int32 {
  call a: int32, Q: int32[4] = g(A, int32(k + 1))
  call g(A, k)
  return int32(a + Q[1])
}`, [s("inline", { function: "g" })]), `top func f(A: int32[8], k: int32) -> int32 {
  state c: int32 = 0
  const x: int32 = int32(k + 1)
  alloc Q: int32[4] = x
  memory Q: complete(dim=0)
  c = int32(c + x)
  const a: int32 = int32(A[0] + x)
  alloc R: int32[4] = k
  memory R: complete(dim=0)
  c = int32(c + k)
  const unused: int32 = int32(A[0] + k)
  return int32(a + Q[1])
}`);
  });

  it("inline: calls in expressions", () => {
    same(scheduledText(`func sq(x: int32) -> int32 { return int32(x * x) }
func g(A: int32[8]) -> int32 {
  let s: int32 = 0:int32
  for i: index = 0 to 8 { s = int32(s + sq(A[i])) }
  return s
}
top func f(A: int32[8], k: int32) { A[1] = select(k > 2, sq(k), g(A)) }`, [s("inline", { function: "sq" })]), `func g(A: int32[8]) -> int32 {
  let s: int32 = 0:int32
  for i: index = 0 to 8 {
    const x: int32 = A[i]
    s = int32(s + int32(x * x))
  }
  return s
}
top func f(A: int32[8], k: int32) { A[1] = select(k > 2, int32(k * k), g(A)) }`);
  });

  it("outline: variables that are assigned are results, equal bodies are one function", () => {
    same(scheduledText(`top func f(A: int32[8], B: int32[8]) -> int32 {
  let s: int32 = 0:int32
  for i: index = 0 to 8 { s = int32(s + A[i]) }
  for j: index = 0 to 8 { s = int32(s + B[j]) }
  return s
}`, [s("outline", { loops: ["i"], name: "sum" }), s("outline", { loops: ["j"], name: "sum" })]), `func sum(s: int32, A: int32[8]) -> int32 {
  let s#2: int32 = s
  for i: index = 0 to 8 { s#2 = int32(s#2 + A[i]) }
  return s#2
}
top func f(A: int32[8], B: int32[8]) -> int32 {
  let s: int32 = 0:int32
  call s#2: int32 = sum(s, A)
  s = s#2
  call s#3: int32 = sum(s, B)
  s = s#3
  return s
}`);
  });

  it("later steps keep stages and FIFOs in order, or are refused", () => {
    const text = `top func f(A: int32[4, 4], C: int32[4, 4]) {
  alloc B: int32[4, 4] = 0:int32
  P: for i: index = 0 to 4 { for j: index = 0 to 4 { B[i, j] = A[i, j] } }
  C: for i: index = 0 to 4 { for j: index = 0 to 4 { C[i, j] = B[i, j] } }
}`;
    assert.deepEqual(errorsOf(text, [...fifo, s("split", { loop: "C.i", factor: 2 })]), []);
    assert.deepEqual(errorsOf(text, [...fifo, s("reorder", { loops: ["C.j", "C.i"] })]).map((e) => e.code), [2088]);
    assert.deepEqual(errorsOf(text, [...fifo, s("computeAt", { producer: "P", consumer: "C" })]).map((e) => e.code), [2088]);
  });

  it("FIFOs lead through functions", () => {
    const outlined = [s("outline", { loops: ["P"], name: "load" }), s("outline", { loops: ["C"], name: "store" })];
    const found = scheduledText(twoStages, [...outlined, s("dataflow", { function: "f" }), s("to", { memory: "B", consumer: "store" })]);
    assert.match(found, /memory B: stream\(depth=1\)/);
  });

  it("compose: names are those of the function, instances are told apart", () => {
    const found = scheduledText(calling(increment, "call g(A)\ncall g(C)\nfor i: index = 0 to 8 { C[i] = k }"), [
      ...composed(s("split", { loop: "i", factor: 2 }), { id: "one" }),
      ...composed(s("split", { loop: "g:i", factor: 4 }), { id: "two" }),
    ]);
    assert.match(found, /func g_two[^]*0 to 2[^]*0 to 4[^]*func g_one[^]*0 to 4[^]*0 to 2[^]*call g_one\(A\)\n {2}call g_two\(C\)/);
  });

  it("compose: a schedule in a schedule, not of itself", () => {
    const text = `${increment}\nfunc h(A: int32[8]) { call g(A) }\n${calling("", "call h(A)")}`;
    const inner = s("compose", { function: "g", steps: [s("split", { loop: "i", factor: 2 })] });
    assert.match(scheduledText(text, [s("compose", { function: "h", steps: [inner] })]), /i.inner/);
    assert.deepEqual(errorsOf(text, [s("compose", { function: "g", steps: [inner] })]).map((e) => e.code), [2086, 2087]);
  });

  it("structs and constant arrays go through inline and outline", () => {
    const text = `struct P { x: int32, y: bool }
func make(x: int32) -> P { return {x, x > 2} }
top func f(A: int32[8], k: int32) {
  rom R: int32[8] = [1, 2, 3, 4, 5, 6, 7, 8]
  call p: P = make(k)
  for i: index = 0 to 8 { A[i] = int32(R[i] + select(p->y, p->x, 0:int32)) }
}`;
    const module = parseModule(text);
    const steps = [s("outline", { loops: ["i"], name: "add" }), s("inline", { function: "make" }), s("inline", { function: "add" })];
    for (const n of [1, 2, 3]) {
      const results = [module, parseModule(scheduledText(text, steps.slice(0, n)))].map((m) => {
        const A = Array.from({ length: 8 }, () => 0n);
        interpret(m, [A, 3n]);
        return A;
      });
      assert.deepEqual(results[1], results[0]);
    }
  });

  it("streams go through outline and inline", () => {
    const text = `func f(A: int32[4], X: stream<int32, 4>) { for i: index = 0 to 4 { put X, int32(A[i] + 1) } }
func g(X: stream<int32, 4>, C: int32[4]) {
  for j: index = 0 to 4 {
    get x: int32 from X
    C[j] = x
  }
}
region top(A: int32[4], C: int32[4]) {
  X: stream<int32, 4>
  run f(A, X)
  run g(X, C)
}`;
    const steps = [
      s("outline", { loops: ["i"], name: "send" }), s("outline", { loops: ["j"], name: "take" }), s("inline", { function: "send" }),
      s("compose", { function: "take", id: "one", steps: [s("unfold", { loop: "j" })] }),
    ];
    const C = [0n, 0n, 0n, 0n];
    interpret(parseModule(scheduledText(text, steps)), [[1n, 2n, 3n, 4n], C]);
    assert.deepEqual(C, [2n, 3n, 4n, 5n]);
  });

  it("the emitted C++ computes the same", async function () {
    this.timeout(60_000);
    const gxx = await requireGxx(this);
    const text = `func sq(x: int32) -> int32 { return int32(x * x) }
func scale(A: int32[8], T: int32[8], by: int32) { for i: index = 0 to 8 { T[i] = int32(sq(A[i]) * by) } }
top func f(A: int32[8], C: int32[8], k: int32) -> int32 {
  let s: int32 = k
  alloc T: int32[8] = 0:int32
  alloc U: int32[8] = 0:int32
  call scale(A, T, k)
  P: for i: index = 0 to 8 { U[i] = int32(T[i] + 1) }
  C: for j: index = 0 to 6 { C[j] = int32(U[j] * 2) }
  for l: index = 0 to 4 { s = int32(s + l) }
  return s
}`;
    const schedules: readonly (readonly Json[])[] = [
      [s("inline", { function: "sq" }), s("inline", { function: "scale" }), s("computeAt", { producer: "i#1", consumer: "P" }), s("computeAt", { producer: "P", consumer: "C" })],
      [s("outline", { loops: ["P"], name: "inc" }), s("outline", { loops: ["C"], name: "double" }), s("outline", { loops: ["l"], name: "count" })],
      [s("unfold", { loop: "C" }), s("unfold", { loop: "l" })],
      [s("compose", { function: "scale", id: "it", steps: [s("inline", { function: "sq" }), s("split", { loop: "i", factor: 4 })] })],
    ];
    const fifos = two("B[i] = A[i]", "C[j] = B[j]");
    const modules: Module[] = schedules.map((steps) => parseModule(scheduledText(text, steps)));
    modules.push(parseModule(scheduledText(fifos, [s("outline", { loops: ["P"], name: "load" }), s("dataflow", { function: "f" }), s("to", { memory: "B", consumer: "C" })])));
    const argsOf = (m: Module): (bigint | bigint[])[] => m.top.params.map((p) => (p.type.kind === "tensor" ? Array.from({ length: 8 }, (_, i) => BigInt(i * 5 - 9)) : 3n));
    const cases = modules.map((module) => ({ module, args: argsOf(module) }));
    const outcomes = await simulateAll(cases, gxx);
    cases.forEach((c, i) => {
      const original = parseModule(i < schedules.length ? text : fifos);
      const after = argsOf(original);
      const { results } = interpret(original, after);
      assert.deepEqual(outcomes[i], { args: after, results, printed: [] });
    });
  });
});
