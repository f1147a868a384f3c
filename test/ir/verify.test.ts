import assert from "node:assert/strict";
import fc from "fast-check";
import { constant, intConst, variable } from "../../lib/ir/build.js";
import { noSpan } from "../../lib/diagnostics/source.js";
import type { Func, Module, Param, Stmt, Sym } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { bool, float32, int, int32, tensor, type Type } from "../../lib/ir/types.js";
import { ruleNames, verifyModule } from "../../lib/ir/verify.js";
import { anyModule } from "../support/generators.js";

/** What each module breaks: `group/rule`, the IR (or a module that no text describes), a part of the message. */
type Case = readonly [rule: string, module: string | Module, message: RegExp];

const helpers = `
  func pure(x: int8, T: int8[2]) -> int8 { return T[0] }
  func writes(out: int8[2]) -> int8 { out[0] = 1:int8 return 0:int8 }
  func twice(a: int8[2], b: int8[2]) { a[0] = b[0] }
`;
const inFunc = (body: string, result = ""): string =>
  `${helpers} top func f(x: int8, A: int8[2], g: float32)${result} { ${body} }`;

const inStreams = (streams: string, instances: string): string => `
  func emit(to: stream<int8, 1>) { put to, 1:int8 }
  func produce(to: stream<int8, 1>) { call emit(to) }
  func consume(from: stream<int8, 1>, out: int8[2]) { get v: int8 from from out[0] = v }
  func sum(out: int8[2]) -> int8 { return out[0] }
  region top(A: int8[2], B: int8[3]) { ${streams} ${instances} }
`;

const s = "s: stream<int8, 1>";
const sym = (name: string, id: number): Sym => ({ name, id });
const span = noSpan;
const mod = (body: readonly Stmt[], params: Func["params"] = []): Module => {
  const top: Func = { kind: "func", sym: sym("f", 100), params, body, span };
  return { functions: [top], top };
};
const let1: Stmt = { kind: "let", sym: sym("a", 1), type: int32, mutable: false, init: constant(1n, int32), span };
const param = (type: Type): Param => ({ sym: sym("n", 1), type, span });
const loop: Stmt = {
  kind: "for", iter: sym("i", 2), type: int32, lo: intConst(0), hi: intConst(1), step: 1n, body: [],
  reduction: false, id: 7, span,
};

