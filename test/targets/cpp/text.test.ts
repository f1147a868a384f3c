/** Single forms of the emitted text: parentheses, names, casts, loops, constants. Whole files are golden. */
import assert from "node:assert/strict";
import { parseModule } from "../../../lib/ir/parse.js";
import { vitis } from "../../../lib/targets/cpp/vitis.js";
import { vitisDialect } from "../../../lib/targets/cpp/dialects/vitis.js";
import { printExpr } from "../../../lib/targets/cpp/printer.js";
import { cast, infix, literal, name, prefix, ternary, type CppExpr } from "../../../lib/targets/cpp/tree.js";

/** The function bodies of kernel.cpp. */
function emitted(ir: string): string {
  const text = vitis.emit({ name: "test", module: parseModule(ir), sources: [] }).find((f) => f.path === "kernel.cpp")?.text;
  assert.ok(text !== undefined);
  return text;
}

/** The statements of `top func f(params) -> result { return expression }`, on one line. */
function returned(params: string, result: string, expression: string): string {
  const text = emitted(`top func f(${params}) -> ${result} {\n  return ${expression}\n}\n`);
  return /return (.*);\n\}\n$/.exec(text)?.[1] ?? text;
}

const [a, b, c] = [name("a"), name("b"), name("c")];
const shown = (e: CppExpr): string => printExpr(e, vitisDialect);

describe("C++ printer", () => {
  const cases: readonly (readonly [CppExpr, string])[] = [
    [infix("*", infix("+", a, b), c), "(a + b) * c"],
    [infix("+", infix("*", a, b), c), "a * b + c"],
    [infix("-", a, infix("-", b, c)), "a - (b - c)"],
    [infix("-", infix("-", a, b), c), "a - b - c"],
    [infix(">>", infix("+", a, b), literal("1")), "(a + b) >> 1"],
    [infix("<", infix("+", a, b), c), "a + b < c"],
    [infix("&", infix("==", a, b), c), "(a == b) & c"],
    [infix("|", infix("|", a, b), c), "a | b | c"],
    [infix("||", infix("&&", a, b), c), "(a && b) || c"],
    [infix("&&", infix("<", a, b), infix("<", b, c)), "a < b && b < c"],
    [infix("==", infix("<", a, b), c), "(a < b) == c"],
    [infix("&", prefix("!", a), b), "(!a) & b"],
    [infix("*", cast({ kind: "int", width: 64, signed: true }, a), b), "(int64_t)a * b"],
    [cast({ kind: "int", width: 8, signed: false }, infix("+", a, b)), "(uint8_t)(a + b)"],
    [cast({ kind: "wide", width: 7, signed: true }, infix("+", a, b)), "ap_int<7>(a + b)"],
    [prefix("-", prefix("-", a)), "-(-a)"],
    [prefix("-", literal("-1")), "-(-1)"],
    [ternary(infix("<", a, b), a, ternary(c, a, b)), "a < b ? a : c ? a : b"],
    [infix("+", ternary(a, b, c), literal("1")), "(a ? b : c) + 1"],
  ];
  for (const [tree, text] of cases) it(text, () => assert.equal(shown(tree), text));
});

