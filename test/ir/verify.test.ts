import assert from "node:assert/strict";
import fc from "fast-check";
import { constant, intConst, variable } from "../../lib/ir/build.js";
import { noSpan } from "../../lib/diagnostics/source.js";
import type { Func, Module, Param, Stmt, StreamDecl, Sym } from "../../lib/ir/ir.js";
import { parseModule } from "../../lib/ir/parse.js";
import { bool, fixed, float32, int, int32, struct, tensor, type Type } from "../../lib/ir/types.js";
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

const inStruct = (body: string, result = ""): string => `
  struct P { x: int8, y: fixed<8, 4> }
  struct Q { p: P, z: bool }
  func takes(p: P) -> int8 { return p->x }
  func makes(x: int8) -> (P, int8) { return {x, 0:fixed<8, 4>}, x }
  func says(x: int8) -> int8 { print x return x }
  top func f(x: int8, A: P[2], q: Q, s: stream<P, 1>)${result} { ${body} }`;

const external = (signature: string, rest = ""): string =>
  `func e${signature} external "e" from "e.cc" model "e"${rest}\ntop func f() { }`;

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
const func = (body: readonly Stmt[], params: Func["params"] = []): Func => (
  { kind: "func", sym: sym("f", 100), params, results: [], states: [], body, span }
);
const mod = (body: readonly Stmt[], params: Func["params"] = [], more: Partial<Func> = {}): Module => {
  const top: Func = { ...func(body, params), ...more };
  return { functions: [top], top };
};
const let1: Stmt = { kind: "let", sym: sym("a", 1), type: int32, mutable: false, init: constant(1n, int32), span };
const param = (type: Type): Param => ({ sym: sym("n", 1), type, span });
const loop: Stmt = {
  kind: "for", iter: sym("i", 2), type: int32, lo: intConst(0), hi: intConst(1), step: 1n, body: [],
  reduction: false, id: 7, span,
};

const returned: Stmt = { kind: "return", values: [constant(1n, int32), constant(2n, int32)], span };
const twoResults: Func = { ...func([returned]), sym: sym("two", 101), results: [int32, int32] };
const caller = func([{ ...let1, init: { kind: "call", callee: twoResults.sym, args: [], type: int32, span } }]);

/** A region with streams `a` and `b`, the second a part of `whole`. */
function partOf(whole: Sym, depth = 2): Module {
  const stream = (name: Sym, of: object, d: number): StreamDecl => (
    { sym: name, type: { kind: "stream", element: int32, depth: d }, ...of, span }
  );
  const streams = [stream(sym("a", 1), {}, 2), stream(sym("b", 2), { partOf: whole }, depth)];
  return { functions: [], top: { kind: "region", sym: sym("r", 0), params: [], streams, instances: [], span } };
}