const cases: readonly Case[] = [
  ["module/declared once", mod([let1, let1]), /in f: a \(id 1\) is declared a second time/],
  ["module/top", { ...mod([]), functions: [] }, /not one of the module's functions/],
  ["module/region types", { functions: [], top: {
    kind: "region", sym: sym("r", 0), params: [param(tensor(int32, []))], streams: [], instances: [], span,
  } }, /in r: n: a tensor has at least one dimension/],
  ["module/instance", inStreams("", "run sum(A)"), /run sum\(A\): a kernel of a region returns nothing/],
  ["module/instance", inStreams(s, "run produce(s) run consume(s)"), /1 arguments for 2 parameters/],
  ["module/instance", inStreams(s, "run produce(s) run consume(s, B)"), /argument 2 is int8\[3\], not int8\[2\]/],
  ["module/stream ends", inStreams(s, "run produce(s)"), /s has 0 consumers, not 1/],
  ["module/stream ends", inStreams(s, "run produce(s) run produce(s) run consume(s, A)"),
    /2 producers, not 1: run produce\(s\), run produce/],

  ["function/scope", mod([{ kind: "if", cond: constant(true, bool), then: [let1], else: [], span },
    { kind: "let", sym: sym("b", 3), type: int32, mutable: false, init: variable(sym("a", 1), int32), span }]),
    /in f: const b: int32 = a: a is not declared here/],
  ["function/scope", mod([{ ...loop, lo: variable(sym("i", 2), int32) }]), /i is not declared here/],
  ["function/parameter type", mod([], [param(int(5000))]), /an int has 1 to 4096 bits, not 5000/],
  ["function/parameter type", mod([], [param(tensor(int32, [2, 0]))]), /extents are whole numbers from 1/],
  ["function/parameter type", mod([], [param({ kind: "stream", element: int32, depth: 0 })]), /a depth is/],
  ["function/loop ids", mod([loop, { ...loop, iter: sym("j", 3) }]), /another loop has the id 7/],
  ["function/jump", mod([loop, { kind: "break", loop: 7, span }]), /in f: break #1: no loop around it has the id 7/],
  ["function/jump", inFunc("while true update { return } do { }"), /in f: return: a loop's update must not return/],
  ["function/returns", inFunc("if x > 0 { return x }", " -> int8"), /a path ends without a return/],
  ["function/returns", inFunc("while true { if x > 0 { break } }", " -> int8"), /a path ends without a return/],

  ["statement/declared type", mod([{ ...let1, type: int(0) }]), /an int has 1 to 4096 bits, not 0/],
  ["statement/let", inFunc("let y: int8 = 1"), /in f: let y: int8 = 1: the type is uint1, not int8/],
  ["statement/assign", inFunc("let y: int8 = x y = x + 1"), /the type is int9, not int8/],
  ["statement/assign", inFunc("const y: int8 = x y = x"), /y is not declared by a mutable let/],
  ["statement/assign", inFunc("x = 1:int8"), /x is not declared by a mutable let/],
  ["statement/alloc", inFunc("alloc B: int8[2] = 1"), /the type is uint1, not int8/],
  ["statement/alloc", inFunc("rom B: int8[2] = [1]"), /1 values for 2 elements/],
  ["statement/alloc", inFunc("rom B: int8[2] = [1, 128]"), /128 is outside the type/],
  ["statement/store", inFunc("A[0] = 1"), /the type is uint1, not int8/],
  ["statement/store", inFunc("A[0, 1] = x"), /2 subscripts for 1 dimensions/],
  ["statement/store", inFunc("A[g] = x"), /a subscript has type float32/],
  ["statement/store", inFunc("rom T: int8[1] = [0] T[0] = x"), /T is a constant array/],
  ["statement/for", inFunc("for i: index = 0 to 1 step 0 { }"), /the step is 0/],
  ["statement/for", inFunc("for i: index = 0 to g { }"), /a bound has type float32/],
  ["statement/for", inFunc("for i: bool = 0 to 1 { }"), /the variable has type bool/],
  ["statement/for", inFunc("for i: uint2 = 0 to 9 step 4 { }"), /uint2 does not hold 8/],
  ["statement/condition", inFunc("if x { }"), /in f: if x: the condition is int8, not bool/],
  ["statement/return", inFunc("return x"), /the function has no result/],
  ["statement/return", inFunc("return", " -> int8"), /a int8 must be returned/],
  ["statement/return", inFunc("return A", " -> int8[3]"), /A is not a int8\[3\]/],
  ["statement/call", mod([{ kind: "callstmt", callee: sym("f", 100), args: [], span }]), /f is not a function before/],
  ["statement/call", inFunc("call y: int16 = pure(x, A)"), /the type is int16, not int8/],
  ["statement/call", inFunc("call y: int8 = twice(A, A)"), /there is no such name of a result/],
  ["statement/call", inFunc("call twice(A, A)"), /argument 1: A is passed twice/],
  ["statement/call", inFunc("call pure(x)"), /1 arguments for 2 parameters/],
  ["statement/call", inFunc("call pure(A, A)"), /argument 1: a scalar is needed, not a reference/],
  ["statement/call", inFunc("call writes(x)"), /argument 1: a reference is needed, not a int8/],
  ["statement/call", inFunc("rom T: int8[2] = [1, 2] call writes(T)"), /the callee writes a constant array/],
  ["statement/put", `top func f(s: stream<int8, 1>) { put s, 1 }`, /the type is uint1, not int8/],
  ["statement/get", `top func f(s: stream<int8, 1>) { get v: int9 from s }`, /the type is int9, not int8/],

  ["expression/type", mod([{ ...let1, init: { kind: "cast", operand: constant(1n, int32), type: int(5000), span } }]),
    /an int has 1 to 4096 bits, not 5000/],
  ["expression/constant", mod([{ ...let1, init: { kind: "const", value: 1, type: int32, span } }]),
    /the constant is a number, not a bigint/],
  ["expression/constant", inFunc("let y: int8 = 200:int8"), /200:int8 in let y: .*: 200 is outside the type/],
  ["expression/constant", mod([{ ...let1, type: float32, init: { kind: "const", value: 0.1, type: float32, span } }]),
    /0.1 is not a float32/],
  ["expression/variable", inFunc("let y: int9 = x:int9"), /the type is int9, not int8/],
  ["expression/load", inFunc("let y: int8 = A[0, 0]"), /2 subscripts for 1 dimensions/],
  ["expression/load", inFunc("let y: int9 = A[0]:int9"), /the type is int9, not int8/],
  ["expression/binary", inFunc("let y: int8 = (x + x):int8"), /\(x \+ x\):int8 in let y.*: the type is int8, not int9/],
  ["expression/binary", inFunc("let y: float32 = g + x"), /the sides are float32 and int8: cast one/],
  ["expression/binary", inFunc("let y: int9 = (x << 1):int9"), /the type is int9, not int8/],
  ["expression/binary", inFunc("let y: bool = (x & 1):bool"), /the type is bool/],
  ["expression/compare", inFunc("let y: bool = g < 1"), /the sides are float32 and uint1: cast one/],
  ["expression/logic", inFunc("let y: bool = x && true"), /the type is int8, not bool/],
  ["expression/unary", inFunc("let y: int8 = (-x):int8"), /the type is int8, not int9/],
  ["expression/unary", inFunc("let y: int9 = (~x):int9"), /the type is int9, not int8/],
  ["expression/select", inFunc("let y: int8 = select(x, x, x)"), /the type is int8, not bool/],
  ["expression/select", inFunc("let y: float32 = select(true, g, x)"), /the sides are float32 and int8: cast one/],
  ["expression/select", inFunc("let y: uint1 = select(true, x, 1):uint1"), /the type is uint1, not int8/],
  ["expression/call", inFunc("let y: int8 = writes(A)"), /writes is not pure: call it in a statement/],
  ["expression/call", inFunc("let y: int8 = pure(1, A)"), /argument 1: the type is uint1, not int8/],
];

describe("verifying the IR", () => {
  for (const [rule, module, message] of cases) {
    it(`${rule}: ${message.source}`, () => {
      const problems = verifyModule(typeof module === "string" ? parseModule(module) : module);
      const found = problems.filter((p) => p.rule === rule.slice(rule.indexOf("/") + 1));
      assert.ok(found.some((p) => message.test(p.message)), JSON.stringify(problems, undefined, 1));
    });
  }

  it("has a wrong module for every rule", () => {
    const all = Object.entries(ruleNames).flatMap(([group, names]) => names.map((name) => `${group}/${name}`));
    assert.deepEqual(all.filter((rule) => !cases.some(([tried]) => tried === rule)), []);
  });

  it("accepts what is wider than it needs to be", () => {
    const m = parseModule(inFunc(`
      let y: int40 = (x + x):int40
      let z: index = select(x > 0, x, 1):index
      let b: bool = (x > 0) ^ true
      if x > 0 { return x } else { while true { } }
    `, " -> int8"));
    assert.deepEqual(verifyModule(m), []);
  });

  it("accepts a region whose streams have one instance at each end", () => {
    assert.deepEqual(verifyModule(parseModule(inStreams(s, "run produce(s) run consume(s, A)"))), []);
  });

  it("accepts every generated module", () => {
    fc.assert(fc.property(anyModule(), (m) => assert.deepEqual(verifyModule(m), [])), { numRuns: 200 });
  });

  it("reports all problems, each with its span", () => {
    const m = parseModule('files "a.ts" @0+9 top func f() { @3+2 let y: int8 = 1\n@6+3 let z: int8 = 2 }');
    assert.deepEqual(verifyModule(m).map((p) => p.span.start), [3, 6]);
  });
});