describe("C++ integer arithmetic", () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ["a: int32, b: int32", "int32", "int32(a + b)", "a + b"],
    ["a: int32, b: int32", "int32", "int32((a + b) >> 1)", "((int64_t)a + b) >> 1"],
    ["a: int32, b: int32", "int64", "int64(a * b)", "(int64_t)a * b"],
    ["a: int8, b: int8", "int16", "int16(a * b)", "a * b"],
    ["a: int32, b: uint32", "bool", "a < b", "a < (int64_t)b"],
    ["a: uint8, b: uint32", "bool", "a < b", "a < b"],
    ["a: int64, b: uint64", "bool", "a < b", "ap_int<64>(a) < ap_int<65>(b)"],
    ["a: uint16, b: uint16", "bool", "a * b < 5", "(uint32_t)a * b < 5"],
    ["a: int32", "int32", "int32(a / 3)", "a / 3"],
    ["a: int32, b: int32", "int32", "int32(a / b)", "(int64_t)a / b"],
    ["a: int32", "int32", "int32(mod(a, 8))", "floor_mod<int>(a, 8)"],
    ["a: uint8", "int32", "int32(mod(a, 8))", "a % 8"],
    ["a: int32", "int8", "int8(a)", "a"],
    ["a: int32", "int32", "int32(int8(a) + 1)", "(int8_t)a + 1"],
    ["a: int32", "uint32", "a >>> 3", "(uint32_t)a >> 3"],
    ["a: uint32, b: uint32", "uint32", "uint32(a * b + 2654435761)", "a * b + 2654435761u"],
    ["a: int32", "int33", "~a", "~a"],
    ["a: uint8", "uint8", "~a", "~a"],
    ["a: uint8", "bool", "~a > 200", "(uint8_t)~a > 200"],
    ["a: int7, b: int7", "int7", "int7(a + b)", "a + b"],
    ["a: int100", "int32", "int32(a)", "a.to_int()"],
    ["a: int32", "float32", "float32(a)", "(float)a"],
    ["x: float32", "float32", "x * 0.1f", "x * 0.1f"],
    ["x: float64", "float64", "x * 1e+300", "x * 1e300"],
    ["x: float64", "float64", "x + -0.0", "x + -0.0"],
    ["a: bool, b: bool", "bool", "a && !b", "a && !b"],
  ];
  for (const [params, result, expression, text] of cases) {
    it(`${expression} of ${params} is ${text}`, () => assert.equal(returned(params, result, expression), text));
  }
});