const cases: readonly Case[] = [
  ["module/declared once", mod([let1, let1]), /in f: a \(id 1\) is declared a second time/],
  ["module/struct names", mod([], [param(struct("P", [{ name: "x", type: int32 }])), {
    ...param(struct("P", [{ name: "x", type: bool }])), sym: sym("m", 2),
  }]), /two different structs are called P/],
  ["module/stream parts", partOf(sym("no", 9)), /in r: b is a part of no, which is no stream of the region/],
  ["module/stream parts", partOf(sym("b", 2)), /in r: b is a part of b, which is no stream of the region/],
  ["module/stream parts", partOf(sym("a", 1), 3), /in r: b is a part of a, which has another depth/],
  ["module/top", { ...mod([]), functions: [] }, /not one of the module's functions/],
  ["module/region types", { functions: [], top: {
    kind: "region", sym: sym("r", 0), params: [param(tensor(int32, []))], streams: [], instances: [], span,
  } }, /in r: n: a tensor has at least one dimension/],
  ["module/instance", inStreams("", "run sum(A)"), /run sum\(A\): a kernel of a region returns nothing/],
  ["module/instance", inStreams(s, "run produce(s) run consume(s)"), /1 arguments for 2 parameters/],
  ["module/instance", inStreams(s, "run produce(s) run consume(s, B)"), /argument 2 is int8\[3\], not int8\[2\]/],
  ["module/instance", inStreams(`${s}[2]`, "run produce(s)"), /names no stream: s/],
  ["module/instance", inStreams(`${s}[2]`, "run produce(s[2])"), /argument 1 names no stream: s\[2\]/],
  ["module/instance", inStreams("", "run sum(3:index)"), /a kernel of a region returns nothing/],
  ["module/instance", `func k(p: index) { } region r() { run k(3:int8) }`, /argument 1 is int8, not index/],
  ["module/stream types", { functions: [], top: { kind: "region", sym: sym("r", 0), params: [], instances: [], span,
    streams: [{ sym: sym("s", 1), type: { kind: "stream", element: int32, depth: 1 }, shape: [0], span }] } },
    /in r: s: an array of streams has extents from 1/],
  ["module/stream ends", inStreams(`${s}[2]`, "run produce(s[1]) run produce(s[1]) run consume(s[1], A)"),
    /s\[1\] has 2 producers, not 1/],
  ["module/stream ends", `func k() network { s: stream<int8, 1> run p(s) }
    func p(to: stream<int8, 1>) { put to, 1:int8 } top func f() { call k() }`.replace(/^(func k[^}]*\})\s*(func p[^}]*\})/, "$2 $1"),
    /in k: s has 0 consumers, not 1/],
  ["module/stream ends", inStreams(s, "run produce(s)"), /s has 0 consumers, not 1/],
  ["module/stream ends", inStreams(s, "run produce(s) run produce(s) run consume(s, A)"),
    /2 producers, not 1: run produce\(s\), run produce/],

  ["function/scope", mod([{ kind: "if", cond: constant(true, bool), then: [let1], else: [], span },
    { kind: "let", sym: sym("b", 3), type: int32, mutable: false, init: variable(sym("a", 1), int32), span }]),
    /in f: const b: int32 = a: a is not declared here/],
  ["function/scope", mod([{ ...loop, lo: variable(sym("i", 2), int32) }]), /i is not declared here/],
  ["function/signature", mod([], [param(int(5000))]), /numbers have 1 to 4096 bits, not 5000/],
  ["function/signature", mod([], [param(tensor(int32, [2, 0]))]), /extents are whole numbers from 1/],
  ["function/signature", mod([], [param({ kind: "stream", element: int32, depth: 0 })]), /a depth is/],
  ["function/signature", mod([], [param(fixed(8, 4097))]), /4097 is no number of fraction bits/],
  ["function/signature", mod([], [param(fixed(0, 0))]), /numbers have 1 to 4096 bits, not 0/],
  ["function/signature", mod([], [param(struct("P", []))]), /P has no fields/],
  ["function/signature", mod([], [param(struct("P", [{ name: "x", type: int32 }, { name: "x", type: bool }]))]),
    /P has two fields 'x'/],
  ["function/signature", mod([], [param(struct("P", [{ name: "x", type: int(0) }]))]), /not 0/],
  ["function/signature", mod([], [param(tensor(tensor(int32, [1]) as never, [1]))]),
    /elements are scalars and structs/],
  ["function/signature", { functions: [], top: { ...func([]), results: [tensor(int32, [])] } },
    /at least one dimension/],
  ["function/states", "top func f() { state n: int8 = 128 }", /state n: 128 is outside the type/],
  ["function/states", "top func f() { state n: int8[2] = [1] }", /state n: 1 values for 2 scalars/],
  ["function/states", "struct P { x: int8, y: bool } top func f() { state n: P[1] = [1] }",
    /state n: 1 values for 2 scalars/],
  ["function/states", { functions: [], top: { ...func([]), states: [{ ...param(int(0)), type: int(0), init: [0n] }] } },
    /state n: numbers have 1 to 4096 bits/],
  ["function/external", external("(s: stream<int8, 1>)"), /an external function takes scalars and tensors/],
  ["function/external", `struct P { x: int8 } ${external("(p: P)")}`, /an external function takes scalars and tensors/],
  ["function/external", external("() -> int8[2]"), /an external function returns a scalar or nothing/],
  ["function/external", external("() -> (int8, int8)"), /an external function returns a scalar or nothing/],
  ["function/external", external("(x: int8)", " writes 0"), /an external function writes tensors only/],
  ["function/external", external("(A: int8[1])", " writes 1"), /an external function writes tensors only/],
  ["function/external", mod([let1], [], { external: { top: "e", model: "e", source: "e.cc", writes: [] } }),
    /an external function has a body/],
  ["function/network body", mod([let1], [], { network: { streams: [], instances: [] } }), /an inner region has a body/],
  ["function/loop ids", mod([{ kind: "switch", value: intConst(1), cases: [], default: [loop], id: 7, span }]),
    /for i: int32 = 0 to 1: another loop has the id 7/],
  ["function/loop ids", mod([loop, { ...loop, iter: sym("j", 3) }]), /another loop has the id 7/],
  ["function/jump", mod([loop, { kind: "break", loop: 7, span }]), /in f: break #1: no loop around it has the id 7/],
  ["function/jump", inFunc("while true update { return } do { }"), /in f: return: a loop's update must not return/],
  ["function/jump", mod([{ kind: "switch", value: intConst(1), cases: [], id: 3, span,
    default: [{ kind: "continue", loop: 3, span }] }]), /in f: continue #1: no loop around it has the id/],
  ["function/jump", inFunc("do { } update { return } while true"), /in f: return: a loop's update must not return/],
  ["function/returns", inFunc("switch x { case 1 { return x } default { } }", " -> int8"),
    /a path ends without a return/],
  ["function/returns", inFunc("switch x { case 1 { break } default { return x } }", " -> int8"), /a path ends/],
  ["function/returns", inFunc("do { return x } while x > 0", " -> int8"), /a path ends without a return/],
  ["function/returns", inFunc("if x > 0 { return x }", " -> int8"), /a path ends without a return/],
  ["function/returns", inFunc("while true { if x > 0 { break } }", " -> int8"), /a path ends without a return/],

  ["statement/declared type", mod([{ ...let1, type: int(0) }]), /numbers have 1 to 4096 bits, not 0/],
  ["statement/let", inFunc("let y: int8 = 1"), /in f: let y: int8 = 1: the type is uint1, not int8/],
  ["statement/assign", inFunc("let y: int8 = x y = x + 1"), /the type is int9, not int8/],
  ["statement/assign", inFunc("const y: int8 = x y = x"), /y is not declared by a mutable let/],
  ["statement/assign", inFunc("x = 1:int8"), /x is not declared by a mutable let/],
  ["statement/assign", "top func f() { state n: int8 = 0 n = 1 }", /the type is uint1, not int8/],
  ["statement/assign", inStruct("get p: P from s p = 1"), /p is not declared by a mutable let/],
  ["statement/alloc", inStruct("alloc B: P[2] = {x, x}"), /the type is int8, not fixed<8, 4>/],
  ["statement/alloc", inStruct("rom B: P[1] = [1, 16.0]"), /256 is outside the type/],
  ["statement/alloc", inStruct("rom B: P[2] = [1, 1, 1]"), /3 values for 4 scalars/],
  ["statement/alloc", inFunc("alloc B: int8[2] = 1"), /the type is uint1, not int8/],
  ["statement/alloc", inFunc("rom B: int8[2] = [1]"), /1 values for 2 scalars/],
  ["statement/alloc", inFunc("rom B: int8[2] = [1, 128]"), /128 is outside the type/],
  ["statement/store", inFunc("A[0] = 1"), /the type is uint1, not int8/],
  ["statement/store", inFunc("A[0, 1] = x"), /2 subscripts for 1 dimensions/],
  ["statement/store", inFunc("A[g] = x"), /a subscript has type float32/],
  ["statement/store", inFunc("rom T: int8[1] = [0] T[0] = x"), /T is a constant array/],
  ["statement/store", inStruct("A[0]->y = x"), /the type is int8, not fixed<8, 4>/],
  ["statement/store", mod([{ kind: "store", tensor: sym("n", 1), index: [intConst(0)], value: intConst(0), span }],
    [param(tensor(struct("P", [{ name: "x", type: int(1, false) }]), [1]))]), /a struct is read field by field/],
  ["statement/for", inFunc("for i: index = 0 to 1 step 0 { }"), /the step is 0/],
  ["statement/for", inFunc("for i: index = 0 to g { }"), /a bound has type float32/],
  ["statement/for", inFunc("for i: bool = 0 to 1 { }"), /the variable has type bool/],
  ["statement/for", inFunc("for i: uint2 = 0 to 9 step 4 { }"), /uint2 does not hold 8/],
  ["statement/loop directives", inFunc("for i: index = 0 to 4 pipeline(ii=0) { }"),
    /in f: for i: index = 0 to 4 pipeline\(ii=0\): an ii is a whole number from 1, not 0/],
  ["statement/loop directives", inFunc("for i: index = 0 to 4 unroll(1) { }"), /a factor is a whole number from 2, not 1/],
  ["statement/loop directives", inFunc("for i: index = 0 to 4 step 2 unroll(3) { }"), /3 is more than the 2 iterations/],
  ["statement/loop directives", inFunc("for i: index = 4 to 0 unroll(2) { }"), /2 is more than the 0 iterations/],
  ["statement/loop directives", inFunc("for i: index = 0 to x unroll { }"), /its bounds are not constant/],
  ["statement/loop directives", inFunc("for i: index = x to 4 vectorize { }"), /its bounds are not constant/],
  ["statement/loop directives", inFunc("for i: index = 0 to 4 unroll pipeline(ii=1) { }"), /no iterations to pipeline/],
  ["statement/loop directives", inFunc("for i: index = 0 to 4 vectorize pipeline(ii=1) { }"), /no iterations to pipeline/],
  ["statement/loop directives", inFunc("for i: index = 0 to 4 vectorize unroll(2) { }"), /unrolled by being vectorized/],
  ["statement/loop directives", inFunc("for i: index = 0 to 4 dataflow pipeline(ii=1) { }"), /its statements are no stages/],
  ["statement/loop directives", mod([{ ...loop, directives: {} }]), /the directives are empty/],
  ["function/directives", "top func f() inline { }", /in f: it is to be inlined, but is hardware by itself/],
  ["function/directives", "func f() inline { } region r() { run f() }", /but is hardware by itself/],
  ["function/directives", "func g() inline dataflow { } top func f() { }", /its statements are no stages/],
  ["function/directives", external("() dataflow"), /an external function has directives/],
  ["function/memories", inFunc("memory x: bram"), /memory x: it is no tensor of the function/],
  ["function/memories", inFunc("memory A: bram memory A: uram"), /memory A: two directives are about it/],
  ["function/memories", mod([], [param(tensor(int32, [2]))], { memories: [{ sym: sym("n", 1), partitions: [] }] }),
    /memory n: the directives are empty/],
  ["function/memories", inFunc("memory A: complete(dim=1)"), /there is no dimension 1/],
  ["function/memories", inFunc("memory A: complete(dim=0), cyclic(dim=0, factor=2)"), /dimension 0 is partitioned twice/],
  ["function/memories", inFunc("memory A: complete(dim=0, factor=2)"), /a complete partition has no factor/],
  ["function/memories", inFunc("memory A: block(dim=0)"), /a block partition needs a factor/],
  ["function/memories", inFunc("memory A: block(dim=0, factor=1)"), /a factor is a whole number from 2, not 1/],
  ["function/memories", inFunc("memory A: cyclic(dim=0, factor=3)"), /the factor 3 is more than the 2 indices/],
  ["function/memories", inFunc("memory A: bram(latency=0)"), /a latency is a whole number from 1, not 0/],
  ["function/memories", inFunc("alloc B: int8[2] = x memory B: stream(depth=0)"), /a depth is a whole number from 1/],
  ["function/memories", inFunc("memory A: stream(depth=2)"), /a FIFO is a tensor that the function makes/],
  ["function/memories", inFunc("rom B: int8[1] = [1] memory B: stream(depth=2)"), /a FIFO is a tensor that the function makes/],
  ["function/memories", "top func f() { state n: int8[1] = [1] memory n: stream(depth=2) }", /a FIFO is a tensor that/],
  ["function/memories", inFunc("alloc B: int8[2] = x memory B: stream(depth=2), bram(ports=dual)"), /neither ports nor/],
  ["statement/condition", inFunc("assert x"), /in f: assert x: the condition is int8, not bool/],
  ["statement/condition", inFunc("do { } while x"), /the condition is int8, not bool/],
  ["statement/switch", inFunc("switch g { }"), /in f: switch g: the value has type float32/],
  ["statement/switch", inFunc("switch x { case 1, 2 { } case 3, 1 { } }"), /two cases have the value 1/],
  ["statement/switch", mod([{ kind: "switch", value: intConst(1), cases: [{ values: [], body: [] }], default: [],
    id: 1, span }]),
    /a case has no value/],
  ["statement/message", inStruct("print A as int8"), /A is not a tensor of scalars/],
  ["statement/message", inFunc('assert true, "A: ", A as fixed<9, 4>'), /the type is fixed<9, 4>, not int8/],
  ["statement/condition", inFunc("if x { }"), /in f: if x: the condition is int8, not bool/],
  ["statement/return", inFunc("return x"), /1 values are returned, not 0/],
  ["statement/return", inFunc("return", " -> int8"), /0 values are returned, not 1/],
  ["statement/return", inFunc("return A", " -> int8[3]"), /the type is int8\[2\], not int8\[3\]/],
  ["statement/return", inFunc("return x, A", " -> (int8, int8)"), /a value is needed, not a reference/],
  ["statement/return", inFunc("return x, x, x", " -> (int8, int8)"), /3 values are returned, not 2/],
  ["statement/return", inStruct("return {x, x}", " -> P"), /the type is int8, not fixed<8, 4>/],
  ["statement/return", inFunc("return A, A", " -> (int8[2], int8[2])"), /A is returned twice/],
  ["statement/call", inStruct("call p: P = makes(x)"), /1 names for 2 results/],
  ["statement/call", inStruct("call p: P, y: int9 = makes(x)"), /the type is int9, not int8/],
  ["statement/call", inStruct("call takes({x, x})"), /argument 1: the type is int8, not fixed<8, 4>/],
  ["statement/call", mod([{ kind: "callstmt", callee: sym("f", 100), args: [], results: [], span }]),
    /f is not a function before/],
  ["statement/call", inFunc("call y: int16 = pure(x, A)"), /the type is int16, not int8/],
  ["statement/call", inFunc("call y: int8 = twice(A, A)"), /1 names for 0 results/],
  ["statement/call", inFunc("call twice(A, A)"), /argument 1: A is passed twice/],
  ["statement/call", inFunc("call pure(x)"), /1 arguments for 2 parameters/],
  ["statement/call", inFunc("call pure(A, A)"), /argument 1: a value is needed, not a reference/],
  ["statement/call", inFunc("call writes(x)"), /argument 1: a reference is needed, not a int8/],
  ["statement/call", inFunc("rom T: int8[2] = [1, 2] call writes(T)"), /the callee writes a constant array/],
  ["statement/put", `top func f(s: stream<int8, 1>) { put s, 1 }`, /the type is uint1, not int8/],
  ["statement/put", inStruct("put s, {x, x}"), /the type is int8, not fixed<8, 4>/],
  ["statement/put", mod([{ kind: "put", stream: sym("n", 1), span,
    value: { kind: "aggregate", type: struct("P", [{ name: "x", type: int32 }]), leaves: [], span } }],
    [param({ kind: "stream", element: struct("P", [{ name: "x", type: int32 }]), depth: 1 })]),
    /0 values for 1 scalars/],
  ["statement/put", "top func f(s: stream<int8[2], 1>, A: int8[3]) { put s, A }", /the type is int8\[3\], not int8\[2\]/],
  ["statement/probe", "top func f(x: int8) { probe v: empty x }", /x is not a stream/],
  ["statement/get", inStruct("get v: Q from s"), /the type is Q, not P/],
  ["statement/get", `top func f(s: stream<int8, 1>) { get v: int9 from s }`, /the type is int9, not int8/],

  ["expression/type", mod([{ ...let1, init: { kind: "cast", operand: constant(1n, int32), type: int(5000), span } }]),
    /numbers have 1 to 4096 bits, not 5000/],
  ["expression/constant", mod([{ ...let1, init: { kind: "const", value: 1, type: int32, span } }]),
    /the constant is a number, not a bigint/],
  ["expression/constant", inFunc("let y: int8 = 200:int8"), /200:int8 in let y: .*: 200 is outside the type/],
  ["expression/constant", mod([{ ...let1, type: float32, init: { kind: "const", value: 0.1, type: float32, span } }]),
    /0.1 is not a value of the type/],
  ["expression/variable", inFunc("let y: int9 = x:int9"), /the type is int9, not int8/],
  ["expression/load", inFunc("let y: int8 = A[0, 0]"), /2 subscripts for 1 dimensions/],
  ["expression/load", inFunc("let y: int9 = A[0]:int9"), /the type is int9, not int8/],
  ["expression/binary", inFunc("let y: int8 = (x + x):int8"), /\(x \+ x\):int8 in let y.*: the type is int8, not int9/],
  ["expression/binary", inFunc("let y: float32 = g + x"), /the sides are float32 and int8: cast one/],
  ["expression/binary", inFunc("let y: int9 = (x << 1):int9"), /the type is int9, not int8/],
  ["expression/binary", inFunc("let y: bool = (x & 1):bool"), /the type is bool/],
  ["expression/variable", mod([{ ...let1, init: variable(sym("n", 3), int32) }], [{
    ...param(struct("P", [{ name: "x", type: int32 }])), sym: sym("n", 3) }]), /a struct is read field by field/],
  ["expression/variable", mod([{ ...let1, init: { ...variable(sym("n", 3), int32), path: ["y"] } }], [{
    ...param(struct("P", [{ name: "x", type: int32 }])), sym: sym("n", 3) }]), /there is no such name of a field/],
  ["expression/load", inStruct("let y: int9 = A[0]->x:int9"), /the type is int9, not int8/],
  ["expression/bitcast", inFunc("let y: int9 = bitcast<int9>(x)"), /in let y: int9 .*: 8 bits are read as 9/],
  ["expression/bitcast", inFunc("let y: bfloat16 = bitcast<bfloat16>(g)"), /32 bits are read as 16/],
  ["expression/binary", inStruct("let y: fixed<9, 4> = (q->p->y + q->p->y):fixed<9, 5>"),
    /is fixed<9, 5>, not fixed<9, 4>/],
  ["expression/binary", inStruct("let y: int8 = (q->p->y / 2):int8"), /the type is int8, not fixed/],
  ["expression/binary", inStruct("let y: int20 = (q->p->y * 2):int20"), /the type is int20, not fixed/],
  ["expression/binary", inStruct("let y: fixed<8, 4> = (x << q->p->y):fixed<8, 4>"),
    /the amount of a shift is an integer/],
  ["expression/compare", inFunc("let y: bool = g < 1"), /the sides are float32 and uint1: cast one/],
  ["expression/logic", inFunc("let y: bool = x && true"), /the type is int8, not bool/],
  ["expression/unary", inFunc("let y: int8 = (-x):int8"), /the type is int8, not int9/],
  ["expression/unary", inFunc("let y: int9 = (~x):int9"), /the type is int9, not int8/],
  ["expression/unary", inFunc("let y: int9 = reverse(x):int9"), /the type is int9, not int8/],
  ["expression/unary", inFunc("let y: float32 = reverse(g):float32"), /it needs an integer/],
  ["expression/unary", inStruct("let y: int3 = floor(q->p->y):int3"), /the type is int3, not int4/],
  ["expression/unary", inStruct("let y: fixed<8, 4> = abs(q->p->y):fixed<8, 4>"), /is fixed<8, 4>, not ufixed<8, 4>/],
  ["expression/select", inFunc("let y: int8 = select(x, x, x)"), /the type is int8, not bool/],
  ["expression/select", inFunc("let y: float32 = select(true, g, x)"), /the sides are float32 and int8: cast one/],
  ["expression/select", inFunc("let y: uint1 = select(true, x, 1):uint1"), /the type is uint1, not int8/],
  ["expression/call", inFunc("let y: int8 = writes(A)"), /writes is not pure: call it in a statement/],
  ["expression/call", inStruct("let y: int8 = says(x)"), /says is not pure: call it in a statement/],
  ["expression/call", { functions: [twoResults, caller], top: caller }, /two has 2 results/],
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

  it("accepts what is new only in some places", () => {
    const m = parseModule(inStruct(`
      put s, {x, q->p->y}
      get p: P from s
      call r: P, n: int8 = makes(takes({p->x, A[0]->y}))
      let y: fixed<20, 9, roundConv, saturate> = (r->y / 3):fixed<20, 9, roundConv, saturate>
      let z: int8 = int8(floor(y) + reverse(n) + bitcast<int8>(r->y))
      do { break } while true
      switch z { case 1, -1 { return z } default { return x } }
    `, " -> int8"));
    assert.deepEqual(verifyModule(m), []);
  });

  it("accepts directives that say something", () => {
    const m = parseModule(`
      func g(A: int8[4, 2]) -> int8[4] inline { alloc B: int8[4] = A[0, 0] memory B: cyclic(dim=0, factor=2) return B }
      top func f(A: int8[4, 2], n: int32) dataflow noinline {
        memory A: complete(dim=1), block(dim=0, factor=4), uram(ports=trueDual, latency=3)
        call row: int8[4] = g(A)
        memory row: stream(depth=2), lutram
        for i: index = 0 to n pipeline(ii=1) unroll(8) parallel { for j: int8 = 3 to -1 step -1 unroll dataflow { } }
      }`);
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