describe("C++ fixed point, 16-bit floats, bits", () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ["x: fixed<16, 8>, y: ufixed<8, 6>", "fixed<19, 8>", "fixed<19, 8>(x + y)", "x + y"],
    ["x: fixed<16, 8>, y: ufixed<8, 6>", "fixed<25, 14>", "fixed<25, 14>(x * y)", "x * y"],
    ["x: fixed<16, 8>, y: fixed<16, 8>", "fixed<17, 8>", "x - y", "x - y"],
    ["x: fixed<16, 8>, y: fixed<16, 8>", "fixed<18, 8>", "fixed<18, 8>(fixed<8, 4, round, saturate>(x) + y)", "ap_fixed<8, 4, AP_RND, AP_SAT>(x) + y"],
    ["x: fixed<16, 8>, y: fixed<16, 8>", "fixed<8, 4, round, saturate>", "fixed<8, 4, round, saturate>(x * y)", "x * y"],
    ["x: fixed<16, 8>, n: int64", "bool", "x < n", "x < ap_int<64>(n)"],
    ["x: fixed<40, 8>, y: ufixed<40, 8>", "bool", "x < y", "x < ap_fixed<41, 33>(y)"],
    ["x: fixed<16, 8>", "bool", "x < 0.5:fixed<16, 8>", "x < ap_fixed<16, 8>(0.5)"],
    ["x: fixed<16, 8>", "bool", "bool(x)", "x != 0"],
    ["x: fixed<16, 8>", "int8", "int8(x)", "x.to_int()"],
    ["x: fixed<8, 8>", "int8", "int8(x)", "ap_int<8>(x.range()) / 256"],
    ["x: fixed<16, 8>", "int32", "int32(floor(x))", "ap_int<16>(x.range()) >> 8"],
    ["x: fixed<16, 8>", "float32", "float32(x)", "x.to_float()"],
    ["x: fixed<40, 8>", "float64", "float64(x)", "x.to_double()"],
    ["x: float32", "fixed<16, 8, round, saturate>", "fixed<16, 8, round, saturate>(x)", "float_to_fixed<ap_fixed<16, 8, AP_RND, AP_SAT>>(x)"],
    ["x: fixed<16, 8>", "fixed<16, 8>", "x << 2", "x << 2"],
    ["x: fixed<16, 8>", "ufixed<16, 8>", "x >>> 2", "from_bits<ap_ufixed<16, 8>>(ap_uint<16>(x.range())) >> 2"],
    ["x: fixed<16, 8>", "fixed<16, 8>", "~x", "~x"],
    ["x: fixed<16, 8>, y: fixed<16, 8>", "fixed<16, 8>", "x & y", "x & y"],
    ["x: fixed<16, 8>", "int16", "bitcast<int16>(x)", "ap_int<16>(x.range())"],
    ["x: int16", "fixed<16, 8>", "bitcast<fixed<16, 8>>(x)", "from_bits<ap_fixed<16, 8>>(x)"],
    ["x: fixed<16, 8>, y: fixed<16, 8>", "fixed<16, 8>", "fixed<16, 8>(min(x, y))", "x < y ? x : y"],
    ["x: fixed<16, 8>", "fixed<16, 8>", "0.00390625:fixed<16, 8>", "0.00390625"],
    ["x: float16, y: float16", "float16", "x * y + y", "half(x * y) + y"],
    ["x: float16", "float32", "float32(x)", "(float)x"],
    ["x: float32", "float16", "float16(x)", "x"],
    ["x: float64", "float16", "float16(x)", "odd_float(x)"],
    ["x: bfloat16, y: bfloat16", "bfloat16", "x * y - y", "bfloat16(x * y) - y"],
    ["x: bfloat16", "bfloat16", "sqrt(x)", "hls::sqrt((float)x)"],
    ["x: float16", "uint16", "bitcast<uint16>(x)", "bits_of_half(x)"],
    ["x: float32", "uint32", "bitcast<uint32>(x)", "bits_of_float(x)"],
    ["x: uint32", "float32", "bitcast<float32>(x)", "float_of_bits(x)"],
    ["x: uint8", "uint8", "reverse(x)", "(uint8_t)reverse_bits<ap_uint<8>>(ap_uint<8>(x)).to_int()"],
    ["x: float16", "bool", "x < 1.0:float16", "x < half(1.0f)"],
    ["x: fixed<16, 8>", "float16", "float16(x)", "x.to_float()"],
    ["x: int32", "float16", "float16(x)", "(float)x"],
    ["x: int8", "bfloat16", "bfloat16(x)", "(float)x"],
    ["x: float16", "int8", "int8(x)", "float_to_int(x)"],
  ];
  for (const [params, result, expression, text] of cases) {
    it(`${expression} of ${params} is ${text}`, () => assert.equal(returned(params, result, expression), text));
  }

  it("keeps what only bits make of a symmetric type", () => {
    const type = "fixed<8, 4, trunc, saturateSym>";
    assert.equal(returned(`x: ${type}`, type, "~x"), "from_bits<ap_fixed<8, 4, AP_TRN, AP_SAT_SYM>>(~ap_int<8>(x.range()))");
    assert.equal(returned("x: int8", type, `bitcast<${type}>(x)`), "from_bits<ap_fixed<8, 4, AP_TRN, AP_SAT_SYM>>(x)");
  });
});

describe("C++ names", () => {
  const names = (ir: string): string => emitted(ir).split("\n").find((l) => l.includes("(") && l.endsWith("{")) ?? "";

  it("keeps clear of keywords, macros, helpers, reserved forms and other characters", () => {
    const line = names("top func f(register: int8, INT_MAX: int8, floor_div: int8, __x: int8, `größe`: int8, `a$b`: int8) {\n}\n");
    assert.equal(line, "void f(int8_t register_, int8_t INT_MAX_, int8_t floor_div_, int8_t _x, int8_t gr_e, int8_t a_b) {");
  });

  it("gives functions no name of C's library, and locals no name of a function", () => {
    assert.equal(names("top func exp(exp: int8) {\n}\n"), "void exp_(int8_t exp) {");
    const text = emitted(
      "func g(x: int8) -> int8 {\n  return x\n}\n\nfunc h(x: int8) -> int8 {\n  return g(x)\n}\n\n" +
      "top func f(g: int8) -> int8 {\n  return h(g)\n}\n",
    );
    assert.match(text, /int8_t f\(int8_t g_1\) \{\n {2}return h\(g_1\);/);
  });

  it("makes names of loops that were split and fused legal", () => {
    const text = emitted(`top func f(A: int8[8, 4]) {
      band: for i.outer: index = 0 to 2 { for i.inner: index = 0 to 4 { for i_outer: index = 0 to 4 {
        A[i.outer * 4 + i.inner, i_outer] = 1:int8
      } } }
    }`);
    assert.match(text, /band_i_outer: for \(int i_outer = 0; i_outer < 2;/);
    assert.match(text, /band_i_inner: for \(int i_inner = 0;/);
    assert.match(text, /band_i_outer_1: for \(int i_outer_1 = 0;/);
    assert.match(text, /A\[i_outer \* 4 \+ i_inner\]\[i_outer_1\] = 1;/);
  });

  it("tells inner variables from outer ones, and reuses names side by side", () => {
    const text = emitted(`top func f(x: int32[4]) {
  for i: index = 0 to 4 {
    x[i] = int32(0)
  }
  for i: index = 0 to 4 {
    for i: index = 0 to 4 {
      x[i] = int32(1)
    }
  }
}
`);
    assert.deepEqual([...text.matchAll(/for \(int (\w+)/g)].map((m) => m[1]), ["i", "i", "i_1"]);
  });
});

describe("C++ statements", () => {
  it("counts in a type that holds the value after the last", () => {
    const loop = (head: string): string =>
      (/for \(.*\)/.exec(emitted(`top func f(x: int32[4], n: int32) {\n  for ${head} {\n    x[0] = int32(1)\n  }\n}\n`)) ?? [""])[0];
    assert.equal(loop("i: int32 = 0 to n"), "for (int i = 0; i < n; i++)");
    assert.equal(loop("i: int32 = 0 to n step 2"), "for (int64_t i = 0; i < n; i += 2)");
    assert.equal(loop("i: int8 = 0 to 127"), "for (int i = 0; i < 127; i++)");
    assert.equal(loop("i: index = 7 to -1 step -1"), "for (int i = 7; i >= 0; i--)");
  });

  it("evaluates a bound that the body changes before the loop", () => {
    const text = emitted("top func f(x: int32[4]) {\n  for i: int32 = 0 to x[0] {\n    x[0] = int32(x[0] - 1)\n  }\n}\n");
    assert.match(text, /const int i_end = x\[0\];\n {2}for \(int i = 0; i < i_end; i\+\+\) \{\n {4}x\[0\] -= 1;/);
  });

  it("fills the caller's array for a tensor result, without a copy", () => {
    const text = emitted(`top func f() -> float32[2] {
  alloc r: float32[2] = 1.5f
  return r
}
`);
    assert.match(text, /void f\(float r\[2\]\) \{\n {2}for \(int i0 = 0; i0 < 2; i0\+\+\) \{\n {4}r\[i0\] = 1.5f;\n {2}\}\n\}/);
  });

  it("copies when different tensors are returned", () => {
    const text = emitted("top func f(A: int8[2], B: int8[2], x: bool) -> int8[2] {\n  if x {\n    return A\n  }\n  return B\n}\n");
    assert.match(text, /void f\(int8_t A\[2\], int8_t B\[2\], bool x, int8_t result\[2\]\)/);
    assert.match(text, /result\[i0\] = A\[i0\];\n {4}\}\n {4}return;/);
  });

  it("leaves out what nothing reads, but not what may stop the run", () => {
    const text = emitted("top func f(x: int32, A: int32[4]) {\n  const a: int33 = int33(x + 1)\n  const b: int32 = int32(1 / x)\n  let c: int32 = A[x]\n}\n");
    assert.doesNotMatch(text, /\ba\b = /);
    assert.match(text, /const int32_t b = 1 \/ x;\n {2}\(void\)b;/);
    assert.match(text, /int32_t c = A\[in_bounds<int64_t>\(x, 4\)\];\n {2}\(void\)c;/);
  });

  it("says nothing of arrays that are left out", () => {
    const text = emitted(`top func f(A: int8[4]) {
      alloc unread: int8[4] = 0:int8 memory unread: complete(dim=0)
      alloc unset: int8[4] = 0:int8 memory unset: bram
      unset[0] = 1:int8
    }`);
    assert.doesNotMatch(text, /unread/);
    assert.match(text, /int8_t unset\[4\] = \{\};\n {2}\(void\)unset;\n#pragma HLS bind_storage variable=unset type=ram_2p impl=bram\n/);
  });

  it("keeps a nest perfect whose loops have directives, and puts them before a body that is left by a goto", () => {
    const nest = emitted(`top func f(A: int8[4, 4], n: int32) {
      for i: index = 0 to 4 parallel { for j: index = 0 to n pipeline(ii=1) { for k: index = 0 to 4 unroll { A[i, k] = 1:int8 } } }
    }`);
    assert.match(nest, /i\+\+\) \{\n +for .*\{\n#pragma HLS pipeline II=1\n +for .*\{\n#pragma HLS unroll\n +A\[/);
    const left = emitted(`top func f(A: int8[4]) {
      for i: index = 0 to 4 #1 unroll(2) { for j: index = 0 to 4 { if A[j] > i { continue #1 } A[i] = 1:int8 } }
    }`);
    assert.match(left, /i\+\+\) \{\n#pragma HLS unroll factor=2\n {4}\{\n/);
  });

  it("includes only what is used", () => {
    const includes = (ir: string): readonly string[] => {
      const files = vitis.emit({ name: "t", module: parseModule(ir), sources: [] });
      return files.flatMap((f) => f.text.split("\n").filter((l) => /^#(include <|define AP)/.test(l)));
    };
    assert.deepEqual(includes("top func f(x: float32[4]) {\n  x[0] = x[1]\n}\n"), []);
    assert.deepEqual(includes("top func f(x: float32[4]) {\n  x[0] = sqrt(x[1])\n}\n"), ["#include <hls_math.h>"]);
    assert.deepEqual(includes("top func f(x: int7[4]) {\n  x[0] = x[1]\n}\n"), ["#include <ap_int.h>"]);
    assert.deepEqual(includes("top func f(x: int2000[4]) {\n  x[0] = x[1]\n}\n"), ["#define AP_INT_MAX_W 4096", "#include <ap_int.h>"]);
  });

  it("refuses integers that grow beyond what the tool has", () => {
    const codes = (ir: string): readonly number[] =>
      vitis.check({ name: "t", module: parseModule(ir), sources: [] }).map((d) => d.code);
    assert.deepEqual(codes("top func f(x: uint4095, A: uint4096[1]) {\n  A[0] = uint4096(x * 1)\n}\n"), [4001]);
    assert.deepEqual(codes("top func f(x: fixed<2000, 8>, y: fixed<2000, 8>) -> bool {\n  return x * y > x\n}\n"), []);
    assert.deepEqual(codes("top func f(x: ufixed<4095, 8>) -> bool {\n  return x * 1 > 2\n}\n"), [4001]);
  });

  it("refuses memories that the device has not", () => {
    const messages = (memory: string): readonly string[] => {
      const module = parseModule(`top func f(A: int8[4]) {\n  rom T: int8[1] = [1]\n  ${memory}\n  A[0] = T[0]\n}\n`);
      return vitis.check({ name: "t", module, sources: [] }).map((d) => `${d.code}: ${d.message}`);
    };
    assert.deepEqual(messages("memory A: lutram(ports=trueDual)"), ["4006: Vitis HLS cannot build 'A' so: it makes no ram_t2p of lutram"]);
    assert.deepEqual(messages("memory T: uram"), ["4006: Vitis HLS cannot build 'T' so: it makes no rom_2p of uram"]);
    assert.deepEqual(messages("memory A: bram(latency=4)"),
      ["4006: Vitis HLS cannot build 'A' so: an access takes at most 3 cycles, not 4"]);
    for (const memory of ["memory A: uram(ports=trueDual, latency=3)", "memory T: lutram(ports=multiRead)"]) {
      assert.deepEqual(messages(memory), []);
    }
  });

  it("refuses conversions between floats and fixed point that doubles do not reach", () => {
    const codes = (type: string): readonly number[] => {
      const module = parseModule(`top func f(x: ${type}) -> float32 {\n  return float32(x)\n}\n`);
      return vitis.check({ name: "t", module, sources: [] }).map((d) => d.code);
    };
    assert.deepEqual([codes("fixed<16, 2000>"), codes("fixed<16, -2000>"), codes("fixed<16, 1000>")], [[4003], [4003], []]);
  });
});
